"""What the reranker reads of the hits, and what follows: a place or two up or down, and the part that matters.

Owns which windows are read (with `shortlisting`), what their scores do to the order, and the spans. Applies no
threshold: whether anything answers is for whoever drafts. Used by `search`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.article import Hit, Span
from index.sentences import split_sentences
from index.shortlisting import Coverage, Cut, shortlist

Score = Callable[[Sequence[str]], Sequence[float]]

NEARLY = 4.0
"""Logits behind the best within which a window may hold the answer too."""
GOES_ON = 0.3
"""Of the best window's share of the question's words: a window beside it that has as much belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloselyRead:
    """Hits in their new order. `windows`, `logits`: by passage id, the best window of each hit read, and its score."""

    hits: tuple[Hit, ...]
    windows: Mapping[int, Span]
    logits: Mapping[int, float]
    pairs: int


def read_closely(
    hits: Sequence[Hit], *, most: int, twice: int, weight: float, cut: Cut, coverage: Coverage, score: Score
) -> CloselyRead:
    """Read at most `most` windows, two of each of the first `twice` hits; see `CloselyRead`.

    A perfect window adds `weight` to its hit's score: words, meaning and age order passages better than the reranker
    does (docs/evaluation.md). Hits that were not read come after those that were, in their order.
    """
    pairs = shortlist(hits, most=most, twice=twice, cut=cut, coverage=coverage)
    scores = score([_readable(hits[at], span) for at, span in pairs])
    best: dict[int, tuple[float, Span]] = {}
    for (at, span), logit in zip(pairs, scores, strict=True):
        if at not in best or logit > best[at][0]:
            best[at] = (logit, span)
    lifted = {at: hits[at].score + weight * _share(logit) for at, (logit, _) in best.items()}
    order = sorted(best, key=lambda at: (-lifted[at], at))
    near = max((logit for logit, _ in best.values()), default=0.0) - NEARLY
    floor = min(lifted.values(), default=0.0)
    ordered: list[Hit] = []
    for at in order:
        logit, window = best[at]
        hit = hits[at]
        span = _around(hit, window, cut(hit), coverage) if logit >= near else _sentence(hit, window, coverage)
        ordered.append(replace(hit, span=span, score=lifted[at]))
    for at, hit in enumerate(hits):
        if at not in best:
            whole = Span(start=hit.start, end=hit.end)
            ordered.append(replace(hit, span=_sentence(hit, whole, coverage), score=min(hit.score, floor)))
    return CloselyRead(
        hits=tuple(ordered),
        windows={hits[at].passage_id: best[at][1] for at in order},
        logits={hits[at].passage_id: best[at][0] for at in order},
        pairs=len(pairs),
    )


def _around(hit: Hit, window: Span, windows: Sequence[Span], coverage: Coverage) -> Span:
    """Give a window with those beside it that go on about what is asked."""
    held = coverage([_words(hit, span) for span in windows])
    first = last = next(at for at, span in enumerate(windows) if span == window)
    enough = GOES_ON * held[first]
    while first > 0 and held[first - 1] >= enough:
        first -= 1
    while last < len(windows) - 1 and held[last + 1] >= enough:
        last += 1
    return Span(start=windows[first].start, end=windows[last].end)


def _sentence(hit: Hit, within: Span, coverage: Coverage) -> Span:
    """Give the sentence that holds most of the question's words, the first of equals."""
    sentences = [
        Span(start=within.start + one.start, end=within.start + one.end) for one in split_sentences(_words(hit, within))
    ]
    if not sentences:
        return within
    held = coverage([_words(hit, span) for span in sentences])
    return sentences[max(range(len(sentences)), key=lambda at: (held[at], -at))]


def _words(hit: Hit, span: Span) -> str:
    return hit.article.text[span.start : span.end]


def _readable(hit: Hit, span: Span) -> str:
    """Give a window with its headline: a window alone often lacks the name it is about."""
    return f"{hit.article.title}. {_words(hit, span)}" if hit.article.title else _words(hit, span)


def _share(logit: float) -> float:
    """Give a reranker's score as 0 to 1; flat, since its confidence says little about passages that all fit."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit)) / 4))
