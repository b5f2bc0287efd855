"""What every implementation of `Drafter` promises."""

import threading
from contextlib import aclosing

import pytest

from assistant.domain import Draft
from assistant.drafters import Drafter, Drafting, ExtractiveDrafter, Material
from assistant.intent import read_intent
from assistant.packing import pack
from assistant.verification import verify
from index.errors import Cancelled


@pytest.fixture(params=["extractive"])
def drafter(request, samples) -> Drafter:
    return ExtractiveDrafter(reranker=request.getfixturevalue("cross_encoder"), executor=samples._executor)


def material(samples, asked: str) -> Material:
    question, intent = samples.question(asked), read_intent(asked)
    found = samples._parts.searcher.search(asked, samples.scope(groups=None), limit=20)
    packed = pack(found.hits, count_tokens=lambda text: len(text) // 4)
    return Material(question=question, asked=asked, intent=intent, found=found, packed=packed)


async def drafted(drafter: Drafter, what: Material) -> list[Draft | Drafting]:
    async with aclosing(drafter.drafts(what, cancelled=threading.Event())) as items:
        return [item async for item in items]


@pytest.mark.parametrize("asked", ["How many people were killed in Kyiv?", "When was Kyiv hit?"])
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
