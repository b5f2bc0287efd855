"""`python -m bench.fit_answering --data DIR`: fit how much each clue and sign weighs, and write assistant/weights.py.

Owns what is fitted to what, and the five-fold figures that are printed with it, folds cut by question: the order of
sentences by the likelihood that one holding the gold answer is put first, the odds of an answer by the cases that have
one and those that have none.
"""

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from assistant.abstaining import answered, place_of, says_it_all, signs_of
from assistant.drafting import MOST_STATEMENTS, distinct
from assistant.ranking import READ_ALONE, Ranked, weigh
from assistant.time_asked import answer_as_well
from bench.fit_cases import Case, gather
from bench.fitting import fit_order, fit_yes
from bench.measuring import first_words

FOLDS = 5
RIDGE = 1.0
"""Chosen by cross-validation, of the orders among 1, 2, 4 and 8, of the odds among .5, 1, 1.5, 2, 3 and 5."""
THRESHOLDS = (0.0, 0.25, 0.3, 0.33, 0.35, 0.4, 0.45)

Weights: TypeAlias = dict[str, float]
Held: TypeAlias = tuple[Case, list[Ranked]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The weights of both readings."""

    first: Weights
    second: Weights

    def ranked(self, case: Case) -> list[Ranked]:
        """Rank the candidates of a case as `ranking` would."""
        chosen = _chosen(case, self.first)
        weighed = [weigh(told, self.second) for told in case.clues(chosen, alone=True)]
        return sorted(case.ranked(chosen, weighed), key=lambda one: -one.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """The weights of the signs: that the articles answer, and that a sentence does."""

    answered: Weights
    right: Weights


def main() -> None:
    """Gather, cross-validate, fit on everything, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_answering", description="Fit the weights of answering.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public evaluation sets")
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="where data directories are kept")
    parser.add_argument("--out", type=Path, default=Path("assistant/weights.py"), help="the module to write")
    given = parser.parse_args()
    cases, key = gather(given.data, given.work)
    orders = [fit_orders([case for case in cases if _fold(case) != fold]) for fold in range(FOLDS)]
    held = [(case, orders[_fold(case)].ranked(case)) for case in cases]
    cross_validate(held, orders)
    given.out.write_text(module(fit_orders(cases), fit_odds(held), key=key))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(given.out)], check=True)


def fit_orders(cases: Sequence[Case]) -> Orders:
    """Fit both readings on what can be answered."""
    can = [case for case in cases if case.answerable]
    first = fit_order([_group(case, range(len(case.candidates)), alone=False) for case in can], ridge=RIDGE)
    second = fit_order([_group(case, _chosen(case, first), alone=True) for case in can], ridge=RIDGE)
    return Orders(first=first, second=second)


def fit_odds(held: Sequence[Held]) -> Odds:
    """Fit the odds of an answer, then those of a sentence, to orders that have not seen the question.

    In the order of weights that know the question, what comes first is too good a sign.
    """
    held = [(case, ranked) for case, ranked in held if ranked]
    signs = [signs_of(case.asked, ranked, case.candidates) for case, ranked in held]
    yes = fit_yes(signs, [case.answerable for case, _ in held], [case.share for case, _ in held], ridge=RIDGE)
    shown = [(case, ranked, place) for case, ranked in held for place in range(min(MOST_STATEMENTS, len(ranked)))]
    right = fit_yes(
        [place_of(_probability(case, ranked, yes), ranked, place) for case, ranked, place in shown],
        [case.right(ranked[place].candidate.text) for case, ranked, place in shown],
        [1.0] * len(shown),
        ridge=RIDGE,
    )
    return Odds(answered=yes, right=right)


def _probability(case: Case, ranked: Sequence[Ranked], weights: Weights) -> float:
    return answered(case.asked, ranked, case.candidates, weights) if ranked else 0.0


def _group(case: Case, at: Sequence[int], *, alone: bool) -> tuple[list[dict[str, float]], list[bool], float]:
    share = 1.0 if case.kind in ("news", "samples") else 0.5  # three cases of one question
    return case.clues(at, alone=alone), [case.right(case.candidates[one].text) for one in at], share


def _chosen(case: Case, first: Weights) -> list[int]:
    weighed = [weigh(told, first) for told in case.clues(range(len(case.candidates)), alone=False)]
    return sorted(range(len(weighed)), key=lambda at: -weighed[at])[:READ_ALONE]


def cross_validate(held: Sequence[Held], orders: Sequence[Orders]) -> None:
    """Print what the first 60 words hold and what is refused, by weights that have not seen the question."""
    seen: dict[str, list[list[tuple[bool, bool]]]] = {}
    for fold in range(FOLDS):
        odds = fit_odds([(case, ranked) for case, ranked in held if _fold(case) != fold])
        for case, _ in held:
            if _fold(case) == fold:
                read = [(one, orders[fold].ranked(one)) for one in case.stages()]
                told = [(one, ranked, _probability(one, ranked, odds.answered)) for one, ranked in read if ranked]
                seen.setdefault(case.kind, []).append([_answer(told, least) for least in THRESHOLDS])
    print("right (and refused) where there is no answer below", *THRESHOLDS)
    for kind, values in sorted(seen.items()):
        row = [
            f"{_share([one[at][1] for one in values]):.3f} ({_share([not one[at][0] for one in values]):.2f})"
            for at in range(len(THRESHOLDS))
        ]
        print(f"{kind}, {len(values)}:", *row)


def _answer(read: Sequence[tuple[Case, list[Ranked], float]], least: float) -> tuple[bool, bool]:
    """Tell whether what was read in turn is answered, and rightly."""
    for case, ranked, probability in read:
        if answer_as_well(ranked, read[-1][1]) and (probability >= least or says_it_all(ranked[0])):
            shown = distinct([one.candidate for one in ranked])[:MOST_STATEMENTS]
            return True, case.right(first_words(" ".join(one.text for one in shown)))
    return False, False


def _fold(case: Case) -> int:
    return int(hashlib.sha256(case.group.encode()).hexdigest(), 16) % FOLDS


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def module(orders: Orders, odds: Odds, *, key: str) -> str:
    """Write the module."""
    return f'''"""How much the clues and signs of an answer weigh. Written by `python -m bench.fit_answering`.

Owns the weights as a person can read them, and the reranker they were fitted with.
"""

from collections.abc import Mapping

RERANKER = "{key}"
"""The key of the reranker whose logits these weigh."""

{_mapping("FIRST_READING", orders.first)}
"""For all candidates: nothing here has cost model work beyond the search."""

{_mapping("SECOND_READING", orders.second)}
"""For the few that the reranker has read by themselves."""

{_mapping("ANSWERED", odds.answered)}
"""The odds that the articles answer."""

{_mapping("RIGHT", odds.right)}
"""The odds that one sentence does."""
'''


def _mapping(name: str, weights: Weights) -> str:
    rows = [f'    "{clue}": {round(weight, 2)},' for clue, weight in sorted(weights.items()) if round(weight, 2)]
    return "\n".join([f"{name}: Mapping[str, float] = {{", *rows, "}"])


if __name__ == "__main__":
    main()
