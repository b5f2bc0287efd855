"""Vectors in an embedded Chroma directory; the only home of chromadb.

Owns how the directory is opened, filled and searched. Damage is only reported, as `StorageFailed`: the owner rebuilds a
directory from the catalogue's vectors.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from index.errors import CorpusError, StorageFailed
from index.vectors.exact import matrix, nearest
from index.vectors.memory import clear_memory_before_use
from index.vectors.protocol import SAME, Fetch, Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

COLLECTION = "passages"
EF_SEARCH = 400
"""Recall of a filtered search is .95-.99 with Chroma's default and .996 with this, at 2 ms (100,000 passages)."""
NEIGHBOURS, CANDIDATES = 32, 200
"""How well the graph is knitted: twice Chroma's defaults, for .25 ms more a passage added."""
APART = 1e-5
"""How far a vector is set apart by its id. A few hundred copies of one text, all at one place, are an island in the
graph that leads nowhere: 280 of 6,000 other passages were not found any more, with this none. Distances must be taken
as differences (l2), where so little counts; cosines round it away. No score changes by more."""
ADD_BATCH = 2_000
"""Rows per write; Chroma refuses more than 5,461."""
EXACT_BELOW = 5_000
"""Under this many allowed ids, plain arithmetic over their vectors is faster than the graph, and exact."""
ENOUGH = 0.1
"""From this share allowed, searching everything and dropping the rest afterwards beats a filtered search: at 250,000
passages 14 ms against 110 where half of them are allowed, 40 against 60 where a tenth is."""
MARGIN = 4
"""How many times more than expected are asked for, then, since neighbours tend to share a fate."""
PROBE_NEAREST = 10
PROBE_BATCH = 100
OPENING = "opening"
REBUILT = "It is rebuilt from the stored vectors at the next start; check that the disk is not full."


class ChromaVectors:
    """Vectors in an embedded Chroma directory. One process may have it open (`owner` sees to that)."""

    def __init__(self, directory: Path, dimensions: int, fetch: Fetch, *, exact_below: int = EXACT_BELOW) -> None:
        """Open or create; raises `StorageFailed`. `fetch` reads the catalogue's vectors for small scopes."""
        self.directory = directory
        self.dimensions = dimensions
        self._fetch = fetch
        self._exact_below = exact_below
        self._write = threading.Lock()
        with self._storage("opened"):
            self._client = _open_client(directory)
            self._collection = self._make_collection()

    @classmethod
    def open(cls, directory: Path, *, dimensions: int, fetch: Fetch, exact_below: int = EXACT_BELOW) -> "ChromaVectors":
        """Open and search once: a directory that a crash left broken raises `StorageFailed` now, not later.

        Some damage makes Chroma's native code end the whole process; a marker file tells the next start of it, which
        would otherwise end the same way, for ever.
        """
        marker = directory / OPENING
        if marker.exists():
            raise StorageFailed(
                f"The vector index in {directory} ended the program when it was last opened.", hint=REBUILT
            )
        with _storage(directory, "opened"):
            directory.mkdir(parents=True, exist_ok=True)
            marker.touch()
        try:
            index = cls(directory, dimensions, fetch, exact_below=exact_below)
            try:
                if index.count():
                    index.search(np.ones(dimensions, dtype=np.float32), limit=1, allowed=None, share=1.0)
            except StorageFailed:
                index.close()
                raise
        finally:
            marker.unlink(missing_ok=True)
        return index

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors, 1,000 and more a second; see the protocol."""
        rows = matrix(vectors, len(ids), self.dimensions)
        with self._write, self._storage("written"):
            for start in range(0, len(ids), ADD_BATCH):
                batch = {str(int(id)): place for place, id in enumerate(ids[start : start + ADD_BATCH], start)}
                present = self._collection.get(ids=[*batch], include=[])["ids"]
                for id in present:
                    del batch[id]
                if batch:
                    self._collection.add(ids=[*batch], embeddings=_apart([*batch], _unit(rows[[*batch.values()]])))

    def delete(self, ids: Sequence[int]) -> None:
        """Remove ids; see the protocol."""
        with self._write, self._storage("written"):
            for start in range(0, len(ids), ADD_BATCH):
                batch = list({str(int(id)) for id in ids[start : start + ADD_BATCH]})
                self._collection.delete(ids=batch)

    def search(
        self, vector: NDArray[np.float32], *, limit: int, allowed: NDArray[np.int64] | None, share: float
    ) -> list[tuple[int, float]]:
        """Search by whichever way suits the share allowed; see the protocol."""
        if limit < 1 or (allowed is not None and not len(allowed)):
            return []
        if allowed is None:
            return self._query(vector, limit)
        allowed = np.unique(allowed)
        if len(allowed) < self._exact_below:
            return self._exact(vector, allowed, limit)
        if share >= ENOUGH:
            found = self._query(vector, int(np.ceil(limit / min(share, 1.0))) * MARGIN)
            kept = np.isin(np.array([id for id, _ in found], dtype=np.int64), allowed)
            hits = [hit for hit, keep in zip(found, kept, strict=True) if keep][:limit]
            if len(hits) == limit:
                return hits
        return self._among(vector, [str(id) for id in allowed.tolist()], limit)

    def count(self) -> int:
        """Count ids."""
        with self._storage("read"):
            return self._collection.count()

    def ids(self) -> NDArray[np.int64]:
        """Give all ids, ascending."""
        with self._storage("read"):
            return np.array(sorted(int(id) for id in self._collection.get(include=[])["ids"]), dtype=np.int64)

    def probe(self, sample: Mapping[int, NDArray[np.float32]]) -> list[int]:
        """Search each id by its own vector and give those that are not found."""
        asked, lost = list(sample), []
        for start in range(0, len(asked), PROBE_BATCH):
            batch = asked[start : start + PROBE_BATCH]
            answers = self._queries(np.stack([sample[id] for id in batch]), PROBE_NEAREST)
            for id, hits in zip(batch, answers, strict=True):
                if not self._stands_in(hits, id, sample[id]):
                    lost.append(id)
        return lost

    def clear(self) -> None:
        """Remove everything."""
        with self._write, self._storage("written"):
            self._client.delete_collection(COLLECTION)
            self._collection = self._make_collection()

    def close(self) -> None:
        """Let go of files and memory; the same directory may then be removed or opened again."""
        self._client.close()

    def _make_collection(self) -> "Collection":
        return self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "l2",
                    "ef_search": EF_SEARCH,
                    "ef_construction": CANDIDATES,
                    "max_neighbors": NEIGHBOURS,
                }
            },
        )

    def _query(self, vector: NDArray[np.float32], limit: int, ids: list[str] | None = None) -> list[tuple[int, float]]:
        return self._queries(vector[None], limit, ids)[0]

    def _queries(self, vectors: Vectors, limit: int, ids: list[str] | None = None) -> list[list[tuple[int, float]]]:
        with self._storage("searched"):
            answer = self._collection.query(
                query_embeddings=_unit(matrix(vectors, len(vectors), self.dimensions)),
                n_results=limit,
                ids=ids,
                include=["distances"],
            )
            # The squared distance of two unit vectors is twice what their cosine lacks of 1; directories of before have
            # that itself.
            lacking = 0.5 if self._collection.configuration_json["hnsw"]["space"] == "l2" else 1.0
            answers = []
            for found, distances in zip(answer["ids"], cast(list[list[float]], answer["distances"]), strict=True):
                hits = [(int(id), 1.0 - lacking * distance) for id, distance in zip(found, distances, strict=True)]
                answers.append(sorted(hits, key=lambda hit: (-hit[1], hit[0])))
            return answers

    def _among(self, vector: NDArray[np.float32], ids: list[str], limit: int) -> list[tuple[int, float]]:
        try:
            return self._query(vector, limit, ids=ids)
        except StorageFailed:
            # One id that is not in the index fails the whole query. The catalogue may be a moment ahead or behind.
            with self._storage("read"):
                present = self._collection.get(ids=ids, include=[])["ids"]
            if len(present) == len(ids):
                raise
            return self._query(vector, limit, ids=present) if present else []

    def _exact(self, vector: NDArray[np.float32], allowed: NDArray[np.int64], limit: int) -> list[tuple[int, float]]:
        ids = allowed.tolist()
        rows = matrix(self._fetch(ids), len(ids), self.dimensions)
        return nearest(vector, ids, rows, limit)

    def _stands_in(self, hits: list[tuple[int, float]], id: int, vector: NDArray[np.float32]) -> bool:
        nearest = PROBE_NEAREST
        while all(found != id for found, _ in hits):
            # Copies of the same text may fill the first places: look on past them.
            if len(hits) < nearest or hits[-1][1] < 1 - SAME:
                return False
            nearest *= 10
            hits = self._query(vector, nearest)
        return True

    def _storage(self, done: str) -> AbstractContextManager[None]:
        return _storage(self.directory, done)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit


def _apart(ids: Sequence[str], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move each row by `APART`, in a direction of its id's own: the same at every rebuilding."""
    directions = np.stack([np.random.default_rng(int(id)).standard_normal(rows.shape[1]) for id in ids])
    return rows + (APART * _unit(directions.astype(np.float32)))


@contextmanager
def _storage(directory: Path, done: str) -> Iterator[None]:
    """Map whatever chromadb raises: its native core has errors of many kinds, some of them no `Exception`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, CorpusError):
        raise
    except BaseException as error:
        reason = (str(error) or type(error).__name__).splitlines()[0][:200]
        raise StorageFailed(f"The vector index in {directory} could not be {done}: {reason}", hint=REBUILT) from error


def _open_client(directory: Path) -> "Client":
    import chromadb
    from chromadb.config import Settings

    clear_memory_before_use()
    # Everything that could open a connection is named, so that neither the environment nor a file `.env` decides it.
    settings = Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_product_telemetry_impl="chromadb.telemetry.product.posthog.Posthog",
        chroma_otel_collection_endpoint="",
        chroma_otel_granularity="none",
    )
    directory.mkdir(parents=True, exist_ok=True)
    return cast("Client", chromadb.PersistentClient(path=str(directory), settings=settings))
