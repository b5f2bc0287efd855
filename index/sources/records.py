"""Article records: `.jsonl` files and JSONL on standard input, one line at a time, and what `export` writes.

Owns the line (its length, its JSON) and the fields that only an export has. One bad line refuses that line. Called by
`opening` and `archives`.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Annotated

from pydantic import Field, ValidationError

from index.article import Document, EarlierRevision, Refusal, State
from index.errors import InputRefused
from index.sources.identity import id_of_text
from index.sources.reading import Origin, Read, SourceOptions, megabytes, refusal
from index.sources.recording import ArticleRecord, as_document, in_words, is_storable, one_line, recorded
from index.sources.tables import renamed

_BLANK = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"
_EXPORTED = frozenset({"revision", "revisions", "state", "origin"})
# Made again from the text, and far larger than what belongs into metadata.
_MADE_AGAIN = frozenset({"passages", "quotes"})


class _Line(ArticleRecord):
    """One record: the contract's fields, and `metadata` as an export nests it."""

    text: str
    metadata: dict[str, object] | None = None


class _Exported(_Line):
    """One record as `export` writes it."""

    revision: Annotated[str, Field(min_length=1, max_length=200)]
    revisions: list[dict[str, object] | str]
    state: State
    origin: str


def read_records(stream: IO[bytes], origin: Origin, options: SourceOptions) -> Iterator[Read]:
    """Read every line as a record, with its number in `input`; blank lines are passed over. Memory: one line."""
    empty = True
    for number, line in _lines(stream, options.max_bytes):
        empty = False
        here = replace(origin, input=f"{origin.input}:{number}")
        if line is None:
            reason = f"a line of more than {megabytes(options.max_bytes)}"
            yield Refusal(input=here.input, reason=reason, hint="give each article a line of its own")
            continue
        try:
            yield _document(line, here, options)
        except InputRefused as refused:
            yield refusal(here.input, refused)
    if empty:
        yield Refusal(input=origin.input, reason="no records in it", hint="give one JSON object per line")


def _lines(stream: IO[bytes], longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Give each line that is not blank with its number; None for one that is too long, which is not kept."""
    number = 0
    while piece := stream.readline(longest + 1):
        number += 1
        if len(piece) > longest and not piece.endswith(b"\n"):
            while (rest := stream.readline(1024 * 1024)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        line = piece.removeprefix(_BOM) if number == 1 else piece
        if line.strip(_BLANK):
            yield number, line.strip(_BLANK)


def _document(line: bytes, origin: Origin, options: SourceOptions) -> Document:
    fields = renamed(_fields(line), options.columns)
    for name in _MADE_AGAIN:
        fields.pop(name, None)
    if not all(map(is_storable, fields)):
        raise InputRefused("a field whose name holds halves of characters", hint="write it again as valid UTF-8")
    try:
        record = _Exported.model_validate(fields) if fields.keys() >= _EXPORTED else _Line.model_validate(fields)
    except ValidationError as error:
        raise InputRefused(in_words(error), hint="correct that line; the others went through") from None
    says = recorded(record, {**(record.metadata or {}), **(record.model_extra or {})}, options.timezone)
    if not record.text.strip():
        raise InputRefused("'text' is empty", hint="an article needs a text")
    if isinstance(record, _Exported):
        says = replace(says, revision=record.revision, state=record.state, earlier=_earlier(record))
        origin = replace(origin, input=one_line(record.origin) or origin.input)  # where it came from in the first place
    document = as_document(record.text, says, origin, hashlib.sha256(line).hexdigest(), options)
    return document if says.id else replace(document, id=id_of_text(record.text))


def _fields(line: bytes) -> dict[str, object]:
    try:
        fields = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise InputRefused("wrongly encoded: not UTF-8", hint="JSON is written in UTF-8") from None
    except RecursionError:
        raise InputRefused("JSON that is nested too deep", hint="flatten it") from None
    except json.JSONDecodeError as error:
        raise InputRefused(
            f"broken JSON at column {error.pos + 1}: {error.msg}", hint="correct that line; the others went through"
        ) from None
    except ValueError as error:
        raise InputRefused(f"broken JSON: {error}", hint="correct that line; the others went through") from None
    if not isinstance(fields, dict):
        raise InputRefused("not a JSON object", hint='a record is {"text": ...} on one line')
    return fields


def _no_number(written: str) -> object:
    raise ValueError(f"{written} is not a JSON number")


def _earlier(record: _Exported) -> tuple[EarlierRevision, ...]:
    """Take former texts from `revisions`; a plain id names one whose text the export does not carry."""
    former = []
    for item in record.revisions:
        if isinstance(item, str):
            continue
        values = [item.get(name) for name in ("revision", "text", "stored_at")]
        if not all(isinstance(value, str) for value in values):
            raise InputRefused("'revisions' holds one without revision, text or stored_at", hint="export it again")
        revision, text, stored_at = (str(value) for value in values)
        if revision != record.revision:
            former.append(EarlierRevision(revision=revision, text=text, stored_at=stored_at))
    return tuple(former)
