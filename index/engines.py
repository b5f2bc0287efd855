"""One generation of the two derived indexes, opened and closed together.

Owns how long their files stay open: a generation that was replaced is closed when the last search in it has ended. Made
and replaced by `corpus`.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalogue import EnginePassage
from index.errors import CorpusError, StorageFailed
from index.lexical import LexicalIndex, LexicalPassage
from index.vectors import ChromaVectors, Fetch, LateVectors, VectorIndex

_log = logging.getLogger(__name__)


class Engines:
    """Full text and vectors, in a directory of their own."""

    def __init__(
        self,
        directory: Path,
        *,
        model: str,
        dimensions: int,
        fetch: Fetch,
        all_ids: Callable[[], NDArray[np.int64]] | None = None,
    ) -> None:
        """Open both, or begin empty ones. Raises StorageFailed where something is damaged or cannot be written.

        `model` is the key of the embedder whose vectors they hold.
        With `all_ids`, the vectors' directory is opened only when something needs it (`LateVectors`).
        """
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageFailed(
                f"The directory {directory} of the indexes cannot be made: {error.strerror}.",
                hint="Free some space on the disk, or move away what stands in its place.",
            ) from error
        self.directory = directory
        self.model = model
        self.dimensions = dimensions
        self.lexical = LexicalIndex(directory / "lexical")
        try:
            opening = partial(ChromaVectors.open, directory / "vectors", dimensions=dimensions, fetch=fetch)
            self.vectors: VectorIndex = (
                opening()
                if all_ids is None
                else LateVectors(opening, dimensions=dimensions, fetch=fetch, all_ids=all_ids)
            )
        except BaseException:
            self.lexical.close()
            raise
        self._users = threading.Condition()
        self._count = 0

    def hold(self) -> None:
        """Keep the files open until `release`."""
        with self._users:
            self._count += 1

    def release(self) -> None:
        """Be done with what `hold` began."""
        with self._users:
            self._count -= 1
            self._users.notify_all()

    @contextmanager
    def held(self) -> Iterator["Engines"]:
        """Be done when the block ends; `hold` was called before."""
        try:
            yield self
        finally:
            self.release()

    def close(self) -> None:
        """Let go of the files once searches under way have ended. That a damaged index does not close is no news."""
        with self._users:
            self._users.wait_for(lambda: self._count == 0)
        for index in (self.lexical, self.vectors):
            try:
                index.close()
            except CorpusError as error:
                _log.debug("a damaged index did not close: %s", error.message)


def lexical_passage(row: EnginePassage) -> LexicalPassage:
    """Give the full-text engine what it indexes of a passage."""
    return LexicalPassage(
        passage_id=row.passage_id,
        article_row=row.article_row,
        audience=row.audience,
        day=row.day,
        title=row.title,
        text=row.text,
    )
