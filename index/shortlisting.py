"""Which windows of which passages a reranker reads: pairs are where the time of an answer goes.

Owns the choice only. A passage is cut into windows (`windows`); how many of the question's words each holds says which
is read. Used by `search`.
"""

from collections.abc import Callable, Sequence

from index.article import Hit, Span

Cut = Callable[[Hit], Sequence[Span]]
Coverage = Callable[[Sequence[str]], Sequence[float]]


def shortlist(hits: Sequence[Hit], *, most: int, twice: int, cut: Cut, coverage: Coverage) -> list[tuple[int, Span]]:
    """Choose at most `most` windows as (place of the hit, window), in the order of the hits and of their texts.

    Of each hit the window that holds most of the question's words is read, and of the first `twice` the second best as
    well; what hits of one window leave goes to further hits, and what few hits leave to their other windows. Equal
    windows are taken as they stand in the text.
    """
    waiting: list[tuple[int, list[Span]]] = []
    chosen: list[tuple[int, Span]] = []
    for at, hit in enumerate(hits):
        room = most - len(chosen)
        if room < 1:
            break
        windows = list(cut(hit))
        wanted = min(room, 2 if at < twice else 1)
        if len(windows) > wanted:
            scores = coverage([hit.article.text[span.start : span.end] for span in windows])
            windows = [windows[place] for place in sorted(range(len(windows)), key=lambda place: -scores[place])]
        chosen += [(at, span) for span in windows[:wanted]]
        waiting.append((at, windows[wanted:]))
    while len(chosen) < most and any(windows for _, windows in waiting):
        chosen += [(at, windows.pop(0)) for at, windows in waiting if windows][: most - len(chosen)]
    return sorted(chosen, key=lambda one: (one[0], one[1].start))
