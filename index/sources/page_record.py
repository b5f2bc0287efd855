"""What a web page records about its article: JSON-LD, OpenGraph, meta elements, `html lang`. Nothing is guessed.

What the page only shows is for `page_byline`. The first record that gives a field wins, in the order named above.
Called by `page`.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from index.article import When
from index.sources.moments import parse_page_date

_LARGEST_JSON = 512 * 1024
_LONGEST = 500
_DEEPEST = 6
_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Interview|Column)$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_BYLINE_WORD = re.compile(r"^by:?\s+", re.IGNORECASE)
_TITLE_JOINT = r"\s*(?:[|\-–—·•:»]|::)\s*"

_TITLES = ("og:title", "headline", "title", "dc.title", "dcterms.title", "citation_title", "twitter:title")
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "parsely-author",
            "sailthru.author", "byl", "citation_author")  # fmt: skip
_OUTLETS = ("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "citation_journal_title")
_PUBLISHED = ("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "pubdate",
              "publishdate", "publish-date", "publish_date", "dcterms.issued", "dc.date.issued", "dc.date",
              "dcterms.created", "dcterms.date", "parsely-pub-date", "sailthru.date", "citation_publication_date",
              "citation_date", "date")  # fmt: skip
_UPDATED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "lastmod",
            "last-modified", "dcterms.modified", "dc.date.modified")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """The fields a page records; None for what it does not. `canonical` is absolute, http or https."""

    title: str | None
    outlet: str | None
    author: str | None
    published: When | None
    updated: When | None
    canonical: str | None
    language: str | None
    body: str | None = None
    """The article's text where the page records that too."""
    free: bool = True
    """False where the page says that not everybody gets to read it."""


def read_record(page: HtmlElement, address: str | None, timezone: ZoneInfo) -> PageRecord:
    """Read the record of `page`; `address` is where it was fetched from, None for a file."""
    linked = _linked_data(page)
    meta = _meta(page)

    def first(field: str, names: Iterable[str]) -> str | None:
        return next((said for said in _all(_names(linked.get(field)), meta, names)), None)

    outlet = first("publisher", _OUTLETS)
    author = ", ".join(dict.fromkeys(_names(linked.get("author")))) or _author(meta)
    return PageRecord(
        title=first("headline", _TITLES) or _title_element(page, outlet) or _only_heading(page),
        outlet=outlet,
        author=_BYLINE_WORD.sub("", author) if author else None,
        published=_moment([first("datePublished", ()), *_said(meta, _PUBLISHED)], timezone),
        updated=_moment([first("dateModified", ()), *_said(meta, _UPDATED)], timezone),
        canonical=_canonical(page, linked, meta, address),
        language=_language(page, linked, meta),
        body=html.unescape(body) if isinstance(body := linked.get("articleBody"), str) else None,
        free=str(linked.get("isAccessibleForFree", True)).lower() != "false",
    )


def _all(linked: Iterable[str], meta: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    yield from linked
    yield from _said(meta, names)


def _said(meta: Mapping[str, str], names: Iterable[str]) -> list[str]:
    return [meta[name] for name in names if name in meta]


def _meta(page: HtmlElement) -> dict[str, str]:
    """Collect meta elements, microdata values and marked times by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for element in page.iter("meta", "time"):
        value = _line(element.get("content") or element.get("datetime"))
        if not value:
            continue
        names = [element.get(attribute) for attribute in ("property", "name", "itemprop", "http-equiv")]
        if element.tag == "time" and element.get("pubdate") is not None:
            names.append("datepublished")
        for name in names:
            if name:
                found.setdefault(name.strip().lower(), value)
    return found


def _linked_data(page: HtmlElement) -> Mapping[str, object]:
    """Give the page's own article out of its JSON-LD, an empty mapping where there is none."""
    for script in page.iter("script"):
        written = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(written) > _LARGEST_JSON:
            continue
        written = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$", "", written)
        try:
            data = json.loads(written, strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            if any(isinstance(kind, str) and _ARTICLE_TYPES.search(kind) for kind in _listed(kinds)):
                return thing
    return {}


def _things(data: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    """Give the objects that describe the page, not those it only lists or mentions."""
    if depth > _DEEPEST:
        return
    for item in _listed(data):
        if isinstance(item, Mapping):
            yield item
            for inside in ("@graph", "mainEntity"):
                yield from _things(item.get(inside), depth + 1)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _names(value: object) -> list[str]:
    """Read a JSON-LD value that is a text, a thing with a name, or a list of either; addresses are no names."""
    names = []
    for item in _listed(value):
        written = item.get("name") if isinstance(item, Mapping) else item
        line = _line(written) if isinstance(written, str) else None
        if line and not _is_address(line):
            names.append(line)
    return names


def _author(meta: Mapping[str, str]) -> str | None:
    return next((said for said in _said(meta, _AUTHORS) if not _is_address(said)), None)


def _title_element(page: HtmlElement, outlet: str | None) -> str | None:
    """Read `<title>`, without the outlet's name where the page records that name."""
    element = page.find(".//title")
    title = _line(element.text_content()) if element is not None else None
    if title and outlet:
        bare = re.sub(rf"{_TITLE_JOINT}{re.escape(outlet)}$|^{re.escape(outlet)}{_TITLE_JOINT}", "", title)
        return bare or title
    return title


def _only_heading(page: HtmlElement) -> str | None:
    headings = [_line(heading.text_content()) for heading in page.iter("h1")]
    return headings[0] if len(headings) == 1 else None


def _moment(written: Iterable[str | None], timezone: ZoneInfo) -> When | None:
    read = (parse_page_date(said, timezone) for said in written if said)
    return next((when for when in read if when is not None), None)


def _canonical(
    page: HtmlElement, linked: Mapping[str, object], meta: Mapping[str, str], address: str | None
) -> str | None:
    links = [
        element.get("href")
        for element in page.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    for written in (*links, *_said(meta, ("og:url",)), *(_listed(linked.get("url")))):
        if not isinstance(written, str) or not written.strip():
            continue
        try:
            absolute = urljoin(address or "", written.strip())
            parts = urlsplit(absolute)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname and len(absolute) <= _LONGEST * 4:
            return absolute
    return None


def _language(page: HtmlElement, linked: Mapping[str, object], meta: Mapping[str, str]) -> str | None:
    spoken = linked.get("inLanguage")
    root = page.getroottree().getroot()
    for said in (
        *(item for item in _listed(spoken) if isinstance(item, str)),
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *_said(meta, ("og:locale", "content-language", "dc.language", "dcterms.language", "language")),
    ):
        if said and _LANGUAGE.fullmatch(said.strip()):
            return str(said).strip().replace("_", "-")
    return None


def _is_address(value: str) -> bool:
    return bool(re.match(r"(?:https?:)?//|www\.", value, re.IGNORECASE))


def _line(value: str | None) -> str | None:
    folded = " ".join(html.unescape(value).split()) if value and len(value) <= _LONGEST * 4 else ""
    return folded if 0 < len(folded) <= _LONGEST else None
