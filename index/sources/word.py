"""Word files: `.docx`, paragraphs and headings on their own, tables as lines.

The one home of python-docx. Text that tracked changes deleted is left out, what they inserted is in. The dates in the
properties are those of the file, not of the article, and are not read. Called through `kinds`.
"""

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Iterator
from zipfile import BadZipFile

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from index.article import Document
from index.errors import InputRefused
from index.sources.reading import MEBIBYTE, Origin, SourceOptions
from index.sources.recording import Recorded, as_document
from index.sources.unpacking import check_unpacked_size, open_archive

_LARGEST_UNPACKED = 200 * MEBIBYTE
_LARGEST_MARKUP = 40 * MEBIBYTE
_MOST_PARTS = 10_000
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what a Word file with a password looks like
# python-docx trusts the package it opens: a damaged one makes it raise what the damage happens to trip.
_DAMAGE = (OpcError, BadZipFile, etree.LxmlError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
           RecursionError, RuntimeError, TypeError, ValueError, struct.error, zlib.error)  # fmt: skip
_NO_AUTHOR = re.compile(
    r"(?:python-docx|admin(?:istrator)?|(?:windows|microsoft office)? ?user|owner|unknown|author)", re.IGNORECASE
)
_NO_TITLE = re.compile(r"(?:word document|untitled.*|document\W?\d*|\S+\.docx?)", re.IGNORECASE)

_PARAGRAPH, _TABLE, _ROW, _CELL, _LIST = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:numPr")
_STYLE, _VALUE = qn("w:pStyle"), qn("w:val")
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "\u2011"}
_TEXT = qn("w:t")
# Deleted words; settings, in which a tab is a tab stop; the second copy of what old programs cannot show.
_SKIPPED = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:sdtPr"), qn("w:instrText"),
                      "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"})  # fmt: skip


def read_word(raw: bytes, origin: Origin, options: SourceOptions) -> Document:
    """Read the text of a `.docx`; protected and damaged files are refused."""
    if raw.startswith(_OLD_WORD):
        raise InputRefused("a Word file with a password, or of the old .doc kind", hint="save it as .docx without one")
    try:
        with open_archive(io.BytesIO(raw), max_members=_MOST_PARTS, what="a Word file") as package:
            parts = package.infolist()
            check_unpacked_size(parts, _LARGEST_UNPACKED)
            check_unpacked_size([part for part in parts if part.filename.endswith((".xml", ".rels"))], _LARGEST_MARKUP)
        file = docx.Document(io.BytesIO(raw))
        blocks = list(_blocks(file.element.body))
        says = _record(file)
    except _DAMAGE:
        raise InputRefused(
            "a Word file that is damaged or truncated", hint="open it in Word and save it again"
        ) from None
    return as_document(_laid_out(blocks), says, origin, hashlib.sha256(raw).hexdigest(), options)


def _blocks(parent: etree._Element) -> Iterator[tuple[str, bool]]:
    """Give each paragraph and table row, and whether it stays close to the one before (lists, tables)."""
    for child in parent:
        if child.tag == _PARAGRAPH:
            words = _words(child).strip()
            if words:
                listed = child.find(f".//{_LIST}") is not None or _style(child).startswith("List")
                yield (f"- {words}" if listed else words, listed)
        elif child.tag == _TABLE:
            for row in child.iter(_ROW):
                cells = (" ".join(_words(cell, between=" ").split()) for cell in row if cell.tag == _CELL)
                yield (" | ".join(cells), True)
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _blocks(child)  # content controls, inserted and moved paragraphs


def _words(element: etree._Element, between: str = "") -> str:
    parts: list[str] = []
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif isinstance(child.tag, str):
            parts.append(_words(child, between) + (between if child.tag == _PARAGRAPH else ""))
    return "".join(parts)


def _laid_out(blocks: list[tuple[str, bool]]) -> str:
    parts: list[str] = []
    for place, (words, close) in enumerate(blocks):
        if place:
            parts.append("\n" if close and blocks[place - 1][1] else "\n\n")
        parts.append(words)
    return "".join(parts)


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f".//{_STYLE}")
    return str(style.get(_VALUE) or "") if style is not None else ""


def _record(file: WordFile) -> Recorded:
    properties = file.core_properties
    title = _sensible(properties.title, _NO_TITLE)
    if title is None:
        titles = (_words(item) for item in file.element.body.iter(_PARAGRAPH) if _style(item) == "Title")
        title = _sensible(next(titles, None), _NO_TITLE)
    return Recorded(
        title=title,
        author=_sensible(properties.author, _NO_AUTHOR),
        language=_sensible(properties.language, _NO_TITLE),
    )


def _sensible(written: str | None, nonsense: re.Pattern[str]) -> str | None:
    words = " ".join((written or "").split())
    return words if 0 < len(words) <= 300 and not nonsense.fullmatch(words) else None
