"""Peers side by side with us: the same articles and questions, the same rules, the difference item by item.

Owns the table of peers, their environments and inputs (all in the bench's work folder, never a part of the project) and
what is made of their output. Peers have no language model either: what one would show is taken to be the first 60 words
of its first passage. Called by the bench's `__main__`, after our own figures are there.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from bench import mtrag, realtimeqa, rgb
from bench.asking import Found
from bench.measuring import Figure, figure, gain
from index.models import MODEL_NAMES, find_model

PEERS = ("langchain", "llamaindex", "haystack")
COSTS = ("milliseconds", "words in the first 4 passages", "false refusals")
"""What is no better for being more."""

Score: TypeAlias = Callable[[Any, str, Sequence[Found]], dict[str, float]]


class Comparable(NamedTuple):
    """A set that peers can be asked: its articles and questions, and how an answer with its passages is scored."""

    read_articles: Callable[[Path], Sequence[Mapping[str, Any]]]
    read_questions: Callable[[Path, int | None], Sequence[Mapping[str, Any]]]
    score: Score


COMPARABLE: Mapping[str, Comparable] = {
    "realtimeqa-part": Comparable(realtimeqa.part_of_articles, realtimeqa.part_of_questions, realtimeqa.score),
    "rgb": Comparable(rgb.read_articles, rgb.read_questions, rgb.score),
    "mtrag": Comparable(mtrag.read_articles, mtrag.read_questions, mtrag.score),
}
"""Of a conversation a peer is asked the last turn: rewriting it takes a language model there."""


def run(name: str, data: Path, work: Path, ours: Sequence[Figure], limit: int | None = None) -> list[Figure]:
    """Ask a peer the sets that stand in `ours`; give its figures and what we gain over it."""
    measured = {one.name: one for one in ours}
    figures = []
    for set_name, comparable in COMPARABLE.items():
        if not any(one.startswith(f"{set_name} ") for one in measured):
            continue
        theirs, about = _ask(name, set_name, comparable, data, work, limit)
        for what, values in theirs.items():
            figures.append(figure(f"{set_name} {what}, {name}", values))
            us = measured.get(f"{set_name} {what}")
            if us and what not in COSTS:
                figures.append(gain(f"{set_name} {what}, gain over {name}", us.items, values))
        figures += [figure(f"{set_name} {what}, {name}", [value]) for what, value in about.items()]
    return figures


def _ask(
    name: str, set_name: str, comparable: Comparable, data: Path, work: Path, limit: int | None
) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Give a peer's values by measure and item, and what is known of its process."""
    questions = comparable.read_questions(data, limit)
    articles = [{"id": one["id"], "text": one["text"]} for one in comparable.read_articles(data)]
    asked = [{"id": one["id"], "question": one["question"], "within": one.get("doc_ids")} for one in questions]
    output = _output(name, set_name, articles, asked, work)
    *lines, about = [json.loads(line) for line in output.read_text().splitlines()]
    scores: dict[str, dict[str, float]] = {}
    for item, line in zip(questions, lines, strict=True):
        found = [Found(*one) for one in line["found"]]
        values = comparable.score(item, line["shown"], found) | {"milliseconds": line["milliseconds"]}
        for what, value in values.items():
            scores.setdefault(what, {})[item["id"]] = value
    return scores, about


def _output(
    name: str, set_name: str, articles: Sequence[Mapping[str, str]], questions: Sequence[Mapping[str, Any]], work: Path
) -> Path:
    """Give a peer's output: made now, or in an earlier run of the same recipe over the same input."""
    here, place = Path(__file__).parent, work.resolve() / "peers" / name
    recipe = [here / "running.py", here / name / "__main__.py", here / name / "requirements.txt"]
    whole = hashlib.sha256(b"".join(path.read_bytes() for path in recipe))
    whole.update(json.dumps([articles, questions]).encode())
    output = place / f"{set_name}-{whole.hexdigest()[:12]}.jsonl"
    if output.exists():
        print(f"{set_name}, {name}: as an earlier run of the same recipe left it")
        return output
    place.mkdir(parents=True, exist_ok=True)
    given = {"articles": articles, "questions": questions}
    for what, records in given.items():
        (place / f"{what}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    unfinished = place / "unfinished.jsonl"
    said = {
        **{what: place / f"{what}.jsonl" for what in given},
        "out": unfinished,
        "models": _models(work),
        "cache": place / f"vectors-{set_name}",
    }
    command = [str(_environment(name, place)), "-m", f"bench.peers.{name}"]
    for option, path in said.items():
        command += [f"--{option}", str(path)]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": "", "ANONYMIZED_TELEMETRY": "False"})
    return unfinished.rename(output)


def _environment(name: str, place: Path) -> Path:
    """Give the peer's Python, in an environment made from its requirements when there is none."""
    python = place / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        uv = [sys.executable, "-m", "uv", "--quiet"]
        wanted = Path(__file__).parent / name / "requirements.txt"
        subprocess.run([*uv, "venv", "--python", sys.executable, str(place / "env")], check=True)
        # copied, not linked: nltk refuses to read a file that has a second name
        install = ["pip", "install", "--link-mode=copy", "--python", str(python), "-r", str(wanted)]
        subprocess.run([*uv, *install], check=True)
    return python


def _models(work: Path) -> Path:
    """Lay our model files out as a configured directory has them, for environments without the carrier."""
    place = work.resolve() / "peers" / "models"
    place.mkdir(parents=True, exist_ok=True)
    for name in MODEL_NAMES:
        if not (place / name).exists():
            (place / name).symlink_to(find_model(name, directory=None).directory, target_is_directory=True)
    return place
