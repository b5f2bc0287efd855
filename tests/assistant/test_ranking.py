"""Which sentences answer: the order, its cost, and the clues."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from assistant.candidates import Candidate, candidates_of
from assistant.clues import clues_of, offers, read_question
from assistant.ranking import READ_ALONE, rank
from index.article import Article, Hit, Span
from index.rerank import NoReranker
from index.search import Found

NOW = datetime(2025, 11, 20, tzinfo=UTC)


def article(text: str, *, name: str = "a", published: date | None = None) -> Article:
    return Article(
        id=name, revision="r", revisions=("r",), title="The trial of the gardener", text=text, source=None, author=None,
        published=published, updated=None, url=None, language="en", groups=frozenset(), visible_from=None,
        state="current", origin=name, metadata={},
    )  # fmt: skip


def found(*articles: Article) -> Found:
    hits = tuple(
        Hit(
            article=one, passage_id=at, start=0, end=len(one.text), span=Span(start=0, end=len(one.text)),
            score=5.0 - at, ranks={},
        )
        for at, one in enumerate(articles)
    )  # fmt: skip
    return Found(hits=hits, logits={hit.passage_id: hit.score for hit in hits}, pairs=0, search_ms=0.0, rerank_ms=0.0)


def texts(candidates: Sequence[Candidate]) -> list[str]:
    return [one.text for one in candidates]


def test_candidates_are_whole_sentences_of_what_was_read() -> None:
    read, unread = (
        article("The jury left. It came back at noon on Friday."),
        article("Nobody read this here.", name="b"),
    )
    only = found(read, unread)
    only = Found(hits=only.hits, logits={0: 5.0}, pairs=1, search_ms=0.0, rerank_ms=0.0)
    assert texts(candidates_of(only)) == ["The jury left.", "It came back at noon on Friday."]


def test_the_sentence_that_offers_what_is_asked_for_comes_first() -> None:
    text = "The gardener stood trial in the old court. The gardener was sentenced on Dec 3, 2024. The trial was long."
    asked = read_question("When was the gardener sentenced?", now=NOW)
    ranked = rank(asked, candidates_of(found(article(text))), reranker=NoReranker())
    assert ranked[0].candidate.text == "The gardener was sentenced on Dec 3, 2024."


def test_no_more_are_read_alone_than_allowed() -> None:
    text = " ".join(f"Sentence number {at} stands here." for at in range(30))
    asked = read_question("Which sentence?", now=NOW)
    assert len(rank(asked, candidates_of(found(article(text))), reranker=NoReranker())) == READ_ALONE


def test_nothing_found_is_nothing_ranked() -> None:
    assert rank(read_question("Who?", now=NOW), [], reranker=NoReranker()) == []


def test_a_fact_in_two_articles_is_heard_elsewhere() -> None:
    one, other = article("Ann Lee won the cup."), article("The cup went to Ann Lee.", name="b")
    alone = article("Bo Ray lost the cup.", name="c")
    asked = read_question("Who won the cup?", now=NOW)
    candidates = candidates_of(found(one, other, alone))
    clues = clues_of(asked, candidates, offers(asked, candidates), logits=[None] * 3)
    assert [told["said elsewhere"] > 0 for told in clues] == [True, True, False]


def test_the_day_of_the_question_counts() -> None:
    fresh = article("The court sat.", published=date(2025, 11, 18))
    old = article("The court sat.", name="b", published=date(2023, 11, 18))
    undated = article("The court sat.", name="c")
    asked = read_question("Which court sat?", now=NOW)
    candidates = candidates_of(found(fresh, old, undated))
    clues = clues_of(asked, candidates, offers(asked, candidates), logits=[None] * 3)
    assert [told.get("of that week") for told in clues] == [1.0, 0.0, None]
