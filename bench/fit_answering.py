"""`python -m bench.fit_answering --data DIR`: fit how much each clue weighs, and write assistant/weights.py.

Owns the fitting: two rankings by the likelihood that a sentence holding the gold answer is put first (L2, Adam), on the
development halves of RealTime QA and RGB and on the questions in `examples/`. Five-fold figures are printed with it,
folds cut by question.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.candidates import Candidate, candidates_of
from assistant.clues import Asked, clues_of, offers, read_question
from assistant.drafting import MOST_STATEMENTS, distinct
from assistant.offering import Offer
from assistant.ranking import READ_ALONE
from assistant.wordings import holds
from bench import realtimeqa, rgb
from bench.asking import documents, open_directory
from bench.measuring import first_words
from index.article import Scope
from index.rerank import Reranker
from index.search import Searcher

Clues = list[dict[str, float]]
Numbers = NDArray[np.float64]

FOLDS = 5
RIDGE = 1.0
"""Chosen among 1, 2, 4 and 8 by cross-validation."""
HITS = 20


@dataclass(kw_only=True)
class Case:
    """A question with its candidates, their logits, and which of them hold the gold answer."""

    group: str
    kind: str
    share: float
    asked: Asked
    candidates: list[Candidate]
    offering: list[Offer]
    logits: list[float]
    right: Callable[[str], bool]

    def clues(self, at: Sequence[int], *, alone: bool) -> Clues:
        """Give the clues of some of the candidates, in the first reading or the second."""
        chosen = [self.candidates[one] for one in at]
        logits: list[float | None] = [self.logits[one] if alone else None for one in at]
        return clues_of(self.asked, chosen, [self.offering[one] for one in at], logits=logits)

    @property
    def fold(self) -> int:
        """Tell which fold the question is in; the cases of one question share it."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % FOLDS


def main() -> None:
    """Gather, cross-validate, fit on everything, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_answering", description="Fit the weights of the clues.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public evaluation sets")
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="where data directories are kept")
    parser.add_argument("--out", type=Path, default=Path("assistant/weights.py"), help="the module to write")
    given = parser.parse_args()
    news, key = gather_news(given.data, given.work)
    cases = [*news, *gather_documents(given.data, given.work), *gather_samples(given.work)]
    cross_validate(cases)
    first, second = fit(cases)
    given.out.write_text(module(first, second, key=key))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(given.out)], check=True)


def gather_news(data: Path, work: Path) -> tuple[list[Case], str]:
    """Gather the questions of RealTime QA that have evidence, over the whole archive; and the reranker's key."""
    footnote, parts = open_directory(work / "realtimeqa")
    with footnote:
        parts.ingest.run(documents(realtimeqa.read_articles(data)))
        cases = [
            _case(
                parts.searcher,
                parts.reranker,
                group=one["id"],
                kind="news",
                share=1.0,
                question=one["question"],
                now=datetime.fromisoformat(one["date"]),
                articles=None,
                right=partial(_holds, one["answer"]),
            )
            for one in realtimeqa.read_questions(data)
            if one["evidence"]
        ]
        return cases, parts.reranker.key


def gather_documents(data: Path, work: Path) -> list[Case]:
    """Gather the cases of RGB whose documents hold the answer, each over its own five documents."""
    footnote, parts = open_directory(work / "rgb")
    with footnote:
        parts.ingest.run(documents(rgb.read_articles(data)))
        return [
            _case(
                parts.searcher,
                parts.reranker,
                group=case["query_id"],
                kind=case["case"],
                share=0.5,  # three cases of one question
                question=case["question"],
                now=datetime.now(UTC),
                articles=frozenset(case["doc_ids"]),
                right=partial(rgb.stands, rgb.forms(case["answer"])),
            )
            for case in rgb.read_cases(data)
            if case["case"].startswith("noise") and rgb.stands(rgb.forms(case["answer"]), "\n".join(case["docs"]))
        ]


def gather_samples(work: Path) -> list[Case]:
    """Gather the questions of `examples/` that have words to find, over the sample articles."""
    footnote, parts = open_directory(work / "plain-samples")
    with footnote:
        footnote.ingest(["examples/articles"])
        lines = Path("examples/questions.jsonl").read_text(encoding="utf-8").splitlines()
        return [
            _case(
                parts.searcher,
                parts.reranker,
                group=one["id"],
                kind="samples",
                share=1.0,
                question=one["question"],
                now=datetime.fromisoformat(one["now"]) if "now" in one else datetime.now(UTC),
                articles=None,
                right=partial(_stands, one["contains"]),
            )
            for one in map(json.loads, lines)
            if one["contains"] and one["kind"] != "said"
        ]


def _stands(words: str, text: str) -> bool:
    return words.lower() in text.lower()


def _holds(gold: str, text: str) -> bool:
    return holds(text, gold)


def _case(
    searcher: Searcher,
    reranker: Reranker,
    *,
    group: str,
    kind: str,
    share: float,
    question: str,
    now: datetime,
    articles: frozenset[str] | None,
    right: Callable[[str], bool],
) -> Case:
    scope = Scope(
        groups=None, since=None, until=None, source=None, author=None, article_ids=articles, at=datetime.now(UTC)
    )
    candidates = candidates_of(searcher.search(question, scope, limit=HITS))
    asked = read_question(question, now=now)
    return Case(
        group=group,
        kind=kind,
        share=share,
        asked=asked,
        candidates=candidates,
        offering=offers(asked, candidates),
        logits=reranker.score(question, [one.text for one in candidates]),
        right=right,
    )


def fit(cases: Sequence[Case]) -> tuple[dict[str, float], dict[str, float]]:
    """Fit both readings; the second only sees what the first would choose."""
    everything = {id(case): list(range(len(case.candidates))) for case in cases}
    first = _listwise(cases, everything, alone=False)
    chosen = {id(case): order(case, everything[id(case)], first, alone=False)[:READ_ALONE] for case in cases}
    return first, _listwise(cases, chosen, alone=True)


def order(case: Case, at: Sequence[int], weights: dict[str, float], *, alone: bool) -> list[int]:
    """Order candidates by weight, best first."""
    weighed = [
        sum(weights.get(name, 0.0) * value for name, value in told.items()) for told in case.clues(at, alone=alone)
    ]
    return [at[one] for one in sorted(range(len(at)), key=lambda one: -weighed[one])]


def _listwise(cases: Sequence[Case], chosen: dict[int, list[int]], *, alone: bool) -> dict[str, float]:
    told = [case.clues(chosen[id(case)], alone=alone) for case in cases]
    names = sorted({name for clues in told for one in clues for name in one})
    groups: list[tuple[Numbers, Numbers, float]] = []
    for case, clues in zip(cases, told, strict=True):
        held = np.array([float(case.right(case.candidates[at].text)) for at in chosen[id(case)]])
        if held.any() and not held.all():
            rows = np.array([[one.get(name, 0.0) for name in names] for one in clues])
            groups.append((rows, held, case.share))
    return dict(zip(names, _descend(groups, len(names)).tolist(), strict=True))


def _descend(groups: Sequence[tuple[Numbers, Numbers, float]], size: int, steps: int = 250) -> Numbers:
    """Maximise the likelihood that one of the right sentences comes first (Adam, full batches)."""
    weights, mean, spread = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        slope = RIDGE * weights
        for rows, held, share in groups:
            scores = np.exp(rows @ weights - (rows @ weights).max())
            likely = scores / scores.sum()
            slope -= share * rows.T @ (likely * held / (likely * held).sum() - likely)
        mean, spread = 0.9 * mean + 0.1 * slope, 0.999 * spread + 0.001 * slope**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights


def cross_validate(cases: Sequence[Case]) -> None:
    """Print how often the first 60 words hold the answer, each question ranked by weights that have not seen it."""
    held: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        first, second = fit([case for case in cases if case.fold != fold])
        for case in cases:
            if case.fold == fold:
                read = order(case, range(len(case.candidates)), first, alone=False)[:READ_ALONE]
                shown = distinct([case.candidates[at] for at in order(case, read, second, alone=True)])
                text = first_words(" ".join(one.text for one in shown[:MOST_STATEMENTS]))
                held.setdefault(case.kind, []).append(case.right(text))
    for kind, values in sorted(held.items()):
        print(f"{kind}: {sum(values) / len(values):.3f} of {len(values)}")


def module(first: dict[str, float], second: dict[str, float], *, key: str) -> str:
    """Write the module."""
    return "\n".join(
        [
            '"""How much each clue of `clues` speaks for a sentence. Written by `python -m bench.fit_answering`.',
            "",
            "Owns the weights of two rankings as a person can read them, and the reranker they were fitted with.",
            '"""',
            "",
            "from collections.abc import Mapping",
            "",
            f'RERANKER = "{key}"',
            '"""The key of the reranker whose logits these weigh."""',
            "",
            _mapping("FIRST_READING", first),
            '"""For all candidates: nothing here has cost model work beyond the search."""',
            "",
            _mapping("SECOND_READING", second),
            '"""For the few that the reranker has read by themselves."""',
            "",
        ]
    )


def _mapping(name: str, weights: dict[str, float]) -> str:
    rows = [f'    "{clue}": {round(weight, 2)},' for clue, weight in sorted(weights.items()) if round(weight, 2)]
    return "\n".join([f"{name}: Mapping[str, float] = {{", *rows, "}"])


if __name__ == "__main__":
    main()
