"""Passages by the nearness of their vectors; the only home of chromadb.

Owns the seam `VectorIndex`, the index in Chroma and an exact one in memory. Both are derived from the catalogue and
hold ids and vectors, no text and no metadata: who may read what arrives as `allowed`. The owner rebuilds a damaged
directory from the catalogue's vectors; here damage is only reported, as `StorageFailed`. Called by `ingest` (through
the outbox), `search` and `owner`.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from index.errors import CorpusError, StorageFailed

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

Vectors: TypeAlias = NDArray[np.float32] | NDArray[np.float16]
Fetch: TypeAlias = Callable[[Sequence[int]], Vectors]
"""Give the stored vectors of these ids, one row each, in order; a row of zeros where there is none."""

COLLECTION = "passages"
EF_SEARCH = 400
"""Recall of a filtered search is .95-.99 with Chroma's default and .996 with this, at 2 ms (100,000 passages)."""
ADD_BATCH = 2_000
"""Rows per write; Chroma refuses more than 5,461."""
EXACT_BELOW = 5_000
"""Under this many allowed ids, plain arithmetic over their vectors is faster than the graph, and exact."""
MOST = 0.5
"""From this share allowed, searching everything and dropping the rest afterwards beats a filtered search tenfold."""
MARGIN = 4
"""How many times more than expected are asked for, then, since neighbours tend to share a fate."""
PROBE_NEAREST = 10
OPENING = "opening"
REBUILT = "It is rebuilt from the stored vectors at the next start; check that the disk is not full."
SAME = 1e-3
"""Vectors this near are copies of one text: stored halves differ from the full numbers by less."""


class VectorIndex(Protocol):
    """Find ids by vector. Vectors are float (n, d); those of unit length come back with the cosine as their score."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors. An id's vector never changes: what is present is left alone, so adding twice is harmless."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Remove ids; unknown ones are ignored."""
        ...

    def search(
        self, vector: NDArray[np.float32], *, limit: int, allowed: NDArray[np.int64] | None, share: float
    ) -> list[tuple[int, float]]:
        """Give at most `limit` (id, cosine), best first, ties by id, none outside `allowed`.

        `allowed` None does not narrow. `share` (0-1) is how much of the index `allowed` covers, as the caller knows it;
        it chooses the way to search and never changes what may be found.
        """
        ...

    def count(self) -> int:
        """Count ids. Agreement is proven by `probe`, never by counting."""
        ...

    def ids(self) -> NDArray[np.int64]:
        """Give all ids, ascending."""
        ...

    def probe(self, sample: Mapping[int, NDArray[np.float32]]) -> list[int]:
        """Search each id by its own vector and give those that are not found."""
        ...

    def clear(self) -> None:
        """Remove everything."""
        ...

    def close(self) -> None:
        """Let go of files and memory. Nothing else may be called afterwards."""
        ...


class ExactVectors:
    """All vectors in memory, compared one by one: for tests and small collections."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._lock = threading.Lock()
        self._rows: dict[int, NDArray[np.float32]] = {}

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors; see the protocol."""
        rows = _matrix(vectors, len(ids), self.dimensions)
        with self._lock:
            for id, row in zip(ids, rows, strict=True):
                self._rows.setdefault(int(id), row)

    def delete(self, ids: Sequence[int]) -> None:
        """Remove ids; see the protocol."""
        with self._lock:
            for id in ids:
                self._rows.pop(int(id), None)

    def search(
        self, vector: NDArray[np.float32], *, limit: int, allowed: NDArray[np.int64] | None, share: float
    ) -> list[tuple[int, float]]:
        """Compare with every allowed vector; see the protocol."""
        with self._lock:
            ids = [*self._rows] if allowed is None else [id for id in np.unique(allowed).tolist() if id in self._rows]
            rows = [self._rows[id] for id in ids]
        return _nearest(vector, ids, np.stack(rows), limit) if rows else []

    def count(self) -> int:
        """Count ids."""
        return len(self._rows)

    def ids(self) -> NDArray[np.int64]:
        """Give all ids, ascending."""
        with self._lock:
            return np.array(sorted(self._rows), dtype=np.int64)

    def probe(self, sample: Mapping[int, NDArray[np.float32]]) -> list[int]:
        """Give the ids that are absent or stored with another vector."""
        with self._lock:
            return [
                id
                for id, vector in sample.items()
                if id not in self._rows or _cosines(vector, self._rows[id][None])[0] < 1 - SAME
            ]

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._rows.clear()

    def close(self) -> None:
        """Let go of the memory."""
        self.clear()


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
        rows = _matrix(vectors, len(ids), self.dimensions)
        with self._write, self._storage("written"):
            for start in range(0, len(ids), ADD_BATCH):
                batch = {str(int(id)): place for place, id in enumerate(ids[start : start + ADD_BATCH], start)}
                present = self._collection.get(ids=[*batch], include=[])["ids"]
                for id in present:
                    del batch[id]
                if batch:
                    self._collection.add(ids=[*batch], embeddings=rows[[*batch.values()]])

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
        if share >= MOST:
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
        return [id for id, vector in sample.items() if not self._findable(id, vector)]

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
            COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}}
        )

    def _query(self, vector: NDArray[np.float32], limit: int, ids: list[str] | None = None) -> list[tuple[int, float]]:
        with self._storage("searched"):
            answer = self._collection.query(
                query_embeddings=_matrix(vector[None], 1, self.dimensions),
                n_results=limit,
                ids=ids,
                include=["distances"],
            )
            distances = cast(list[list[float]], answer["distances"])[0]
            hits = [(int(id), 1.0 - distance) for id, distance in zip(answer["ids"][0], distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

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
        rows = _matrix(self._fetch(ids), len(ids), self.dimensions)
        return _nearest(vector, ids, rows, limit)

    def _findable(self, id: int, vector: NDArray[np.float32]) -> bool:
        nearest = PROBE_NEAREST
        while True:
            hits = self._query(vector, nearest)
            if any(found == id for found, _ in hits):
                return True
            # Copies of the same text may fill the first places: look on past them.
            if len(hits) < nearest or hits[-1][1] < 1 - SAME:
                return False
            nearest *= 10

    def _storage(self, done: str) -> AbstractContextManager[None]:
        return _storage(self.directory, done)


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


def _matrix(vectors: Vectors, count: int, dimensions: int) -> NDArray[np.float32]:
    rows = np.asarray(vectors, dtype=np.float32)
    if rows.shape != (count, dimensions):
        raise ValueError(f"expected vectors of shape {(count, dimensions)}, got {rows.shape}")
    return rows


def _cosines(vector: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows)) * np.sqrt(vector @ vector)
    cosines: NDArray[np.float32] = (rows @ vector) / np.maximum(lengths, np.finfo(np.float32).tiny)
    return cosines


def _nearest(
    vector: NDArray[np.float32], ids: Sequence[int], rows: NDArray[np.float32], limit: int
) -> list[tuple[int, float]]:
    cosines = _cosines(vector, rows)
    order = np.lexsort((np.asarray(ids, dtype=np.int64), -cosines))
    order = order[rows[order].any(axis=1)][: max(limit, 0)]
    return [(int(ids[place]), float(cosines[place])) for place in order]
