"""The way in: from what a person named to committed articles.

    sources -> canonical text -> made before? -> passages -> vectors and speech -> one transaction -> outbox

Owns this order, its bounded queue and its report. Reading and splitting run beside embedding; an article is
acknowledged (`Progress`) only after its transaction. Called by `assistant.application`.
"""

import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

import numpy as np

from index.article import CanonicalText, Document, Quote, Refusal, Span
from index.canonical import canonicalise
from index.catalogue import Outcome, Prepared
from index.corpus import Corpus
from index.errors import Cancelled, InputRefused
from index.splitting import split

RECIPE_VERSION = 1
"""Raised when the same text would give other passages: stored articles are then made again when next ingested."""
TITLE_PIECES = 64
"""Word pieces of a headline that are embedded with every passage; a longer one is cut."""
BATCH_PASSAGES = 64
BATCH_ARTICLES = 64
BATCH_SECONDS = 0.5
WAITING = 256
"""Articles read ahead at the most: what bounds memory."""


class SpeechIndexer(Protocol):
    """Find the speech in articles (`index.speech`, or nothing where it is switched off)."""

    @property
    def key(self) -> str:
        """What goes with stored quotes: those of another key are made again."""
        ...

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[tuple[Quote, ...]]:
        """Give the quotes of each text, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One article dealt with. After `added` or `updated` it is on disk: this is the acknowledgement."""

    article_id: str
    input: str
    outcome: Literal["added", "updated", "unchanged", "removed", "refused"]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Incoming:
    document: Document
    canonical: CanonicalText
    revision: str
    text_sha256: str
    passages: tuple[tuple[Span, bytes], ...]
    texts: tuple[str, ...]
    """What is embedded: headline and passage. Empty, like `passages`, where the article was made before."""


_Read: TypeAlias = _Incoming | Refusal


class Ingest:
    """Brings documents into a corpus."""

    def __init__(
        self, corpus: Corpus, *, speech: SpeechIndexer | None, count_tokens: Callable[[str], int], passage_tokens: int
    ) -> None:
        self._corpus = corpus
        self._speech = speech
        self._count_tokens = count_tokens
        self._passage_tokens = passage_tokens
        spoken = "off" if speech is None else speech.key
        self._recipe = f"passages {RECIPE_VERSION}.{passage_tokens} {corpus.embeddings.key} speech {spoken}"

    def run(
        self,
        documents: Iterable[Document | Refusal],
        *,
        mirrored: Sequence[str] = (),
        dry_run: bool = False,
        progress: Callable[[Progress], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> IngestReport:
        """Store every document; what cannot be is reported and the rest goes on.

        `mirrored` are origins (paths) below which articles that did not come this time are removed. Raises Cancelled
        after the last complete transaction when `cancelled` is set, StorageFailed when the disk fails.
        """
        stop = cancelled or threading.Event()
        run = _Run(progress)
        with _read_ahead(self._prepare(documents, dry_run=dry_run), stop) as reading:
            if dry_run:
                for one in reading:
                    run.count(one, self._foresee(one))
                return run.report()
            with ThreadPoolExecutor(max_workers=2, thread_name_prefix="embedding") as embedding:
                under_way: list[tuple[list[_Read], Future[list[Prepared]]]] = []
                for batch in _batches(reading):
                    under_way.append((batch, embedding.submit(self._make, batch, stop)))
                    if len(under_way) == 2:
                        self._commit(*under_way.pop(0), run)
                for batch, making in under_way:
                    self._commit(batch, making, run)
        if stop.is_set():
            raise Cancelled("The ingest was stopped. What it acknowledged is stored.")
        self._mirror(mirrored, run)
        self._corpus.settle()
        return run.report()

    # --- reading and splitting, on a thread of its own -----------------------------------------------------------

    def _prepare(self, documents: Iterable[Document | Refusal], *, dry_run: bool) -> Iterator[_Read]:
        seen: set[str] = set()
        for document in documents:
            if isinstance(document, Refusal):
                yield document
                continue
            try:
                yield self.prepare(document, again=document.id in seen)
            except InputRefused as refused:
                yield Refusal(input=document.input, reason=refused.message, hint=refused.hint)
            seen.add(document.id)

    def prepare(self, document: Document, *, again: bool) -> _Incoming:
        """Make canonical text and passages. `again`: do so even where the catalogue has them (it may be changing)."""
        canonical = canonicalise(document.text)
        if not canonical.text.strip():
            raise InputRefused("it holds no text.", hint="Check the file; a scan must be recognised (OCR) first.")
        encoded = canonical.text.encode()
        text_sha256 = hashlib.sha256(encoded).hexdigest()
        incoming = _Incoming(
            document=document,
            canonical=canonical,
            revision=document.revision or text_sha256[:16],
            text_sha256=text_sha256,
            passages=(),
            texts=(),
        )
        made = None if again else self._corpus.catalogue.made(document.id)
        same = (incoming.revision, document.title, self._recipe)
        if made is not None and (made.revision, made.title, made.recipe) == same:
            return incoming
        embeddings = self._corpus.embeddings
        title = self._headline(document.title)
        spans = split(
            canonical.text,
            budget=self._passage_tokens,
            counter=self._count_tokens,
            pieces_limit=embeddings.pieces_limit - TITLE_PIECES,
            count_pieces=embeddings.count_pieces,
        )
        texts = tuple(title + canonical.text[span.start : span.end] for span in spans)
        keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        return replace(incoming, passages=tuple(zip(spans, keys, strict=True)), texts=texts)

    def _headline(self, title: str | None) -> str:
        if not title:
            return ""
        while self._corpus.embeddings.count_pieces(title) > TITLE_PIECES - 1:
            title = title[: len(title) * 3 // 4]
        return title + "\n"

    def _foresee(self, one: _Read) -> Outcome | None:
        if isinstance(one, Refusal):
            return None
        made = self._corpus.catalogue.made(one.document.id)
        stored: Literal["added", "updated", "unchanged"] = "unchanged" if made is not None else "added"
        if made is not None and one.texts:
            stored = "updated"
        return Outcome(stored=stored, duplicate=False, passages=len(one.passages), quotes=0)

    # --- vectors and speech --------------------------------------------------------------------------------------

    def _make(self, batch: Sequence[_Read], stop: threading.Event) -> list[Prepared]:
        incoming = [one for one in batch if isinstance(one, _Incoming)]
        made = [one for one in incoming if one.texts]
        vectors = self._embed(made, stop)
        quotes: list[tuple[Quote, ...]] = [()] * len(made)
        if self._speech is not None and made:
            texts = [one.canonical.text for one in made]
            quotes = self._speech.read(texts, [one.document.language or "en" for one in made])
        spoken = {id(one): found for one, found in zip(made, quotes, strict=True)}
        return [
            Prepared(
                document=one.document,
                canonical=one.canonical,
                revision=one.revision,
                text_sha256=one.text_sha256,
                recipe=self._recipe,
                passages=one.passages,
                vectors={key: vectors[key] for _, key in one.passages if key in vectors},
                model=self._corpus.embeddings.key,
                quotes=spoken.get(id(one), ()),
            )
            for one in incoming
        ]

    def _embed(self, made: Sequence[_Incoming], stop: threading.Event) -> dict[bytes, bytes]:
        wanted: dict[bytes, str] = {}
        for one in made:
            wanted.update((key, text) for (_, key), text in zip(one.passages, one.texts, strict=True))
        known = self._corpus.catalogue.known_vectors(list(wanted), model=self._corpus.embeddings.key)
        missing = {key: text for key, text in wanted.items() if key not in known}
        if not missing:
            return {}
        matrix = self._corpus.embeddings.embed_passages(list(missing.values()), cancelled=stop)
        halves = matrix.astype("<f2")
        if not np.isfinite(halves).all():
            raise InputRefused("the embedder gave vectors that are not numbers.")
        return {key: halves[at].tobytes() for at, key in enumerate(missing)}

    # --- committing ----------------------------------------------------------------------------------------------

    def _commit(self, batch: list[_Read], making: Future[list[Prepared]], run: "_Run") -> None:
        prepared = making.result()
        outcomes = self._corpus.catalogue.store(prepared) if prepared else []
        stale = [at for at, outcome in enumerate(outcomes) if outcome.stored == "stale"]
        for at in stale:  # another run changed the article after this one had compared it
            again = self.prepare(prepared[at].document, again=True)
            outcomes[at] = self._corpus.catalogue.store(self._make([again], threading.Event()))[0]
        self._corpus.announce()
        results = iter(outcomes)
        for one in batch:
            run.count(one, None if isinstance(one, Refusal) else next(results))

    def _mirror(self, mirrored: Sequence[str], run: "_Run") -> None:
        stored = self._corpus.catalogue.ids_under(mirrored) if mirrored else {}
        gone = [article_id for article_id, origin in sorted(stored.items()) if origin not in run.inputs]
        if gone:
            self._corpus.catalogue.remove(gone)
            self._corpus.announce()
            run.removed(gone)


class _Run:
    """Counts what a run does and tells each article's end to whoever listens."""

    def __init__(self, progress: Callable[[Progress], None] | None) -> None:
        self._progress = progress
        self._began = time.monotonic()
        self._counts = {"added": 0, "updated": 0, "unchanged": 0, "removed": 0}
        self._refused: list[Refusal] = []
        self._duplicates = self._passages = self._quotes = self._done = 0
        self.inputs: set[str] = set()

    def count(self, one: _Read, outcome: Outcome | None) -> None:
        self._done += 1
        if isinstance(one, Refusal) or outcome is None:
            assert isinstance(one, Refusal)
            self.inputs.add(one.input)
            self._refused.append(one)
            self._tell("", one.input, "refused", one.reason, 0)
            return
        assert outcome.stored != "stale"
        self.inputs.add(one.document.input)
        self._counts[outcome.stored] += 1
        self._duplicates += outcome.duplicate
        self._passages += outcome.passages
        self._quotes += outcome.quotes
        self._tell(one.document.id, one.document.input, outcome.stored, "", outcome.passages)

    def removed(self, article_ids: Sequence[str]) -> None:
        for article_id in article_ids:
            self._counts["removed"] += 1
            self._tell(article_id, "", "removed", "", 0)

    def _tell(
        self,
        article_id: str,
        named: str,
        outcome: Literal["added", "updated", "unchanged", "removed", "refused"],
        reason: str,
        passages: int,
    ) -> None:
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


def _batches(reading: Iterable[_Read]) -> Iterator[list[_Read]]:
    """Group what is read, so that one transaction and one call of the embedder serve many small articles."""
    batch: list[_Read] = []
    passages, began = 0, time.monotonic()
    for one in reading:
        if not batch:
            began = time.monotonic()
        batch.append(one)
        passages += 0 if isinstance(one, Refusal) else len(one.texts)
        late = time.monotonic() - began > BATCH_SECONDS
        if batch and (passages >= BATCH_PASSAGES or len(batch) >= BATCH_ARTICLES or late):
            yield batch
            batch, passages = [], 0
    if batch:
        yield batch


@contextmanager
def _read_ahead(source: Iterator[_Read], stop: threading.Event) -> Iterator[Iterator[_Read]]:
    """Run `source` on a thread of its own, at most WAITING items ahead; its exceptions surface here."""
    waiting: queue.Queue[_Read | BaseException | None] = queue.Queue(maxsize=WAITING)
    ended = threading.Event()

    def give(item: _Read | BaseException | None) -> bool:
        while not (ended.is_set() or stop.is_set()):
            try:
                waiting.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def read() -> None:
        try:
            for item in source:
                if not give(item):
                    return
            give(None)
        except BaseException as error:  # noqa: BLE001  # handed over whole to the thread that waits for it
            give(error)

    def items() -> Iterator[_Read]:
        while not stop.is_set():
            try:
                item = waiting.get(timeout=0.1)
            except queue.Empty:
                continue
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item

    thread = threading.Thread(target=read, name="reading", daemon=True)
    thread.start()
    try:
        yield items()
    finally:
        ended.set()
        thread.join(timeout=5)
