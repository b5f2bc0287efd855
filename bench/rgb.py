"""Fifty news questions with five short documents each: found through noise, refused where absent?

Rules: an answer counts when its first 60 words hold a gold form and a document does; `reject` counts when the outcome
is `unanswered` (RGB, Chen et al., AAAI 2024).
"""

import json
from pathlib import Path

from assistant.wordings import holds
from bench.asking import ask, open_set
from bench.measuring import Figure, figure, first_words


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Measure the four cases."""
    cases = [json.loads(line) for line in (data / "rgb-en" / "cases.jsonl").read_text().splitlines()]
    documents = {one: text for case in cases for one, text in zip(case["doc_ids"], case["docs"], strict=True)}
    scores: dict[str, dict[str, float]] = {}
    with open_set(work, "rgb", ({"id": one, "text": text} for one, text in sorted(documents.items()))) as footnote:
        for case in cases[: limit or len(cases)]:
            kind = case["case"]
            if kind == "counterfactual":
                continue
            asked = ask(footnote, case["question"], articles=case["doc_ids"])
            refused = asked.answer.outcome == "unanswered"
            wanted = _forms(case["answer"])
            if kind == "reject":
                scores.setdefault("rgb refuses", {})[case["id"]] = refused
                continue
            if kind == "noise_0.0":
                scores.setdefault("rgb false refusals", {})[case["id"]] = refused
            if _stands(wanted, "\n".join(case["docs"])):
                scores.setdefault(f"rgb {kind}", {})[case["id"]] = _stands(wanted, first_words(asked.answer.text))
    return [figure(name, values) for name, values in sorted(scores.items())]


def _forms(answer: str | list[str | list[str]]) -> list[list[str]]:
    """Give the parts an answer must have, each with the forms it may take."""
    if isinstance(answer, str):
        return [[answer]]
    if all(isinstance(one, str) for one in answer):
        return [[one for one in answer if isinstance(one, str)]]
    return [[one] if isinstance(one, str) else one for one in answer]


def _stands(wanted: list[list[str]], text: str) -> bool:
    return all(any(holds(text, form) for form in forms) for forms in wanted)
