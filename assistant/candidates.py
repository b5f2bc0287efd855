"""The sentences that may answer: those of the windows that the reranker put first.

Owns cutting hits into candidates. It ranks nothing. Called by `drafting`; `clues` and `ranking` read what it gives.
"""

from dataclasses import dataclass
from functools import cached_property

from assistant.telling_words import WORD, content
from index.article import Article, Hit, Span
from index.search import Found
from index.sentences import split_sentences

LEAST_WORDS = 3
OUTSIDE = 2.0
"""Logits that a sentence loses whose window was not read."""
MOST = 60
"""Sentences looked at for one question; reading them costs no model work."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A sentence of a hit. `window` is the reranker's logit of the window around it, `place` the hit's, from 0."""

    hit: Hit
    span: Span
    place: int
    window: float

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.hit.article

    @cached_property
    def text(self) -> str:
        """Its words, on one line."""
        return " ".join(self.article.text[self.span.start : self.span.end].split())

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Its telling words, cut to their stems, in order."""
        return tuple(content(self.text))


def candidates_of(found: Found) -> list[Candidate]:
    """Cut the passages that the reranker has read into sentences, best window first.

    It may have read one window of a passage: a sentence outside counts as if its window were a little worse.
    """
    candidates: list[Candidate] = []
    for place, hit in enumerate(found.answering):
        text = hit.article.text
        for sentence in split_sentences(text[hit.start : hit.end]):
            span = Span(start=hit.start + sentence.start, end=hit.start + sentence.end)
            if len(WORD.findall(text[span.start : span.end])) >= LEAST_WORDS:
                window = hit.score if hit.span.touches(span) else hit.score - OUTSIDE
                candidates.append(Candidate(hit=hit, span=span, place=place, window=window))
        if len(candidates) >= MOST:
            break
    return candidates[:MOST]
