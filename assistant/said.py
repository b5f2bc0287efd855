"""What a choice among the index of speech reads with, and what comes of it.

Owns the two shapes that `attributing` and `whose_words` share; decides nothing.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Draft, DraftCitation, Notice
from assistant.speech import SpokenQuote, on_topic
from index.article import Hit
from index.catalogue import Catalogue
from index.rerank import Reranker


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an answer about speech consists of.

    `pairs`: how many texts the reranker scored. `missing`: those who are asked for beside others and are not quoted.
    """

    drafts: tuple[Draft, ...] = ()
    near: tuple[DraftCitation, ...] = ()
    notices: tuple[Notice, ...] = ()
    pairs: int = 0
    missing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the choice reads with: the index, the passages found for the question, the reranker and its limits."""

    catalogue: Catalogue
    hits: Sequence[Hit]
    reranker: Reranker
    deadline: float | None = None
    cancelled: threading.Event | None = None

    def on_topic(self, topic: str, quotes: Sequence[SpokenQuote]) -> tuple[tuple[SpokenQuote, ...], int]:
        """Keep the statements about a topic, the best first, and count what was scored."""
        return on_topic(topic, quotes, reranker=self.reranker, deadline=self.deadline, cancelled=self.cancelled)

    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Score how well texts answer a question."""
        return self.reranker.score(question, texts, deadline=self.deadline, cancelled=self.cancelled)
