"""Sitemaps, news sitemaps and sitemap indexes, packed or not, as lists of entries and further sitemaps.

XML is read without entities, network or a tree of the whole. Called by `listings`.
"""

import io
import re
import zlib
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lxml import etree

from index.errors import InputRefused
from index.sources.feeds import Entry
from index.sources.moments import parse_page_date
from index.sources.reading import MEBIBYTE, megabytes

LARGEST = 50 * MEBIBYTE
"""Unpacked; the protocol's own bound, as is the number of addresses."""
MOST_ADDRESSES = 50_000
_GZIP = b"\x1f\x8b"
_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_LOOKED_AT = 4096
_FIELDS = frozenset({"loc", "lastmod", "publication_date", "title", "name", "language"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one sitemap lists: articles, or further sitemaps with when they changed last."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[tuple[str, str], ...] = ()


def unpacked(raw: bytes) -> bytes:
    """Undo gzip where there is one; refuse what unpacks to more than a sitemap may hold."""
    if not raw.startswith(_GZIP):
        return raw
    try:
        opened = zlib.decompressobj(wbits=31)
        text = opened.decompress(raw, LARGEST)
    except zlib.error:
        raise InputRefused("a packed file that is damaged", hint="pack it again") from None
    if opened.unconsumed_tail:
        raise InputRefused(f"it unpacks to more than {megabytes(LARGEST)}", hint="give its parts")
    return text


def is_sitemap(raw: bytes) -> bool:
    """Tell a sitemap by its beginning."""
    return bool(_ROOT.search(raw[:_LOOKED_AT]))


def read_sitemap(raw: bytes, timezone: ZoneInfo) -> Sitemap:
    """Read an unpacked sitemap. Raises `InputRefused`."""
    entries: list[Entry] = []
    sitemaps: list[tuple[str, str]] = []
    fields: dict[str, str] = {}
    try:
        reading = etree.iterparse(
            io.BytesIO(raw), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _, element in reading:
            name = local_name(element)
            if name in _FIELDS:
                fields.setdefault(name, " ".join((element.text or "").split())[:2_000])
            elif name in ("url", "sitemap"):
                location = fields.get("loc", "")
                if location.lower().startswith(("http://", "https://")):
                    if name == "url":
                        entries.append(_entry(location, fields, timezone))
                    else:
                        sitemaps.append((location, fields.get("lastmod", "")))
                fields = {}
                if len(entries) + len(sitemaps) > MOST_ADDRESSES:
                    raise InputRefused(f"a sitemap of more than {MOST_ADDRESSES:,} addresses", hint="give its parts")
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.LxmlError:
        raise InputRefused(
            "a sitemap that is damaged", hint="open its address in a browser to see what is there"
        ) from None
    return Sitemap(entries=tuple(entries), sitemaps=tuple(sitemaps))


def local_name(element: etree._Element) -> str:
    """Give an element's name without its namespace, empty for what is no element; `QName` raises on damaged names."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _entry(location: str, fields: dict[str, str], timezone: ZoneInfo) -> Entry:
    return Entry(
        url=location,
        title=fields.get("title") or None,
        published=parse_page_date(fields.get("publication_date", ""), timezone),
        outlet=fields.get("name") or None,
        language=fields.get("language") or None,
        mark=fields.get("lastmod") or fields.get("publication_date", ""),
    )
