"""Broken and hostile files: none trips the reader, takes long, takes much, or says nothing. `make fuzz` runs 10,000."""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from mutations import SENTENCE, good_files, hostile_files, mutation

from index.article import Document, Refusal
from index.canonical import canonicalise
from index.sources import SourceOptions, open_inputs

PATIENCE_SECONDS = 30.0
"""For one input, on a machine that has other things to do."""
MOST_MEMORY = 1_000_000_000
HOSTILE = hostile_files()
REFUSED = {
    "attributes.html", "attributes-quoted.html", "deep.html", "long-word.html", "laughs.rss", "bomb.zip", "nested.zip",
    "loop.pdf", "sitemap.xml", "packed.xml", "columns.csv", "line.txt", "line.csv", "brackets.md", "parts.eml",
}  # fmt: skip


@pytest.fixture(scope="module")
def good(make_pdf: Callable[..., bytes]) -> dict[str, bytes]:
    file = docx.Document()
    file.add_heading("Ferries")
    file.add_paragraph(SENTENCE * 4)
    out = io.BytesIO()
    file.save(out)
    lines = [(60, 700 - 14 * number, 11, SENTENCE.strip()) for number in range(20)]
    return good_files(make_pdf([lines, lines]), out.getvalue())


def read(path: Path, options: SourceOptions) -> list[Document | Refusal]:
    began = time.monotonic()
    found = list(open_inputs([str(path)], options=options))
    for one in found:
        if isinstance(one, Document):
            assert canonicalise(one.text).text is not None
            assert one.id
        else:
            assert one.reason
            assert "\n" not in one.input + one.reason + one.hint
    assert time.monotonic() - began < PATIENCE_SECONDS, path.name
    return found


def survive(seeds: range, folder: Path, options: SourceOptions, good: dict[str, bytes]) -> None:
    for seed in seeds:
        suffix, raw = mutation(seed, good)
        path = folder / f"a{suffix}"
        path.write_bytes(raw)
        try:
            read(path, options)
        except Exception as error:
            raise AssertionError(f"mutation {seed} ({suffix}): {type(error).__name__}: {error}") from error
        path.unlink()


def peak_memory() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def test_a_hundred_broken_files(tmp_path: Path, options: SourceOptions, good: dict[str, bytes]) -> None:
    survive(range(100), tmp_path, options, good)


@pytest.mark.slow
@pytest.mark.timeout(5400)
def test_ten_thousand_broken_files(tmp_path: Path, options: SourceOptions, good: dict[str, bytes]) -> None:
    before = peak_memory()
    survive(range(100, 10_100), tmp_path, options, good)
    assert peak_memory() - before < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file(tmp_path: Path, options: SourceOptions, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    before = peak_memory()
    found = read(path, options)
    assert peak_memory() - before < MOST_MEMORY
    assert found
    assert not any(isinstance(one, Document) and "root:" in one.text for one in found)
    if name in REFUSED:
        assert all(isinstance(one, Refusal) for one in found), found
