"""The article's words out of a web page, and their layout as plain text.

Owns the use of trafilatura for text (its own reading of dates and names is not used: see `page_record`) and how its
tree becomes paragraphs. Asks no network. Called by `page`.
"""

import itertools
import re
from collections.abc import Iterable

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import use_config

from index.errors import InputRefused

_BLOCKS = frozenset({"p", "head", "quote", "list", "table", "code", "div", "body"})
_LINES = frozenset({"item", "row"})
_SPACE = re.compile(r"[ \t\r\f\v]+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
# In characters, since not every script parts its words: a sentence that ends, and a line that is prose without an end.
_SENTENCE = 15
_PROSE = 80
_SCRIPT_WALL = re.compile(r"(?:enable|requires?|turn on|activate) (?:your )?javascript", re.IGNORECASE)
_SHORT = 400
# Below this many characters trafilatura takes the whole page instead of what it found: its default of 250 makes one
# paragraph of a brief and its heading. Precision on news pages gains, recall loses nothing.
_BRIEF = 100
# Articles measured have at most a fifth of their text in links; lists of links have nearly all.
_LINKS_ALLOWED = 0.6
_COMPARED = 20_000
_LINKS_COMPARED = 5_000


def article_text(page: HtmlElement) -> str:
    """Give the text of the article on `page`: paragraphs and headings apart by blank lines, list items on lines.

    Raises `InputRefused` where the page has none (a list of links, a form, a page that a script would fill).
    """
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_BRIEF))
    links = dict.fromkeys(_folded(link.text_content()) for link in page.iter("a"))
    try:
        found = trafilatura.bare_extraction(page, include_comments=False, include_formatting=False, config=config)
    except (RecursionError, ValueError, etree.LxmlError):
        found = None
    body = getattr(found, "body", None)
    text = _laid_out(body) if body is not None else ""
    if not _reads_like_an_article(text) or _share_of(links, _folded(text)) > _LINKS_ALLOWED:
        raise InputRefused("no article text on the page", hint="give the page of one article, or its text as .txt")
    return text


def _laid_out(body: etree._Element) -> str:
    layout = _Layout()
    layout.add(body)
    return layout.text()


class _Layout:
    """Collects text and the breaks between it: a blank line around blocks, a line break around items and rows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._break = ""

    def add(self, element: etree._Element, inside: str = "") -> None:
        """Write an element and what is in it; inside an item or a cell, blocks do not open paragraphs."""
        tag = element.tag if isinstance(element.tag, str) else ""
        gap = self._gap(tag, inside)
        self._separate(gap)
        if tag == "item":
            self._write("- ")
        if tag == "lb":
            self._separate("\n" if inside != "cell" else " ")
        elif tag == "cell" and element.getprevious() is not None:
            self._write(" | ")
        if tag != "graphic":
            self._write(element.text or "", inside)
        for child in element:
            self.add(child, tag if tag in ("item", "cell") else inside)
            self._write(child.tail or "", inside)
        self._separate(gap)

    def text(self) -> str:
        lines = "".join(self._parts).split("\n")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip(" ") for line in lines)).strip()

    def _gap(self, tag: str, inside: str) -> str:
        if inside == "cell":
            return " " if tag in _BLOCKS | _LINES else ""
        if tag in _LINES or (inside == "item" and tag in _BLOCKS):
            return "\n" if tag in _LINES else " "
        return "\n\n" if tag in _BLOCKS else ""

    def _separate(self, gap: str) -> None:
        self._break = max(self._break, gap, key=lambda kind: (kind.count("\n"), len(kind)))

    def _write(self, words: str, inside: str = "") -> None:
        # A line break within text is one that trafilatura made: it folds the page's own.
        words = _SPACE.sub(" ", words)
        if inside:
            words = words.replace("\n", " ")
        if words.strip():
            if self._parts:
                self._parts.append(self._break)
            self._break = ""
            self._parts.append(words)
        elif words and not self._break:
            self._break = " "


def _reads_like_an_article(text: str) -> bool:
    """Tell prose from a page's furniture: one line outside lists and tables that is a sentence, or as long as one."""
    if len(text) < _SHORT and _SCRIPT_WALL.search(text):
        return False
    stretches = (cell for line in text.split("\n") if not line.startswith("- ") for cell in line.split(" | "))
    return any(map(_is_prose, stretches))


def _is_prose(words: str) -> bool:
    if len(words) < _SENTENCE or sum(map(str.isalpha, words)) * 2 < len(words):
        return False
    return len(words) >= _PROSE or bool(_SENTENCE_END.search(words))


def _share_of(links: Iterable[str], text: str) -> float:
    beginning = text[:_COMPARED]
    looked_for = itertools.islice((link for link in links if len(link) > 2), _LINKS_COMPARED)
    return sum(len(link) for link in looked_for if link in beginning) / len(beginning)


def _folded(text: str) -> str:
    return " ".join(text.split())
