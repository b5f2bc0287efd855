"""Questions that ask for a list: `Which novels are on the shortlist?`, `Name the members`, `What are the conditions?`

Owns their phrasings, finding the list that an article sets out line by line, or names one by one as it counts them, and
gathering sentences that each add an item where none does. Called by `drafting`; `in_turn` and `drafters` ask a request
as a question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer_type import expected
from assistant.clues import Asked
from assistant.offering import facts
from assistant.ranking import Ranked
from assistant.telling_words import content, stem
from index.article import Hit, Span
from index.sentences import split_sentences

MOST_ITEMS = 12
MOST_SENTENCES = 6
LEAST_LOGIT = -1.0
BELOW_BEST = 3.0
"""A sentence that answers worse than this, or by so much (logits), adds no item."""
ARTICLES_READ = 2
"""Lists are looked for in the articles of the best sentences only."""
LEAST_SHARE = 0.6
"""Of the question's telling words, those that stand above a list, in the title or in the list."""

PEOPLE = frozenset("people men women children names".split())
"""Whom a list need not call so."""

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d{1,3}$")  # what is longer counts no list; nor does “²”, a digit that is no number
_COUNTS = "two three four five six seven eight nine ten eleven twelve".split()
_PLURAL = r"(?P<noun>[a-z-]{2,}(?<![sui])s|people|men|women|children|[a-z]+ies)"
_SINGULAR = frozenset(
    "is was has does this news series species means needs wins makes says politics economics sports always gas its his "
    "hers".split()
)
_LISTING = tuple(
    re.compile(rf"^\W*(?:(?:so|and|please|can\s+you|could\s+you)\s+)*{pattern}(?!\w)", re.IGNORECASE)
    for pattern in (
        rf"(?:which|what)\s+(?!of\b)(?:(?:\d+|{'|'.join(_COUNTS)})\s+)?(?:[\w’'-]+\s+)??{_PLURAL}(?=\s+\w)",
        rf"(?:who|what|which)\s+(?:are|were)\s+(?:(?:the|some|all|these)\s+)+(?:[\w’'-]+\s+){{0,3}}?{_PLURAL}",
        rf"(?:name|list|enumerate|give\s+me|tell\s+me|show\s+me)\s+(?:(?:all|the|some|of|every)\s+)*(?:[\w’'-]+\s+){{0,3}}?"
        rf"{_PLURAL}",
    )
)
_REQUEST = re.compile(
    rf"^\W*(?:(?:please|can\s+you|could\s+you)\s+)*(?:name|list|enumerate|give\s+me|tell\s+me|show\s+me)\s+"
    rf"(?:(?:all|some|of|every)\s+)*the\s+(?P<phrase>(?:[\w’'-]+\s+){{0,3}}?{_PLURAL})(?P<rest>(?:\s.*?)?)\s*[?.!]*$",
    re.IGNORECASE,
)
_THAT = re.compile(r"^\s+(?:that|who|which)\s+", re.IGNORECASE)
_ITEM = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[-*•–])[ \t]+(?=\S)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A question for a list: what is listed, and how many there are where it says so."""

    noun: str
    count: int | None


def read_listing(question: str) -> Listing | None:
    """Read a question that asks for a list; None for another."""
    whole = " ".join(question.split())
    for pattern in _LISTING:
        match = pattern.match(whole)
        if match and match["noun"].lower() not in _SINGULAR:
            words = match.group().lower().split()
            told = next((word for word in words if word in _COUNTS or _NUMBER.match(word)), None)
            count = None if told is None else _COUNTS.index(told) + 2 if told in _COUNTS else int(told)
            return Listing(noun=match["noun"].lower(), count=count)
    return None


def as_question(request: str) -> str:
    """Ask what a request for a list asks for: of `List the banks that failed`, `Which banks failed?`.

    What was read to find what answers was questions. Anything else is given back as it is.
    """
    match = _REQUEST.match(" ".join(request.split()))
    if match is None or match["noun"].lower() in _SINGULAR:
        return request
    phrase, rest = match["phrase"], match["rest"]
    if that := _THAT.match(rest):
        return f"Which {phrase} {rest[that.end() :]}?"
    return f"{'Who' if expected(f'Which {phrase}?') == 'person' else 'What'} are the {phrase}{rest}?"


def items_set_out(question: str, ranked: Sequence[Ranked]) -> tuple[tuple[Hit, Span], ...]:
    """Give the lines of the list that an article of the best sentences sets out on what is asked; none without one."""
    listing = read_listing(question)
    if listing is None:
        return ()
    asked = set(content(question)) - {stem(word) for word in _COUNTS}
    hits = {one.candidate.article.id: one.candidate.hit for one in reversed(ranked)}
    first = list(dict.fromkeys(one.candidate.article.id for one in ranked))[:ARTICLES_READ]
    found = [
        (_share(asked, hits[article], lines), lines, hits[article])
        for article in first
        for lines in _lists_in(hits[article].article.text)
        if listing.count == len(lines) or (listing.count is None and _is_of(listing.noun, hits[article], lines))
    ]
    found += [
        (_share(asked, hits[article], named), named, hits[article])
        for article in first[:1]
        if not found and (named := _named_one_by_one(listing, hits[article].article.text))
    ]
    best = max(found, key=lambda one: one[0], default=None)
    if best is None or best[0] < LEAST_SHARE:
        return ()
    return tuple((_around(best[2], line), line) for line in best[1][:MOST_ITEMS])


def gathered(question: str, asked: Asked, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Give, for a list, the best sentence and then those that each offer something new, in the articles' order."""
    if read_listing(question) is None or not ranked:
        return []
    first, order = ranked[0], {one.candidate.article.id: at for at, one in reversed(list(enumerate(ranked)))}
    known, more = set(facts(asked.kind, first.offer)), list[Ranked]()
    for one in ranked[1:]:
        told = facts(asked.kind, one.offer) if one.offer.exact else frozenset()
        good = one.mean >= max(LEAST_LOGIT, first.mean - BELOW_BEST)
        if good and told - known - asked.words and len(more) < MOST_SENTENCES - 1:
            known |= told
            more.append(one)
    more.sort(key=lambda one: (order[one.candidate.article.id], one.candidate.span.start))
    return [first, *more] if more else []


def _lists_in(text: str) -> list[list[Span]]:
    """Find the runs of two or more marked lines; of each line, its first sentence without the mark."""
    lists: list[list[Span]] = []
    last = -1
    for mark in _ITEM.finditer(text):
        end = text.find("\n", mark.end())
        end = len(text) if end < 0 else end
        sentence = next(iter(split_sentences(text[mark.end() : end])), None)
        if sentence is None:
            continue
        item = Span(start=mark.end() + sentence.start, end=mark.end() + sentence.end)
        if lists and not text[last : mark.start()].strip():
            lists[-1].append(item)
        else:
            lists.append([item])
        last = end
    return [one for one in lists if len(one) > 1]


def _named_one_by_one(listing: Listing, text: str) -> list[Span]:
    """Find the sentences that each name one, where they are as many as the text counts: `three hospitals`."""
    noun = listing.noun
    one = re.escape(f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s"))
    counted = re.search(rf"\b({'|'.join(_COUNTS)}|\d{{1,2}})\s+(?:[\w-]+\s+)?{re.escape(noun)}\b", text, re.IGNORECASE)
    if noun in PEOPLE or counted is None:
        return []
    word = counted[1].lower()
    count = _COUNTS.index(word) + 2 if word in _COUNTS else int(word)
    named = re.compile(
        rf"\b(?!The\b)[A-ZÀ-Þ][\w’'-]+\s+(?i:{one})\b|\b(?i:{one}),?\s+(?:(?:in|of|at|called)\s+)?[A-ZÀ-Þ]"
    )
    items = [span for span in split_sentences(text) if named.search(text, span.start, span.end)]
    return items if len(items) == count and listing.count in (None, count) else []


def _share(asked: set[str], hit: Hit, lines: Sequence[Span]) -> float:
    """Give how much of the question stands in the paragraph above a list, in its lines or in the title."""
    told = {*content(_above(hit, lines)), *content(_listed(hit, lines)), *content(hit.article.title or "")}
    # Of two lists under one title the first.
    near = 0.01 * len(asked & set(content(_above(hit, lines)))) - lines[0].start / 1e7
    return len(asked & told) / len(asked) + near if asked else 0.0


def _is_of(noun: str, hit: Hit, lines: Sequence[Span]) -> bool:
    """Tell whether a list says that it is one of these: six novels on a shortlist are not “the winners”."""
    said = f"{_above(hit, lines)}\n{_listed(hit, lines)}\n{hit.article.title or ''}"
    return noun in PEOPLE or noun in _WORD.findall(said.lower())  # not its singular: “the winner gets 20,000 crowns”


def _above(hit: Hit, lines: Sequence[Span]) -> str:
    above = hit.article.text[: lines[0].start].rstrip("0123456789.)-*•– \t").rstrip()
    return above[above.rfind("\n\n") + 1 :]


def _listed(hit: Hit, lines: Sequence[Span]) -> str:
    return hit.article.text[lines[0].start : lines[-1].end]


def _around(hit: Hit, line: Span) -> Hit:
    """Give the hit, widened where the line stands outside its passage."""
    if hit.start <= line.start and line.end <= hit.end:
        return hit
    return Hit(
        article=hit.article,
        passage_id=hit.passage_id,
        start=min(hit.start, line.start),
        end=max(hit.end, line.end),
        span=line,
        score=hit.score,
        ranks=hit.ranks,
        copies=hit.copies,
    )
