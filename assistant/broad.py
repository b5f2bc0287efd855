"""Broad requests: `what happened this week?`, `summarise the talks`, `what is happening with the peace plan?`

Owns their phrasings, and the answer to them: the leading sentences of the main articles, dated, newest first. It needs
no model. Called by `intent` (the phrasings), `chain` (the newest articles) and `drafting` (the answer).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.candidates import LEAST_WORDS
from assistant.days import days
from assistant.domain import Draft, DraftCitation, Notice
from assistant.retiming import without_times
from assistant.telling_words import PRONOUNS, WORD, alike, content
from index.article import Article, Hit, Scope, Span, When
from index.catalogue import Catalogue
from index.search import Found
from index.sentences import split_sentences

MOST_ARTICLES = 5
SENTENCES = {1: 4, 2: 2}
"""How many leading sentences of each article, by how many articles there are; of more articles one."""
LEAST_LOGIT = -6.5
"""Below this no window of an article is about the topic."""
BELOW_BEST = 9.0
"""An article this far below the best one (in logits) is about something else."""
_TIME = re.compile(
    r"\b(?:1[5-9]\d\d|20\d\d|Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|August|"
    r"September|October|November|December)\b"
)
_LEAD_WORDS = 8
_LEAD_WITHIN = 2_000

_WHEN = (
    r"(?:(?:in|on|during|since|over|for|from)\s+)?(?:the\s+)?(?:(?:last|past|this|these|previous)\s+(?:few\s+)?\w+|today|yesterday|"
    r"tonight|now|lately|recently|right now|so far|\w+day|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?(?:,?\s+\d{4})?|\d{4}(?:-\d\d-\d\d)?)"
)
_NEWS = re.compile(
    rf"^\W*(?:(?:and|so|please)\s+)*(?:what(?:\s+(?:has|have|else))?\s+(?:happened|happens|is\s+happening|been\s+happening|went\s+on|"
    rf"is\s+going\s+on|was\s+going\s+on)|what\s+is\s+(?:the\s+)?(?:latest|newest|new|in\s+the\s+news|the\s+news)(?:\s+news)?|"
    rf"what\s+(?:is|was|are|were)\s+(?:the\s+)?(?:(?:main|top|biggest|latest|most\s+important)\s+)*(?:news|headlines|stories|events)|"
    rf"(?:the\s+)?(?:latest|news|headlines|latest\s+news)|catch\s+me\s+up|brief\s+me|(?:give\s+me\s+)?(?:a\s+|an\s+)?"
    rf"(?:summary|overview|digest|roundup|briefing)|summari[sz]e\s+(?:the\s+)?(?:news|articles|week|day|month|everything))"
    rf"(?:\s+(?:of|for|from)\s+(?:the\s+)?(?:news|articles|week|day|month))?"
    rf"(?:\s+(?:here|there|in\s+the\s+(?:news|world|articles)))?(?:\s+{_WHEN})?\s*[?.!]*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^\W*(?:(?:and|so|please)\s+)*(?:what\s+(?:is|are)\s+(?:happening|going\s+on|new|the\s+(?:latest|news|status|state|situation))\s+"
    r"(?:with|in|on|about|of|around|at)|what\s+(?:has|have)\s+(?:been\s+)?happen(?:ed|ing)\s+(?:with|in|to|at|around)|"
    r"what\s+is\s+(?:known|reported|written)\s+(?:about|on|of)|what\s+do\s+(?:we|the\s+articles|you)\s+(?:know|say|have|report)\s+"
    r"(?:about|on)|(?:can\s+you\s+)?(?:summari[sz]e|sum\s+up|recap|outline)|(?:give\s+me\s+)?(?:a\s+|an\s+|the\s+)?"
    r"(?:short\s+|brief\s+|quick\s+)?(?:summary|overview|recap|digest|roundup|outline|timeline)\s+(?:of|on|about)|"
    r"(?:what\s+is\s+)?(?:the\s+)?(?:latest|news)(?:\s+news)?\s+(?:on|about|from|in|with)|tell\s+me\s+(?:more\s+)?about|"
    r"(?:tell\s+me\s+)?(?:everything|all|anything)\s+(?:(?:that\s+)?(?:we|you|the\s+articles)\s+(?:know|have|say)\s+)?(?:about|on)|"
    r"what\s+do\s+(?:we|you)\s+have\s+on|(?:(?:give|show)\s+me\s+)?(?:some\s+|any\s+|more\s+|the\s+)?"
    r"(?:background|information|info|details|facts|context)\s+(?:on|about|of|to)|catch\s+me\s+up\s+on|brief\s+me\s+on)"
    r"\s+(?P<topic>.+?)\s*[?.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_HAPPENED_AT = re.compile(
    r"^\W*(?:(?:[Aa]nd\s+|[Ss]o\s+)?[Ww]hat\s+happened\s+(?:in|at|around)\s+"
    r"(?P<topic>(?:the\s+)?[A-ZÀ-Þ][\w’'-]*(?:\s+[A-ZÀ-Þ][\w’'-]*){0,3})|"
    r"what\s+happened\s+(?:in|at)\s+(?P<other>(?!the\s)[^\W\d]+(?:\s+[^\W\d]+)?))\s*[?.!]*$"
)
"""A place, by its name (in small letters where all are); what happened in the seventh minute is one thing."""
_OF_ARTICLE = re.compile(
    r"^\W*what\s+(?:is|was)\s+(?P<topic>the\s+.+?\s+(?:article|story|piece))\s+about\s*[?.!]*$|"
    r"^\W*what\s+(?:does|did)\s+(?P<other>the\s+(?:article|story|piece)\s+(?:about|on)\s+.+?)\s+say\s*[?.!]*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"^(?:the|an?|this|that)\s+(?:article|story|piece)\s+(?:about|on|of)\s+|\s+(?:article|story|piece)$", re.IGNORECASE
)
_NOTE = re.compile(r"\W*(?:correction|clarification|editor[’']s\s+note)\b", re.IGNORECASE)
_EVERYTHING = re.compile(
    r"^(?:the\s+)?(?:news|articles?|week|day|month|year|everything|world|latest|what happened|events?)$", re.IGNORECASE
)
_TOPIC_ENDS = re.compile(rf"\s+{_WHEN}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broad:
    """A broad request; `topic` None asks for the news as such."""

    topic: str | None


def read_broad(question: str) -> Broad | None:
    """Read a broad request; None for a question that asks for one thing."""
    if len(question) > 200:
        return None
    if _NEWS.match(question) or _NEWS.match(without_times(question)):
        return Broad(topic=None)
    match = _ABOUT.match(question) or _HAPPENED_AT.match(question) or _OF_ARTICLE.match(question)
    if match is None:
        return None
    topic = _TOPIC_ENDS.sub("", match["topic"] or match["other"]).strip(" ,")
    return Broad(topic=None if not topic or _EVERYTHING.match(topic) else topic)


def subject_of(topic: str) -> str:
    """Give what an article that is asked for is about: of `the dredging article`, `dredging`."""
    return _ARTICLE.sub("", topic)


def newest(catalogue: Catalogue, scope: Scope) -> Found:
    """Give the newest articles of the scope as hits, each by its leading sentence; of one text only the first."""
    listed = catalogue.listing(scope, text=None, limit=4 * MOST_ARTICLES, cursor=None).items
    copies = catalogue.copies_of([article.id for article in listed], scope)
    hits: list[Hit] = []
    seen: set[str] = set()
    for bare in listed:
        if bare.id in seen or bare.published is None:
            continue
        seen |= {bare.id, *(copy.article_id for copy in copies.get(bare.id, ()))}
        article = catalogue.article(bare.id, scope)
        lead = lead_of(article)
        if lead is not None:
            hits.append(
                Hit(
                    article=article,
                    passage_id=0,
                    start=lead.start,
                    end=lead.end,
                    span=lead,
                    score=1.0 - len(hits) / 100,
                    ranks={},
                    copies=copies.get(bare.id, ()),
                )
            )
        if len(hits) == MOST_ARTICLES:
            break
    return Found(hits=tuple(hits), logits={}, pairs=0, search_ms=0.0, rerank_ms=0.0)


def draft_broad(topic: str | None, found: Found) -> tuple[Draft, ...]:
    """Word the leading sentences of the main articles, each with its outlet and day, newest first.

    Of one or two articles more than one sentence is given; those after an article's first follow without an imprint.
    """
    subject = None if topic is None else subject_of(topic)
    hits = found.hits if subject is None else _main(subject, found)
    if subject != topic:  # one article
        hits = [replace(hit, span=lead_of(hit.article) or hit.span) for hit in hits[:1]]
    chosen: dict[str, tuple[Hit, Span]] = {}
    for hit in hits:
        if hit.article.id not in chosen and len(chosen) < MOST_ARTICLES:
            span = hit.span if subject != topic or subject is None else _telling(subject, hit)
            if span is not None:
                chosen[hit.article.id] = (hit, span)
    dated = sorted(chosen.values(), key=lambda one: _moment(one[0].article.published), reverse=True)
    told: list[list[tuple[Hit, Span]]] = []
    for one in dated:
        same = next((group for group in told if alike(_words(*one), _words(*group[0]))), None)
        told.append([one]) if same is None else same.append(one)
    further = 0 if topic is None else SENTENCES.get(len(told), 1) - 1
    return tuple(draft for group in told for draft in (_dated(group), *_further(group[0], further)))


def _further(one: tuple[Hit, Span], most: int) -> list[Draft]:
    """Give the article's sentences after its lead; nothing where the first that is shown is not the lead."""
    hit, lead = one
    return [
        Draft(text=" ".join(_words(hit, span).split()), citations=(DraftCitation(hit=hit, span=span),))
        for span in (leads_of(hit.article, most=most + 1)[1:] if lead == lead_of(hit.article) else ())
    ]


NOTHING_THEN = Notice(code="nothing_then", message="No article appeared in that time.")


def _main(topic: str, found: Found) -> Sequence[Hit]:
    """Give the hits whose window is about the topic, the best of each article first."""
    read = found.answering
    if not read:
        return ()
    asked, best = set(content(topic)), read[0].score
    about = [
        hit
        for hit in read
        if hit.score >= max(LEAST_LOGIT, best - BELOW_BEST)
        and asked & set(content(f"{hit.article.title or ''} {hit.article.text[hit.span.start : hit.span.end]}"))
    ]
    if not _is_name(topic):
        return about
    named = [hit for hit in about if asked <= set(content(_opening(hit.article)))]
    return named or about


def _is_name(topic: str) -> bool:
    """Tell whether all telling words of a topic are capital: an article that only mentions it is not about it."""
    return all(word[0].isupper() for word in WORD.findall(topic) if content(word))


def _opening(article: Article) -> str:
    lead = lead_of(article)
    return f"{article.title or ''} {'' if lead is None else article.text[lead.start : lead.end]}"


def _telling(topic: str, hit: Hit) -> Span | None:
    """Give the lead; where that is about something else, a sentence of the hit that holds all of the topic."""
    asked, article = set(content(topic)), hit.article
    lead = lead_of(article)
    if lead is not None and asked & set(content(_opening(article))):
        return lead
    within = article.text[hit.span.start : hit.span.end]
    held = [
        Span(start=hit.span.start + one.start, end=hit.span.start + one.end)
        for one in split_sentences(within)
        if len(words := WORD.findall(within[one.start : one.end].lower())) > LEAST_WORDS and words[0] not in PRONOUNS
    ]
    whole = (one for one in held if asked <= set(content(article.text[one.start : one.end])))
    return next(whole, lead)


def lead_of(article: Article) -> Span | None:
    """Find the first whole sentence that is no headline, byline, date line or correction; None where there is none."""
    return next(iter(leads_of(article, most=1)), None)


def leads_of(article: Article, *, most: int) -> list[Span]:
    """Find the first whole sentences. What begins with a pronoun follows only the sentence it stands behind."""
    text = article.text[:_LEAD_WITHIN]
    title = WORD.findall((article.title or "").lower())
    leads: list[Span] = []
    at, note_ends = -1, -1
    for place, span in enumerate(split_sentences(text)):
        if len(leads) == most:
            break
        sentence = text[span.start : span.end]
        words = WORD.findall(sentence.lower())
        if _NOTE.match(sentence):
            end = text.find("\n", span.end)
            note_ends = len(text) if end < 0 else end
        ends = sentence.rstrip("”\"’')]").endswith((".", "!", "?", "…"))
        whole = len(words) >= _LEAD_WORDS and words != title and ends
        if whole and span.start >= note_ends and not (leads and words[0] in PRONOUNS and place != at + 1):
            leads.append(span)
            at = place
    return leads


def _words(hit: Hit, span: Span) -> str:
    return hit.article.text[span.start : span.end]


def _dated(group: Sequence[tuple[Hit, Span]]) -> Draft:
    """Word a sentence with its imprint; articles that say the same are cited beside the newest."""
    hit, span = group[0]
    return Draft(
        text=f"{imprint(hit.article, _words(hit, span))}{' '.join(_words(hit, span).split())}",
        citations=tuple(DraftCitation(hit=one, span=held) for one, held in group),
    )


def imprint(article: Article, words: str) -> str:
    """Write the outlet and the day of an article in brackets before its words; nothing where it has neither.

    The day is left out where the words name another time: beside it, it would read as the day of what they tell, and a
    stored day is no evidence beside a named one.
    """
    told = [one for one in (article.source, None if _tells_time(article, words) else _day(article.published)) if one]
    return f"[{', '.join(told)}] " if told else ""


def _tells_time(article: Article, words: str) -> bool:
    left = words
    for day in days(words):
        if article.published is not None and (day.month, day.day) == (article.published.month, article.published.day):
            left = left.replace(day.words, " ")
    return _TIME.search(left) is not None


def _day(when: When | None) -> str | None:
    return None if when is None else f"{when:%b} {when.day}, {when.year}"


def _moment(when: When | None) -> tuple[int, float]:
    if when is None:
        return (0, 0.0)
    return (when.toordinal(), when.timestamp() % 86_400 if isinstance(when, datetime) else 0.0)
