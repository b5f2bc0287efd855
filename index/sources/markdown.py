"""Markdown: `.md` files, rendered to the plain words a reader sees.

Offsets are counted in these words: marks of emphasis and the addresses of links are gone, headings and list items keep
lines of their own. A first heading of level one is the title where front matter records none. Called by `opening`.
"""

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.article import Document
from index.errors import InputRefused
from index.sources.decoding import decode
from index.sources.front_matter import split_front_matter
from index.sources.reading import MEBIBYTE, Origin, SourceOptions, megabytes
from index.sources.recording import as_document, one_line

# Parsing takes up to a minute for each megabyte of the worst tables; prose of this size is a book.
LARGEST = 2 * MEBIBYTE
MOST_BRACKETS = 50_000
"""Each may open a link, and the parser tries all of them: a millisecond for ten."""
_HIDDEN = re.compile(r"<(script\b|style\b|!--)", re.IGNORECASE)
_ENDS = {
    "script": re.compile(r"</script\b[^>]*>", re.IGNORECASE),
    "style": re.compile(r"</style\b[^>]*>", re.IGNORECASE),
    "!--": re.compile("-->"),
}
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TITLE_LENGTH = 300


def read_markdown(raw: bytes, origin: Origin, options: SourceOptions) -> Document:
    """Read a `.md` article with the front matter it may have."""
    if len(raw) > LARGEST:
        raise InputRefused(f"Markdown of more than {megabytes(LARGEST)}", hint="split it, or give it as .txt")
    headed = split_front_matter(decode(raw), options.timezone)
    if headed.body.count("[") > MOST_BRACKETS:
        raise InputRefused(f"Markdown of more than {MOST_BRACKETS:,} brackets", hint="split it, or give it as .txt")
    tokens = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"]).parse(headed.body)
    says = headed.says
    if says.title is None:
        says = replace(says, title=_title(tokens))
    return as_document(_plain(tokens), says, origin, hashlib.sha256(raw).hexdigest(), options)


def _title(tokens: Sequence[Token]) -> str | None:
    if len(tokens) < 2 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return None
    words = _inline(tokens[1].children or [])
    return one_line(words) if len(words) <= _TITLE_LENGTH else None


def _plain(tokens: Sequence[Token]) -> str:
    """Lay the tokens out: blocks apart by a blank line, the items of a list and the rows of a table by a line break."""
    blocks: list[str] = []
    numbers: list[int | None] = []  # of the lists around: the next number, None where they have none
    marker = ""
    row: list[str] | None = None
    joined = False  # whether the next block belongs to the list or table of the last one
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                numbers.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
                joined = joined and len(numbers) > 1
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
                joined = bool(numbers)
            case "list_item_open":
                number = numbers[-1]
                marker = "  " * (len(numbers) - 1) + ("- " if number is None else f"{number}. ")
                numbers[-1] = None if number is None else number + 1
            case "table_open":
                joined = False
            case "tr_open":
                row = []
            case "tr_close" if row is not None:
                joined = _add(blocks, " | ".join(row), joined)
                row = None
            case "inline" if row is not None:
                row.append(_inline(token.children or []).replace("\n", " "))
            case "inline":
                indent = marker or "  " * len(numbers)
                joined = _add(blocks, indent + _inline(token.children or []), joined) and bool(numbers)
                marker = ""
            case "fence" | "code_block":
                _add(blocks, token.content.rstrip("\n"), False)
                joined = False
            case "html_block":
                _add(blocks, _without_markup(token.content), False)
                joined = False
            case "heading_open" | "hr" | "table_close":
                joined = False
    return "\n".join(blocks)


def _add(blocks: list[str], words: str, joined: bool) -> bool:
    """Add a block, after a blank line unless it goes on with the last one; tell whether the next may go on with it."""
    if not words.strip():
        return joined
    if blocks and not joined:
        blocks.append("")
    blocks.append(words)
    return True


def _inline(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline" | "text_special":
                parts.append(token.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "html_inline" if _BREAK.fullmatch(token.content):
                parts.append("\n")
    return "\n".join(line.strip() for line in "".join(parts).split("\n")).strip("\n")


def _without_markup(markup: str) -> str:
    words = html.unescape(_MARKUP.sub("", _BREAK.sub("\n", _shown(markup))))
    return "\n".join(line for line in map(str.strip, words.split("\n")) if line)


def _shown(markup: str) -> str:
    """Leave out remarks, scripts and styles; what is never closed hides the rest, as in a browser."""
    parts = []
    place = 0
    while hidden := _HIDDEN.search(markup, place):
        parts.append(markup[place : hidden.start()])
        end = _ENDS[hidden.group(1).lower()].search(markup, hidden.end())
        if end is None:
            return "".join(parts)
        place = end.end()
    return "".join(parts) + markup[place:]
