"""What every implementation of `VectorIndex` promises, and what only a directory can get wrong."""

import itertools
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StorageFailed
from index.vectors import ChromaVectors, ExactVectors, LateVectors
from index.vectors.chroma import COLLECTION, OPENING

DIMENSIONS = 24
SIZE = 600
generator = np.random.default_rng(7)
ROWS = generator.normal(size=(SIZE, DIMENSIONS)).astype(np.float32)
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)
IDS = [3 * place + 5 for place in range(SIZE)]
BY_ID = dict(zip(IDS, ROWS, strict=True))


def fetch(ids):
    return np.stack([BY_ID.get(id, np.zeros(DIMENSIONS, dtype=np.float32)) for id in ids])


def chroma(directory, **options):
    return ChromaVectors.open(directory, dimensions=DIMENSIONS, fetch=fetch, **options)


def make(kind, directory):
    if kind == "exact":
        return ExactVectors(DIMENSIONS)
    if kind == "late":
        return late(directory)
    return chroma(directory, exact_below=0) if kind == "chroma, never exactly" else chroma(directory)


def late(directory, known=()):
    return LateVectors(
        partial(chroma, directory), dimensions=DIMENSIONS, fetch=fetch, all_ids=lambda: np.array(known, dtype=np.int64)
    )


@pytest.fixture(params=["exact", "chroma", "chroma, never exactly", "late"])
def empty(request, tmp_path):
    made = make(request.param, tmp_path / "vectors")
    yield made
    made.close()


@pytest.fixture
def index(empty):
    empty.add(IDS, ROWS)
    return empty


@pytest.fixture(scope="module", params=["exact", "chroma", "chroma, never exactly", "late"])
def shared(request, tmp_path_factory):
    """One filled index for the properties, which only read."""
    made = make(request.param, tmp_path_factory.mktemp("shared") / "vectors")
    made.add(IDS, ROWS)
    yield made
    made.close()


def test_a_late_one_answers_the_same_before_and_after_it_is_opened(tmp_path):
    late_one, opened = late(tmp_path / "vectors", known=IDS), chroma(tmp_path / "other")
    opened.add(IDS, ROWS)
    for allowed in (None, np.array(IDS[:40]), np.array([1, IDS[3]]), np.array([], dtype=np.int64)):
        asked = {"limit": 7, "allowed": allowed, "share": 0.5}
        expected = opened.search(ROWS[11], **asked)
        assert late_one.search(ROWS[11], **asked) == [(id, pytest.approx(cosine, abs=1e-5)) for id, cosine in expected]
    assert not (tmp_path / "vectors").exists()
    late_one.add(IDS, ROWS)
    assert (tmp_path / "vectors").exists()
    assert late_one.search(ROWS[11], limit=1, allowed=None, share=1.0)[0][0] == IDS[11]
    late_one.close()
    opened.close()


def test_a_late_one_opens_for_a_search_among_many(tmp_path, monkeypatch):
    monkeypatch.setattr("index.vectors.late.FEW", 100)
    chroma(tmp_path / "vectors").close()
    late_one = late(tmp_path / "vectors", known=IDS)
    assert late_one.search(ROWS[0], limit=3, allowed=None, share=1.0) == []
    assert len(late_one.search(ROWS[0], limit=3, allowed=np.array(IDS[:100]), share=0.1)) == 3
    late_one.close()


def test_finds_each_by_its_own_vector(index):
    for id in IDS[::50]:
        (found, cosine), *_ = index.search(BY_ID[id], limit=3, allowed=None, share=1.0)
        assert found == id
        assert cosine == pytest.approx(1.0, abs=1e-4)


@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.0, 0.002, 0.05, 0.3, 0.6, 0.95, 1.0]), data=st.data())
@settings(max_examples=40, deadline=None)
def test_never_gives_what_is_not_allowed_and_misses_little(shared, seed, share, data):
    random = np.random.default_rng(seed)
    limit = data.draw(st.integers(1, 40))
    allowed = random.choice(IDS, size=int(SIZE * share), replace=False).astype(np.int64)
    claimed = data.draw(st.sampled_from([share, 0.01, 0.5, 1.0]))  # a wrong share costs time, never rightness
    vector = random.normal(size=DIMENSIONS).astype(np.float32)
    hits = shared.search(vector, limit=limit, allowed=allowed, share=claimed)
    found = [id for id, _ in hits]
    assert set(found) <= set(allowed.tolist())
    assert len(found) == len(set(found)) == min(limit, len(allowed))
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))
    exact = sorted(allowed.tolist(), key=lambda id: -float(BY_ID[id] @ vector))[:limit]
    assert len(set(exact) & set(found)) >= 0.9 * len(exact)


@pytest.mark.parametrize("share", [0.01, 0.9])
def test_ids_unknown_to_the_index_in_allowed_do_no_harm(index, share):
    allowed = np.array([IDS[3], 1, 2, 10**15], dtype=np.int64)
    assert [id for id, _ in index.search(BY_ID[IDS[3]], limit=5, allowed=allowed, share=share)] == [IDS[3]]
    assert index.search(BY_ID[IDS[3]], limit=5, allowed=allowed[1:], share=share) == []


def test_nothing_allowed_or_nothing_stored_finds_nothing(empty):
    vector = ROWS[0]
    assert empty.search(vector, limit=5, allowed=None, share=1.0) == []
    assert empty.count() == 0
    assert empty.ids().tolist() == []
    assert empty.probe({5: vector}) == [5]
    empty.add(IDS[:10], ROWS[:10])
    assert empty.search(vector, limit=5, allowed=np.array([], dtype=np.int64), share=0.0) == []
    assert empty.search(vector, limit=0, allowed=None, share=1.0) == []


def test_asking_for_more_than_there_is_gives_what_there_is(empty):
    empty.add(IDS[:10], ROWS[:10])
    assert len(empty.search(ROWS[0], limit=500, allowed=None, share=1.0)) == 10


def test_adding_twice_changes_nothing(index):
    index.add(IDS[:100], ROWS[:100])
    index.add([IDS[0], IDS[0]], ROWS[:2])
    index.add([], np.empty((0, DIMENSIONS), dtype=np.float32))
    assert index.count() == SIZE
    assert index.probe({IDS[0]: ROWS[0]}) == []


def test_half_precision_is_good_enough(empty):
    empty.add(IDS, ROWS.astype(np.float16))
    assert empty.probe(dict(itertools.islice(BY_ID.items(), 0, SIZE, 20))) == []


def test_deleted_ids_are_gone_and_may_come_back(index):
    index.delete([*IDS[:50], 10**12])
    index.delete(IDS[:50])
    index.delete([])
    assert index.count() == SIZE - 50
    assert index.ids().tolist() == IDS[50:]
    assert index.probe({id: BY_ID[id] for id in IDS[48:52]}) == IDS[48:50]
    index.add(IDS[:50], ROWS[:50])
    assert index.probe({id: BY_ID[id] for id in IDS[:50]}) == []


def test_the_probe_sees_past_copies_of_the_same_text(empty):
    copies = np.repeat(ROWS[:1], 40, axis=0)
    empty.add(range(1, 41), copies)
    empty.add(IDS[100:], ROWS[100:])
    assert empty.probe(dict.fromkeys(range(1, 41), copies[0])) == []
    assert empty.probe({10**6: ROWS[0]}) == [10**6]


def test_a_crowd_of_copies_hides_neither_one_of_its_own_nor_others(empty):
    # In a graph, so many at one place are linked to one another only: an island.
    crowd = list(range(10_000, 10_400))
    for id in crowd:
        empty.add([id], ROWS[:1])
    empty.add(IDS[1:300], ROWS[1:300])
    assert empty.probe(dict.fromkeys(crowd, ROWS[0]) | {id: BY_ID[id] for id in IDS[1:300]}) == []
    found = empty.search(ROWS[0], limit=400, allowed=None, share=1.0)
    assert {id for id, _ in found} == set(crowd)
    assert [cosine for _, cosine in found] == pytest.approx([1.0] * 400, abs=1e-5)


def test_clearing_leaves_an_index_that_works(index):
    index.clear()
    assert index.count() == 0
    index.add(IDS[:3], ROWS[:3])
    assert index.ids().tolist() == IDS[:3]


def test_wrong_shapes_are_refused(empty):
    for ids, rows in (([1], ROWS[:2]), ([1], np.ones((1, DIMENSIONS + 1), dtype=np.float32))):
        with pytest.raises(ValueError, match="expected vectors"):
            empty.add(ids, rows)


def test_searching_while_others_write(index):
    failures, stop = [], threading.Event()

    def search():
        while not stop.is_set():
            try:
                found = [id for id, _ in index.search(BY_ID[IDS[9]], limit=1, allowed=None, share=1.0)]
            except StorageFailed as error:
                found = error
            if found != [IDS[9]]:
                failures.append(found)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for start in range(0, 200, 20):
        more = generator.normal(size=(20, DIMENSIONS)).astype(np.float32)
        index.add(range(10_001 + start, 10_021 + start), more)
        index.delete(range(10_001 + start, 10_011 + start))
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert index.count() == SIZE + 100


# --- only Chroma -----------------------------------------------------------------------------------------------------


def test_content_survives_closing(tmp_path):
    first = chroma(tmp_path / "vectors")
    first.add(IDS, ROWS)
    first.close()
    again = chroma(tmp_path / "vectors")
    assert again.ids().tolist() == IDS
    assert again.probe({id: BY_ID[id] for id in IDS[::30]}) == []
    again.close()
    assert not (tmp_path / "vectors" / OPENING).exists()


def test_a_directory_of_before_whose_distances_are_cosines_keeps_its_scores(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(
            ChromaVectors,
            "_make_collection",
            lambda index: index._client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            ),
        )
        before = chroma(tmp_path / "vectors")
        before.add(IDS[:300], ROWS[:300])
        before.close()
    index, exact = chroma(tmp_path / "vectors"), ExactVectors(DIMENSIONS)
    index.add(IDS[300:], ROWS[300:])
    exact.add(IDS, ROWS)
    asked = {"limit": 10, "allowed": None, "share": 1.0}
    expected = [(id, pytest.approx(cosine, abs=1e-5)) for id, cosine in exact.search(ROWS[5], **asked)]
    assert index.search(ROWS[5], **asked) == expected
    index.close()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="elsewhere memory comes as it is")
def test_the_room_left_in_its_files_holds_nothing_of_what_was_in_memory(tmp_path):
    for turn in range(5):
        secrets = [bytearray(b"Skarvik was warned of the smelter. ") * 20_000 for _ in range(8)]
        del secrets
        index = chroma(tmp_path / str(turn))
        index.add(IDS[:7], ROWS[:7])
        assert len(index.search(ROWS[0], limit=7, allowed=None, share=1.0)) == 7
        index.close()
        (file,) = (tmp_path / str(turn)).glob("*/data_level0.bin")
        assert not file.read_bytes().strip(b"\0"), "seven vectors are still in its log, and all else is room"


def test_no_words_and_no_metadata_are_stored(tmp_path):
    index = chroma(tmp_path / "vectors")
    index.add(IDS, ROWS)
    stored = index._collection.get(limit=20, include=["documents", "metadatas"])
    index.close()
    assert stored["documents"] == [None] * 20
    assert stored["metadatas"] == [None] * 20


def test_neither_environment_nor_dotenv_decide_where_data_goes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nANONYMIZED_TELEMETRY=true\n")
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("CHROMA_SERVER_HOST", "192.0.2.1")
    monkeypatch.setenv("ANONYMIZED_TELEMETRY", "true")
    monkeypatch.setenv("CHROMA_OTEL_COLLECTION_ENDPOINT", "http://192.0.2.1:4317")
    opened = []
    monkeypatch.setattr(socket.socket, "connect", lambda *where: opened.append(where))
    index = chroma(tmp_path / "vectors")
    index.add(IDS, ROWS)
    settings = index._client.get_settings()
    index.close()
    assert opened == []
    assert not settings.anonymized_telemetry
    assert (tmp_path / "vectors" / "chroma.sqlite3").exists()


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("chroma.sqlite3", lambda data: data[: len(data) // 2]),
        ("data_level0.bin", None),
        ("header.bin", None),
        ("index_metadata.pickle", lambda data: data[: len(data) // 2]),
    ],
)
def test_a_damaged_directory_is_reported_at_opening(tmp_path, name, damage):
    rows = generator.normal(size=(1500, DIMENSIONS)).astype(np.float32)
    index = ChromaVectors.open(tmp_path / "vectors", dimensions=DIMENSIONS, fetch=fetch)
    index.add(range(1500), rows)  # enough that Chroma writes its graph to disk
    index.close()
    path = next((tmp_path / "vectors").rglob(name))
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(StorageFailed) as caught:
        chroma(tmp_path / "vectors")
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_directory_that_ended_the_process_is_reported_instead(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from index.vectors import chroma;"
        "chroma._open_client = lambda directory: os._exit(139);"
        "chroma.ChromaVectors.open(Path(sys.argv[1]), dimensions=24, fetch=None)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "vectors")], capture_output=True)
    assert done.returncode == 139
    with pytest.raises(StorageFailed, match="ended the program"):
        chroma(tmp_path / "vectors")


def test_a_directory_that_is_a_file_is_reported(tmp_path):
    (tmp_path / "vectors").write_text("not a directory")
    with pytest.raises(StorageFailed):
        chroma(tmp_path / "vectors")


ADDING = """
import sys, numpy
from pathlib import Path
from index.vectors import ChromaVectors
rows = numpy.random.default_rng(1).normal(size=(100_000, 24)).astype(numpy.float32)
index = ChromaVectors.open(Path(sys.argv[1]), dimensions=24, fetch=lambda ids: rows[numpy.asarray(ids)])
for start in range(0, 100_000, 50):
    index.add(range(start, start + 50), rows[start : start + 50])
    print(start + 50, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
@pytest.mark.parametrize("batches", [8, pytest.param(25, marks=pytest.mark.slow)])
def test_killed_while_adding_it_is_either_whole_or_reported(tmp_path, batches):
    done = subprocess.Popen(
        [sys.executable, "-c", ADDING, str(tmp_path / "vectors")], stdout=subprocess.PIPE, text=True
    )
    assert done.stdout is not None
    with done.stdout as output:
        acknowledged = [int(line) for line in itertools.islice(output, batches)][-1]
        os.kill(done.pid, signal.SIGKILL)
        done.wait()
    rows = np.random.default_rng(1).normal(size=(100_000, DIMENSIONS)).astype(np.float32)
    try:
        index = ChromaVectors.open(tmp_path / "vectors", dimensions=DIMENSIONS, fetch=lambda ids: rows[np.asarray(ids)])
    except StorageFailed:
        return  # the owner rebuilds it
    assert index.count() >= acknowledged
    assert index.probe({id: rows[id] for id in range(0, acknowledged, 17)}) == []
    index.add(range(acknowledged + 1000), rows[: acknowledged + 1000])
    assert index.probe({acknowledged + 999: rows[acknowledged + 999]}) == []
    index.close()
