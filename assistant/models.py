"""A language model behind an OpenAI-compatible endpoint: a reply as a stream of text, or one clear failure.

Owns the connection, time-outs, retries with backoff, how many calls run at once, and what a server turned out not to
support. The only home of LangChain's chat models and of openai's client. It words no prompt and reads no reply. Called
by `model_drafting` and `model_condensing`; made by `assembly`.
"""

import asyncio
import logging
import random
import threading
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.model_failures import ModelBroken, ModelBusy, ModelFailed, ModelSlow, ModelUnreachable, failure_of
from index.article import JSON

if TYPE_CHECKING:
    import httpx2
    from langchain_core.language_models import BaseChatModel

_log = logging.getLogger(__name__)

OPENAI = "https://api.openai.com/v1"
CONNECT_SECONDS = 5.0
RETRIES = 2
BACKOFF_SECONDS = 0.3
LONGEST_WAIT_SECONDS = 1.0
"""A server that asks for more patience than this has failed for this question: the articles' own words come instead."""
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which model, where, and within what bounds. `context` and `reply_tokens` are the model's own tokens."""

    name: str
    base_url: str
    key: str | None = field(repr=False)
    context: int
    at_once: int
    reply_tokens: int = 700
    temperature: float = 0.0


@dataclass(slots=True, kw_only=True)
class _Learnt:
    """What the server turned out not to take; found by the first question, remembered while the program runs."""

    schema: bool = True
    temperature: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """One model at one endpoint, for any number of questions and event loops."""

    settings: ModelSettings
    client: Callable[[], "httpx2.AsyncClient"] | None = None
    _learnt: _Learnt = field(default_factory=_Learnt)
    _places: threading.BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", threading.BoundedSemaphore(self.settings.at_once))

    @property
    def takes_schema(self) -> bool:
        """Tell whether the server is believed to keep a reply to a JSON schema."""
        return self._learnt.schema

    def ignores_schema(self) -> None:
        """Remember that a schema was sent and what came back was no JSON."""
        self._learnt.schema = False

    def prepare(self) -> None:
        """Load what a call needs; takes seconds the first time, so never on an event loop."""
        # Here and not above: together they take seconds, and most installations have no language model.
        import langchain_openai  # noqa: F401 - loaded, to be there when it is used
        from langchain import chat_models  # noqa: F401 - loaded, to be there when it is used

    @asynccontextmanager
    async def connected(self, *, by: float) -> AsyncGenerator["Connection"]:
        """Open a connection for one question, once there is a place; `by` is `time.monotonic()`. Raises ModelBusy."""
        while not self._places.acquire(blocking=False):
            if time.monotonic() >= by:
                raise ModelBusy("More questions are with the language model than it may be asked at once.")
            await asyncio.sleep(POLL_SECONDS)
        try:
            await asyncio.to_thread(self.prepare)
            async with self._client() as client:
                yield Connection(self.settings, self._learnt, client)
        finally:
            self._places.release()

    def _client(self) -> "AbstractAsyncContextManager[httpx2.AsyncClient]":
        if self.client is not None:
            return self.client()
        import httpx2

        return httpx2.AsyncClient(timeout=httpx2.Timeout(120.0, connect=CONNECT_SECONDS))


class Connection:
    """The calls of one question: they share a connection, which is closed with it. Leaving a reply ends the call."""

    def __init__(self, settings: ModelSettings, learnt: _Learnt, client: "httpx2.AsyncClient") -> None:
        self._settings = settings
        self._learnt = learnt
        self._model = _chat_model(settings, client)

    async def reply(
        self, messages: Sequence[tuple[str, str]], *, schema: Mapping[str, JSON] | None, by: float
    ) -> AsyncGenerator[str]:
        """Give a reply piece by piece. `messages`: role and content; `by`: when it must have begun to be of use.

        Raises ModelFailed (each kind with its own words). Nothing is asked again once a piece has been given.
        """
        tries = 0
        while True:
            given = False
            try:
                async with aclosing(self._pieces(messages, schema)) as pieces:
                    async for piece in pieces:
                        given = True
                        yield piece
                return
            except ModelFailed as failure:
                if given and isinstance(failure, ModelUnreachable):
                    raise ModelBroken(
                        "The connection broke in the middle of the answer.", hint="Try again."
                    ) from failure
                if given:
                    raise
                if self._gives_way(failure, schema is not None):
                    continue
                tries += 1
                wait = max(BACKOFF_SECONDS * 2 ** (tries - 1) * random.uniform(0.8, 1.2), failure.retry_after or 0)
                late = time.monotonic() + wait >= by
                if not failure.retryable or tries > RETRIES or wait > LONGEST_WAIT_SECONDS or late:
                    raise
                _log.info("the language model failed (%s); trying again", failure.code)
                await asyncio.sleep(wait)

    def _gives_way(self, failure: ModelFailed, with_schema: bool) -> bool:
        """Leave out what the server says it does not take, and remember; a schema is the caller's to leave out."""
        if failure.code != "model_rejected":
            return False
        if self._learnt.temperature and "temperature" in failure.told:
            self._learnt.temperature = False
            return True
        if with_schema:
            self._learnt.schema = False
        return False

    async def _pieces(
        self, messages: Sequence[tuple[str, str]], schema: Mapping[str, JSON] | None
    ) -> AsyncGenerator[str]:
        body: dict[str, object] = {"stream": True}
        if schema is not None:
            form = {"name": "answer", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        if self._learnt.temperature:
            body["temperature"] = self._settings.temperature
        official = self._settings.base_url == OPENAI
        body["max_completion_tokens" if official else "max_tokens"] = self._settings.reply_tokens
        try:
            stream = self._model.astream(list(messages), extra_body=body)
            async with aclosing(stream) as chunks:  # type: ignore[type-var]  # an asynchronous generator, typed less
                async for chunk in chunks:
                    refused = chunk.additional_kwargs.get("refusal")
                    if refused or chunk.response_metadata.get("finish_reason") == "content_filter":
                        raise ModelFailed.refused()
                    text = chunk.text
                    if text:
                        yield str(text)
        except (asyncio.CancelledError, GeneratorExit, ModelFailed):
            raise
        except TimeoutError as error:
            raise ModelSlow("The language model went silent in the middle.") from error
        except Exception as error:  # the client's and LangChain's errors share no base; the table decides
            raise failure_of(error, self._settings.key) from error


def _chat_model(settings: ModelSettings, client: "httpx2.AsyncClient") -> "BaseChatModel":
    """Build the chat model; every call makes one, since a client belongs to one event loop."""
    from langchain.chat_models import init_chat_model

    async def key() -> str:  # given this way, LangChain makes no second, synchronous client
        return settings.key or "none"

    return init_chat_model(
        settings.name,
        model_provider="openai",
        base_url=settings.base_url,
        api_key=key,
        http_async_client=client,
        http_socket_options=(),
        max_retries=0,
        use_responses_api=False,
        stream_usage=False,
    )
