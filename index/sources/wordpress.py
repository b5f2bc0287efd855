"""XML files with articles in them: a WordPress export (WXR), and feeds that were saved.

A WordPress export is read as it streams, whatever its size, without entities or network. From a file nothing is
fetched: an entry that only announces its article is refused. Called by `opening` and `archives`.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from lxml import etree

from index.article import Document, Refusal
from index.errors import InputRefused
from index.sources.addresses import origin_of
from index.sources.article_address import plain_address
from index.sources.feeds import LARGEST, is_feed, read_feed
from index.sources.listings import whole_article
from index.sources.moments import parse_page_date
from index.sources.reading import Origin, Read, SourceOptions, megabytes, printable, read_bounded, refusal
from index.sources.recording import Recorded, as_document, is_web_address, one_line
from index.sources.sitemaps import is_sitemap, local_name

_WORDPRESS = b"wordpress.org/export/"
_LOOKED_AT = 16 * 1024
_SHORTCODE = re.compile(r"\[/?[a-z][a-z0-9_-]{1,30}(?:\s[^\[\]]{0,500})?\]|<!--.{0,2000}?-->", re.DOTALL)
_ZERO = "0000-00-00"


def read_xml(stream: IO[bytes], origin: Origin, options: SourceOptions) -> Iterator[Read]:
    """Read the articles of an export or a saved feed."""
    head = stream.read(_LOOKED_AT)
    stream.seek(0)
    if _WORDPRESS in head:
        yield from _export(stream, origin, options)
        return
    try:
        if is_sitemap(head):
            raise InputRefused("a sitemap, which only names pages", hint="give its web address instead")
        if not is_feed(head):
            raise InputRefused("XML that is neither a feed nor a WordPress export", hint="give the articles' text")
        entries = read_feed(read_bounded(stream, min(LARGEST, options.max_bytes)), None, options.timezone)
        if not entries:
            raise InputRefused("a feed without entries", hint="nothing to read")
    except InputRefused as refused:
        yield refusal(origin.input, refused)
        return
    for number, entry in enumerate(entries, start=1):
        here = f"{origin.input}:{number}"
        read = whole_article(entry, options)
        if isinstance(read, Document):
            yield read if entry.url else replace(read, input=here)
        else:
            hint = "give the feed's web address, then its pages are read"
            yield read or Refusal(input=here, reason="the feed only announces this article", hint=hint)


def _export(stream: IO[bytes], origin: Origin, options: SourceOptions) -> Iterator[Read]:
    outlet = language = None
    found = 0
    try:
        bounded = _Bounded(stream, options.max_bytes)
        reading = etree.iterparse(
            bounded,
            events=("end",),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            recover=False,
        )
        for _, element in reading:
            name = local_name(element)
            if name == "item":
                found += 1
                bounded.since = 0
                here = f"{origin.input}:{found}"
                try:
                    post = _post(_fields(element), here, (outlet, language), options)
                    if post is not None:
                        yield post
                except InputRefused as refused:
                    yield refusal(here, refused)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif name in ("title", "language") and not found and _is_site_s(element):
                outlet, language = (element.text, language) if name == "title" else (outlet, element.text)
    except InputRefused as refused:
        yield refusal(origin.input, refused)
    except etree.LxmlError:
        after = f" after {found:,} posts" if found else ""
        yield Refusal(input=origin.input, reason=f"an export that is damaged{after}", hint="export it again")


class _Bounded:
    """A stream in which no post may be longer than `limit` bytes."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        """Read on, and refuse when no post has ended for too long."""
        piece = self._stream.read(size)
        self.since += len(piece)
        if self.since > self._limit:
            raise InputRefused(f"a post larger than {megabytes(self._limit)}", hint="export it in parts")
        return piece


def _is_site_s(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "channel"


def _fields(item: etree._Element) -> dict[str, str]:
    """Collect a post's fields by local name; `encoded` is told apart by its namespace."""
    fields: dict[str, str] = {}
    for child in item:
        name = local_name(child)
        if name:
            content = name == "encoded" and "/content/" in str(child.tag)
            fields.setdefault("content" if content else name, child.text or "")
    return fields


def _post(
    fields: dict[str, str], here: str, site: tuple[str | None, str | None], options: SourceOptions
) -> Document | None:
    """Make the document of a published post; None for pages' attachments, drafts, menus and the like."""
    if fields.get("post_type") not in ("post", "page", None) or fields.get("status") not in ("publish", None):
        return None
    from index.sources.page import read_fragment

    title = one_line(fields.get("title"))
    content = _SHORTCODE.sub("", fields.get("content", ""))
    if len(content) > options.max_characters * 2:
        raise InputRefused(f"a text of more than {options.max_characters:,} characters", hint="split it")
    if not content.strip():
        raise InputRefused("a post without a text", hint="nothing to read")
    if "<p" not in content:  # WordPress keeps paragraphs as blank lines and makes the elements when it shows them
        content = "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", content) if part.strip())
    gmt, local = fields.get("post_date_gmt", ""), fields.get("post_date", "")
    written = f"{gmt.strip()}Z" if gmt and not gmt.startswith(_ZERO) else local or fields.get("pubDate", "")
    changed = fields.get("post_modified_gmt", "")
    link = fields.get("link", "").strip()
    url = plain_address(link) if is_web_address(link) else None
    says = Recorded(
        title=title,
        source=one_line(site[0]),
        author=one_line(fields.get("creator")),
        published=parse_page_date(written, options.timezone),
        updated=parse_page_date(f"{changed.strip()}Z", options.timezone) if changed else None,
        url=url,
        language=one_line(site[1]),
    )
    place = url or f"{site[0]}#{fields.get('post_id') or here}"
    digest = hashlib.sha256(fields.get("content", "").encode("utf-8", "replace")).hexdigest()
    text = read_fragment(content, title)
    return as_document(text, says, origin_of(printable(here), place), digest, options)
