"""Killed at any moment, the program loses nothing that it acknowledged and doubles nothing."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.application import Footnote
from assistant.assembly import assemble
from assistant.settings import Settings
from index.search import Searcher

ARTICLES = 120
TOWNS = "Amblethorpe Ellery Farrow Gallow Harrowby Ilkest Jarrow Kestrel Lesser Marden".split()


def articles(folder: Path) -> Path:
    path = folder / "articles.jsonl"
    with path.open("w") as file:
        for number in range(ARTICLES):
            town = TOWNS[number % len(TOWNS)]
            text = f"The council of {town} bought boat number {number} on Monday. It will be called Otter {number}."
            file.write(json.dumps({"id": f"boat-{number}", "title": f"Boat {number}", "text": text}) + "\n")
    return path


def ingest_and_kill(path: Path, data_dir: Path, *, after_lines: int, delay: float) -> set[str]:
    """Kill an ingest `delay` seconds after so many acknowledgements; give all it acknowledged."""
    command = [
        sys.executable,
        "-m",
        "assistant",
        "ingest",
        str(path),
        "--progress",
        "json",
        "--data-dir",
        str(data_dir),
    ]
    environment = {**os.environ, "FOOTNOTE_SPEECH": "off"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        assert process.stdout is not None
        lines = []
        while len(lines) < after_lines and (line := process.stdout.readline()):
            lines.append(line)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    whole = [json.loads(line) for line in lines if line.endswith(b"}\n")]
    return {one["article_id"] for one in whole if one.get("outcome") in ("added", "updated")}


def found_once(footnote: Footnote, searcher: Searcher, article_id: str, *, dense: bool) -> bool:
    """Tell whether an article's passage is a hit exactly once, by one engine alone."""
    article, scope = footnote.article(article_id, groups=None), footnote.scope(groups=None)
    found = searcher.search(article.text, scope, limit=60, dense=dense, lexical=not dense, rerank=False)
    return [hit.article.id for hit in found.hits].count(article_id) == 1


MOMENTS = [pytest.param(seed, marks=[pytest.mark.slow] if seed >= 5 else []) for seed in range(20)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", MOMENTS)
def test_a_killed_ingest_keeps_what_it_acknowledged(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path, data_dir = articles(tmp_path), tmp_path / "data"
    # The first moments lie before and right after the first acknowledgement, where a first start can be half done.
    lines = [0, 1][seed] if seed < 2 else chance.randrange(1, ARTICLES)
    delay = chance.uniform(0.2, 2.5) if lines == 0 else chance.choice([0.0, 0.001, chance.uniform(0, 0.3)])
    acknowledged = ingest_and_kill(path, data_dir, after_lines=lines, delay=delay)
    assert lines == 0 or acknowledged
    settings, executor = Settings.read(data_dir=data_dir, speech=False), ThreadPoolExecutor(4)
    parts = assemble(settings, executor=executor)
    with Footnote(settings, parts, executor) as footnote:
        assert footnote.check() == ()
        for article_id in sorted(acknowledged):
            assert found_once(footnote, parts.searcher, article_id, dense=False), article_id
        for article_id in sorted(acknowledged)[:: max(1, len(acknowledged) // 8)]:
            assert found_once(footnote, parts.searcher, article_id, dense=True), article_id
        report = footnote.ingest([str(path)])
        assert report.unchanged >= len(acknowledged)
        assert report.unchanged + report.added == ARTICLES
        assert footnote.check() == ()
        assert footnote.status()["articles"] == ARTICLES
