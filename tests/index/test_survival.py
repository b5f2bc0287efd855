"""Killed at any moment, starved of space: what was acknowledged is there, once, and everything agrees."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bringing_in import articles
from small_corpus import everything, opened

from index.check import check

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has neither kill -9 nor file size limits")


def bring(root, begin, count, *limit):
    return subprocess.Popen(
        [sys.executable, str(HERE / "bringing_in.py"), str(root), str(begin), str(count), *map(str, limit)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=HERE.parents[1],
        env={**os.environ, "PYTHONPATH": f"{HERE}:{HERE.parents[1]}"},
    )


def acknowledged(output):
    """Read the whole lines of a process that ended: how often each article was acknowledged."""
    counted = {}
    for line in output.splitlines(keepends=True):
        if line.endswith("\n") and (id := json.loads(line).get("id")):
            counted[id] = counted.get(id, 0) + 1
    return counted


def expected_texts(counted):
    """Give the texts each article may have: that of its last acknowledgement, or of one that was on its way."""
    possible = {}
    seen = {}
    for each in articles(min(int(id[1:]) for id in counted), max(int(id[1:]) for id in counted) + 1):
        seen[each.id] = seen.get(each.id, 0) + 1
        if seen[each.id] >= counted.get(each.id, 10**9):
            possible.setdefault(each.id, set()).add(each.text)
    return possible


def verify(root, counted):
    """Prove that every acknowledged article is found exactly once by its words and by its vector."""
    with opened(root) as one:
        assert check(one.corpus) == ()
        assert one.corpus.catalogue.count(everything()) >= len(counted)
        assert one.corpus.catalogue.tasks(1) == ()
        texts = expected_texts(counted) if counted else {}
        for id in random.Random(len(counted)).sample(sorted(counted), min(25, len(counted))):
            article = one.corpus.catalogue.article(id, everything())
            assert article.text in texts[id]
            unique = re.match(r"Unique\w+", article.text).group()
            assert one.found(unique, dense=False) == [id]
            first = article.text.split("\n\n")[1]
            hits = one.searcher.search(first, everything(), limit=60, rerank=False, lexical=False).hits
            assert hits[0].article.id == id
            places = [(hit.article.id, hit.start) for hit in hits]
            assert len(set(places)) == len(places)
        return one.corpus.catalogue.count(everything())


def survive(root, rounds, seed):
    chance, counted, begin = random.Random(seed), {}, 0
    for turn in range(rounds):
        moment = ("while storing", "while making the engines anew", "while storing", "while opening")[turn % 4]
        read = []
        process = bring(root, begin, 0 if moment == "while making the engines anew" else 100_000)
        try:
            if moment == "while opening":
                time.sleep(chance.uniform(0.05, 1.2))
            else:
                for _ in range(1 if moment == "while making the engines anew" else chance.randint(1, 200)):
                    read.append(process.stdout.readline())
                    assert read[-1], process.stderr.read()
                time.sleep(0 if turn % 5 == 0 else chance.uniform(0, 0.4))  # some right after an acknowledgement
        finally:
            os.kill(process.pid, signal.SIGKILL)
        rest, said = process.communicate()
        assert "Traceback" not in said
        now = acknowledged("".join(read) + rest)
        stored = verify(root, now)
        counted |= now
        assert stored >= len(counted)
        begin = stored + 10_000 * (turn + 1)
    assert counted


def test_killed_at_five_moments(tmp_path):
    survive(tmp_path / "data", rounds=5, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(2, 17))
def test_killed_at_many_moments(tmp_path, seed):
    survive(tmp_path / "data", rounds=12, seed=seed)


def starved(process):
    """Wait for a run that must end for want of space; gives what it acknowledged."""
    out, said = process.communicate(timeout=100)
    assert process.returncode == 1, said
    assert len(said.splitlines()) == 1, said
    assert "full" in said or "could not be" in said
    return acknowledged(out)


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "limit", [1_000_000, *(pytest.param(130_000 * at, marks=SLOW) for at in range(2, 21))]
)  # fmt: skip
def test_no_file_may_grow_any_more(tmp_path, limit):
    counted = starved(bring(tmp_path / "data", 0, 100_000, limit))
    stored = verify(tmp_path / "data", counted)
    more = bring(tmp_path / "data", 50_000, 30)
    out, said = more.communicate(timeout=100)
    assert (more.returncode, said) == (0, "")
    assert verify(tmp_path / "data", acknowledged(out)) == stored + 30


@pytest.fixture
def small_disk(tmp_path):
    """Mount a disk of 12 MB, where the machine lets us; it can be made larger."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(*options):
        return subprocess.run(["mount", *options, "-t", "tmpfs", "tmpfs", str(place)], capture_output=True).returncode

    if shutil.which("mount") is None or mount("-o", "size=12m") != 0:
        pytest.skip("this user may not mount; the file size limits above are the same proof")
    yield place, lambda size: mount("-o", f"remount,size={size}")
    subprocess.run(["umount", "--lazy", str(place)], check=True)  # what read it may still be ending


@SLOW
def test_a_full_disk(small_disk):
    place, resize = small_disk
    root = place / "data"
    counted = starved(bring(root, 0, 100_000))
    assert counted
    full = bring(root, 60_000, 10)
    out, said = full.communicate(timeout=100)
    assert full.returncode in (0, 1), said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 1
    assert resize("200m") == 0
    verify(root, counted)
    if out:
        verify(root, acknowledged(out))
