"""The language model's endpoint in its dialects, and everything that can go wrong with one."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import pytest

from assistant.model_failures import ModelFailed
from assistant.models import LanguageModel, ModelSettings
from bench import scripted_model as script

KEY = "sk-test-1234567890abcdef"
PROMPT = [("system", "Be brief."), ("user", "What?")]
SCHEMA = {"type": "object"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[script.ScriptedModel]:
    with script.scripted() as running:
        yield running


@pytest.fixture
def model(endpoint: script.ScriptedModel) -> LanguageModel:
    endpoint.reset()
    return LanguageModel(
        settings=ModelSettings(name="small:1b", base_url=endpoint.url, key=KEY, context=4096, at_once=2)
    )


async def pieces(model: LanguageModel, *, schema: bool = True, patience: float = 3.0) -> AsyncIterator[str]:
    by = time.monotonic() + patience
    async with model.connected(by=by) as connection:
        replies = connection.reply(PROMPT, schema=SCHEMA if schema else None, by=by)
        async with aclosing(replies):
            async for piece in replies:
                yield piece


async def reply(model: LanguageModel, *, schema: bool = True) -> str:
    return "".join([piece async for piece in pieces(model, schema=schema)])


@pytest.mark.parametrize("dialect", ["openai", "vllm", "ollama", "llama.cpp"])
async def test_every_dialect_streams(model, endpoint, dialect) -> None:
    endpoint.enqueue(script.says("Hello, dear reader.", dialect=dialect))
    assert await reply(model) == "Hello, dear reader."
    asked = endpoint.history[-1]
    assert asked["model"] == "small:1b"
    assert asked["stream"] is True
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert endpoint.headers[-1]["authorization"] == f"Bearer {KEY}"


FAILURES = {
    "key": (script.status(401, {"error": {"message": f"Incorrect API key provided: {KEY}."}}), "model_key_refused"),
    "forbidden": (script.status(403, {"error": {"message": "no"}}), "model_key_refused"),
    "unknown": (script.status(404, {"error": {"message": f"model not found for {KEY}"}}), "model_missing"),
    "page": (script.status(404, "<html>Not here</html>"), "model_missing"),
    "busy": (script.status(429, {"error": {"message": "slow down"}}, Retry_After="20"), "model_busy"),
    "broken": (script.status(500, {"error": {"message": "oh"}}), "model_broken"),
    "gateway": (script.status(502, "<html>Bad gateway</html>"), "model_broken"),
    "overflow": (
        script.status(400, {"error": {"message": "This model's maximum context length is 2048 tokens."}}),
        "model_context",
    ),
    "overflow of llama.cpp": (
        script.status(400, {"error": {"message": "the request exceeds the available context size"}}),
        "model_context",
    ),
    "no JSON": (script.raw("{broken"), "model_garbled"),
    "a page instead": (script.raw("<html>"), "model_garbled"),
    "in the middle": (script.raw('{"error": {"message": "boom"}}'), "model_broken"),
    "torn": (script.breaks('{"statements": ['), "model_broken"),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_a_failure_is_told_in_one_clear_line_without_the_key(model, endpoint, name, caplog) -> None:
    act, code = FAILURES[name]
    endpoint.always = act
    began = time.monotonic()
    with caplog.at_level("DEBUG", logger="assistant"), pytest.raises(ModelFailed) as raised:
        await reply(model, schema=False)
    failure = raised.value
    assert failure.code == code
    assert time.monotonic() - began < 2.0
    told = f"{failure.message} {failure.hint} {failure.told} {failure!r} {caplog.text}"
    assert KEY not in told
    assert "sk-" not in told
    assert "\n" not in failure.message
    assert "Traceback" not in told


async def test_nobody_at_the_address() -> None:
    settings = ModelSettings(name="m", base_url="http://127.0.0.1:9/v1", key=None, context=4096, at_once=1)
    with pytest.raises(ModelFailed) as raised:
        await reply(LanguageModel(settings=settings))
    assert raised.value.code == "model_unreachable"
    assert "OPENAI_BASE_URL" in raised.value.hint


async def test_a_short_wait_is_waited_and_a_hiccup_forgiven(model, endpoint) -> None:
    endpoint.enqueue(
        script.status(429, {"error": {"message": "slow"}}, Retry_After="0.2"),
        script.status(503, {"error": {"message": "starting"}}),
        script.says("There."),
    )
    assert await reply(model) == "There."
    assert len(endpoint.history) == 3


async def test_nothing_is_asked_again_once_something_came(model, endpoint) -> None:
    endpoint.always = script.breaks("It rains")
    got: list[str] = []

    async def listen() -> None:
        async for piece in pieces(model):
            got.append(piece)

    with pytest.raises(ModelFailed):
        await listen()
    assert "".join(got) == "It rains"
    assert len(endpoint.history) == 1


async def test_a_temperature_that_is_not_taken_is_left_out_for_good(model, endpoint) -> None:
    endpoint.enqueue(script.status(400, {"error": {"message": "Unsupported value: 'temperature'"}}), script.says("A."))
    assert await reply(model) == "A."
    endpoint.enqueue(script.says("B."))
    assert await reply(model) == "B."
    assert ["temperature" in asked for asked in endpoint.history] == [True, False, False]


async def test_a_server_without_schemas_is_remembered(model, endpoint) -> None:
    endpoint.enqueue(script.status(400, {"error": {"message": "response_format is not supported"}}))
    with pytest.raises(ModelFailed):
        await reply(model)
    assert not model.takes_schema


async def test_a_filter_is_told_of(model, endpoint) -> None:
    filtered = '{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},'
    endpoint.enqueue(script.raw(filtered + '"finish_reason":"content_filter"}]}', "[DONE]"))
    with pytest.raises(ModelFailed) as raised:
        await reply(model)
    assert raised.value.code == "model_declined"


async def test_leaving_ends_the_request_at_the_server(model, endpoint) -> None:
    endpoint.enqueue(script.silent(after="It rains a lot"))
    replies = pieces(model)
    assert await anext(replies)
    await replies.aclose()
    assert await asyncio.to_thread(endpoint.left_by_client.wait, 3)


async def test_only_so_many_at_once(model, endpoint) -> None:
    endpoint.always = script.silent(after="It rains a lot")
    first, second = pieces(model), pieces(model)
    assert await anext(first)
    assert await anext(second)
    with pytest.raises(ModelFailed) as raised:
        await anext(pieces(model, patience=0.1))
    assert raised.value.code == "model_busy"
    await first.aclose()
    endpoint.always = script.says("Now.")
    assert await reply(model) == "Now."
    await second.aclose()
