"""A corpus for tests: real SQLite, real tantivy, real Chroma, and an embedder that needs no model.

Imported as `small_corpus` (pyproject.toml puts this folder on the path), also by processes that tests start and kill.
"""

import hashlib
import re
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from index.article import Article, CanonicalText, Document, Quote, Refusal, Scope, Span, Speaker
from index.catalogue import Prepared
from index.corpus import Corpus
from index.data_directory import DataDirectory
from index.errors import Cancelled
from index.ingest import Ingest, IngestReport, Progress
from index.making import Making
from index.rerank import NoReranker
from index.search import Searcher, SearchSizes

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2025, 12, 1, 12, tzinfo=UTC)
DIMENSIONS = 48


class HashEmbeddings:
    """Texts with the same words have near vectors: each word is a random direction, always the same one."""

    pieces_limit = 510

    def __init__(self, key: str = "hashed-words-1", dimensions: int = DIMENSIONS) -> None:
        self.key = key
        self.dimensions = dimensions
        self.embedded: list[str] = []
        self.pause = 0.0

    def count_pieces(self, text: str) -> int:
        return len(text.split())

    def embed_passages(self, texts: Sequence[str], *, cancelled: threading.Event | None = None) -> NDArray[np.float32]:
        rows = []
        for text in texts:
            if cancelled is not None and (cancelled.wait(self.pause) if self.pause else cancelled.is_set()):
                raise Cancelled("stopped")
            self.embedded.append(text)
            rows.append(vector_of(text, self.dimensions))
        return np.stack(rows) if rows else np.empty((0, self.dimensions), dtype=np.float32)

    def embed_query(
        self, text: str, *, deadline: float | None = None, cancelled: threading.Event | None = None
    ) -> NDArray[np.float32]:
        return vector_of(text, self.dimensions)


def vector_of(text: str, dimensions: int = DIMENSIONS) -> NDArray[np.float32]:
    summed = np.zeros(dimensions)
    for word in re.findall(r"\w+", text.lower()) or [text]:
        summed += _direction_of(word, dimensions)
    return (summed / np.linalg.norm(summed)).astype(np.float32)


@lru_cache(maxsize=200_000)
def _direction_of(word: str, dimensions: int) -> NDArray[np.float64]:
    return np.random.default_rng(zlib.crc32(word.encode(errors="replace"))).normal(size=dimensions)


class OneSpeaker:
    """Speech for tests: every stretch between “ and ” is said by the first word of the text."""

    def __init__(self, key: str = "one-speaker-1") -> None:
        self.key = key

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[tuple[Quote, ...]]:
        return [tuple(_quotes(text)) for text in texts]


def _quotes(text: str) -> Iterator[Quote]:
    name = text.split()[0]
    for found in re.finditer("“[^”]*”", text):
        speaker = Speaker(name=name, mention=name, start=0, end=len(name))
        yield Quote(start=found.start(), end=found.end(), text=found.group(), kind="direct", speaker=speaker, cue=None)


@dataclass
class Small:
    """An open corpus with its ways in and out."""

    corpus: Corpus
    embeddings: HashEmbeddings
    making: Making
    ingest: Ingest
    searcher: Searcher
    acknowledged: list[str] = field(default_factory=list)

    def put(self, *documents: Document) -> None:
        self.ingest.run(documents)

    def found(self, query: str, scope: Scope | None = None, *, limit: int = 50, **how: bool) -> list[str]:
        hits = self.searcher.search(query, scope or everything(), limit=limit, rerank=False, **how).hits
        return [hit.article.id for hit in hits]


def small(
    root: Path,
    *,
    embeddings: HashEmbeddings | None = None,
    earlier: Sequence[HashEmbeddings] = (),
    timezone: ZoneInfo = UTC_ZONE,
    speech: OneSpeaker | None = None,
    sizes: SearchSizes | None = None,
) -> Small:
    """Open a corpus in `root`; the caller closes it."""
    directory = DataDirectory(root=root)
    directory.prepare()
    embeddings = embeddings or HashEmbeddings()
    known = {one.key: one for one in earlier}
    corpus = Corpus(directory, embeddings=embeddings, former=known.get, timezone=timezone)
    making = Making(
        corpus.catalogue, lambda: corpus.embeddings, speech=speech, count_tokens=count_tokens, passage_tokens=40
    )
    searcher = Searcher(corpus, reranker=NoReranker(), count_tokens=count_tokens, sizes=sizes)
    return Small(corpus=corpus, embeddings=embeddings, making=making, ingest=Ingest(corpus, making), searcher=searcher)


@contextmanager
def opened(root: Path, **how: object) -> Iterator[Small]:
    made = small(root, **how)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.corpus.close()


def count_tokens(text: str) -> int:
    return len(text.split())


def document(id: str, text: str, **fields: object) -> Document:
    raw = hashlib.sha256(text.encode(errors="replace")).hexdigest()
    return Document(**{"id": id, "text": text, "input": f"/from/{id}", "raw_sha256": raw, **fields})  # type: ignore[arg-type]


def prepared(id: str, text: str = "Some words.", *, model: str = "m", recipe: str = "r", **fields: object) -> Prepared:
    """Give an article of one passage and one vector, ready for the catalogue alone."""
    sha = hashlib.sha256(text.encode()).hexdigest()
    key = hashlib.sha256(text.encode()).digest()[:16]
    quotes = tuple(_quotes(text))
    return Prepared(
        document=document(id, text, **fields),
        canonical=CanonicalText(text=text),
        revision=sha[:16],
        text_sha256=sha,
        recipe=recipe,
        passages=((Span(start=0, end=len(text)), key),),
        vectors={key: vector_of(text).astype("<f2").tobytes()},
        model=model,
        quotes=quotes,
    )


def quoting(id: str, text: str, *names: str, **fields: object) -> Prepared:
    """Give an article in which each of the names says four letters of the text."""
    quotes = tuple(
        Quote(start=at, end=at + 4, text=text[at : at + 4], kind="direct", speaker=Speaker(name=name), cue=None)
        for at, name in enumerate(names)
    )
    return replace(prepared(id, text, **fields), quotes=quotes)  # type: ignore[arg-type]  # fields of a document


def many(count: int, start: int = 0) -> list[Document]:
    return [document(f"a{at}", words(at, 60), title=f"T{at}") for at in range(start, start + count)]


def run(one: Small, *documents: Document | Refusal, **how: object) -> tuple[IngestReport, list[tuple[str, str]]]:
    """Bring them in, and give the report and the (id, outcome) of each as it was told."""
    told: list[Progress] = []
    report = one.ingest.run(documents, progress=told.append, **how)  # type: ignore[arg-type]
    return report, [(each.article_id, each.outcome) for each in told]


def article(one: Small, id: str, scope: Scope | None = None) -> Article:
    return one.corpus.catalogue.article(id, scope or everything())


def everything(**narrower: object) -> Scope:
    """Give the operator's scope, or one that is narrower in what is named."""
    open_scope: dict[str, object] = {
        "groups": None,
        "since": None,
        "until": None,
        "source": None,
        "author": None,
        "article_ids": None,
        "at": NOW,
    }
    return Scope(**{**open_scope, **narrower})  # type: ignore[arg-type]


def reader(*groups: str, **narrower: object) -> Scope:
    return everything(groups=frozenset(groups), **narrower)


def words(seed: int, count: int) -> str:
    """Give sentences of invented words, the same for the same seed."""
    generator = np.random.default_rng(seed)
    letters = generator.choice(list("abdefgiklmnoprstuvz"), size=(count, 4))
    made = ["".join(row) for row in letters]
    sentences = [" ".join(made[at : at + 9]).capitalize() + "." for at in range(0, count, 9)]
    return " ".join(sentences)
