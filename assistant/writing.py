"""From sources to verified statements: drafted, held against their evidence, worded again once, or replaced.

Owns what happens around a drafter: the check of every statement, the one repair, the time a language model gets, and
the articles' own words in its place when it fails or nothing it wrote holds. The answer's mode and notices say which it
was. Called by `chain`.
"""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import Executor
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial

from assistant.domain import Draft, DraftCitation, Mode, Notice, Writing
from assistant.domain import Support as Kind
from assistant.drafters import Drafter, Drafting, Material
from assistant.drafting import about_something_else
from assistant.in_turn import answers_in_turn
from assistant.model_drafting import ModelDrafter
from assistant.model_failures import ModelFailed, ModelSlow
from assistant.verification import Refused, Support, reporting, verify

_log = logging.getLogger(__name__)

RELEVANT = -7.0
"""The reranker's logit below which the best passage has nothing to do with the question: no model is asked."""
TOTAL_SHARE = 5
"""A whole answer may take this many times as long as its first statement."""
REPAIR_SECONDS = 4.0
"""With less time left than this, nothing is worded again."""
VERIFY_SECONDS = 10.0
PLAIN = 0.6
"""From this probability on the articles' own sentence is right in two of three cases and more (docs/evaluation.md): it
is shown although the model says that there is no answer, which a weak model says easily, and one that obeys an order
planted in an article. Plain answers in a single short article get .66."""
NO_ANSWER = "The language model found no answer. The articles seem to hold one: these are their own words."


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A draft that holds."""

    draft: Draft
    support: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is known once the last statement is out."""

    mode: Mode = "extractive"
    near: Sequence[DraftCitation] = ()
    pairs: int = 0
    notices: tuple[Notice, ...] = ()
    missing: str | None = None
    writing: Writing | None = None
    verify_ms: float = 0.0


class Writer:
    """Writes answers with the articles' own words, or with a language model where one is set."""

    def __init__(
        self, extractive: Drafter, *, model: ModelDrafter | None, support: Support, executor: Executor
    ) -> None:
        self._extractive = extractive
        self._model = model
        self._support = support
        self._executor = executor

    async def write(
        self, material: Material, *, cancelled: threading.Event
    ) -> AsyncGenerator[Accepted | Refused | Written]:
        """Give every statement with its verdict as soon as there is one; a `Written` comes last.

        Raises Cancelled, Overloaded and any CorpusError; never what a language model does.
        """
        if self._model is None or not _relevant(material):
            async with aclosing(self._from_articles(self._own_words(material, cancelled), Written())) as items:
                async for item in items:
                    yield item
            return
        told = _Told()
        async with aclosing(self._from_model(self._model, material, told, cancelled)) as items:
            async for item in items:
                yield item
        if told.accepted:
            yield Written(mode="llm", notices=tuple(told.notices), writing=told.writing, verify_ms=told.verify_ms)
            return
        drafts = self._own_words(material, cancelled)
        if told.no_answer and not told.refused:
            drafted = [one async for one in drafts]
            if not _plain(drafted):
                yield replace(_near(drafted), mode="llm", writing=told.writing, verify_ms=told.verify_ms)
                return
            told.notices.append(Notice(code="model_no_answer", message=NO_ANSWER))
            drafts = _again(drafted)
        if not told.notices:
            told.notices.append(
                Notice(
                    code="nothing_verified",
                    message="Nothing the language model wrote could be verified. These are the articles' own words.",
                )
            )
        begun = Written(notices=tuple(told.notices), verify_ms=told.verify_ms)
        async with aclosing(self._from_articles(drafts, begun)) as items:
            async for item in items:
                yield item

    async def _from_articles(
        self, given: AsyncGenerator[Draft | Drafting], begun: Written
    ) -> AsyncGenerator[Accepted | Refused | Written]:
        spent = 0.0
        async with aclosing(given) as drafts:
            async for draft in drafts:
                if isinstance(draft, Drafting):
                    spent += begun.verify_ms
                    yield replace(
                        begun,
                        near=draft.near,
                        pairs=draft.pairs,
                        notices=(*begun.notices, *draft.notices),
                        missing=draft.missing,
                        verify_ms=spent,
                    )
                elif reporting(draft.text):  # an order in an article, or to whoever answers, is no answer
                    began = time.perf_counter()
                    verdict = verify(draft)
                    spent += (time.perf_counter() - began) * 1000
                    if verdict.support is None:
                        yield Refused(draft=draft, reason=verdict.reason)
                    else:
                        yield Accepted(draft=draft, support=verdict.support)

    async def _own_words(self, material: Material, cancelled: threading.Event) -> AsyncGenerator[Draft | Drafting]:
        """Draft without a language model: what somebody said, or the sentences that answer."""
        if material.parts:
            async with aclosing(answers_in_turn(material.parts, partial(self._own_words, cancelled=cancelled))) as told:
                async for one in told:
                    yield one
            return
        if material.said is not None:
            for one in material.said.drafts:
                yield one
            yield Drafting(near=material.said.near, pairs=material.said.pairs)
            return
        async with aclosing(self._extractive.drafts(material, cancelled=cancelled)) as drafts:
            async for draft in drafts:
                yield draft

    async def _from_model(
        self, model: ModelDrafter, material: Material, told: "_Told", cancelled: threading.Event
    ) -> AsyncGenerator[Accepted | Refused]:
        first_by = material.begun + model.patience
        last_by = material.begun + TOTAL_SHARE * model.patience
        again: list[Refused] = []
        try:
            for repairing in (False, True):
                if repairing and (not again or last_by - time.monotonic() < REPAIR_SECONDS):
                    break
                drafts = (
                    model.redrafts(material, tuple(again), cancelled=cancelled)
                    if repairing
                    else model.drafts(material, cancelled=cancelled)
                )
                async with aclosing(drafts):
                    while True:
                        by = last_by if told.accepted else first_by
                        draft = await _next(drafts, by=by)
                        if draft is None:
                            break
                        if isinstance(draft, Drafting):
                            told.no_answer = told.no_answer or (draft.no_answer and not repairing)
                            told.writing = told.writing or draft.writing
                            continue
                        began = time.perf_counter()
                        verdict = await self._verified(draft, cancelled)
                        told.verify_ms += (time.perf_counter() - began) * 1000
                        if isinstance(verdict, Accepted):
                            told.accepted += 1
                        else:
                            told.refused += 1
                            again.append(verdict)
                        yield verdict
        except ModelFailed as failure:
            _log.warning("the language model failed (%s): %s", failure.code, failure.message)
            told.fail(failure)

    async def _verified(self, draft: Draft, cancelled: threading.Event) -> Accepted | Refused:
        deadline = time.monotonic() + VERIFY_SECONDS
        work = partial(verify, draft, self._support, deadline=deadline, cancelled=cancelled)
        verdict = await asyncio.get_running_loop().run_in_executor(self._executor, work)
        if verdict.support is None:
            return Refused(draft=draft, reason=verdict.reason)
        return Accepted(draft=replace(draft, score=verdict.score), support=verdict.support)


@dataclass(slots=True, kw_only=True)
class _Told:
    """What is known so far of a model's answer."""

    accepted: int = 0
    refused: int = 0
    no_answer: bool = False
    writing: Writing | None = None
    verify_ms: float = 0.0
    notices: list[Notice] = field(default_factory=list)

    def fail(self, failure: ModelFailed) -> None:
        """Say what failed, and what is shown instead."""
        shown = "The answer may lack something." if self.accepted else "These are the articles' own words."
        parts = (failure.message, failure.hint, shown)
        self.notices.append(Notice(code=failure.code, message=" ".join(part for part in parts if part)))


def _plain(drafted: Sequence[Draft | Drafting]) -> bool:
    """Tell whether the articles answer so plainly that a model which says they do not is not believed."""
    return any(isinstance(one, Draft) and one.score is not None and one.score >= PLAIN for one in drafted)


def _near(drafted: Sequence[Draft | Drafting]) -> Written:
    """Give what nearly answers, for a model that found no answer: the sentences the articles would have given."""
    near = [citation for one in drafted for citation in (one.near if isinstance(one, Drafting) else one.citations)]
    return Written(near=near[:3], pairs=sum(one.pairs for one in drafted if isinstance(one, Drafting)))


async def _again(drafted: Sequence[Draft | Drafting]) -> AsyncGenerator[Draft | Drafting]:
    for one in drafted:
        yield one


async def _next(drafts: AsyncGenerator[Draft | Drafting], *, by: float) -> Draft | Drafting | None:
    """Wait for the next draft; None after the last. Raises ModelSlow at `by`."""
    try:
        async with asyncio.timeout(max(0.0, by - time.monotonic())):
            return await anext(drafts, None)
    except TimeoutError:
        raise ModelSlow(
            "The language model took too long.", hint="FOOTNOTE_MODEL_PATIENCE gives it more time."
        ) from None


def _relevant(material: Material) -> bool:
    if material.said is not None:
        return bool(material.said.drafts)
    hits = material.found.hits[:5]
    near = bool(hits) and max(hit.score for hit in hits) >= RELEVANT
    return near and not all(about_something_else(material.asked, hit.article) for hit in hits)
