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
from contextlib import AbstractContextManager
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from index.catalogue import Catalogue, Task
from index.data_directory import DataDirectory
from index.embedding import Embeddings
from index.engines import Engines, lexical_passage
from index.errors import BackupUnusable, Cancelled, CorpusError, DataDirectoryUnusable, StorageFailed
from index.generations import Held, forget_others, make_generation, open_generation
from index.roster import Roster
from index.vectors.late import FEW

BATCH = 1000
"""Outbox rows applied together: one tantivy commit and one Chroma call."""
PROBED = 25
"""Passages whose vector must find itself before the engines are trusted."""
TRIES = 3
"""Failures in a row after which the engines are no longer waited for, but made anew."""
ROOM = 64 * 1024 * 1024
"""Free bytes without which making them anew is not even tried."""
LONGEST_PAUSE = 30.0

_log = logging.getLogger(__name__)


class Corpus:
    """Everything stored, open for one process."""

    def __init__(
        self,
        directory: DataDirectory,
        *,
        embeddings: Embeddings,
        former: Callable[[str], Embeddings | None] = lambda key: None,
        timezone: ZoneInfo,
        brief: bool = False,
    ) -> None:
        """Open the data; rebuild the engines where they are missing or wrong.

        Where the vectors were made by another embedder, and `former` gives the one of that key, it goes on answering
        and `following` is `embeddings` until `changeover` has made all of its vectors.
        `brief` is for one short command: a small collection's Chroma is neither opened nor probed unless it is needed.
        Raises DataDirectoryUnusable when the vectors were made by another embedder, StorageFailed when the disk fails.
        """
        self.directory = directory
        self.embeddings = embeddings
        self.following: Embeddings | None = None
        self.timezone = timezone
        self._brief = brief
        self.catalogue = Catalogue(directory.catalogue, timezone=timezone)
        self.roster = Roster()
        self._applying = threading.RLock()
        self._switching = threading.Lock()
        self._waiting = threading.Event()
        self._closing = threading.Event()
        self.trouble: CorpusError | None = None
        """Why the engines lag behind the catalogue, while they do."""
        try:
            self.catalogue.tidy()
            self._choose_embedder(former)
            for rows in self.catalogue.all_engine_passages(with_text=False):
                self.roster.put(rows)
            self.engines = self._open_engines()
        except BaseException:
            self.catalogue.close()
            raise
        self._applier = threading.Thread(target=self._follow, name="outbox", daemon=True)
        self._applier.start()

    def close(self) -> None:
        """Close; what the engines have not learned yet waits in the outbox. A crash instead of this loses nothing."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._waiting.set()
        self._applier.join(timeout=LONGEST_PAUSE)
        with self._applying:
            with self._switching:  # who comes later than this is told that we are closing
                engines = self.engines
            engines.close()
            self.catalogue.close()

    def searching(self) -> AbstractContextManager[Engines]:
        """Give the engines for a search; they stay open while the block runs, also when they are replaced meanwhile."""
        with self._switching:
            self._see_open()
            self.engines.hold()
            return self.engines.held()

    def _choose_embedder(self, former: Callable[[str], Embeddings | None]) -> None:
        made_by = self.catalogue.note("embedder")
        if made_by is None:
            self.catalogue.set_note("embedder", self.embeddings.key)
        elif made_by != self.embeddings.key:
            answering = former(made_by)
            if answering is None or answering.key != made_by:
                raise DataDirectoryUnusable(
                    f"The vectors in {self.directory.root} were made by the embedder “{made_by}”, which is not at hand "
                    f"(this program has “{self.embeddings.key}”).",
                    hint="Give its files with FOOTNOTE_MODELS_DIR, or its endpoint with OPENAI_BASE_URL; or `export`, "
                    "and `ingest` into another directory.",
                )
            self.embeddings, self.following = answering, self.embeddings

    # --- keeping in step -----------------------------------------------------------------------------------------

    def announce(self) -> None:
        """Say that the outbox has something; the engines follow within milliseconds."""
        self._waiting.set()

    def settle(self, *, timeout: float | None = None) -> bool:
        """Wait until the engines know all that is committed now; False when that took longer than `timeout` seconds.

        Raises StorageFailed when they cannot be written; what they lack stays in the outbox and is tried again.
        """
        end = None if timeout is None else time.monotonic() + timeout
        last = self.catalogue.last_task()
        while self.catalogue.first_task() <= last:
            if end is not None and time.monotonic() > end:
                return False
            self.apply()
        return True

    def _follow(self) -> None:
        """Bring the outbox into the engines, for ever; whatever fails is told in `trouble` and tried again."""
        failures = 0
        while not self._closing.is_set():
            self._waiting.wait(timeout=5.0)
            self._waiting.clear()
            try:
                while not self._closing.is_set() and self.apply():
                    pass
                self.trouble = None
                failures = 0
                continue
            except Cancelled:
                return
            except CorpusError as error:
                self.trouble = error
            except Exception as error:  # noqa: BLE001  # this thread must outlive what nobody foresaw; told in full
                _log.exception("the outbox could not be applied")
                self.trouble = StorageFailed(f"The engines could not be brought up to date: {type(error).__name__}.")
            _log.warning("the engines lag behind the catalogue: %s", self.trouble.message)
            failures += 1
            self._closing.wait(min(LONGEST_PAUSE, 0.1 * 2**failures))
            self._waiting.set()
            if failures >= TRIES and not self._closing.is_set():
                self._renew()

    def _renew(self) -> None:
        """Make the engines anew, where the disk has room: damage that only shows in use does not mend itself."""
        try:
            if shutil.disk_usage(self.directory.root).free >= ROOM:
                self.rebuild()
        except (CorpusError, OSError) as error:
            _log.warning("the engines could not be made anew: %s", error)

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
            self.directory.before_restore.unlink(missing_ok=True)

    # --- opening and rebuilding ----------------------------------------------------------------------------------

    def _open_engines(self) -> Engines:
        name = self.catalogue.note("engines")
        if name is not None and (self.directory.engines / name).is_dir():
            engines = None
            try:
                late = self._brief and len(self.roster) <= FEW and not self.catalogue.tasks(1)
                engines = open_generation(self.directory.engines / name, self._held(), late=late)
                self._catch_up(engines)
                wrong = self.disagreements(engines, sample=0 if late else PROBED)
                if not wrong:
                    forget_others(self.directory.engines, name)
                    return engines
                _log.warning("the engines are rebuilt from the catalogue: %s", wrong[0])
            except StorageFailed as error:
                _log.warning("the engines are rebuilt from the catalogue: %s", error.message)
            if engines is not None:
                engines.close()
        elif name is not None:
            _log.warning("the engines are rebuilt from the catalogue: their directory is gone")
        engines = self._make(self._held(), None)
        forget_others(self.directory.engines, engines.directory.name)
        return engines

    def _catch_up(self, engines: Engines) -> None:
        while tasks := self.catalogue.tasks(BATCH):
            self._apply(tasks, engines)
            self.catalogue.settle(tasks[-1].seq)

    def _held(self) -> Held:
        return Held(catalogue=self.catalogue, embeddings=self.embeddings, roster=self.roster)

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make both engines anew from the catalogue, embedding nothing, and switch to them; gives the passages."""
        with self._applying:
            self._see_open()
            held = self._held()
            self._switch(held, self._make(held, progress))
            return len(self.roster)

    def restore(self, backup: Path, progress: Callable[[int, int], None] | None = None) -> int:
        """Hold what a backup holds instead of what is here; gives the passages. Until it is all there nothing changes.

        The engines are made of the backup first and come with it, so that no search ever sees one without the other.
        Raises BackupUnusable.
        """
        with self._applying:
            self._see_open()
            staged = self.catalogue.stage(backup)
            try:
                made_by = staged.note("embedder")
                if made_by not in (None, self.embeddings.key):
                    raise BackupUnusable(
                        f"The vectors in {backup} were made by the embedder “{made_by}”, which is not at hand.",
                        hint="Restore it into a data directory of that embedder.",
                    )
                staged.settle(staged.last_task())
                held = Held(catalogue=staged, embeddings=self.embeddings, roster=Roster())
                renewed = self._make(held, progress)
            except BaseException:
                staged.forget()
                raise
            kept = self.directory.before_restore
            kept.unlink(missing_ok=True)
            if len(self.roster):
                self.catalogue.back_up(kept)
            self._switch(held, renewed, if_=lambda: self.catalogue.take_over(staged))
            return len(self.roster)

    def change_embedder(self, following: Embeddings) -> bool:
        """Search by the vectors of another embedder from now on, and drop the former's; False while some are missing.

        Searches under way end with the engines they began with.
        """
        with self._applying:
            self._see_open()
            if self.catalogue.without_vector(model=following.key, limit=1):
                return False
            former = self.embeddings.key
            held = Held(catalogue=self.catalogue, embeddings=following, roster=self.roster)
            renewed = self._make(held, None)
            if not self._switch(held, renewed, if_=lambda: self.catalogue.embed_by(following.key, instead_of=former)):
                return False  # an article came in meanwhile, with the former's vectors
            self.following = None
            return True

    def _make(self, held: Held, progress: Callable[[int, int], None] | None) -> Engines:
        return make_generation(self.directory.engines, held, self.catalogue.note("engines"), progress)

    def _switch(self, held: Held, renewed: Engines, *, if_: Callable[[], bool] = lambda: True) -> bool:
        """Search in `renewed` from now on, if what is done while nobody can begin a search succeeds; else drop it."""
        with self._switching:
            switched = if_()
            former = renewed
            if switched:
                self.embeddings, self.roster = held.embeddings, held.roster
                former, self.engines = self.engines, renewed
        former.close()
        if not switched:
            self.catalogue.set_note("engines", self.engines.directory.name)
        forget_others(self.directory.engines, self.engines.directory.name)
        return switched

    def _see_open(self) -> None:
        if self._closing.is_set():
            raise Cancelled("The program is closing.")

    def disagreements(self, engines: Engines | None = None, *, sample: int = PROBED) -> list[str]:
        """Say where the engines differ from the catalogue, found by counting and then by searching a sample.

        Without a sample, the vectors are left alone.
        """
        engines = engines or self.engines
        expected = len(self.roster)
        counts = {"full text": engines.lexical.count()} | ({"vectors": engines.vectors.count()} if sample else {})
        found = [
            f"the catalogue has {expected:,} passages, the {name} index {counted:,}"
            for name, counted in counts.items()
            if counted != expected
        ]
        if found or not expected or not sample:
            return found
        ids = self.roster.ids()
        chosen = ids[np.linspace(0, len(ids) - 1, min(sample, len(ids)), dtype=np.int64)]
        kept, matrix = self.catalogue.vectors_of(
            chosen.tolist(), model=self.embeddings.key, dimensions=self.embeddings.dimensions
        )
        lost = engines.vectors.probe({int(one): matrix[at] for at, one in enumerate(kept)})
        return [f"the vector index does not find passage {one} by its own vector" for one in lost]
