"""The cases that the weights of answering are fitted on: questions, candidate sentences, and what they should be.

Owns the gathering, from RealTime QA, RGB and `examples/`. Where a set has no question without an answer, one is made of
each with: what holds the gold answer is taken away. Logits are kept beside the data directories, so that fitting again
costs seconds. Used by `fit_answering`.
"""

import json
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from assistant.assembly import Parts
from assistant.candidates import Candidate, candidates_of
from assistant.clues import Asked, clues_of, offers, read_question
from assistant.offering import Offer
from assistant.ranking import Ranked
from assistant.time_asked import by_time, in_its_year
from assistant.wordings import holds
from bench import realtimeqa, rgb
from bench.asking import documents, open_directory
from index.article import Query, Scope
from index.rerank import Reranker
from index.search import Found, Searcher, SearchSizes
from index.tokens import TokenCounter

HITS = 20
WINDOWS_WITHOUT = 32
"""Windows read for a case whose best articles are taken away: as many as usual are left."""


@dataclass(kw_only=True)
class Case:
    """A question with its candidates, their logits, and what holds its answer. `share`: how much it counts."""

    group: str
    kind: str
    share: float
    answerable: bool
    asked: Asked
    candidates: list[Candidate]
    offering: list[Offer]
    logits: list[float]
    holds: Callable[[str], bool]

    def stages(self) -> "list[Case]":
        """Give the case as it is read in turn: what is of the time asked about, then everything."""
        asked = in_its_year(self.asked, self.candidates)
        places = {id(one): at for at, one in enumerate(self.candidates)}
        return [
            replace(
                self,
                asked=asked,
                candidates=stage,
                offering=[self.offering[places[id(one)]] for one in stage],
                logits=[self.logits[places[id(one)]] for one in stage],
            )
            for stage in by_time(self.candidates, asked.reported)
        ]

    def right(self, text: str) -> bool:
        """Tell whether a text answers."""
        return self.answerable and self.holds(text)

    def clues(self, at: Sequence[int], *, alone: bool) -> list[dict[str, float]]:
        """Give the clues of some of the candidates, in the first reading or the second."""
        chosen = [self.candidates[one] for one in at]
        logits: list[float | None] = [self.logits[one] if alone else None for one in at]
        return clues_of(self.asked, chosen, [self.offering[one] for one in at], logits=logits)

    def ranked(self, at: Sequence[int], weights: Sequence[float]) -> list[Ranked]:
        """Give candidates as `ranking` would, with weights of the second reading."""
        return [
            Ranked(
                candidate=self.candidates[one],
                offer=self.offering[one],
                logit=self.logits[one],
                clues=told,
                weight=weight,
            )
            for one, told, weight in zip(at, self.clues(at, alone=True), weights, strict=True)
        ]


class Remembering:
    """A reranker that keeps its logits in a file."""

    def __init__(self, real: Reranker, file: Path) -> None:
        self.key = real.key
        self._real, self._file = real, file
        self._known: dict[tuple[str, str], float] = {}
        if file.exists():
            key, known = pickle.loads(file.read_bytes())
            self._known = known if key == self.key else {}

    def score(
        self,
        query: str,
        texts: Sequence[str],
        *,
        deadline: float | None = None,
        cancelled: threading.Event | None = None,
    ) -> list[float]:
        """Score what is not known yet."""
        new = [text for text in dict.fromkeys(texts) if (query, text) not in self._known]
        scored = self._real.score(query, new, deadline=deadline, cancelled=cancelled)
        self._known |= {(query, text): logit for text, logit in zip(new, scored, strict=True)}
        return [self._known[query, text] for text in texts]

    def keep(self) -> None:
        """Write the file."""
        self._file.write_bytes(pickle.dumps((self.key, self._known)))


def gather(data: Path, work: Path) -> tuple[list[Case], str]:
    """Gather the cases of all sets, and the reranker's key."""
    news, key = _news(data, work)
    return [*news, *_documents(data, work), *_samples(work)], key


class _Set:
    """An opened set and what its cases are made with."""

    def __init__(self, parts: Parts, file: Path) -> None:
        self.reranker = Remembering(parts.reranker, file)
        count = TokenCounter().count
        self._searcher = Searcher(parts.corpus, reranker=self.reranker, count_tokens=count)
        wide = replace(SearchSizes(), windows=WINDOWS_WITHOUT)
        self._wide = Searcher(parts.corpus, reranker=self.reranker, count_tokens=count, sizes=wide)

    def case(
        self,
        question: str,
        holding: Callable[[str], bool],
        *,
        group: str,
        kind: str,
        share: float,
        now: datetime | None = None,
        articles: frozenset[str] | None = None,
        answerable: bool = True,
        without: bool = False,
    ) -> Case:
        """Make a case; `without` takes every article away that holds the answer."""
        scope = Scope(
            groups=None, since=None, until=None, source=None, author=None, article_ids=articles, at=datetime.now(UTC)
        )
        query = Query(text=question, today=None if now is None else now.date())
        found: Found = (self._wide if without else self._searcher).search(query, scope, limit=HITS)
        if without:
            left = [hit for hit in found.hits if not holding(f"{hit.article.title}\n{hit.article.text}")]
            found = replace(found, hits=tuple(left))
        asked, candidates = read_question(question, now=now or datetime.now(UTC)), candidates_of(found)
        return Case(
            group=group,
            kind=kind,
            share=share,
            answerable=answerable and not without,
            asked=asked,
            candidates=candidates,
            offering=offers(asked, candidates),
            logits=self.reranker.score(question, [one.text for one in candidates]),
            holds=holding,
        )


def _news(data: Path, work: Path) -> tuple[list[Case], str]:
    footnote, parts = open_directory(work / "realtimeqa")
    with footnote:
        parts.ingest.run(documents(realtimeqa.read_articles(data)))
        opened = _Set(parts, work / "realtimeqa-logits.pickle")
        cases: list[Case] = []
        for one in realtimeqa.read_questions(data):
            if one["evidence"]:
                make = partial(
                    opened.case, one["question"], partial(_holds, one["answer"]),
                    group=one["id"], now=datetime.fromisoformat(one["date"]).replace(tzinfo=UTC),
                )  # fmt: skip
                cases += [make(kind="news", share=1.0), make(kind="news, taken away", share=1.0, without=True)]
        opened.reranker.keep()
        return cases, opened.reranker.key


def _documents(data: Path, work: Path) -> Iterator[Case]:
    footnote, parts = open_directory(work / "rgb")
    with footnote:
        parts.ingest.run(documents(rgb.read_articles(data)))
        opened = _Set(parts, work / "rgb-logits.pickle")
        for case in rgb.read_cases(data):
            wanted = rgb.forms(case["answer"])
            held = rgb.stands(wanted, "\n".join(case["docs"]))
            if case["case"] == "reject" or (case["case"].startswith("noise") and held):
                yield opened.case(
                    case["question"],
                    partial(rgb.stands, wanted),
                    group=case["query_id"],
                    kind=case["case"],
                    share=_SHARES[case["case"]],
                    articles=frozenset(case["doc_ids"]),
                    answerable=case["case"] != "reject",
                )
        opened.reranker.keep()


_SHARES = {"noise_0.0": 0.5, "noise_0.4": 0.5, "noise_0.8": 1.0, "reject": 2.0}


def _samples(work: Path) -> Iterator[Case]:
    footnote, parts = open_directory(work / "plain-samples")
    with footnote:
        footnote.ingest(["examples/articles"])
        opened = _Set(parts, work / "samples-logits.pickle")
        for line in Path("examples/questions.jsonl").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            make = partial(
                opened.case,
                one["question"],
                partial(_stands, one["contains"] or ""),
                group=one["id"],
                now=datetime.fromisoformat(one["now"]) if "now" in one else None,
            )
            if one["contains"] and one["kind"] != "said":
                yield make(kind="samples", share=2.0)
                yield make(kind="samples, taken away", share=0.5, without=True)
            if one["expect"] == "unanswered":
                yield make(kind="samples without an answer", share=2.0, answerable=False)
        opened.reranker.keep()


def _holds(gold: str, text: str) -> bool:
    return holds(text, gold)


def _stands(words: str, text: str) -> bool:
    return bool(words) and words.lower() in text.lower()
