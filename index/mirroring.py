"""What a mirrored folder no longer holds, and whether it may go.

Owns the comparison of origins and the guard against a mirror that would empty the catalogue: an unmounted share looks
exactly like a folder whose files were all deleted. Removes nothing itself. Called by `ingest`.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from index.errors import MirrorRefused

Departed: TypeAlias = Literal["remove", "mark", "keep"]
"""What becomes of an article that is gone at its source: removed, kept and marked as retracted, or kept as it is."""

MOST_REMOVED = 5
"""A mirror may remove one article in this many, and a single one always, without being told twice."""


def departed(
    origins: Mapping[str, str], mirrored: Iterable[str], *, came: set[str], refused: Iterable[str]
) -> tuple[list[str], int]:
    """Give the ids of articles from below the `mirrored` names that did not come, and how many stand there in all.

    `origins` maps ids to where each article came from. What was refused this time is not gone: it could not be read.
    """
    names, unread = tuple(mirrored), tuple(refused)
    held = {one: origin for one, origin in origins.items() if any(_under(origin, name) for name in names)}
    gone = [
        one
        for one, origin in sorted(held.items())
        if origin not in came and not any(_under(origin, name) for name in unread)
    ]
    return gone, len(held)


def see_few(gone: int, held: int) -> None:
    """Raise MirrorRefused where a mirror would remove more than a fifth of what it holds."""
    if gone > 1 and gone * MOST_REMOVED > held:
        raise MirrorRefused(
            f"Mirroring would remove {gone:,} of {held:,} articles, more than a fifth: none was removed.",
            hint="If the folder is whole and they are really gone, run it again with --yes.",
        )


def _under(origin: str, name: str) -> bool:
    """Tell whether an origin is `name` itself, or a file in that folder, a member of that archive, a line of it."""
    return origin == name or (origin.startswith(name) and origin[len(name)] in "/\\!:")
