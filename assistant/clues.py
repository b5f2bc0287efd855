"""What speaks for and against a sentence as the answer to a question: a few dozen clues, each a number with a name.

Owns the clues only, none of them about particular words: how they weigh is `weights`'. Called by `ranking`, and by
`bench.fit_answering`, which fits the weights.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from assistant.answer_type import AnswerType, expected, focus_of
from assistant.candidates import Candidate
from assistant.offering import Offer, facts, offered
from assistant.telling_words import CALENDAR, PRONOUNS, SMALL, WORD, content, stem
from assistant.times import Stretch, day_meant, day_of_report, reported, stretch_of
from index.article import Article, When

_FIGURES = frozenset(("number", "percent", "money", "age", "duration", "date", "year"))
_NAMES = frozenset(("person", "place", "organisation", "work", "name"))
_DIGITS = re.compile(r"\d[\d,.]*\d|\d")
_REPORTED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as the clues need it."""

    text: str
    kind: AnswerType
    words: frozenset[str]
    stems: frozenset[str]
    focus: frozenset[str]
    names: frozenset[str]
    digits: frozenset[str]
    day: date
    """The day around which its answer is news: that of asking, unless it asks about another time."""
    time: Stretch | None
    """The time it names."""
    reported: Stretch | None
    """The time whose reports it asks for."""
    zone: tzinfo
    """Whose days these are: the reader's."""


def read_question(question: str, *, now: datetime) -> Asked:
    """Read from a question what its answer can be held against. `now`: by the reader's clock."""
    words = WORD.findall(question)
    zone = now.tzinfo or UTC
    times = reported(question, now=now, timezone=zone)
    told = question if times is None else question.replace(times.words, " ")  # the day of a report tells those
    return Asked(
        text=question,
        kind=expected(question),
        words=frozenset(word.lower() for word in words),
        stems=frozenset(content(told)),
        focus=frozenset(content(focus_of(question))),
        names=frozenset(
            stem(one.lower()) for one in words[1:] if one[0].isupper() and one.lower() not in SMALL | CALENDAR
        ),
        digits=frozenset(_DIGITS.findall(question)),
        day=day_meant(question, now=now, timezone=zone) or now.date(),
        time=stretch_of(question, now=now, timezone=zone),
        reported=times,
        zone=zone,
    )


def offers(asked: Asked, candidates: Sequence[Candidate]) -> list[Offer]:
    """Find what each sentence offers of the kind that is asked for."""
    return [
        offered(
            asked.kind,
            one.text,
            asked=asked.words,
            lower=_Lower(one.article),
            dated=one.article.published is not None,
        )
        for one in candidates
    ]


class _Lower:
    """The words an article writes in lower case, looked up one by one."""

    def __init__(self, article: Article) -> None:
        self._text = article.text

    def __contains__(self, word: object) -> bool:
        return re.search(rf"\b{re.escape(str(word))}\b", self._text) is not None


def clues_of(
    asked: Asked,
    candidates: Sequence[Candidate],
    offering: Sequence[Offer],
    *,
    logits: Sequence[float | None],
) -> list[dict[str, float]]:
    """Give the clues of every candidate. `logits`: the reranker's of the sentence by itself; None where not read."""
    articles = {one.article.id: _ArticleWords(asked, one.article) for one in candidates}
    best_of: dict[str, float] = {}
    for one in candidates:
        best_of[one.article.id] = max(best_of.get(one.article.id, one.window), one.window)
    scores = [
        one.window if logit is None else (one.window + logit) / 2 for one, logit in zip(candidates, logits, strict=True)
    ]
    top = max(scores, default=0.0)
    elsewhere = _said_elsewhere(asked, candidates, offering, scores)
    made: list[dict[str, float]] = []
    for one, offer, logit, score, heard in zip(candidates, offering, logits, scores, elsewhere, strict=True):
        article = articles[one.article.id]
        clues = {
            "window": one.window / 5,
            "article's best window": best_of[one.article.id] / 5,
            "place of its hit": min(one.place, 20) / 20,
            "said elsewhere": min(heard, 3.0) / 3,
            **_coverage(asked, one, article),
            **_offering(asked.kind, offer),
            **_shape(asked, one),
            **_age(asked, one.article.published),
        }
        if logit is not None:
            clues |= {"sentence": logit / 5, "below the best": (top - score) / 5}
        made.append(clues)
    return made


class _ArticleWords:
    """Which of a question's words an article has, found once per article."""

    def __init__(self, asked: Asked, article: Article) -> None:
        folded = f"{article.title or ''}\n{article.text}".lower()
        self.stems = frozenset(one for one in asked.stems if one in folded)
        self.names = frozenset(one for one in asked.names if one in folded)
        self.title = frozenset(content(article.title or ""))


def _said_elsewhere(
    asked: Asked, candidates: Sequence[Candidate], offering: Sequence[Offer], scores: Sequence[float]
) -> list[float]:
    """Add up how well other articles answer with what a sentence offers: independent reports of one fact."""
    told = [facts(asked.kind, offer) - asked.words for offer in offering]
    heard: dict[str, dict[str, float]] = {}
    for one, known, score in zip(candidates, told, scores, strict=True):
        for fact in known:
            by_article = heard.setdefault(fact, {})
            by_article[one.article.id] = max(by_article.get(one.article.id, 0.0), _logistic(score))
    return [
        max(
            (sum(sure for article, sure in heard[fact].items() if article != one.article.id) for fact in known),
            default=0.0,
        )
        for one, known in zip(candidates, told, strict=True)
    ]


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _coverage(asked: Asked, one: Candidate, article: _ArticleWords) -> dict[str, float]:
    stems, window = set(one.stems), one.article.text[one.hit.span.start : one.hit.span.end]
    around = {*content(window), *article.title}
    digits = asked.digits - _told_by_its_day(asked, one.article)
    return {
        "words in sentence": _share(asked.stems & stems, asked.stems),
        "words in window": _share(asked.stems & around, asked.stems),
        "words in article": _share(article.stems, asked.stems),
        "asking words in sentence": _share(asked.focus & stems, asked.focus),
        "names missing in window": _share(asked.names - around, asked.names),
        "names missing in article": _share(asked.names - article.names, asked.names),
        "figures missing in window": float(
            any(one_digit not in window and one_digit not in (one.article.title or "") for one_digit in digits)
        ),
        "figures missing in sentence": float(any(one_digit not in one.text for one_digit in digits)),
    }


def _told_by_its_day(asked: Asked, article: Article) -> set[str]:
    """Give the figures of the time asked about where the article is of that very time: it need not write them."""
    if asked.reported is None or article.published is None or not asked.reported.holds(article.published):
        return set()
    return set(_DIGITS.findall(asked.reported.words))


def _share(part: set[str] | frozenset[str], whole: frozenset[str]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _offering(kind: AnswerType, offer: Offer) -> dict[str, float]:
    group = "figure" if kind in _FIGURES else "name" if kind in _NAMES else kind
    if group not in ("figure", "name", "thing"):
        return {"reason offered": float(kind in ("reason", "manner") and bool(offer.exact))}
    return {
        f"{group} offered": float(bool(offer.exact)),
        f"kindred {group} offered": float(bool(offer.loose) and not offer.exact),
        f"no {group} offered": float(not offer.loose and not offer.exact),
    }


def _shape(asked: Asked, one: Candidate) -> dict[str, float]:
    words = one.text.split()
    new = {word for word in one.stems if word not in asked.stems}
    first = next(iter(WORD.findall(one.text.lower())), "")
    capitals = sum(word[0].isupper() for word in words if word[0].isalpha())
    return {
        "new words": min(len(new), 12) / 12,
        "nothing new": float(len(new) <= 1),
        "a question": float(one.text.rstrip('”" ').endswith("?")),
        "fragment": float(len(words) < 6),
        "length": len(words) / 30,
        "overlong": max(0, len(words) - 30) / 30,
        "opens its article": float(one.span.start < 200),
        "begins with a pronoun": float(first in PRONOUNS),
        "begins with a quotation": float(one.text[:1] in '“"'),
        "a headline": float(len(words) > 3 and capitals > 0.8 * len(words)),
    }


def _is_within(asked: Stretch | None, day: date) -> bool:
    """Tell whether a day is one of those asked about: of October, every day is as fresh."""
    return asked is not None and asked.since is not None and asked.until is not None and asked.holds(day)


def _age(asked: Asked, published: When | None) -> dict[str, float]:
    if published is None:
        return {}
    day = day_of_report(published, asked.zone)
    days = 0 if _is_within(asked.reported, day) else (asked.day - day).days
    clues = {
        "of that week": float(-7 <= days <= 10),
        "fresh": math.exp(-max(days, 0) / 60),
        "later": float(days < -7),
    }
    if asked.time is not None:
        clues["of the time asked for"] = float(asked.time.holds(day, late=_REPORTED_WITHIN))
    return clues
