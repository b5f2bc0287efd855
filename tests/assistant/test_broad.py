"""Broad requests: how they are read, and the leads that answer them."""

from datetime import UTC, date, datetime

import pytest

from assistant.application import Footnote
from assistant.broad import Broad, draft_broad, imprint, lead_of, read_broad, subject_of
from assistant.verification import broken_invariants, verify
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
        ("Tell me everything about Storm Orla.", "Storm Orla"),
        ("What happened in the Tarn Valley?", "the Tarn Valley"),
        ("what happened in port ellery", "port ellery"),
        ("Background on Skerry Rise", "Skerry Rise"),
        ("Give me some information about the strike.", "the strike"),
        ("What do we have on Aldermoor Foods?", "Aldermoor Foods"),
        ("Give me a summary of the dredging article.", "the dredging article"),
        ("What is the dredging article about?", "the dredging article"),
        ("What does the article on eelgrass say?", "the article on eelgrass"),
    ],
)
def test_reads_a_topic(question: str, topic: str) -> None:
    assert read_broad(question) == Broad(topic=topic)


@pytest.mark.parametrize(
    "question",
    [
        "What happened to the bell?",
        "What happened in the seventh minute of added time?",
        "What happened at 3.40am?",
        "What happened in court?",
        "Who leads the inquiry?",
        "What did Ann Lee say?",
        "",
    ],
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


def test_an_article_that_is_asked_for_is_told_by_what_it_begins_with() -> None:
    assert [subject_of("the dredging article"), subject_of("the article on eelgrass")] == ["the dredging", "eelgrass"]
    other = article("b", "Ferries from the dredged harbour sail again, the union said on Monday.")
    told = f"Harbour closed\n\n{LEAD} It was dredged in the spring, at the cost of the town. Why is not known."
    drafts = draft_broad("the dredging article", found(article("a", told), other))
    assert [draft.text for draft in drafts] == [
        f"[Harbour Wire] {LEAD}",
        "It was dredged in the spring, at the cost of the town.",
    ]


def test_a_correction_is_no_lead() -> None:
    note = "Correction, Nov 18: An earlier version of this text gave a wrong sum. It is 84 crowns."
    one = article("a", f"{note}\n\n{LEAD}")
    lead = lead_of(one)
    assert lead is not None
    assert one.text[lead.start : lead.end] == LEAD


def test_what_only_mentions_a_name_is_left_out_beside_what_is_about_it() -> None:
    about = article("a", "Skerry Rise, the wind farm, fed electricity into the grid for the first time.")
    beside = article("b", "A worm that glows has been found by some. Divers filmed it off the Skerry Rise with a lamp.")
    told = ["[Harbour Wire] Skerry Rise, the wind farm, fed electricity into the grid for the first time."]
    assert [draft.text for draft in draft_broad("Skerry Rise", found(beside, about))] == told
    alone = [draft.text for draft in draft_broad("Skerry Rise", found(beside))]
    assert alone == ["[Harbour Wire] Divers filmed it off the Skerry Rise with a lamp."]


def test_an_undated_article_comes_last() -> None:
    undated = article("a", "The harbour museum is looking for tickets from before the war.")
    dated = article("b", LEAD, published=date(2025, 11, 20))
    assert [draft.citations[0].hit.article.id for draft in draft_broad("the harbour", found(undated, dated))] == [
        "b",
        "a",
    ]


def test_the_day_is_left_out_beside_another_that_the_words_name() -> None:
    one = article("a", LEAD, published=date(2025, 11, 25))
    assert imprint(one, "He said on Nov 25 what was agreed.") == "[Harbour Wire, Nov 25, 2025] "
    assert imprint(one, "He said on Nov 24 what was agreed in August.") == "[Harbour Wire] "
    assert imprint(one, "He said what was agreed in August.") == "[Harbour Wire] "


def test_what_is_known_about_each_headline_keeps_the_contract(samples: Footnote) -> None:
    listed = samples.articles(samples.scope(groups=None), limit=200).items
    titles = [one.title for one in listed if one.title]
    for title in titles[::2]:
        answer = samples.ask(f"What is known about {title}?")
        assert not broken_invariants(
            answer, lambda one, revision: samples.article(one, groups=None, revision=revision).text
        )
