"""What a language model is or would be given: the best passages that fit a token budget, neighbours joined.

Owns the choice and the joining; it words no prompt. Called by `chain`.
"""

from collections.abc import Callable, Sequence

from assistant.domain import PackedSource
from index.article import Hit

BUDGET = 2_000
"""Tokens (cl100k) of article text."""


def pack(hits: Sequence[Hit], *, count_tokens: Callable[[str], int], budget: int = BUDGET) -> tuple[PackedSource, ...]:
    """Take passages best first until the budget is full; those that touch in one article become one source."""
    taken: list[PackedSource] = []
    left = budget
    for hit in hits:
        cost = count_tokens(hit.text)
        if cost > left:
            continue
        left -= cost
        taken.append(
            PackedSource(article_id=hit.article.id, revision=hit.article.revision, start=hit.start, end=hit.end)
        )
    return _joined(taken, {hit.article.id: hit.article.text for hit in hits})


def _joined(sources: Sequence[PackedSource], texts: dict[str, str]) -> tuple[PackedSource, ...]:
    joined: list[PackedSource] = []
    for source in sources:
        for at, other in enumerate(joined):
            if other.article_id != source.article_id:
                continue
            first, last = sorted((other, source), key=lambda one: one.start)
            if not texts[source.article_id][first.end : last.start].strip():
                end = max(first.end, last.end)
                joined[at] = PackedSource(
                    article_id=source.article_id, revision=source.revision, start=first.start, end=end
                )
                break
        else:
            joined.append(source)
    return tuple(joined)
