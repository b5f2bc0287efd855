"""Which windows of which passages a reranker reads: pairs are where the time of an answer goes.

Owns the choice only. A passage is cut into windows (`windows`); how many of the question's words each holds says which
is read. Used by `search`.
"""

from collections.abc import Callable, Sequence

from index.article import Hit, Span

Cut = Callable[[Hit], Sequence[Span]]
Coverage = Callable[[Sequence[str]], Sequence[float]]


def shortlist(hits: Sequence[Hit], *, most: int, twice: int, cut: Cut, coverage: Coverage) -> list[tuple[int, Span]]:
    """Choose at most `most` windows as (place of the hit, window), the hits in order.

    Of each hit the window that holds most of the question's words is read, and of the first `twice` the second best as
    well; what hits of one window leave goes to further hits. Equal windows are taken as they stand in the text.
    """
    chosen: list[tuple[int, Span]] = []
    for at, hit in enumerate(hits):
        room = most - len(chosen)
        if room < 1:
            break
        windows = cut(hit)
        wanted = min(room, 2 if at < twice else 1)
        if len(windows) > wanted:
            scores = coverage([hit.article.text[span.start : span.end] for span in windows])
            best = sorted(range(len(windows)), key=lambda place: -scores[place])[:wanted]
            windows = [windows[place] for place in sorted(best)]
        chosen += [(at, span) for span in windows]
    return chosen
