"""The line as LangChain users expect it: `invoke`, `stream`, `batch`, `ainvoke`, callbacks, and standard citations.

Owns the wrapping only. Nothing of LangChain goes further in than this file and `retriever`.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any, TypeAlias

from langchain_core.messages import AIMessage
from langchain_core.messages.content import Citation as CitationAnnotation
from langchain_core.runnables import Runnable, RunnableConfig

from assistant.application import Footnote
from assistant.domain import Answer, Event, Question

Asked: TypeAlias = "str | Question"


class AnswerChain(Runnable[Asked, Answer]):
    """Answer questions as one step of a LangChain program.

    The input is a question's text or a `Question`. `stream` and `astream` give the answer's events one by one, of which
    the last is `Answered`; everything else gives the `Answer`.
    """

    def __init__(self, footnote: Footnote) -> None:
        self._footnote = footnote

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: ANN401 - LangChain's own signature
        """Answer a question."""
        return self._call_with_config(self._footnote.ask, input, config)

    async def ainvoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: ANN401 - LangChain's own signature
        """Answer a question without blocking."""
        return await self._acall_with_config(self._answer, input, config)

    async def _answer(self, asked: Asked) -> Answer:
        return await self._footnote.answer(self._question(asked))

    def stream(  # type: ignore[override]  # events come, not pieces of an answer: a piece of one is not verified
        self,
        input: Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's own signature
    ) -> Iterator[Event]:
        """Answer event by event."""
        yield from self._footnote.stream(input)

    async def astream(  # type: ignore[override]  # as above
        self,
        input: Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's own signature
    ) -> AsyncGenerator[Event]:
        """Answer event by event without blocking."""
        async with aclosing(self._footnote.events(self._question(input))) as events:
            async for event in events:
                yield event

    def _question(self, asked: Asked) -> Question:
        return asked if isinstance(asked, Question) else self._footnote.question(asked)


def as_message(answer: Answer) -> AIMessage:
    """Give an answer as a message whose text block carries standard citation annotations, one per `[n]`."""
    annotations: list[CitationAnnotation] = []
    for citation in answer.citations:
        mark, at = f"[{citation.number}]", 0
        while (at := answer.text.find(mark, at)) >= 0:
            annotation = CitationAnnotation(
                type="citation",
                title=citation.title or citation.article_id,
                cited_text=citation.quote,
                start_index=at,
                end_index=at + len(mark),
            )
            if citation.url:
                annotation["url"] = citation.url
            annotations.append(annotation)
            at += len(mark)
    return AIMessage(content=[{"type": "text", "text": answer.text, "annotations": annotations}])
