"""Feeds: RSS, Atom and JSON Feed, as lists of entries.

The one home of feedparser. It is given bytes only: handed an address, it would fetch that itself. Whether an entry
holds its article or only points to it is for `listings` and `wordpress`, the callers.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from index.article import When
from index.errors import InputRefused
from index.sources.moments import parse_page_date
from index.sources.reading import MEBIBYTE, megabytes

LARGEST = 20 * MEBIBYTE
MOST_ENTRIES = 10_000
_ROOTS = re.compile(rb"<(?:rss|feed|rdf:RDF|(?:\w+:)?RDF)[\s>]", re.IGNORECASE)
_JSON_FEED = b"jsonfeed.org/version"
_LOOKED_AT = 4096
_MARKUP = re.compile(r"<[^<>]{0,2000}>")
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article as a list of articles describes it. `content` is HTML; `mark` changes when the entry does."""

    url: str | None
    title: str | None = None
    author: str | None = None
    published: When | None = None
    updated: When | None = None
    content: str = ""
    outlet: str | None = None
    language: str | None = None
    mark: str = ""


def is_feed(raw: bytes) -> bool:
    """Tell a feed by its beginning; servers call feeds by all sorts of types."""
    head = raw[:_LOOKED_AT]
    return bool(_ROOTS.search(head)) or (head.lstrip()[:1] == b"{" and _JSON_FEED in head.replace(b"\\/", b"/"))


def read_feed(raw: bytes, address: str | None, timezone: ZoneInfo) -> list[Entry]:
    """Read the entries of a feed, in its order; `address` is what relative links refer to. Raises `InputRefused`."""
    if len(raw) > LARGEST:
        raise InputRefused(f"a feed of more than {megabytes(LARGEST)}", hint="give its parts, or a sitemap")
    json_feed = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    entries = _json_entries(raw, address, timezone) if json_feed else _xml_entries(raw, address, timezone)
    if len(entries) > MOST_ENTRIES:
        raise InputRefused(f"a feed of more than {MOST_ENTRIES:,} entries", hint="give its parts")
    return entries


def _xml_entries(raw: bytes, address: str | None, timezone: ZoneInfo) -> list[Entry]:
    # Its dictionaries answer for fields that are not there, with a warning: `dict.get` asks what is there.
    import feedparser  # type: ignore[import-untyped]  # it ships no types

    if b"<!ENTITY" in raw[: MEBIBYTE // 16] or len(_DOCTYPE.findall(raw[: MEBIBYTE // 16])) > 1:
        raise InputRefused("a feed that defines entities of its own", hint="no feed needs them; check what it is")
    headers = {"content-location": address} if address else {}
    try:
        parsed = feedparser.parse(io.BytesIO(raw), response_headers=headers)
    except Exception as error:  # damage makes the parser raise what it happens to trip
        raise _damaged() from error
    if not parsed.get("version") and not parsed.entries:
        raise _damaged()
    outlet = _line(parsed.feed.get("title"))
    language = _line(parsed.feed.get("language"))
    return [_entry(entry, outlet, language, address, timezone) for entry in parsed.entries[: MOST_ENTRIES + 1]]


def _entry(
    entry: dict[str, Any], outlet: str | None, language: str | None, address: str | None, timezone: ZoneInfo
) -> Entry:
    contents = [str(one.get("value") or "") for one in entry.get("content") or []]
    author = entry.get("author_detail") or {}
    url = entry.get("link") or (entry.get("id") if str(entry.get("id", "")).startswith("http") else None)
    written = {name: _when(entry, name, timezone) for name in ("published", "updated")}
    return Entry(
        url=_address(url, address),
        title=_line(entry.get("title")),
        author=_line(author.get("name") or entry.get("author")),
        published=written["published"] or written["updated"],
        updated=written["updated"] if written["published"] else None,
        content=max([*contents, str(entry.get("summary") or "")], key=len),
        outlet=outlet,
        language=language,
        mark="|".join(str(dict.get(entry, name) or "")[:_LONGEST] for name in ("id", "updated", "published", "title")),
    )


def _when(entry: dict[str, Any], name: str, timezone: ZoneInfo) -> When | None:
    written = dict.get(entry, name)
    when = parse_page_date(str(written), timezone) if written else None
    parsed = dict.get(entry, f"{name}_parsed") if when is None and written else None
    try:
        if when is None and parsed and 1000 <= parsed[0] < 9999:
            year, month, day, hour, minute, second = parsed[:6]
            return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError):
        return None
    return when


def _json_entries(raw: bytes, address: str | None, timezone: ZoneInfo) -> list[Entry]:
    try:
        feed = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _damaged() from None
    items = feed.get("items") if isinstance(feed, Mapping) else None
    if not isinstance(items, list):
        raise _damaged()
    outlet, language = _line(feed.get("title")), _line(feed.get("language"))
    return [_json_entry(item, outlet, language, address, timezone) for item in items if isinstance(item, Mapping)]


def _json_entry(
    item: Mapping[str, object], outlet: str | None, language: str | None, address: str | None, timezone: ZoneInfo
) -> Entry:
    def text(name: str) -> str | None:
        value = item.get(name)
        return value if isinstance(value, str) and value.strip() else None

    authors = item.get("authors") or item.get("author")
    listed = authors if isinstance(authors, list) else [authors]
    names = [_line(author.get("name")) for author in listed if isinstance(author, Mapping)]
    plain = "".join(f"<p>{part}</p>" for part in (text("content_text") or "").split("\n\n") if part.strip())
    return Entry(
        url=_address(text("url") or text("external_url") or text("id"), address),
        title=_line(text("title")),
        author=", ".join(name for name in names if name) or None,
        published=parse_page_date(text("date_published") or "", timezone),
        updated=parse_page_date(text("date_modified") or "", timezone),
        content=text("content_html") or plain or text("summary") or "",
        outlet=outlet,
        language=_line(text("language")) or language,
        mark="|".join(str(item.get(name) or "")[:_LONGEST] for name in ("id", "date_modified", "title")),
    )


def feeds_named(links: Iterator[Mapping[str, str]], address: str) -> list[str]:
    """Give the feeds that a page names in its `link` elements, whose attributes are given."""
    found = [
        _address(link.get("href"), address)
        for link in links
        if "alternate" in link.get("rel", "").lower().split()
        and re.search(r"(?:rss|atom|feed)\+(?:xml|json)", link.get("type", "").lower())
        and "comment" not in (link.get("title", "") + link.get("href", "")).lower()
    ]
    return list(dict.fromkeys(url for url in found if url))


def _address(written: object, base: str | None) -> str | None:
    if not isinstance(written, str) or not written.strip() or len(written) > _LONGEST:
        return None
    try:
        url = urljoin(base or "", written.strip())
    except ValueError:
        return None
    return url if url.lower().startswith(("http://", "https://")) else None


def _line(written: object) -> str | None:
    """Fold a title or a name, which may hold markup, to one line of plain words."""
    if not isinstance(written, str) or len(written) > _LONGEST:
        return None
    return " ".join(unescape(_MARKUP.sub("", written)).replace("\0", "").split()) or None


def _damaged() -> InputRefused:
    return InputRefused("a feed that is damaged", hint="open its address in a browser to see what is there")
