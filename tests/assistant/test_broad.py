"""Broad requests: how they are read, and the leads that answer them."""

from datetime import UTC, date, datetime

import pytest

from assistant.broad import Broad, draft_broad, lead_of, read_broad
from assistant.verification import verify
from index.article import Article, Hit, Span
from index.search import Found

LEAD = "The harbour of Port Ellery will be closed to ferries until the spring."


@pytest.mark.parametrize(
    "question",
    [
        "What happened this week?",
        "What's new?".replace("'s", " is"),
        "What happened in October?",
        "What has happened since Monday?",
        "What is the latest news?",
        "Summarise the news of the week",
        "Catch me up.",
    ],
)
def test_reads_a_request_for_the_news(question: str) -> None:
    assert read_broad(question) == Broad(topic=None)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is happening with the peace plan for Ukraine?", "the peace plan for Ukraine"),
        ("Summarise the talks", "the talks"),
        ("What is known about the flood this month?", "the flood"),
        ("Tell me about the Kestrel Bridge.", "the Kestrel Bridge"),
    ],
)
def test_reads_a_topic(question: str, topic: str) -> None:
    assert read_broad(question) == Broad(topic=topic)


@pytest.mark.parametrize(
    "question", ["What happened to the bell?", "Who leads the inquiry?", "What did Ann Lee say?", ""]
)
def test_a_question_for_one_thing_is_not_broad(question: str) -> None:
    assert read_broad(question) is None


def article(name: str, text: str, *, published: date | None = None) -> Article:
    return Article(
        id=name, revision="r", revisions=("r",), title="Harbour closed", text=text, source="Harbour Wire", author=None,
        published=published, updated=None, url=None, language="en", groups=frozenset(), visible_from=None,
        state="current", origin=name, metadata={},
    )  # fmt: skip


def found(*articles: Article) -> Found:
    hits = tuple(
        Hit(
            article=one, passage_id=at, start=0, end=len(one.text), span=Span(start=0, end=len(one.text)), score=1.0,
            ranks={},
        )
        for at, one in enumerate(articles)
    )  # fmt: skip
    return Found(hits=hits, logits={at: 5.0 - at for at in range(len(hits))}, pairs=0, search_ms=0.0, rerank_ms=0.0)


def test_the_lead_is_no_headline_and_no_byline() -> None:
    one = article("a", f"Harbour closed\n\nBy Ann Lee\n\n{LEAD} It was dredged.")
    lead = lead_of(one)
    assert lead is not None
    assert one.text[lead.start : lead.end] == LEAD


def test_newest_first_each_with_its_imprint_and_verbatim() -> None:
    old = article("a", f"{LEAD} It was dredged.", published=date(2025, 11, 20))
    new = article("b", "Ferries from the harbour sail again, the union said on Monday.", published=date(2025, 11, 24))
    drafts = draft_broad("the harbour", found(old, new))
    assert [draft.text for draft in drafts] == [
        "[Harbour Wire, Nov 24, 2025] Ferries from the harbour sail again, the union said on Monday.",
        f"[Harbour Wire, Nov 20, 2025] {LEAD}",
    ]
    assert [verify(draft).support for draft in drafts] == ["verbatim", "verbatim"]


def test_the_day_is_left_out_beside_another_time() -> None:
    told = "The harbour was closed to all ferries in 2012, the union said."
    drafts = draft_broad("the harbour", found(article("a", told, published=date(2025, 11, 20))))
    assert [draft.text for draft in drafts] == [f"[Harbour Wire] {told}"]
    assert verify(drafts[0]).support == "verbatim"


def test_the_same_words_are_told_once_and_cited_twice() -> None:
    when = datetime(2025, 11, 20, 8, tzinfo=UTC)
    drafts = draft_broad("the harbour", found(article("a", LEAD, published=when), article("b", LEAD, published=when)))
    assert [len(draft.citations) for draft in drafts] == [2]


def test_what_is_about_something_else_is_left_out() -> None:
    assert draft_broad("Brazil", found(article("a", LEAD))) == ()
