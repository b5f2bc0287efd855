"""Statements worded by a language model from numbered sentences, each a draft with the spans it names.

Owns what is asked of the model and how its sentence numbers become citations. It trusts nothing: a number that does not
exist cites nothing, and whatever is drafted goes through `verification`. Called by `writing`.
"""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Executor
from contextlib import aclosing
from functools import partial

from assistant.domain import Draft, DraftCitation, Writing
from assistant.drafters import Drafting, Material
from assistant.model_failures import ModelFailed, ModelGarbled, ModelRejected
from assistant.models import Connection, LanguageModel
from assistant.naming import context_of
from assistant.numbered import Sentence, number, rendered, stretches
from assistant.people import who_is_meant
from assistant.prompts import Prompt, load
from assistant.replies import SCHEMA, Reply, ReplyReader
from assistant.verification import Refused, speakers_named
from index.article import Article, Quote
from index.errors import Cancelled

LARGER = 1.3
"""Tokens of a model for each of ours (cl100k), at the most: budgets are kept in ours."""


class ModelDrafter:
    """Draft with a language model; see the protocol `Drafter`. Raises ModelFailed beside what the protocol names."""

    def __init__(
        self,
        model: LanguageModel,
        *,
        quotes_of: Callable[[Article], Sequence[Quote]],
        count_tokens: Callable[[str], int],
        executor: Executor,
        patience: float,
    ) -> None:
        self.model = model
        self.patience = patience
        self._quotes_of = quotes_of
        self._count_tokens = count_tokens
        self._executor = executor
        self._prompts = {name: load(name) for name in ("answer", "answer-lines", "repair")}

    @property
    def budget(self) -> int:
        """How many of our tokens the sources may have: what the model reads, less the instructions and the reply."""
        settings = self.model.settings
        told = max(self._count_tokens(one.system + one.user) for one in self._prompts.values())
        return int((settings.context - settings.reply_tokens) / LARGER) - told - LONGEST_QUESTION_TOKENS

    async def drafts(self, material: Material, *, cancelled: threading.Event) -> AsyncGenerator[Draft | Drafting]:
        """Word an answer; each statement is given as soon as the model has finished writing it."""
        async with aclosing(self._worded(material, (), cancelled)) as drafts:
            async for draft in drafts:
                yield draft

    async def redrafts(
        self, material: Material, refused: Sequence[Refused], *, cancelled: threading.Event
    ) -> AsyncGenerator[Draft | Drafting]:
        """Have refused statements worded again, once."""
        async with aclosing(self._worded(material, refused, cancelled)) as drafts:
            async for draft in drafts:
                yield draft

    async def _worded(
        self, material: Material, refused: Sequence[Refused], cancelled: threading.Event
    ) -> AsyncGenerator[Draft | Drafting]:
        loop = asyncio.get_running_loop()
        sentences, speech = await loop.run_in_executor(self._executor, partial(self._sources, material))
        if not sentences:
            yield Drafting(no_answer=True)
            return
        by = time.monotonic() + self.patience
        async with self.model.connected(by=by) as connection:
            for with_schema in dict.fromkeys((self.model.takes_schema, False)):
                reader = ReplyReader()
                prompt = self._prompts["answer" if with_schema else "answer-lines"]
                messages = self._messages(prompt, material, sentences, refused)
                try:
                    async with aclosing(self._replies(connection, reader, messages, with_schema, by)) as replies:
                        async for reply in replies:
                            if cancelled.is_set():
                                raise Cancelled("The question was withdrawn.")
                            yield self._draft(reply, sentences, speech)
                except ModelRejected:
                    if not with_schema:
                        raise
                    continue  # a server without schemas; remembered by the model
                if not reader.understood and with_schema and not reader.is_json:
                    self.model.ignores_schema()
                    continue
                break
        if not reader.understood:
            raise unreadable(reader)
        yield Drafting(no_answer=reader.no_answer, writing=self._record(prompt, with_schema))

    async def _replies(
        self,
        connection: Connection,
        reader: ReplyReader,
        messages: Sequence[tuple[str, str]],
        with_schema: bool,
        by: float,
    ) -> AsyncGenerator[Reply]:
        schema = SCHEMA if with_schema else None
        async with aclosing(connection.reply(messages, schema=schema, by=by)) as pieces:
            async for piece in pieces:
                for reply in reader.feed(piece):
                    yield reply
        for reply in reader.finish():
            yield reply

    def _messages(
        self, prompt: Prompt, material: Material, sentences: Sequence[Sentence], refused: Sequence[Refused]
    ) -> list[tuple[str, str]]:
        now = f"{material.question.now:%A, %d %B %Y}"
        values = {"articles": rendered(sentences), "question": material.asked, "now": now}
        system, user = prompt.filled(values)
        if not refused:
            return [("system", system), ("user", user)]
        listed = "\n".join(f"- {one.draft.text}\n  {one.reason}" for one in refused)
        again, what = self._prompts["repair"].filled({"refused": listed})
        return [("system", f"{system}\n\n{again}"), ("user", f"{user}\n\n{what}")]

    def _sources(self, material: Material) -> tuple[tuple[Sentence, ...], dict[str, Sequence[Quote]]]:
        sentences = number(material.packed, material.hits, count_tokens=self._count_tokens, budget=self.budget)
        articles = {one.hit.article.id: one.hit.article for one in sentences}
        return sentences, {name: self._quotes_of(article) for name, article in articles.items()}

    def _draft(self, reply: Reply, sentences: Sequence[Sentence], speech: dict[str, Sequence[Quote]]) -> Draft:
        cited = [sentences[one - 1] for one in reply.numbers if 1 <= one <= len(sentences)]
        found = list(stretches(cited))
        citations: list[DraftCitation] = []
        named: set[str] = set()
        for hit, span in found:
            article = hit.article
            spans = [other for one, other in found if one.article.id == article.id]
            quotes = speech[article.id]
            first = article.id not in named
            named.add(article.id)
            citations.append(
                DraftCitation(
                    hit=hit,
                    span=span,
                    context=context_of(reply.text, article, spans, quotes) if first else (),
                    speech=tuple(one for one in quotes if one.start < span.end and span.start < one.end),
                )
            )
        return Draft(text=reply.text, citations=tuple(citations), speaker=_speaker(reply.text, citations))

    def _record(self, prompt: Prompt, with_schema: bool) -> Writing:
        settings = self.model.settings
        return Writing(
            model=settings.name,
            prompt=prompt.name,
            prompt_version=prompt.version,
            prompt_hash=prompt.hash,
            form="schema" if with_schema else "lines",
            temperature=settings.temperature,
            reply_tokens=settings.reply_tokens,
        )


LONGEST_QUESTION_TOKENS = 100
"""Room for a question of usual length; a longer one takes it from the sources' safety margin."""


def unreadable(reader: ReplyReader) -> ModelFailed:
    """Make the failure of a reply without a single statement in it."""
    if reader.is_empty:
        return ModelGarbled("The language model answered nothing.", hint="Try again, or use another model.")
    return ModelGarbled(
        "The language model's answer has no statement that names its sources.",
        hint="A larger model keeps to the form better.",
    )


def _speaker(text: str, citations: Sequence[DraftCitation]) -> str | None:
    """Give whose words a statement reports, by the full name that the index of speech knows."""
    known = [one.speaker.name for citation in citations for one in citation.speech if one.speaker.name]
    return next((full for who in speakers_named(text) for full in known if who_is_meant(who, [full])), None)
