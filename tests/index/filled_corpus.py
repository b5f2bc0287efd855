"""A corpus of sixty articles in a directory: what its engines are, whether it is whole, and waiting for it.

The directory itself is the fixture `root` (`conftest.py`).
"""

import time
from collections.abc import Callable
from pathlib import Path

from small_corpus import Small, words

from index import check

MANY = 60


def generation(root: Path) -> Path:
    """Give the one directory of engines there is."""
    [only] = (root / "engines").iterdir()
    return only


def sound(one: Small) -> None:
    """Prove that every article is found by its own words and its own vector, and nothing else is there."""
    assert check.check(one.corpus) == ()
    for at in (0, 17, MANY - 1):
        assert one.found(words(at, 120), lexical=False)[0] == f"a{at}"
        assert one.found(words(at, 30), dense=False)[0] == f"a{at}"


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something that another thread brings about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)
