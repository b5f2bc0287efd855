"""Who drafts the statements of an answer: the articles' own words, or a language model.

Owns the seam `Drafter` and the drafter that needs no model. Answers about speech are `attributing`'s. It decides
nothing about truth: whatever is drafted goes through `verification`. Called by `chain`; `model_drafting` is the other
implementation.
"""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from assistant.broad import NOTHING_THEN, draft_broad
from assistant.comparing import draft_side
from assistant.domain import Draft, DraftCitation, Notice, PackedSource, Question, Writing
from assistant.drafting import Drafted, draft_sentences
from assistant.intent import Intent
from assistant.listing import as_question
from assistant.numbered import paragraphs
from assistant.resolving import resolved
from assistant.said import Said
from assistant.several_questions import Asking
from index.article import Article, Hit, Quote
from index.rerank import Reranker
from index.search import Found

PATIENCE_SECONDS = 30.0
"""How long the drafting of one question may wait for its place and its model work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What there is to answer from. `asked` stands alone; `said` answers a question about speech from its index.

    `parts`: what a question asks for in turn, each with what there is to answer it from; `asking` is what a part asks.
    `begun`: when the question was put (`time.monotonic()`), for whoever has little time.
    """

    question: Question
    asked: str
    intent: Intent
    found: Found
    packed: tuple[PackedSource, ...]
    said: Said | None = None
    asking: Asking | None = None
    parts: tuple["Material", ...] = ()
    begun: float = field(default_factory=time.monotonic)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Everything that may be cited, best first."""
        return (*self.quoted, *self.found.hits)

    @property
    def quoted(self) -> tuple[Hit, ...]:
        """The paragraphs of what was said."""
        return tuple(
            hit for one in self.parts or (self,) if one.said is not None for hit in paragraphs(one.said.drafts)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """What a drafter tells after its last draft: what nearly answered, and how many texts the reranker scored.

    `missing`: a named part of the question that nothing answers.
    `no_answer`: a language model says that the sources do not answer. `writing`: what it was asked with.
    """

    near: Sequence[DraftCitation] = ()
    notices: tuple[Notice, ...] = ()
    missing: str | None = None
    pairs: int = 0
    no_answer: bool = False
    writing: Writing | None = None


class Drafter(Protocol):
    """Draft the statements of an answer."""

    def drafts(self, material: Material, *, cancelled: threading.Event) -> AsyncGenerator[Draft | Drafting]:
        """Give statements in the order they are shown, each as soon as it is complete; a `Drafting` comes last.

        Raises Cancelled when the event is set, Overloaded when there is no place or no time.
        """
        ...


class ExtractiveDrafter:
    """Answer with the articles' own sentences."""

    def __init__(
        self, *, reranker: Reranker, executor: Executor, quotes_of: Callable[[Article], Sequence[Quote]]
    ) -> None:
        self._reranker = reranker
        self._quotes_of = quotes_of
        self._executor = executor

    async def drafts(self, material: Material, *, cancelled: threading.Event) -> AsyncGenerator[Draft | Drafting]:
        """Draft what the articles say; see the protocol. Everything is chosen before the first draft is given."""
        work = partial(self._drafted, material, deadline=time.monotonic() + PATIENCE_SECONDS, cancelled=cancelled)
        drafted = await asyncio.get_running_loop().run_in_executor(self._executor, work)
        for draft in drafted.drafts:
            yield draft
        yield Drafting(near=drafted.near, notices=drafted.notices, missing=drafted.missing, pairs=drafted.pairs)

    def _drafted(self, material: Material, *, deadline: float, cancelled: threading.Event) -> Drafted:
        if material.intent.kind == "broad":
            drafts = draft_broad(material.intent.topic, material.found)
            return Drafted(drafts=drafts, notices=() if drafts or material.intent.topic else (NOTHING_THEN,))
        if material.asking is not None and material.asking.side is not None:
            drafted = draft_side(
                material.asking,
                material.found,
                now=material.question.now,
                reranker=self._reranker,
                deadline=deadline,
                cancelled=cancelled,
            )
            return replace(drafted, drafts=tuple(self._named(draft) for draft in drafted.drafts))
        drafted = draft_sentences(
            as_question(material.asked),
            material.found,
            now=material.question.now,
            reranker=self._reranker,
            speaker=material.intent.speaker,
            deadline=deadline,
            cancelled=cancelled,
        )
        return replace(drafted, drafts=tuple(self._named(draft) for draft in drafted.drafts))

    def _named(self, draft: Draft) -> Draft:
        return resolved(draft, self._quotes_of(draft.citations[0].hit.article))
