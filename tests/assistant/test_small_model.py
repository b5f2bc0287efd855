"""A real endpoint with a small model that makes things up: not one of its answers breaks the contract."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.application import Footnote
from bench.truth import ask, lying


@pytest.fixture(scope="module")
def small(sample_articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Footnote]:
    with lying(tmp_path_factory.mktemp("small") / "data") as footnote:
        footnote.ingest([str(path) for path in sorted(sample_articles.glob("peace-plan-*"))])
        yield footnote


@pytest.mark.timeout(600)
def test_nothing_it_makes_up_is_shown(small: Footnote, repository: Path) -> None:
    lines = (repository / "examples" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    about = ("peace", "Macron", "Lavrov", "Zelensky", "Driscoll", "Kyiv", "Geneva", "Trump", "Putin")
    asked = [one for one in (json.loads(line)["question"] for line in lines) if any(name in one for name in about)]
    kept, _, written = ask(small, ((one, None) for one in asked[:20]))
    assert (kept.n, kept.value) == (20, 1.0)
    assert written.n > 0, "it was never asked"
    assert written.value < 1.0, "whatever it made up was shown"
