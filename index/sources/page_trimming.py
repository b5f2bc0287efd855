"""What stands around an article inside what was taken for it: the headline again, bylines, links to other stories.

Works on the tree that trafilatura gives (`head p list quote table`, links as `ref`), block by block and by rule: by
where a block stands, how much of it is a link, and what it says. A doubtful block stays: a line too many is read over,
a sentence too few is missed. Called by `page_body`.
"""

import re
from collections.abc import Sequence

from lxml import etree

# Shares of a block's letters that are a link: nothing but one, or one behind a label.
_LINKED = 0.85
_LABEL_LINKED = 0.5
_TEASER_LINKED = 0.25
_LONGEST_TEASER = 200
_LONGEST = 400
_LONGEST_LINK = 60
"""A block that is all link and a whole sentence is only dropped when it is as short as a headline."""
_PROSE = 80
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_LABEL = re.compile(
    r"\W*(?:(?:read|see|learn|find out) (?:more|also|next)|also (?:read|on|see|in)|related|more|watch|listen|photos?|"
    r"don[’']?t miss|recommended|trending|up next|in (?:pictures|case you missed it)|explore further|"
    r"editor[’']?s (?:choice|picks?)|most (?:read|popular))\b(?:[^.!?]{0,30}?[:|»>–—-]|\W*$)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?"
_BYLINE = re.compile(
    r"(?:(?:written |reported |story |text |words |posted )?by:? (?-i:[^\W\d_a-z])[^.!?\d]{2,80}|staff|"
    r"(?:first |originally )?(?:published|posted|updated|last (?:updated|modified)|modified|created)\b.{0,60}\d.{0,40}|"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    rf"(?:\d{{1,2}}[./ ](?:\d{{1,2}}|{_MONTH})[./ ,]{{1,2}}\d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}|"
    r"\d{4}-\d\d-\d\d)\b.{0,30}|"
    r"\d+ min(?:ute)?s? (?:read|ago))",
    re.IGNORECASE,
)
_NETWORK = r"(?:twitter|x|facebook|instagram|bluesky|threads|linkedin|youtube|tiktok|telegram|whatsapp|social media)"
_CREDIT = re.compile(
    r"(?:\W*(?:copyright|©|ⓒ|\(c\) ?\d{4}|all rights reserved)|.{0,80}all rights reserved|"
    r"\W*(?:additional |with )?(?:reporting|writing|editing|compiled|written|edited|produced)(?: and \w+)? by\b|"
    r".{3,120} contributed (?:reporting |to (?:this|the) (?:report|story|article))|"
    rf"(?:follow|find) .{{1,80}} on (?:our )?{_NETWORK}\b|(?:like|share|tweet) (?:this|us|it)\b|"
    r"(?:reach|contact|e-?mail) .{1,80}(?:@|\bat\b|\bon twitter\b)|(?:subscribe|sign up)\b|join (?:us|our)\b|"
    r"(?:support|donate to) (?:us|our|.{1,30} journalism)\b|(?:tags?|filed under|topics?|source|more|watch|listen|"
    r"download|comments)\s?(?::|$)|tell us what you think|click here|got a (?:news )?tip\b|"
    r"this (?:article|story|piece|post) (?:was|is|has been)? ?(?:originally|first|also|republished|published|appeared)|"
    r"the (?:views|opinions) expressed|this copy is for your|the (?:writer|author) is\b|"
    r"(?:https?://|www\.|@|\S+@)\S+$|get .{1,60}\b(?:newsletter|inbox|app)\b|[_*\-–—•#\s]+$)",
    re.IGNORECASE,
)


def trim(body: etree._Element, *, titles: Sequence[str | None], author: str | None) -> None:
    """Take out of `body`, in place, the blocks that are not the article's own words.

    `titles` are the headlines the page records, `author` the name; both are looked for above the first prose only.
    """
    _drop_links(body)
    _drop_above(body, {_folded(title) for title in titles if title} - {""}, _folded(author or ""))
    _drop_below(body)


def _drop_links(body: etree._Element) -> None:
    """Drop blocks that only lead elsewhere: nothing but a link, or a label such as "Read more:" and one."""
    for block in _blocks(body):
        if block.tag in ("p", "quote") and _leads_elsewhere(block):
            body.remove(block)
        elif block.tag == "list":
            items = [item for item in block if _words(item).strip()]
            if items and sum(map(_is_teaser, items)) * 4 >= len(items) * 3:
                body.remove(block)


def _leads_elsewhere(block: etree._Element) -> bool:
    words = _words(block).strip()
    if not words or len(words) > _LONGEST:
        return False
    share = _linked_share(block, words)
    if share >= _LINKED:
        return not _SENTENCE_END.search(words) or len(words) < _LONGEST_LINK
    label = _LABEL.match(words)
    return label is not None and (share >= _LABEL_LINKED or label.end() == len(words))


def _is_teaser(item: etree._Element) -> bool:
    """Tell an item that is a link to another story, with or without a line about it."""
    words = _words(item)
    share = _linked_share(item, words)
    first = next((_words(link) for link in item.iter("ref")), "")
    return share >= _LINKED or (share >= _TEASER_LINKED and len(words) < _LONGEST_TEASER and words.startswith(first))


def _drop_above(body: etree._Element, titles: set[str], author: str) -> None:
    """Drop, down to the first prose, the headline and the lines that say by whom and when."""
    for block in _blocks(body):
        words = _words(block)
        folded = _folded(words)
        headline = any(_same_title(folded, title) for title in titles)
        if headline or (folded and folded == author) or _BYLINE.fullmatch(words):
            body.remove(block)
        elif block.tag != "head" and (len(words) > _PROSE or _SENTENCE_END.search(words)):
            break


def _same_title(folded: str, title: str) -> bool:
    """Compare headlines as they differ on one page: one has the outlet's name behind it, or its last words cut."""
    if len(folded) < 20 or len(title) < 20:
        return folded == title
    return (title.startswith(folded) or folded.startswith(title)) and abs(len(title) - len(folded)) < 25


def _drop_below(body: etree._Element) -> None:
    """Drop, from the end upwards, credits, notices, invitations, and headings with nothing under them."""
    for block in reversed(_blocks(body)):
        words = _words(block)
        if words and block.tag != "head" and (len(words) > _LONGEST or not _CREDIT.match(words)):
            break
        if words:
            body.remove(block)


def _blocks(body: etree._Element) -> list[etree._Element]:
    return [block for block in body if isinstance(block.tag, str)]


def _linked_share(element: etree._Element, words: str) -> float:
    linked = sum(len(_words(link)) for link in element.iter("ref"))
    return linked / len(words) if words else 0.0


def _words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _folded(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())
