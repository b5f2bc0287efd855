"""Web pages: `.html` and `.htm` files, archive members, and what an address answered.

Joins the words (`page_body`) and the record (`page_record`) of a page. Called by `opening` and `addresses`.
"""

import hashlib
import re

import trafilatura
from lxml.html import HtmlElement

from index.article import Document
from index.errors import InputRefused
from index.sources.decoding import decode, decode_as
from index.sources.page_body import article_text
from index.sources.page_record import PageRecord, read_record
from index.sources.reading import MEBIBYTE, Origin, SourceOptions, megabytes
from index.sources.recording import Recorded, as_document

# What several passes over the tree take without minutes and gigabytes. Articles are far below: of 95 news pages the
# largest has 1.5 MB, the fullest 1,600 elements.
LARGEST = 10 * MEBIBYTE
MOST_ELEMENTS = 30_000
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096


def read_page(raw: bytes, origin: Origin, options: SourceOptions) -> Document:
    """Read the article of an HTML file."""
    page, record = open_page(raw, None, None, options)
    return page_document(raw, page, record, record.canonical, origin, options)


def open_page(
    raw: bytes, address: str | None, charset: str | None, options: SourceOptions
) -> tuple[HtmlElement, PageRecord]:
    """Parse a page and read its record; `address` and `charset` are what the server said, None for a file."""
    if len(raw) > LARGEST:
        raise InputRefused(f"a page of more than {megabytes(LARGEST)}", hint="save the article alone")
    text = _decoded(raw, charset)
    page = trafilatura.load_html(text)
    if page is None:  # a lone fragment, which the parser takes for something else
        page = trafilatura.load_html(f"<html><body><div>{text}</div></body></html>")
    if page is None:
        raise InputRefused("not an HTML page", hint="open it in a browser to see what it is")
    if sum(1 for _ in zip(page.iter(), range(MOST_ELEMENTS + 1), strict=False)) > MOST_ELEMENTS:
        raise InputRefused(f"a page of more than {MOST_ELEMENTS:,} elements", hint="save the article alone")
    return page, read_record(page, address, options.timezone)


def page_document(
    raw: bytes, page: HtmlElement, record: PageRecord, url: str | None, origin: Origin, options: SourceOptions
) -> Document:
    """Make the document of an opened page."""
    says = Recorded(
        title=record.title,
        source=record.outlet,
        author=record.author,
        published=record.published,
        updated=record.updated,
        url=url,
        language=record.language,
    )
    return as_document(article_text(page), says, origin, hashlib.sha256(raw).hexdigest(), options)


def _decoded(raw: bytes, charset: str | None) -> str:
    declared = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
    for label in (charset, declared.group(1).decode("ascii") if declared else None):
        if label:
            text = decode_as(raw, label)
            if text is not None:
                return text
    return decode(raw)
