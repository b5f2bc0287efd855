"""What every implementation of `Drafter` promises."""

import threading
from contextlib import aclosing

import pytest

from assistant.domain import Draft
from assistant.drafters import Drafter, Drafting, ExtractiveDrafter, Material
from assistant.intent import read_intent
from assistant.model_drafting import ModelDrafter
from assistant.models import LanguageModel, ModelSettings
from assistant.packing import pack
from assistant.verification import verify
from bench import scripted_model as script
from index.errors import Cancelled


@pytest.fixture(scope="module")
def endpoint():
    with script.scripted() as running:
        yield running


def repeats(endpoint: script.ScriptedModel) -> script.Act:
    """Answer as a model that repeats the first sentence on what was asked, or says that there is none."""

    def act(handler) -> None:
        found = [
            line
            for line in endpoint.prompt.splitlines()
            if line.startswith("[") and ("Kyiv" in line or "Macron" in line)
        ]
        known = "Mongolia" not in endpoint.prompt and found
        script.answers(*([(found[0].split("] ", 1)[1], [int(found[0][1 : found[0].index("]")])])] if known else []))(
            handler
        )

    return act


@pytest.fixture(params=["extractive", "language model"])
def drafter(request, samples, endpoint) -> Drafter:
    if request.param == "extractive":
        return ExtractiveDrafter(
            reranker=request.getfixturevalue("cross_encoder"),
            executor=samples._executor,
            quotes_of=samples._parts.corpus.catalogue.quotes_of,
        )
    endpoint.always = repeats(endpoint)
    settings = ModelSettings(name="small:1b", base_url=endpoint.url, key=None, context=4096, at_once=2)
    return ModelDrafter(
        LanguageModel(settings=settings),
        quotes_of=samples._parts.corpus.catalogue.quotes_of,
        count_tokens=lambda text: len(text) // 4,
        executor=samples._executor,
        patience=10.0,
    )


def material(samples, asked: str) -> Material:
    question, intent = samples.question(asked), read_intent(asked)
    found = samples._parts.searcher.search(asked, samples.scope(groups=None), limit=20)
    packed = pack(found.hits, count_tokens=lambda text: len(text) // 4)
    return Material(question=question, asked=asked, intent=intent, found=found, packed=packed)


async def drafted(drafter: Drafter, what: Material) -> list[Draft | Drafting]:
    async with aclosing(drafter.drafts(what, cancelled=threading.Event())) as items:
        return [item async for item in items]


@pytest.mark.parametrize(
    "asked", ["How many people were killed in Kyiv?", "What struck Kyiv overnight?", "When was Kyiv hit?"]
)
async def test_drafts_come_first_and_what_remains_last(drafter, samples, asked):
    *drafts, last = await drafted(drafter, material(samples, asked))
    assert drafts
    assert isinstance(last, Drafting)
    assert all(isinstance(one, Draft) and one.citations for one in drafts)
    held = {hit.article.id for hit in samples.search(samples.question(asked), k=50)}
    for draft in drafts:
        assert {cited.hit.article.id for cited in draft.citations} <= held
        assert verify(draft).holds


async def test_nothing_to_draw_on_gives_no_draft(drafter, samples):
    *drafts, last = await drafted(drafter, material(samples, "What is the capital of Mongolia?"))
    assert drafts == []
    assert isinstance(last, Drafting)


async def test_whoever_stops_listening_stops_it(drafter, samples):
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        async for _ in drafter.drafts(material(samples, "How many people were killed in Kyiv?"), cancelled=cancelled):
            pass
