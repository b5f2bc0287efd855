"""`python -m bench.speech_weights ARTICLES ATTRIBUTIONS`: fit the weights of index/speech/weights.py anew.

Owns the labels and the fit: two logistic regressions over the facts of `index.speech.evidence`, on the half of the
articles that the hash of their id picks; the other half is left for scoring. ARTICLES and ATTRIBUTIONS are JSON lines,
`.gz` or not: {"id", "text"} and {"article_id", "content_spans"}; the text is read as it stands, because the spans
count in it. Prints the two tables to paste.
"""

import argparse
import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from index.speech.evidence import fragment_features, report_features
from index.speech.given import given_names
from index.speech.masking import masked_sentences
from index.speech.parsing import Parser
from index.speech.reader import worth_parsing
from index.speech.records import Script

Facts: TypeAlias = Mapping[str, float]
Spans: TypeAlias = Sequence[tuple[int, int]]

RIDGE = 3.0
"""How dear a weight is: enough that a fact seen a dozen times stays near nothing."""
LEAST = 0.05
"""Smaller weights are left out."""


class Recording(Script):
    """A script that keeps every candidate it weighs, with the places of its words."""

    def __init__(self, *parts: object) -> None:
        super().__init__(*parts)  # type: ignore[arg-type]  # passed on as they came
        self.reports: list[tuple[Facts, Spans]] = []
        self.fragments: list[tuple[Facts, Spans]] = []

    def _accepts(self, sentence, doc, report, quoted, spans):  # type: ignore[no-untyped-def]
        person = None if report.speaker is None else self._cast.person(sentence, doc, report.speaker)
        human = person.human if person is not None else 0
        closed = sentence.text.rstrip("”\"'’)")[-1:] in (".", "?", "!", "…", ":", ",")
        self.reports.append((report_features(report, doc, quoted, human, closed), list(spans)))
        return super()._accepts(sentence, doc, report, quoted, spans)

    def _quotes(self, doc, words, quoted, found, at):  # type: ignore[no-untyped-def]
        span = next(
            (q.quotation.start, q.quotation.end)
            for s in self._sentences
            for q in s.quotations
            if q.quotation.start == at
        )
        self.fragments.append((fragment_features(doc, *words, quoted, found.verb, found.speaker), [span]))
        return super()._quotes(doc, words, quoted, found, at)


def main() -> None:
    """Read, collect, fit, print."""
    asked = argparse.ArgumentParser(prog="python -m bench.speech_weights", description=__doc__.partition("\n")[0])
    asked.add_argument("articles", type=Path)
    asked.add_argument("attributions", type=Path)
    given = asked.parse_args()
    gold: defaultdict[str, list[Spans]] = defaultdict(list)
    for row in rows(given.attributions):
        gold[row["article_id"]].append(row["content_spans"])
    reports: list[tuple[Facts, bool]] = []
    fragments: list[tuple[Facts, bool]] = []
    parser, sexes = Parser(None), given_names()
    for row in rows(given.articles):
        text = row["text"]
        if not is_for_fitting(row["id"]):
            continue
        sentences = masked_sentences(text)
        wanted = [k for k, sentence in enumerate(sentences) if worth_parsing(sentence)]
        docs = dict(zip(wanted, parser.parse([sentences[k].text for k in wanted]), strict=True))
        script = Recording(text, sentences, docs, sexes)
        script.quotes()
        said = [places(spans) for spans in gold[row["id"]]]
        reports += [(facts, is_speech(places(spans), said)) for facts, spans in script.reports]
        fragments += [(facts, is_speech(places(spans), said)) for facts, spans in script.fragments]
    for name, found in (("REPORT", reports), ("FRAGMENT", fragments)):
        weights = fit(found)
        print(f"# {len(found)} candidates, {sum(label for _, label in found)} of them speech")
        print(f"{name}: Mapping[str, float] = {{")
        for fact in sorted(weights, key=lambda fact: (fact != "always", fact)):
            print(f'    "{fact}": {round(weights[fact], 2)},')
        print("}")


def rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]  # as the file has them
    """Read JSON lines, packed or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def is_for_fitting(article_id: str) -> bool:
    """Tell whether an article belongs to the half that weights and rules are worked out on."""
    return int(hashlib.sha256(f"speech half {article_id}".encode()).hexdigest(), 16) % 2 == 0


def places(spans: Spans) -> set[int]:
    """Give every place that spans cover."""
    return {at for start, end in spans for at in range(start, end)}


def is_speech(candidate: set[int], said: Sequence[set[int]]) -> bool:
    """Tell whether a candidate is what somebody marked: half of both, or four fifths of it within."""
    return any(
        2 * len(candidate & one) >= 0.5 * (len(candidate) + len(one)) or len(candidate & one) >= 0.8 * len(candidate)
        for one in said
    )


def fit(found: Sequence[tuple[Facts, bool]]) -> dict[str, float]:
    """Fit a logistic regression by Newton's steps; weights under `LEAST` are dropped."""
    names = sorted({name for facts, _ in found for name in facts})
    place = {name: at for at, name in enumerate(names)}
    matrix = np.zeros((len(found), len(names)))
    for row, (facts, _) in enumerate(found):
        for name, value in facts.items():
            matrix[row, place[name]] = value
    labels = np.array([float(label) for _, label in found])
    weights = np.zeros(len(names))
    for _ in range(25):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (labels - chance) - RIDGE * weights
        bend = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + RIDGE * np.eye(len(names))
        weights += np.linalg.solve(bend, slope)
    return {name: float(weight) for name, weight in zip(names, weights, strict=True) if abs(weight) >= LEAST}


if __name__ == "__main__":
    main()
