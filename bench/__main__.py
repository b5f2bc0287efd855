"""`python -m bench [--data DIR] [--only NAME ...]`: run benchmarks, print a table, write bench/results/.

Owns the command line of the bench and the table of what it runs.
"""

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

from bench import (
    chunking,
    extraction,
    ingest,
    injection,
    invariants,
    mtrag,
    paraphrases,
    qags,
    realtimeqa,
    rgb,
    speech,
    speed,
)
from bench.measuring import Figure
from bench.peers import comparing
from bench.writing import side_by_side, table, write

Run: TypeAlias = Callable[[Path, Path, int | None], list[Figure]]

SETS: Mapping[str, Run] = {
    "rgb": rgb.run,
    "realtimeqa": realtimeqa.run,
    "realtimeqa-part": realtimeqa.run_part,
    "mtrag": mtrag.run,
    "chunking": chunking.run,
    "extraction": extraction.run,
    "speech": speech.run,
    "injection": injection.run,
    "qags": qags.run,
}
"""The evaluation sets. A new one is a module with `run(data, work, limit)`: the folder of all sets, the folder for data
directories, how many questions (None: all). It gives figures named `SET MEASURE`, made by `figure` of values by item id
wherever a peer may be compared, and stands here."""

GROWTH = (25_000, 250_000)
"""Passages of the corpora over which the growth of an answer's time is measured; the larger takes an hour to make."""

EVERYTHING = ("speed", "ingest", "growth", "invariants", "paraphrases", "peers", *SETS)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure Footnote: speed, and quality on sets."
    )
    parser.add_argument("--data", type=Path, help="folder of the public evaluation sets; without it only speed runs")
    parser.add_argument(
        "--work", type=Path, default=Path(".bench"), help="where data directories are kept between runs"
    )
    parser.add_argument("--only", nargs="*", choices=[*EVERYTHING, *comparing.PEERS], help="run only these")
    parser.add_argument("--limit", type=int, help="questions per set, for a quick look; nothing is written then")
    parser.add_argument("--passages", type=int, default=25_000, help="size of the corpus that answers are timed over")
    parser.add_argument(
        "--articles", type=int, default=ingest.ARTICLES, help="how many are brought in for `ingest`; 0: all there are"
    )
    parser.add_argument("--growth", type=int, nargs="*", default=GROWTH, help="sizes of the corpora for `growth`")
    parser.add_argument("--out", type=Path, default=Path("bench/results"), help="where the JSON and the table go")
    given = parser.parse_args()
    wanted = set(given.only or EVERYTHING)
    wanted |= set(comparing.PEERS) if "peers" in wanted else set()
    given.work.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []
    for name, measure in _stages(given, figures).items():
        if name not in wanted:
            continue
        if name in ("ingest", *SETS, *comparing.PEERS) and (given.data is None or not given.data.is_dir()):
            print(f"{name}: skipped, there is no folder of sets (--data)")
            continue
        figures += measure()
        if not given.limit:  # after each, so that a run that is stopped has not been for nothing
            write(figures, given.out, peers=comparing.PEERS)
    print(table(figures), side_by_side(figures, comparing.PEERS), sep="\n\n")


def _stages(given: argparse.Namespace, figures: list[Figure]) -> dict[str, Callable[[], list[Figure]]]:
    """Give what can be run, in its order; `figures` are those there are when peers are compared."""
    sets = {name: partial(run, given.data, given.work, given.limit) for name, run in SETS.items()}
    peers = {
        name: partial(comparing.run, name, given.data, given.work, figures, given.limit) for name in comparing.PEERS
    }
    return {
        **sets,
        "ingest": partial(ingest.run, given.data, given.work, articles=given.articles or None),
        "speed": partial(speed.run, given.work, passages=given.passages),
        **peers,
        "growth": partial(speed.growth, given.work, given.growth),
        "invariants": partial(invariants.run, given.work),
        "paraphrases": partial(paraphrases.run, given.work),
    }


if __name__ == "__main__":
    main()
