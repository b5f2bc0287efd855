"""The article's words out of a web page, and their layout as plain text.

Owns the use of trafilatura for text and how its tree becomes paragraphs. What stands around an article inside that tree
is for `page_trimming`, what stands in place of one for `page_walls`. Asks no network. Called by `page`.
"""

import itertools
import re
from collections.abc import Iterable

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import use_config

from index.errors import InputRefused
from index.sources.page_record import PageRecord
from index.sources.page_trimming import trim
from index.sources.page_walls import is_wall

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
# How much less prose the strict reading may have than the loose one, and how much more the pieces of a body than both.
_STRICT_LOSES = 0.35
_CUT_UP = 1.5
_PIECE = 300
_COMPARED = 20_000
_LINKS_COMPARED = 5_000


def article_text(page: HtmlElement, record: PageRecord) -> str:
    """Give the text of the article on `page`: paragraphs and headings apart by blank lines, list items on lines.

    Raises `InputRefused` where the page has none (a list of links, a form, a wall, a page that a script would fill
    and that records no text either).
    """
    text = _shown(page, record)
    if not _reads_like_an_article(text):
        text = _recorded(record) or text
    links = dict.fromkeys(_folded(link.text_content()) for link in page.iter("a"))
    if (
        not _reads_like_an_article(text)
        or _share_of(links, _folded(text)) > _LINKS_ALLOWED
        or is_wall(text, page=page.text_content(), free=record.free)
    ):
        raise InputRefused("no article text on the page", hint="give the page of one article, or its text as .txt")
    return text


def fragment_text(page: HtmlElement, title: str | None) -> str:
    """Give the text of a page that holds nothing but an article; raises `InputRefused` where that has none."""
    body = _reading(page, strict=False)
    if body is not None:
        trim(body, titles=[title], author=None)
    text = "" if body is None else _laid_out(body)
    if not _reads_like_an_article(text):
        raise InputRefused("no article text in it", hint="give the page itself")
    return text


def _shown(page: HtmlElement, record: PageRecord) -> str:
    """Read what the page shows; where that leaves out pieces of a body that is cut up, with them put together."""
    headlines = [heading.text_content() for heading in page.iter("h1", "title")]
    pieces = _pieces(page)
    body = _extracted(page)
    if sum(len(piece.text_content()) for piece in pieces) > _CUT_UP * max(1, _prose_in(body)):
        for piece in pieces[1:]:
            pieces[0].extend(list(piece))
        body = _extracted(page)
    if body is None:
        return ""
    trim(body, titles=[record.title, *headlines], author=record.author)
    return _laid_out(body)


def _extracted(page: HtmlElement) -> etree._Element | None:
    """Take the strict reading of a page, which leaves out more around an article, unless it loses the article too."""
    strict = _reading(page, strict=True)
    loose = _reading(page, strict=False)
    return loose if _prose_in(strict) < _STRICT_LOSES * _prose_in(loose) else strict


def _reading(page: HtmlElement, *, strict: bool) -> etree._Element | None:
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_BRIEF))
    try:
        found = trafilatura.bare_extraction(
            page,
            favor_precision=strict,
            include_comments=False,
            include_formatting=False,
            include_links=True,
            config=config,
        )
    except (RecursionError, ValueError, etree.LxmlError):
        return None
    body = getattr(found, "body", None)
    if body is not None:
        _fold_around_links(body)
    return body


def _fold_around_links(body: etree._Element) -> None:
    """Fold the page's line breaks beside links, which trafilatura leaves as they are."""
    for holder in {link.getparent(): None for link in body.iter("ref")}:
        if holder is None:
            continue
        holder.text = (holder.text or "").replace("\n", " ")
        for child in holder:
            child.text = (child.text or "").replace("\n", " ")
            child.tail = (child.tail or "").replace("\n", " ")


def _prose_in(body: etree._Element | None) -> int:
    """Count the characters of whole sentences, each once: what a template repeats is not more article."""
    if body is None:
        return 0
    return sum(len(line) for line in set(_laid_out(body).split("\n")) if _is_prose(line))


def _pieces(page: HtmlElement) -> list[HtmlElement]:
    """Find the pieces of one article's body that advertisements cut up: like elements with paragraphs in each."""
    alike: dict[tuple[HtmlElement, str], list[HtmlElement]] = {}
    for element in page.iter("div", "section"):
        name = (element.get("class") or "").strip()
        if not name or "comment" in name or not any(child.tag == "p" for child in element):
            continue
        article = next(element.iterancestors("article"), None)
        if article is not None:
            alike.setdefault((article, name), []).append(element)
    found = [pieces for pieces in alike.values() if sum(len(piece.text_content()) >= _PIECE for piece in pieces) > 1]
    return max(found, key=lambda pieces: sum(len(piece.text_content()) for piece in pieces), default=[])


def _recorded(record: PageRecord) -> str:
    """Give the text that a page records beside what it shows, for pages that a script fills."""
    text = record.body or ""
    if "</" in text or "<br" in text:
        fragment = trafilatura.load_html(f"<html><body><article>{text}</article></body></html>")
        body = _reading(fragment, strict=False) if fragment is not None else None
        text = _laid_out(body) if body is not None else ""
    return text.strip()


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
