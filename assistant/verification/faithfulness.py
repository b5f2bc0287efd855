"""How likely a sentence is to be borne out by one article, whatever its words: the score that `footnote verify` gives.

Owns the six measures, the joining of them and its calibration. It orders sentences; whether a statement may be shown is
decided by the checks beside this file. Called by `assistant.proofing` and `bench.qags`.
"""

import math
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.verification.evidence import Cited, Evidence
from assistant.verification.plain_words import content_stems, word_stems
from assistant.verification.statements import contradiction
from index.embedding import Embeddings
from index.rerank import Reranker
from index.sentences import split_sentences

MOST_PAIRS = 5
"""Sentences of the article read with the sentence at the most: those that share its rarest words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Where a measure lies on the calibration set: what is taken off, and what one step is."""

    middle: float
    step: float


# Each measure counts the same, on its own scale: weights of their own, cross-validated, did worse on both halves of the
# set. Middles and steps are those of 480 sentences of machine summaries of news (docs/evaluation.md).
RELEVANCE = Scale(middle=7.96, step=2.63)
SIMILARITY = Scale(middle=0.867, step=0.094)
PAIRS_IN_ONE = Scale(middle=0.687, step=0.301)
PAIRS_IN_ALL = Scale(middle=0.796, step=0.249)
WORDS = Scale(middle=0.946, step=0.127)
WRONG = 0.6
"""What one word-by-word contradiction takes off."""
CONSTANT, SLOPE = 0.914, 0.285
"""The logistic calibration of the sum."""


class Faithfulness:
    """Measure with the reranker and the embedder that the program holds anyway."""

    def __init__(self, reranker: Reranker, embeddings: Embeddings) -> None:
        self._reranker = reranker
        self._embeddings = embeddings

    def probability(
        self, sentence: str, article: str, *, deadline: float | None = None, cancelled: threading.Event | None = None
    ) -> float:
        """Give the probability that `article` bears `sentence` out. Raises Cancelled, Overloaded, ModelUnusable."""
        near = _near(sentence, article)
        wanted = content_stems(sentence)
        if not near or not wanted:
            return 0.0
        relevance = max(self._reranker.score(sentence, near, deadline=deadline, cancelled=cancelled))
        rows = self._embeddings.embed_passages([sentence, *near], cancelled=cancelled)
        tokens, body = word_stems(sentence), word_stems(article)
        pairs = list(pairwise(tokens))
        total = (
            _steps(relevance, RELEVANCE)
            + _steps(float(np.max(rows[1:] @ rows[0])), SIMILARITY)
            + _steps(max(_share(pairs, word_stems(one)) for one in near), PAIRS_IN_ONE)
            + _steps(_share(pairs, body), PAIRS_IN_ALL)
            + _steps(len(wanted & content_stems(article)) / len(wanted), WORDS)
        )
        if contradiction(sentence, Evidence(cited=(Cited(words="\n".join(near), around=article),))) is not None:
            total -= WRONG
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, CONSTANT + SLOPE * total))))


def _near(sentence: str, article: str) -> list[str]:
    """Give the sentences of an article that share the rarest words, best first."""
    sentences = [article[span.start : span.end] for span in split_sentences(article)]
    stems = [content_stems(one) for one in sentences]
    held = Counter(word for one in stems for word in one)
    rare = {word: math.log((len(sentences) + 1) / (held[word] + 0.5)) for word in content_stems(sentence)}
    order = sorted(range(len(sentences)), key=lambda at: -sum(rare[word] for word in rare.keys() & stems[at]))
    return [sentences[at] for at in order[:MOST_PAIRS]]


def _steps(value: float, scale: Scale) -> float:
    return (value - scale.middle) / scale.step


def _share(pairs: Sequence[tuple[str, str]], words: Sequence[str]) -> float:
    """Give the share of word pairs that stand in `words` side by side."""
    there = set(pairwise(words))
    return sum(pair in there for pair in pairs) / max(1, len(pairs))
