"""Five hundred questions made from the articles themselves: does any answer break the contract?

Owns the making of the questions: whoever is quoted is asked after, alone and about every few headlines; every headline
is asked about; the questions of `examples/` come on top. Needs no data but the sample articles.
"""

import json
from itertools import islice
from pathlib import Path

from assistant.application import Footnote
from assistant.settings import Settings
from assistant.verification import broken_invariants
from bench.measuring import Figure, figure

COUNT = 500


def run(work: Path) -> list[Figure]:
    """Ask, check every answer against the store, and print what breaks."""
    kept: list[float] = []
    answered: list[float] = []
    with Footnote.open(Settings.read(data_dir=work / "samples")) as footnote:
        footnote.ingest(["examples/articles"])
        for question in islice(questions(footnote), COUNT):
            answer = footnote.ask(question)
            broken = broken_invariants(
                answer, lambda one, revision: footnote.article(one, groups=None, revision=revision).text
            )
            for what in broken:
                print(f"broken: {question}: {what}")
            kept.append(not broken)
            answered.append(answer.outcome != "unanswered")
    return [figure("answers that keep the contract", kept), figure("of them answered", answered)]


def questions(footnote: Footnote) -> list[str]:
    """Make the questions, in a fixed order."""
    people = [name for name, _ in footnote.speakers(None)]
    listed = footnote.articles(footnote.scope(groups=None), limit=200).items
    titles = [article.title for article in listed if article.title]
    written = [json.loads(line)["question"] for line in Path("examples/questions.jsonl").read_text().splitlines()]
    made = [*written, *(f"What did {name} say?" for name in people), *(f"What is known about {one}?" for one in titles)]
    for at, name in enumerate(people * 4):
        made.append(f"What did {name} say about {titles[(7 * at) % len(titles)]}?")
    return made
