"""`python -m bench.fit_answering --data DIR`: fit how much each clue and sign weighs, and write assistant/weights.py.

Owns what is fitted to what, and the five-fold figures that are printed with it, folds cut by question: the order of
sentences by the likelihood that one holding the gold answer is put first, the odds of an answer by the cases that have
one and those that have none.
"""

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.abstaining import answered, place_of, signs_of
from assistant.drafting import MOST_STATEMENTS, distinct
from assistant.ranking import READ_ALONE, Ranked, weigh
from bench.fit_cases import Case, gather
from bench.fitting import fit_order, fit_yes
from bench.measuring import first_words

FOLDS = 5
RIDGE = 1.0
"""Of the orders; chosen among 1, 2, 4 and 8 by cross-validation."""
RIDGE_YES = 2.0
THRESHOLDS = (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)

Weights = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """All weights of one fit."""

    first: Weights
    second: Weights
    answered: Weights
    right: Weights

    def ranked(self, case: Case) -> list[Ranked]:
        """Rank the candidates of a case as `ranking` would."""
        return _ranked(case, self.first, self.second)

    def probability(self, case: Case) -> float:
        """Give the probability that a case is answered."""
        ranked = self.ranked(case)
        return answered(case.asked, ranked, self.answered) if ranked else 0.0


def main() -> None:
    """Gather, cross-validate, fit on everything, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_answering", description="Fit the weights of answering.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public evaluation sets")
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="where data directories are kept")
    parser.add_argument("--out", type=Path, default=Path("assistant/weights.py"), help="the module to write")
    given = parser.parse_args()
    cases, key = gather(given.data, given.work)
    cross_validate(cases)
    given.out.write_text(module(fit(cases), key=key))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(given.out)], check=True)


def fit(cases: Sequence[Case]) -> Fitted:
    """Fit both readings on what can be answered; the odds of an answer, then those of a sentence, on everything."""
    can = [case for case in cases if case.answerable]
    first = fit_order([_group(case, range(len(case.candidates)), alone=False) for case in can], ridge=RIDGE)
    second = fit_order([_group(case, _chosen(case, first), alone=True) for case in can], ridge=RIDGE)
    held = [(case, ranked) for case in cases if (ranked := _ranked(case, first, second))]
    signs = [signs_of(case.asked, ranked) for case, ranked in held]
    yes = fit_yes(signs, [case.answerable for case, _ in held], [case.share for case, _ in held], ridge=RIDGE_YES)
    shown = [(case, ranked, place) for case, ranked in held for place in range(min(MOST_STATEMENTS, len(ranked)))]
    right = fit_yes(
        [place_of(answered(case.asked, ranked, yes), ranked, place) for case, ranked, place in shown],
        [case.right(ranked[place].candidate.text) for case, ranked, place in shown],
        [1.0] * len(shown),
        ridge=RIDGE,
    )
    return Fitted(first=first, second=second, answered=yes, right=right)


def _group(case: Case, at: Sequence[int], *, alone: bool) -> tuple[list[dict[str, float]], list[bool], float]:
    share = 1.0 if case.kind in ("news", "samples") else 0.5  # three cases of one question
    return case.clues(at, alone=alone), [case.right(case.candidates[one].text) for one in at], share


def _chosen(case: Case, first: Weights) -> list[int]:
    weighed = [weigh(told, first) for told in case.clues(range(len(case.candidates)), alone=False)]
    return sorted(range(len(weighed)), key=lambda at: -weighed[at])[:READ_ALONE]


def _ranked(case: Case, first: Weights, second: Weights) -> list[Ranked]:
    chosen = _chosen(case, first)
    weighed = [weigh(told, second) for told in case.clues(chosen, alone=True)]
    return sorted(case.ranked(chosen, weighed), key=lambda one: -one.weight)


def cross_validate(cases: Sequence[Case]) -> None:
    """Print what the first 60 words hold and what is refused, by weights that have not seen the question."""
    seen: dict[str, list[tuple[float, bool]]] = {}
    for fold in range(FOLDS):
        fitted = fit([case for case in cases if _fold(case) != fold])
        for case in cases:
            if _fold(case) == fold:
                shown = distinct([one.candidate for one in fitted.ranked(case)])[:MOST_STATEMENTS]
                right = case.right(first_words(" ".join(one.text for one in shown)))
                seen.setdefault(case.kind, []).append((fitted.probability(case), right))
    print("right (and refused) where there is no answer below", *THRESHOLDS)
    for kind, values in sorted(seen.items()):
        row = [
            f"{_share(values, lambda one, low=low: one[1] and one[0] >= low):.3f} "
            f"({_share(values, lambda one, low=low: one[0] < low):.2f})"
            for low in THRESHOLDS
        ]  # fmt: skip
        print(f"{kind}, {len(values)}:", *row)


def _fold(case: Case) -> int:
    return int(hashlib.sha256(case.group.encode()).hexdigest(), 16) % FOLDS


def _share(values: Sequence[tuple[float, bool]], which: Callable[[tuple[float, bool]], bool]) -> float:
    return sum(map(which, values)) / len(values)


def module(fitted: Fitted, *, key: str) -> str:
    """Write the module."""
    return f'''"""How much the clues and signs of an answer weigh. Written by `python -m bench.fit_answering`.

Owns the weights as a person can read them, and the reranker they were fitted with.
"""

from collections.abc import Mapping

RERANKER = "{key}"
"""The key of the reranker whose logits these weigh."""

{_mapping("FIRST_READING", fitted.first)}
"""For all candidates: nothing here has cost model work beyond the search."""

{_mapping("SECOND_READING", fitted.second)}
"""For the few that the reranker has read by themselves."""

{_mapping("ANSWERED", fitted.answered)}
"""The odds that the articles answer."""

{_mapping("RIGHT", fitted.right)}
"""The odds that one sentence does."""
'''


def _mapping(name: str, weights: Weights) -> str:
    rows = [f'    "{clue}": {round(weight, 2)},' for clue, weight in sorted(weights.items()) if round(weight, 2)]
    return "\n".join([f"{name}: Mapping[str, float] = {{", *rows, "}"])


if __name__ == "__main__":
    main()
