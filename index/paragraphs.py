"""Where paragraphs begin and end, and which of them are headings.

Owns the reading of newlines: blank lines, lines wrapped at a width, headings, list items, table rows. Knows nothing of
sentences or of quotation marks. Called by `sentences` (which hands it on), `quotemarks` and `splitting`. Every scan is
linear, whatever the input.
"""

import re
from itertools import pairwise

from index.article import Span

_LINE = re.compile(r"\S[^\n]*")
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_RULE = re.compile(r"[-=_*~]{3,}\Z")
_BULLET = re.compile(r"[-*+•‣◦▪●·][ \t\xa0]+\S")
_DASHED = re.compile(r"[–—][ \t\xa0]+\S")
_NUMBERED = re.compile(r"\(?(\d{1,3})[.)][ \t\xa0]+\S")
_TERMINAL = re.compile(r"[.!?…。！？:;][\"'”’“‘»›」』)\]*_]*\Z")
_FULL_STOP = re.compile(r"[.!?…。！？][\"'”’“‘»›」』)\]*_]*\Z")
_FIRST_WORD = re.compile(r"\S{1,40}")
_STARTS_LOWER = re.compile(r"[\"'“”‘’«‹„‚(\[*_]{0,3}(?=[^\W\d_])(.)")

_UNWRAPPED = 140
"""Nobody wraps lines by hand at this width: a longer line is a paragraph of its own."""
_HEADING_CHARACTERS = 110
_HEADING_WORDS = 16


def paragraphs(text: str) -> tuple[Span, ...]:
    """Find the paragraphs of `text`: disjoint, in order, trimmed, covering every character that is not a space.

    A blank line, a heading, a list item and a table row end a paragraph; so does a newline that a wrapped text would
    not have. Newlines inside a wrapped paragraph do not.
    """
    found: list[Span] = []
    block: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        start = match.start()
        end = start + len(match.group().rstrip())
        if block and text.count("\n", block[-1][1], start) > 1:
            found.extend(_parts(text, block))
            block = []
        block.append((start, end))
    if block:
        found.extend(_parts(text, block))
    return tuple(found)


def is_heading(text: str, span: Span) -> bool:
    """Tell whether the paragraph `span` heads what follows.

    A Markdown heading does; so does one short line without closing punctuation that a paragraph follows, directly or
    after one more such line.
    """
    line = text[span.start : span.end]
    if _MARKDOWN_HEADING.match(line):
        return True
    if not _short_title(line):
        return False
    at = span.end
    for _ in range(2):
        following = _LINE.search(text, at)
        if following is None:
            return False
        body = text[following.start() : min(following.end(), following.start() + _HEADING_CHARACTERS + 1)].rstrip()
        if not _short_title(body):
            return not _RULE.match(body)
        at = following.end()
    return False


def _short_title(line: str) -> bool:
    """Tell whether one line could be a title by its own looks."""
    return (
        len(line) <= _HEADING_CHARACTERS
        and "\n" not in line
        and len(line.split()) <= _HEADING_WORDS
        and not line.endswith((",", "-", "–", "—"))
        and not _TERMINAL.search(line[-12:])
        and not _BULLET.match(line)
        and any(character.isalpha() for character in line)
    )


def _parts(text: str, block: list[tuple[int, int]]) -> list[Span]:
    """Cut a block of consecutive lines where a paragraph ends inside it."""
    width = max(end - start for start, end in block)
    parts: list[Span] = []
    begun = block[0][0]
    listing = _item(text, block[0], None, True)
    for line, following in pairwise(block):
        item = _item(text, following, listing, _TERMINAL.search(text, max(line[0], line[1] - 12), line[1]) is not None)
        if item is not None or _ends(text, line, following, width):
            parts.append(Span(start=begun, end=line[1]))
            begun = following[0]
            listing = item
    parts.append(Span(start=begun, end=block[-1][1]))
    return parts


def _item(text: str, line: tuple[int, int], listing: str | None, closed: bool) -> str | None:
    """Give the marker when `line` opens a list item, None otherwise.

    A wrapped line of prose may begin with a dash or a number too: those count only after a closed line (`closed`), or
    when they go on with the list that the paragraph before began (`listing`).
    """
    start, end = line
    if _BULLET.match(text, start, end):
        return text[start]
    if _DASHED.match(text, start, end):
        return text[start] if closed or listing == text[start] else None
    numbered = _NUMBERED.match(text, start, end)
    if numbered:
        number = int(numbered.group(1))
        goes_on = listing is not None and listing.isdigit() and number == int(listing) + 1
        return str(number) if goes_on or (closed and number == 1) else None
    return None


def _ends(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Tell whether the newline after `line` ends a paragraph."""
    start, end = line
    if _MARKDOWN_HEADING.match(text, start, end) or _MARKDOWN_HEADING.match(text, *following):
        return True
    if text[start] == "|" and text[following[0]] == "|":
        return True
    if _RULE.match(text, start, end) or _RULE.match(text, *following):
        return True
    lower = _STARTS_LOWER.match(text, *following)
    if lower and lower.group(1).islower():
        return False
    length = end - start
    if length > _UNWRAPPED:
        return True
    word = _FIRST_WORD.match(text, *following)
    needed = length + 1 + (word.end() - word.start() if word else 0)
    if _FULL_STOP.search(text, max(start, end - 12), end):
        return needed <= 0.85 * width
    # A wrapped line is nearly full. One that is far from full and runs into a capital is a heading or a table.
    return needed <= 0.7 * width
