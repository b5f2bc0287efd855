"""The way in: from what a person named to committed articles.

    sources -> `making` (canonical text, passages, vectors, speech) -> one transaction -> outbox -> engines

Owns this order and its report. Reading and splitting run beside embedding, embedding beside committing; an article is
acknowledged (`Progress`) only after its transaction. Called by `assistant.application`.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from index.article import Document, Refusal
from index.catalogue import Outcome, Prepared
from index.corpus import Corpus
from index.errors import Cancelled
from index.making import Incoming, Made, Making
from index.mirroring import Departed, departed, see_few
from index.reading_ahead import ReadingAhead

Ended: TypeAlias = Literal["added", "updated", "unchanged", "removed", "refused"]
_Read: TypeAlias = Incoming | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One article dealt with. After `added` or `updated` it is on disk: this is the acknowledgement."""

    article_id: str
    input: str
    outcome: Ended
    reason: str
    done: int
    total: int | None
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What one run did. `passages` and `quotes` count what it made; `duplicates` are among `added` or `updated`."""

    added: int
    updated: int
    unchanged: int
    removed: int
    duplicates: int
    refused: tuple[Refusal, ...]
    seconds: float
    passages: int
    quotes: int


class Ingest:
    """Brings documents into a corpus."""

    def __init__(self, corpus: Corpus, making: Making) -> None:
        self._corpus = corpus
        self._making = making

    def run(
        self,
        documents: Iterable[Document | Refusal],
        *,
        mirrored: Sequence[str] = (),
        when_gone: Departed = "remove",
        many_may_go: bool = False,
        dry_run: bool = False,
        progress: Callable[[Progress], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> IngestReport:
        """Store every document; what cannot be is reported and the rest goes on.

        `mirrored` are the names of folders and files: with articles from below them that did not come this time
        happens what `when_gone` says, but more than a fifth of them is removed only if `many_may_go`. Raises Cancelled
        after the last complete transaction when `cancelled` is set, MirrorRefused, StorageFailed when the disk fails.
        """
        stop = _Stop(cancelled)
        run = _Run(progress)
        reading = ReadingAhead(self._prepare(documents), stop=stop, size=_size, work=_work)
        try:
            if dry_run:
                seen = _Foreseen()
                for batch in reading.batches():
                    self._foresee(batch, run, seen)
            else:
                self._store(reading, stop, run)
            reading.finish()
        finally:
            stop.set()  # whatever ended this, nobody wants the rest any more
            reading.close()
        if stop.asked():
            raise Cancelled("The ingest was stopped. What it acknowledged is stored.")
        self._mirror(mirrored, when_gone, run, many_may_go=many_may_go, dry_run=dry_run)
        if not dry_run:
            self._corpus.settle()
        return run.report()

    def _prepare(self, documents: Iterable[Document | Refusal]) -> Iterator[_Read]:
        seen: set[str] = set()
        for document in documents:
            if isinstance(document, Refusal):
                yield document
            else:
                yield self._making.read(document, again=document.id in seen)
                seen.add(document.id)

    def _store(self, reading: ReadingAhead[_Read], stop: "_Stop", run: "_Run") -> None:
        """Embed batch after batch, the next one while the one before it is committed."""
        with ThreadPoolExecutor(max_workers=2, thread_name_prefix="embedding") as embedding:
            under_way: list[tuple[list[_Read], Future[list[Made]]]] = []
            try:
                for batch in reading.batches():  # an empty one now and then: what is ready is committed even so
                    if batch:
                        under_way.append((batch, embedding.submit(self._making.make, batch, stop)))
                    while under_way and (len(under_way) == 2 or under_way[0][1].done()):
                        self._commit(*under_way.pop(0), run)
                while under_way:
                    self._commit(*under_way.pop(0), run)
            except Cancelled:
                if not stop.asked():
                    raise
            finally:
                stop.set()

    def _commit(self, batch: Sequence[_Read], making: Future[list[Made]], run: "_Run") -> None:
        made = making.result()
        while True:
            prepared = [one for one in made if isinstance(one, Prepared)]
            outcomes = self._corpus.catalogue.store(prepared) if prepared else []
            stale = {id(one) for one, outcome in zip(prepared, outcomes, strict=True) if outcome.stored == "stale"}
            if not stale:
                break
            # Somebody else changed these after they had been taken for unchanged: nothing of the batch was stored.
            made = [self._again(one) if isinstance(one, Prepared) and id(one) in stale else one for one in made]
        self._corpus.announce()
        ends = iter(outcomes)
        for one in made:
            if isinstance(one, Prepared):
                run.count_stored(one, next(ends))
            else:
                run.count_refused(one)

    def _again(self, prepared: Prepared) -> Made:
        return self._making.make([self._making.read(prepared.document, again=True)], threading.Event())[0]

    def _foresee(self, batch: Sequence[_Read], run: "_Run", seen: "_Foreseen") -> None:
        """Tell what storing would do, as far as what came before in this run would be stored by then."""
        for one in self._making.foresee(batch):
            if isinstance(one, Prepared):
                run.count_stored(one, seen.after(one, self._corpus.catalogue.foresee(one)))
            else:
                run.count_refused(one)

    def _mirror(
        self, mirrored: Sequence[str], when_gone: Departed, run: "_Run", *, many_may_go: bool, dry_run: bool
    ) -> None:
        if not mirrored or when_gone == "keep":
            return
        catalogue = self._corpus.catalogue
        gone, held = departed(catalogue.origins(), mirrored, came=run.came, refused=run.refused_inputs)
        if not gone:
            return
        if when_gone == "mark":
            for article_id in (catalogue.foresee_mark if dry_run else catalogue.mark)(gone, "retracted"):
                run.count_marked(article_id)
        else:
            if not many_may_go:
                see_few(len(gone), held)
            run.count_removed(gone if dry_run else catalogue.remove(gone, missing_ok=True))
        if not dry_run:
            self._corpus.announce()


class _Stop(threading.Event):
    """Set when whoever called asked to stop, or when the run is over."""

    def __init__(self, cancelled: threading.Event | None) -> None:
        super().__init__()
        self._cancelled = cancelled

    def asked(self) -> bool:
        return self._cancelled is not None and self._cancelled.is_set()

    def is_set(self) -> bool:
        return super().is_set() or self.asked()


class _Foreseen:
    """What a dry run would have stored so far: the catalogue knows nothing of it."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._first: dict[str, str] = {}

    def after(self, one: Prepared, outcome: Outcome) -> Outcome:
        """Correct what the catalogue foresees of an article by what would have come before it."""
        before = self._texts.get(one.document.id)
        self._texts[one.document.id] = one.text_sha256
        first = self._first.setdefault(one.text_sha256, one.document.id)
        if before == one.text_sha256:
            return replace(outcome, stored="unchanged", duplicate=False, passages=0, quotes=0)
        if before is None and outcome.stored == "unchanged":
            return outcome  # it stays what it was, whatever else has its words by then
        stored = outcome.stored if before is None else "updated"
        return replace(outcome, stored=stored, duplicate=outcome.duplicate or first != one.document.id)


def _size(one: _Read) -> int:
    return 0 if isinstance(one, Refusal) else 2 * len(one.document.text) + len(one.canonical.text)


def _work(one: _Read) -> int:
    return 0 if isinstance(one, Refusal) else len(one.texts)


class _Run:
    """Counts what a run does and tells each article's end to whoever listens."""

    def __init__(self, progress: Callable[[Progress], None] | None) -> None:
        self._progress = progress
        self._began = time.monotonic()
        self._counts: dict[Ended, int] = {"added": 0, "updated": 0, "unchanged": 0, "removed": 0}
        self._refused: list[Refusal] = []
        self._duplicates = self._passages = self._quotes = self._done = 0
        self.came: set[str] = set()
        """Origins of what is stored."""

    @property
    def refused_inputs(self) -> frozenset[str]:
        """Name what was refused."""
        return frozenset(one.input for one in self._refused)

    def count_stored(self, one: Prepared, outcome: Outcome) -> None:
        assert outcome.stored != "stale"
        self.came.add(one.document.input)
        self._counts[outcome.stored] += 1
        self._duplicates += outcome.duplicate
        self._passages += outcome.passages
        self._quotes += outcome.quotes
        self._tell(one.document.id, one.document.input, outcome.stored, passages=outcome.passages)

    def count_refused(self, one: Refusal) -> None:
        self._refused.append(one)
        self._tell("", one.input, "refused", reason=one.reason)

    def count_marked(self, article_id: str) -> None:
        self._counts["updated"] += 1
        self._tell(article_id, "", "updated")

    def count_removed(self, article_ids: Sequence[str]) -> None:
        for article_id in article_ids:
            self._counts["removed"] += 1
            self._tell(article_id, "", "removed")

    def _tell(self, article_id: str, named: str, outcome: Ended, *, reason: str = "", passages: int = 0) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(
                Progress(
                    article_id=article_id,
                    input=named,
                    outcome=outcome,
                    reason=reason,
                    done=self._done,
                    total=None,
                    passages=passages,
                )
            )

    def report(self) -> IngestReport:
        return IngestReport(
            added=self._counts["added"],
            updated=self._counts["updated"],
            unchanged=self._counts["unchanged"],
            removed=self._counts["removed"],
            duplicates=self._duplicates,
            refused=tuple(self._refused),
            seconds=round(time.monotonic() - self._began, 3),
            passages=self._passages,
            quotes=self._quotes,
        )
