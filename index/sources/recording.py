"""What an input records about its article, checked once, and the document made of it.

Owns the article record of the contract (front matter and `.jsonl` lines have the same fields) and the last step of
every reader: the checks that hold for any text, whatever it was read from. Nothing is guessed here.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from index.article import JSON, Document, EarlierRevision, State, When
from index.errors import InputRefused
from index.sources.identity import checked_id, id_of_place
from index.sources.moments import parse_when
from index.sources.reading import Origin, SourceOptions

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_LONGEST_FIELD = 2_000
_LONGEST_GROUP = 200
_DEEPEST = 30


def _unset(value: object) -> object:
    """Take an empty string for a field that is not there."""
    return None if isinstance(value, str) and not value.strip() else value


Text = Annotated[str | None, BeforeValidator(_unset)]


FIELDS = ("text", "id", "title", "source", "author", "published", "updated", "url", "language", "groups",
          "visible_from")  # fmt: skip
"""The fields of an article record."""


class ArticleRecord(BaseModel):
    """The fields of the contract's article record but for `text`, as strict types; others are kept as extras."""

    model_config = ConfigDict(strict=True, extra="allow")

    id: Text = None
    title: Text = None
    source: Text = None
    author: Text = None
    published: Text = None
    updated: Text = None
    url: Text = None
    language: Text = None
    groups: list[str] | None = None
    visible_from: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What an input says about its article, in our types. `id` None: one is made from the place or the text."""

    id: str | None = None
    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: When | None = None
    updated: When | None = None
    url: str | None = None
    language: str | None = None
    groups: frozenset[str] = frozenset()
    visible_from: When | None = None
    metadata: Mapping[str, JSON] = field(default_factory=dict)
    revision: str | None = None
    earlier: tuple[EarlierRevision, ...] = ()
    state: State = "current"


def recorded(record: ArticleRecord, extras: Mapping[str, object], timezone: ZoneInfo) -> Recorded:
    """Turn a validated record into our types; `extras` become metadata. Refuses what no type can hold."""
    metadata = {key: as_json(value, key) for key, value in extras.items()}
    url = one_line(record.url)
    if url and not is_web_address(url):
        # Links are made of this field; what is no web address is still what the input recorded.
        metadata.setdefault("url", url)
        url = None
    return Recorded(
        id=checked_id(record.id) if record.id else None,
        title=one_line(record.title),
        source=one_line(record.source),
        author=one_line(record.author),
        published=_when("published", record.published, timezone),
        updated=_when("updated", record.updated, timezone),
        url=url,
        language=language_tag(record.language),
        groups=frozenset(_group(name) for name in record.groups or () if name.strip()),
        visible_from=_when("visible_from", record.visible_from, timezone),
        metadata=metadata,
    )


def as_document(text: str, says: Recorded, origin: Origin, raw_sha256: str, options: SourceOptions) -> Document:
    """Make the document, or refuse a text that is blank, over-long, or not storable as text."""
    if not text.strip():
        raise InputRefused("no text in it", hint="an article needs a text")
    if len(text) > options.max_characters:
        raise InputRefused(
            f"a text of {len(text):,} characters, more than the {options.max_characters:,} of one article",
            hint="split it into its articles",
        )
    for value in (text, says.title, says.source, says.author, says.url, says.language, *says.groups):
        if value and not is_storable(value):
            raise InputRefused("it holds NUL characters or halves of characters", hint="write it again as valid UTF-8")
    return Document(
        id=says.id or id_of_place(origin.stem, origin.key),
        text=text,
        input=origin.input,
        raw_sha256=raw_sha256,
        title=says.title,
        source=says.source,
        author=says.author,
        published=says.published,
        updated=says.updated,
        url=says.url,
        language=says.language,
        groups=says.groups or options.groups,
        visible_from=says.visible_from,
        metadata=says.metadata,
        revision=says.revision,
        earlier=says.earlier,
        state=says.state,
    )


def one_line(value: str | None) -> str | None:
    """Fold the white space of a recorded field; None where nothing is left, refused where it is absurdly long."""
    folded = " ".join(value.split()) if value else ""
    if len(folded) > _LONGEST_FIELD:
        raise InputRefused(
            f"a field of {len(folded):,} characters, more than {_LONGEST_FIELD:,}",
            hint="shorten it or move it to the text",
        )
    return folded or None


def is_storable(words: str) -> bool:
    """Tell whether a text can be stored anywhere: no NUL, no half of a surrogate pair."""
    return not _UNSTORABLE.search(words)


def is_web_address(url: str) -> bool:
    """Tell whether `url` is one a reader may be sent to: http or https, with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def language_tag(value: str | None) -> str | None:
    """Write a language as a tag with hyphens (`en_GB` is `en-GB`)."""
    folded = one_line(value)
    return folded.replace("_", "-") if folded else None


def as_json(value: object, name: str, depth: int = 0) -> JSON:
    """Check that a value can be stored as JSON and written again the same; refuse it by its field's name otherwise."""
    if depth > _DEEPEST:
        raise InputRefused(f"field {name!r} is nested too deep", hint="flatten it")
    match value:
        case None | bool() | int():
            return value
        case float() if math.isfinite(value):
            return value
        case str() if is_storable(value):
            return value
        case Mapping() if all(isinstance(key, str) and is_storable(key) for key in value):
            return {key: as_json(item, name, depth + 1) for key, item in value.items()}
        case Sequence() if not isinstance(value, str | bytes):
            return [as_json(item, name, depth + 1) for item in value]
    raise InputRefused(
        f"field {name!r} holds what JSON cannot ({_kind(value)})", hint="write it as text or leave it out"
    )


def in_words(error: ValidationError) -> str:
    """Say the first thing that is wrong with a record, for a person."""
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the record"
    if first["type"] == "missing":
        return f"{place!r} is missing"
    if first["type"] in ("string_type", "list_type", "dict_type", "model_type"):
        wanted = {"string_type": "text", "list_type": "a list of texts"}.get(first["type"], "an object")
        return f"{place!r} must be {wanted}, not {_kind(first['input'])}"
    return f"{place!r}: {first['msg'][:1].lower()}{first['msg'][1:]}"


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number" if not isinstance(value, float) or math.isfinite(value) else "a number that is none"
        case str():
            return "text"
        case bytes():
            return "binary data"
        case Mapping():
            return "an object"
        case Sequence():
            return "a list"
    return f"a {type(value).__name__}"


def _when(name: str, written: str | None, timezone: ZoneInfo) -> When | None:
    if written is None:
        return None
    try:
        return parse_when(written, timezone)
    except ValueError:
        raise InputRefused(
            f"{name!r} is not a date: {written.strip()[:40]!r}", hint="write 2025-11-20 or 2025-11-20T14:00:00+01:00"
        ) from None


def _group(name: str) -> str:
    folded = name.strip()
    if len(folded) > _LONGEST_GROUP or any(not character.isprintable() for character in folded):
        raise InputRefused(f"a group name that is none: {folded[:40]!r}", hint="use the names of your reader groups")
    return folded
