"""The engines' directories, one a generation: opened, made from the catalogue, thrown away.

Owns where they lie and how one is filled, embedding nothing. Which one is in use is `corpus`'s to say, in a note of the
catalogue. Called by `corpus` only.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.embedding import Embeddings
from index.engines import Engines, lexical_passage
from index.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What engines are made of: the stored articles, the embedder whose vectors count, and what filters know."""

    catalogue: Catalogue
    embeddings: Embeddings
    roster: Roster


def open_generation(directory: Path, held: Held, *, late: bool = False) -> Engines:
    """Open the engines in `directory`, or begin empty ones; `late` leaves the vectors closed until they are needed."""
    return Engines(
        directory,
        model=held.embeddings.key,
        dimensions=held.embeddings.dimensions,
        fetch=partial(_vectors, held),
        all_ids=held.roster.ids if late else None,
    )


def make_generation(
    place: Path, held: Held, name_in_use: str | None, progress: Callable[[int, int], None] | None
) -> Engines:
    """Make both engines anew in a directory of their own below `place`, and note in the catalogue that they count."""
    name = f"generation-{_last(place, name_in_use) + 1}"
    directory = place / name
    if place.exists() and not place.is_dir():
        place.unlink()  # a file in the place of what can be thrown away
    engines = None
    try:
        engines = open_generation(directory, held)
        _fill(engines, held, progress)
        held.catalogue.set_note("engines", name)
    except BaseException:
        if engines is not None:
            engines.close()
        shutil.rmtree(directory, ignore_errors=True)  # half an index is of no use, and the disk may be full
        raise
    return engines


def forget_others(place: Path, name: str) -> None:
    """Delete every generation but one."""
    if place.is_dir():
        for other in place.iterdir():
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)


def _vectors(held: Held, ids: Sequence[int]) -> NDArray[np.float32]:
    dimensions = held.embeddings.dimensions
    kept, matrix = held.catalogue.vectors_of(ids, model=held.embeddings.key, dimensions=dimensions)
    rows = {int(passage_id): at for at, passage_id in enumerate(kept)}
    ordered = np.zeros((len(ids), dimensions), dtype=np.float32)
    for at, passage_id in enumerate(ids):
        if passage_id in rows:
            ordered[at] = matrix[rows[passage_id]]
    return ordered


def _last(place: Path, name_in_use: str | None) -> int:
    """Give the highest number in use, also of a generation that was left half-made or could not be deleted."""
    names = [name_in_use or ""]
    if place.is_dir():
        names += [path.name for path in place.iterdir()]
    return max((int(name.rpartition("-")[2]) for name in names if name.rpartition("-")[2].isdecimal()), default=0)


def _fill(engines: Engines, held: Held, progress: Callable[[int, int], None] | None) -> None:
    catalogue, embeddings = held.catalogue, held.embeddings
    _catch_up(held.roster, catalogue)
    # What is committed while this reads stays in the outbox and is applied to the new engines afterwards.
    done, total = 0, len(held.roster)
    for rows in catalogue.all_engine_passages(with_text=True):
        engines.lexical.apply(add=[lexical_passage(row) for row in rows], delete=[])
        ids, matrix = catalogue.vectors_of(
            [row.passage_id for row in rows], model=embeddings.key, dimensions=embeddings.dimensions
        )
        engines.vectors.add(ids.tolist(), matrix)
        done += len(rows)
        if progress is not None:
            progress(done, total)


def _catch_up(roster: Roster, catalogue: Catalogue) -> None:
    known = set(roster.ids().tolist())
    for rows in catalogue.all_engine_passages(with_text=False):
        roster.put(rows)
        known -= {row.passage_id for row in rows}
    roster.drop(known)
