"""Answers of a small model that makes things up fluently: does one statement that is shown break the contract?

Owns the run: every question made from the samples, and with a folder of sets the news quiz over its own articles, each
put to SmolLM2-135M behind a real endpoint on this machine. `make bench-truth` asks a thousand.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from assistant.application import Footnote
from assistant.models import LanguageModel
from assistant.settings import Settings
from assistant.verification import broken_invariants
from bench import invariants, realtimeqa
from bench.asking import documents
from bench.measuring import Figure, figure
from bench.small_model import served
from bench.writing import table

PATIENCE = 300.0
"""Seconds: a machine that does other things besides must not look like a model that fails."""
PROGRESS = 25
CONTEXT = 1_900
READ = 1_000
REPLY_TOKENS = 90
"""Few sources and short replies: what is made up is made up in the first sentences."""


@contextmanager
def lying(data_dir: Path) -> Iterator[Footnote]:
    """Open a data directory with the small model as its language model."""
    with served(context=CONTEXT + 200) as url:
        settings = Settings.read(
            data_dir=data_dir, model="smollm2", openai_base_url=url, model_context=CONTEXT, model_patience=PATIENCE
        )
        with Footnote.open(settings) as footnote:
            drafter = footnote._parts.line._writer._model
            assert drafter is not None
            brief = replace(drafter.model.settings, reply_tokens=REPLY_TOKENS, context=READ)
            drafter.model = LanguageModel(settings=brief)
            yield footnote


def ask(footnote: Footnote, questions: Iterator[tuple[str, str | None]]) -> list[Figure]:
    """Ask, check every answer against the store, and print what breaks."""
    kept, worded, written = list[float](), list[float](), list[float]()
    for asked, (question, now) in enumerate(questions, start=1):
        answer = footnote.ask(question, now=now)
        broken = broken_invariants(answer, lambda one, at: footnote.article(one, groups=None, revision=at).text)
        for what in broken:
            print(f"broken: {question}: {what}", flush=True)
        kept.append(not broken)
        worded.append(answer.mode == "llm")
        written += [1.0] * len(answer.statements if answer.mode == "llm" else ())
        written += [0.0] * len(answer.withheld)
        if asked % PROGRESS == 0:
            so_far = f"{sum(worded):.0f} worded by it, {sum(written):.0f} of {len(written)} statements shown"
            print(f"{asked} asked, {so_far}", flush=True)
    return [
        figure("truth answers that keep the contract", kept),
        figure("truth answers worded by the small model", worded),
        figure("truth statements of it that are shown", written),
    ]


def run(work: Path, count: int, data: Path | None = None) -> list[Figure]:
    """Ask `count` questions."""
    with lying(work / "truth") as footnote:
        footnote.ingest(["examples/articles"])
        asked: list[tuple[str, str | None]] = [(one, None) for one in invariants.questions(footnote)]
        if data is not None:
            footnote._parts.ingest.run(documents(realtimeqa.read_articles(data)[:400]))
            asked += [(one["question"], one["date"]) for one in realtimeqa.read_questions(data)]
        step = max(1, len(asked) // count)
        return ask(footnote, islice(cycle(asked[::step]), count))


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.truth", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--data", type=Path, help="folder of the public evaluation sets")
    parser.add_argument("--work", type=Path, default=Path(".bench"))
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    print(table(run(given.work, given.count, given.data)))


if __name__ == "__main__":
    main()
