"""The open data directory: the catalogue, and the engines kept in step with it.

Owns the outbox's way into Chroma, tantivy and the roster, the probe at start, and rebuilding the engines from the
catalogue alone. The catalogue's commit is the truth; everything here follows it and can be thrown away. Opened by the
owner process only (`owner.DataLock`); used by `ingest`, `search` and `check`.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue, EnginePassage, Task
from index.data_directory import DataDirectory
from index.embedding import Embeddings
from index.errors import CorpusError, DataDirectoryUnusable, StorageFailed
from index.lexical import LexicalIndex, LexicalPassage
from index.roster import Roster
from index.vectors import ChromaVectors

BATCH = 1000
"""Outbox rows applied together: one tantivy commit and one Chroma call."""
PROBED = 25
"""Passages whose vector must find itself before the engines are trusted."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """One generation of the derived indexes, in a directory of its own."""

    directory: Path
    lexical: LexicalIndex
    vectors: ChromaVectors

    def close(self) -> None:
        """Let go of the files."""
        self.lexical.close()
        self.vectors.close()


class Corpus:
    """Everything stored, open for one process."""

    def __init__(self, directory: DataDirectory, *, embeddings: Embeddings, timezone: ZoneInfo) -> None:
        """Open the data; rebuild the engines where they are missing or wrong.

        Raises DataDirectoryUnusable when the vectors were made by another embedder, StorageFailed when the disk fails.
        """
        self.directory = directory
        self.embeddings = embeddings
        self.timezone = timezone
        self.catalogue = Catalogue(directory.catalogue, timezone=timezone)
        self.roster = Roster()
        self._applying = threading.RLock()
        self._waiting = threading.Event()
        self._closing = threading.Event()
        self.trouble: CorpusError | None = None
        """Why the engines lag behind the catalogue, while they do."""
        try:
            self._check_embedder()
            for rows in self.catalogue.all_engine_passages(with_text=False):
                self.roster.put(rows)
            self.engines = self._open_engines()
        except BaseException:
            self.catalogue.close()
            raise
        self._applier = threading.Thread(target=self._follow, name="outbox", daemon=True)
        self._applier.start()

    def close(self) -> None:
        """Apply what is left and close; a crash instead of this loses nothing."""
        self._closing.set()
        self._waiting.set()
        self._applier.join(timeout=30)
        self.engines.close()
        self.catalogue.close()

    def _check_embedder(self) -> None:
        made_by = self.catalogue.note("embedder")
        if made_by is None:
            self.catalogue.set_note("embedder", self.embeddings.key)
        elif made_by != self.embeddings.key:
            raise DataDirectoryUnusable(
                f"The vectors in {self.directory.root} were made by the embedder “{made_by}”, which is not at hand "
                f"(this program has “{self.embeddings.key}”).",
                hint="Give its files with FOOTNOTE_MODELS_DIR, or `export`, and `ingest` into another directory.",
            )

    # --- keeping in step -----------------------------------------------------------------------------------------

    def announce(self) -> None:
        """Say that the outbox has something; the engines follow within milliseconds."""
        self._waiting.set()

    def settle(self, *, timeout: float | None = None) -> bool:
        """Wait until the engines know all that is committed; False when that took longer than `timeout` seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            if not self.apply():
                return True
            if end is not None and time.monotonic() > end:
                return False

    def _follow(self) -> None:
        pause = 0.05
        while not self._closing.is_set():
            self._waiting.wait(timeout=5.0)
            self._waiting.clear()
            try:
                while self.apply() and not self._closing.is_set():
                    pass
                self.trouble = None
                pause = 0.05
            except CorpusError as error:
                self.trouble = error
                _log.warning("the engines lag behind the catalogue: %s", error.message)
                pause = min(30.0, pause * 2)
                self._closing.wait(pause)
                self._waiting.set()

    def apply(self) -> int:
        """Bring one batch of the outbox into both engines and the roster; gives how many rows it held."""
        with self._applying:
            tasks = self.catalogue.tasks(BATCH)
            if tasks:
                self._apply(tasks, self.engines)
                self.catalogue.settle(tasks[-1].seq)
            return len(tasks)

    def _apply(self, tasks: Sequence[Task], engines: Engines) -> None:
        dropped = {task.passage_id for task in tasks if task.op == "drop"}
        put = {task.passage_id for task in tasks if task.op == "put"} - dropped
        marked = {task.passage_id for task in tasks if task.op == "mark"} - dropped - put
        rows = self.catalogue.engine_passages(sorted(put | marked))
        new = sorted(put & rows.keys())
        engines.lexical.apply(add=[lexical_passage(row) for row in rows.values()], delete=sorted(dropped | marked))
        if dropped:
            engines.vectors.delete(sorted(dropped))
        if new:
            ids, matrix = self.catalogue.vectors_of(
                new, model=self.embeddings.key, dimensions=self.embeddings.dimensions
            )
            engines.vectors.add(ids.tolist(), matrix)
        self.roster.drop(dropped)
        self.roster.put(rows.values())

    def scrub(self) -> None:
        """Rewrite every file that may still hold words of deleted articles."""
        with self._applying:
            self.rebuild()
            self.catalogue.scrub()

    # --- opening and rebuilding ----------------------------------------------------------------------------------

    def _open_engines(self) -> Engines:
        name = self.catalogue.note("engines")
        if name is not None and (self.directory.engines / name).is_dir():
            try:
                engines = self._open_generation(self.directory.engines / name)
                self._catch_up(engines)
                wrong = self.disagreements(engines)
                if not wrong:
                    self._forget_others(name)
                    return engines
                _log.warning("the engines are rebuilt from the catalogue: %s", wrong[0])
                engines.close()
            except StorageFailed as error:
                _log.warning("the engines are rebuilt from the catalogue: %s", error.message)
        elif name is not None:
            _log.warning("the engines are rebuilt from the catalogue: their directory is gone")
        return self._rebuild()

    def _catch_up(self, engines: Engines) -> None:
        while tasks := self.catalogue.tasks(BATCH):
            self._apply(tasks, engines)
            self.catalogue.settle(tasks[-1].seq)

    def _open_generation(self, directory: Path) -> Engines:
        directory.mkdir(parents=True, exist_ok=True)
        lexical = LexicalIndex(directory / "lexical")
        vectors = ChromaVectors.open(
            directory / "vectors", dimensions=self.embeddings.dimensions, fetch=self._fetch_vectors
        )
        return Engines(directory=directory, lexical=lexical, vectors=vectors)

    def _fetch_vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        kept, matrix = self.catalogue.vectors_of(ids, model=self.embeddings.key, dimensions=self.embeddings.dimensions)
        rows = {int(passage_id): at for at, passage_id in enumerate(kept)}
        ordered = np.zeros((len(ids), self.embeddings.dimensions), dtype=np.float32)
        for at, passage_id in enumerate(ids):
            if passage_id in rows:
                ordered[at] = matrix[rows[passage_id]]
        return ordered

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make both engines anew from the catalogue, embedding nothing, and switch to them; gives the passages."""
        with self._applying:
            before = self.engines
            self.engines = self._rebuild(progress)
            before.close()
            self._forget_others(self.engines.directory.name)
            return len(self.roster)

    def _rebuild(self, progress: Callable[[int, int], None] | None = None) -> Engines:
        last = self.catalogue.note("engines") or "generation-0"
        name = f"generation-{int(last.rpartition('-')[2]) + 1}"
        directory = self.directory.engines / name
        shutil.rmtree(directory, ignore_errors=True)
        engines = self._open_generation(directory)
        self._catch_up_roster()
        # What is committed while this reads stays in the outbox and is applied to the new engines afterwards.
        done, total = 0, len(self.roster)
        for rows in self.catalogue.all_engine_passages(with_text=True):
            engines.lexical.apply(add=[lexical_passage(row) for row in rows], delete=[])
            ids, matrix = self.catalogue.vectors_of(
                [row.passage_id for row in rows], model=self.embeddings.key, dimensions=self.embeddings.dimensions
            )
            engines.vectors.add(ids.tolist(), matrix)
            done += len(rows)
            if progress is not None:
                progress(done, total)
        self.catalogue.set_note("engines", name)
        return engines

    def _catch_up_roster(self) -> None:
        known = set(self.roster.ids().tolist())
        for rows in self.catalogue.all_engine_passages(with_text=False):
            self.roster.put(rows)
            known -= {row.passage_id for row in rows}
        self.roster.drop(known)

    def _forget_others(self, name: str) -> None:
        if self.directory.engines.is_dir():
            for other in self.directory.engines.iterdir():
                if other.name != name:
                    shutil.rmtree(other, ignore_errors=True)

    def disagreements(self, engines: Engines | None = None, *, sample: int = PROBED) -> list[str]:
        """Say where the engines differ from the catalogue, found by counting and then by searching a sample."""
        engines = engines or self.engines
        expected = len(self.roster)
        found = []
        for name, counted in (("full text", engines.lexical.count()), ("vectors", engines.vectors.count())):
            if counted != expected:
                found.append(f"the catalogue has {expected:,} passages, the {name} index {counted:,}")
        if found or not expected:
            return found
        ids = self.roster.ids()
        chosen = ids[np.linspace(0, len(ids) - 1, min(sample, len(ids)), dtype=np.int64)]
        kept, matrix = self.catalogue.vectors_of(
            chosen.tolist(), model=self.embeddings.key, dimensions=self.embeddings.dimensions
        )
        lost = engines.vectors.probe({int(one): matrix[at] for at, one in enumerate(kept)})
        return [f"the vector index does not find passage {one} by its own vector" for one in lost]


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
