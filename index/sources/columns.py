"""Columns of a printed page: put into reading order where the file wrote them row by row, across the gutters.

Most files write column by column, and that order is kept: only where the order of writing jumps to and fro between
columns is it made anew. Knows nothing of PDF but that `y` grows upwards. Called by `pdf`.
"""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index.sources.print_layout import Line

# A letter of running type is about half as wide as it is high.
_LETTER = 0.5
_NEAR = 4.0
_NARROWEST = 70.0
_FEWEST_LINES = 5
_SHARE_OF_LINES = 0.12
_WITHIN = 0.8
"""How many of a column's lines must end before the next one begins."""
_JUMPS = 0.3
"""How often the order of writing changes columns, of all steps, where it goes row by row."""


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Give the lines of a page as they are read: down each column, headings over several columns between them."""
    written = [line for line in lines if line.text.strip() and line.size]
    edges = _edges(written)
    if len(edges) < 2:
        return list(lines)
    columns = [_column(line, edges) for line in written]
    steps = list(itertools.pairwise(columns))
    if sum(one != other for one, other in steps) < len(steps) * _JUMPS:
        return list(lines)
    return _by_columns(written, edges)


def _edges(lines: Sequence[Line]) -> list[float]:
    """Find where columns begin: places that many lines begin at, and that lines further left do not run across."""
    starts = Counter(round(line.x / _NEAR) for line in lines)
    enough = max(_FEWEST_LINES, len(lines) * _SHARE_OF_LINES)
    edges: list[float] = []
    for start in sorted(place for place, count in starts.items() if count >= enough):
        edge = start * _NEAR - _NEAR
        if edges and edge - edges[-1] < _NARROWEST:
            continue
        before = [line for line in lines if edges and edges[-1] <= line.x < edge]
        within = sum(_end(line) < edge + line.size for line in before)
        if not edges or (before and within >= len(before) * _WITHIN):
            edges.append(edge)
    return edges


def _by_columns(lines: Sequence[Line], edges: Sequence[float]) -> list[Line]:
    ordered: list[Line] = []
    waiting: list[list[Line]] = [[] for _ in edges]

    def flush() -> None:
        for column in waiting:
            ordered.extend(_rows(column))
            column.clear()

    for line in sorted(lines, key=lambda line: (-line.y, line.x)):
        column = _column(line, edges)
        following = edges[column + 1] if column + 1 < len(edges) else None
        if following is not None and _end(line) > following + 3 * line.size:  # a heading over several columns
            flush()
            ordered.append(line)
        else:
            waiting[column].append(line)
    flush()
    return ordered


def _rows(column: Sequence[Line]) -> list[Line]:
    """Join what stands on one height of one column: words that were placed one by one."""
    rows: list[Line] = []
    for line in column:
        if rows and abs(rows[-1].y - line.y) < line.size * 0.2:
            rows[-1] = replace(rows[-1], text=f"{rows[-1].text.rstrip()} {line.text.lstrip()}")
        else:
            rows.append(line)
    return rows


def _column(line: Line, edges: Sequence[float]) -> int:
    return max(0, sum(edge <= line.x for edge in edges) - 1)


def _end(line: Line) -> float:
    return line.x + len(line.text.strip()) * line.size * _LETTER
