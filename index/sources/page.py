"""Web pages: `.html` and `.htm` files, archive members, and what an address answered.

Joins the words (`page_body`), the record (`page_record`) and the byline (`page_byline`) of a page. Called by `opening`
and `addresses`.
"""

import hashlib
import re

import trafilatura
from lxml.html import HtmlElement

from index.article import Document
from index.errors import InputRefused
from index.sources.decoding import decode, decode_as
from index.sources.page_body import article_text, fragment_text
from index.sources.page_byline import READ_OFF, with_byline
from index.sources.page_record import PageRecord, read_record
from index.sources.reading import MEBIBYTE, Origin, SourceOptions, megabytes
from index.sources.recording import Recorded, as_document

# What several passes over the tree take without minutes and gigabytes. Articles are far below: of 95 news pages the
# largest has 1.5 MB, the fullest 1,600 elements.
LARGEST = 10 * MEBIBYTE
MOST_ELEMENTS = 30_000
# The parser compares each attribute with all before it: 300,000 on one element take it minutes.
MOST_ATTRIBUTES = 1_000
_MOST_ATTRIBUTES_IN_ALL = 200_000
_MOST_CHARACTERS = 2_000_000
_LONGEST_NAME = 2_000
_LONG_TAG = 4_000
_TAG = re.compile(r"""<[A-Za-z](?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')|=)*+""")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096


def read_page(raw: bytes, origin: Origin, options: SourceOptions) -> Document:
    """Read the article of an HTML file."""
    page, record = open_page(raw, None, None, options)
    return page_document(raw, page, record, record.canonical, origin, options)


def read_fragment(markup: str, title: str | None) -> str:
    """Give the text of an article that stands alone in `markup`, as in a feed; refuse one that is none."""
    raw = f"<!doctype html><html><body><article>{markup}</article></body></html>".encode("utf-8", "replace")
    if len(raw) > LARGEST or most_attributes(markup) > MOST_ATTRIBUTES:
        raise InputRefused("an article of no article's size", hint="give the page itself")
    page = trafilatura.load_html(raw)
    if page is None:
        raise InputRefused("no article text in it", hint="give the page itself")
    _check_size(page)
    return fragment_text(page, title)


def open_page(
    raw: bytes, address: str | None, charset: str | None, options: SourceOptions
) -> tuple[HtmlElement, PageRecord]:
    """Parse a page and read its record; `address` and `charset` are what the server said, None for a file."""
    if len(raw) > LARGEST:
        raise InputRefused(f"a page of more than {megabytes(LARGEST)}", hint="save the article alone")
    text = _decoded(raw, charset)
    if most_attributes(text) > MOST_ATTRIBUTES:
        raise InputRefused(
            f"a page with more than {MOST_ATTRIBUTES:,} attributes on one element", hint="save the article alone"
        )
    page = trafilatura.load_html(text)
    if page is None:  # a lone fragment, which the parser takes for something else
        page = trafilatura.load_html(f"<html><body><div>{text}</div></body></html>")
    if page is None:
        raise InputRefused("not an HTML page", hint="open it in a browser to see what it is")
    _check_size(page)
    return page, read_record(page, address, options.timezone)


def _check_size(page: HtmlElement) -> None:
    """Refuse a page that is more than any article's, before the passes that take longer than counting."""
    attributes = characters = 0
    for elements, element in enumerate(page.iter(), start=1):
        attributes += len(element.attrib)
        if element.tag not in ("script", "style"):
            characters += len(element.text or "") + len(element.tail or "")
        for name in ("class", "id"):  # every rule about them reads all of them
            if len(element.get(name, "")) > _LONGEST_NAME:
                del element.attrib[name]
        for found, most, what in (
            (elements, MOST_ELEMENTS, "elements"),
            (attributes, _MOST_ATTRIBUTES_IN_ALL, "attributes"),
            (characters, _MOST_CHARACTERS, "characters of text"),
        ):
            if found > most:
                raise InputRefused(f"a page of more than {most:,} {what}", hint="save the article alone")


def most_attributes(text: str) -> int:
    """Count the attributes of the element that has most, in linear time; only long tags are looked at."""
    tags = (tag.group() for tag in _TAG.finditer(text) if tag.end() - tag.start() > _LONG_TAG)
    return max((len(re.split(r"[\s/]+", _VALUE.sub("= ", tag))) for tag in tags), default=0)


def page_document(
    raw: bytes, page: HtmlElement, record: PageRecord, url: str | None, origin: Origin, options: SourceOptions
) -> Document:
    """Make the document of an opened page."""
    record, read_off = with_byline(page, record)
    says = Recorded(
        title=record.title,
        source=record.outlet,
        author=record.author,
        published=record.published,
        updated=record.updated,
        url=url,
        language=record.language,
        metadata={READ_OFF: list(read_off)} if read_off else {},
    )
    return as_document(article_text(page, record), says, origin, hashlib.sha256(raw).hexdigest(), options)


def _decoded(raw: bytes, charset: str | None) -> str:
    declared = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
    for label in (charset, declared.group(1).decode("ascii") if declared else None):
        if label:
            text = decode_as(raw, label)
            if text is not None:
                return text
    return decode(raw)
