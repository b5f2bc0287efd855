"""Short windows of whole sentences, which a reranker reads better than passages.

Owns the cut only. Used by `search`; a window is a span of the article's canonical text.
"""

from collections.abc import Callable

from index.article import Span
from index.sentences import split_sentences


def windows(text: str, within: Span, *, budget: int, counter: Callable[[str], int]) -> tuple[Span, ...]:
    """Cut `text[within]` into runs of whole sentences of about `budget` tokens, in order, covering every sentence.

    The windows are about even, rather than full with a short one at the end. No sentence is cut.
    """
    sentences = [
        Span(start=within.start + span.start, end=within.start + span.end)
        for span in split_sentences(text[within.start : within.end])
    ]
    if not sentences:
        return ()
    costs = [counter(text[span.start : span.end]) for span in sentences]
    total = sum(costs)
    parts = max(1, round(total / budget))
    share = total / parts  # even windows: no orphan at the end
    cut: list[Span] = []
    first, cost = 0, 0
    for at, more in enumerate(costs):
        if at > first and cost + more / 2 > share and len(cut) < parts - 1:
            cut.append(Span(start=sentences[first].start, end=sentences[at - 1].end))
            first, cost = at, 0
        cost += more
    cut.append(Span(start=sentences[first].start, end=sentences[-1].end))
    return tuple(cut)
