"""Sentences of machine summaries with three human votes each: does the score of `footnote verify` tell them apart?

Rules: a sentence is supported when most of its readers said so; the figure is the area under the ROC curve of the score
that a sentence gets against its own article, for each half of the set (QAGS, Wang et al., ACL 2020).
"""

import gzip
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.asking import open_set
from bench.measuring import RESAMPLES, Figure, figure


def run(data: Path, work: Path, limit: int | None = None) -> list[Figure]:
    """Prove every sentence against its article."""
    folder = data / "qags"
    with gzip.open(folder / "articles.jsonl.gz", "rt") as file:
        articles = [json.loads(line) for line in file]
    items = [json.loads(line) for line in (folder / "items.jsonl").read_text().splitlines()][:limit]
    scored: dict[str, list[tuple[float, bool]]] = {}
    found: dict[str, list[bool]] = {}
    with open_set(work, "qags", articles) as footnote:
        for item in items:
            scope = footnote.scope(groups=None, articles=frozenset({item["article_id"]}))
            proofs = list(footnote.proofs(item["claim"], scope))
            score = min((proof.score or 0.0 for proof in proofs), default=0.0)
            half = item["article_id"].partition("-")[0]
            scored.setdefault(half, []).append((score, item["supported"]))
            verdict = "supported" if all(proof.finding == "supported" for proof in proofs) else "not supported"
            found.setdefault(f"{half} {'supported' if item['supported'] else 'unsupported'}", []).append(
                verdict == "supported"
            )
    return [*(_area(half, pairs) for half, pairs in sorted(scored.items())), *_shares(found)]


def _shares(found: Mapping[str, Sequence[bool]]) -> list[Figure]:
    return [
        figure(f"qags {name}: called supported", [float(one) for one in held]) for name, held in sorted(found.items())
    ]


def _area(half: str, pairs: Sequence[tuple[float, bool]]) -> Figure:
    chance = random.Random(7)
    areas = sorted(area_under(chance.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
    return Figure(
        name=f"qags {half} AUC",
        value=area_under(pairs),
        low=areas[int(0.025 * RESAMPLES)],
        high=areas[int(0.975 * RESAMPLES)],
        n=len(pairs),
    )


def area_under(pairs: Sequence[tuple[float, bool]]) -> float:
    """Give the chance that a supported one scores above an unsupported one; ties count half."""
    yes = [score for score, supported in pairs if supported]
    no = [score for score, supported in pairs if not supported]
    if not yes or not no:
        return float("nan")
    return sum((one > other) + 0.5 * (one == other) for one in yes for other in no) / (len(yes) * len(no))
