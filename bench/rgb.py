"""Fifty news questions with five short documents each: found through noise, refused where absent?

Rules: an answer counts when its first 60 words hold a gold form and a document does; `reject` counts when the outcome
is `unanswered` (RGB, Chen et al., AAAI 2024). Peers are scored by the same functions.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from assistant.wordings import holds
from bench.asking import Found, ask, open_set
from bench.measuring import Figure, figure, first_words


class Case(TypedDict):
    """What is read of a case; `doc_ids` and `docs` go together."""

    id: str
    query_id: str
    case: str
    question: str
    answer: str | list[str | list[str]]
    doc_ids: list[str]
    docs: list[str]


def read_cases(data: Path) -> list[Case]:
    """Read the cases."""
    return [json.loads(line) for line in (data / "rgb-en" / "cases.jsonl").read_text().splitlines()]


def read_articles(data: Path) -> list[dict[str, str]]:
    """Give the documents of all cases, each once."""
    held = {one: text for case in read_cases(data) for one, text in zip(case["doc_ids"], case["docs"], strict=True)}
    return [{"id": one, "text": text} for one, text in sorted(held.items())]


def read_questions(data: Path, limit: int | None = None) -> list[Case]:
    """Give the cases that are measured: all but the counterfactual ones."""
    return [case for case in read_cases(data) if case["case"] != "counterfactual"][:limit]


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure the four kinds of case."""
    scores: dict[str, dict[str, float]] = {}
    with open_set(work, "rgb", read_articles(data)) as footnote:
        for case in read_questions(data, limit):
            answer = ask(footnote, case["question"], articles=case["doc_ids"]).answer
            text = "" if answer.outcome == "unanswered" else answer.text
            for name, value in score(case, text, ()).items():
                scores.setdefault(f"rgb {name}", {})[case["id"]] = value
    return [figure(name, values) for name, values in sorted(scores.items())]


def score(case: Case, text: str, _found: Sequence[Found]) -> dict[str, float]:
    """Score what somebody shows for a case; nothing at all is a refusal."""
    values: dict[str, float] = {}
    if case["case"] == "reject":
        return {"refuses": not text}
    if case["case"] == "noise_0.0":
        values["false refusals"] = not text
    wanted = forms(case["answer"])
    if stands(wanted, "\n".join(case["docs"])):
        values[case["case"]] = stands(wanted, first_words(text))
    return values


def forms(answer: str | list[str | list[str]]) -> list[list[str]]:
    """Give the parts an answer must have, each with the forms it may take."""
    if isinstance(answer, str):
        return [[answer]]
    if all(isinstance(one, str) for one in answer):
        return [[one for one in answer if isinstance(one, str)]]
    return [[one] if isinstance(one, str) else one for one in answer]


def stands(wanted: list[list[str]], text: str) -> bool:
    """Tell whether every part stands in a text, in one of its forms."""
    return all(any(holds(text, form) for form in forms) for forms in wanted)
