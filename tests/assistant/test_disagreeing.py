"""Articles that give different figures: revised since, or at odds."""

from datetime import UTC, date, datetime

from assistant.candidates import Candidate
from assistant.clues import Asked, clues_of, offers, read_question
from assistant.disagreeing import AT_ODDS, REVISED, sides_of
from assistant.ranking import Ranked
from index.article import Article, Hit, Span


def told(question: str, *sentences: tuple[str, date | None]) -> tuple[Asked, list[Ranked]]:
    asked = read_question(question, now=datetime(2025, 12, 1, tzinfo=UTC))
    candidates = [candidate(text, published, name=str(at)) for at, (text, published) in enumerate(sentences)]
    offering = offers(asked, candidates)
    clues = clues_of(asked, candidates, offering, logits=[8.0] * len(candidates))
    return asked, [
        Ranked(candidate=one, offer=offer, logit=8.0, clues=clue, weight=-float(at))
        for at, (one, offer, clue) in enumerate(zip(candidates, offering, clues, strict=True))
    ]


def candidate(text: str, published: date | None, *, name: str) -> Candidate:
    article = Article(
        id=name, revision="r", revisions=("r",), title=None, text=text, source="Harbour Wire", author=None,
        published=published, updated=None, url=None, language="en", groups=frozenset(), visible_from=None,
        state="current", origin=name, metadata={},
    )  # fmt: skip
    span = Span(start=0, end=len(text))
    hit = Hit(article=article, passage_id=0, start=0, end=len(text), span=span, score=8.0, ranks={})
    return Candidate(hit=hit, span=span, place=0, window=8.0)


FLOOD = "How many people died in the flood?"


def test_the_newest_figure_comes_first() -> None:
    sides = sides_of(
        *told(
            FLOOD,
            ("Three people died in the flood.", date(2025, 11, 11)),
            ("The flood, in which at least 11 people died, is over.", date(2025, 11, 13)),
            ("In the flood seven people died.", date(2025, 11, 12)),
        )
    )
    assert sides is not None
    assert sides.notice is REVISED
    assert [one.candidate.article.id for one in sides.shown] == ["1", "2", "0"]


def test_figures_of_one_day_are_at_odds() -> None:
    sides = sides_of(
        *told(
            FLOOD,
            ("Three people died in the flood.", date(2025, 11, 11)),
            ("In the flood 40 people died.", date(2025, 11, 11)),
        )
    )
    assert sides is not None
    assert sides.notice is AT_ODDS


def test_one_figure_in_other_words_is_agreement() -> None:
    same = (
        ("Three people died in the flood.", date(2025, 11, 11)),
        ("In the flood 3 people died.", date(2025, 11, 12)),
    )
    assert sides_of(*told(FLOOD, *same)) is None


def test_what_counts_something_else_is_no_side() -> None:
    other = (
        ("Three people died in the flood.", date(2025, 11, 11)),
        ("The march was joined by 8,000 people.", date(2025, 11, 12)),
    )
    assert sides_of(*told(FLOOD, *other)) is None


def test_a_question_about_a_day_is_answered_with_that_day() -> None:
    given = (
        ("Three people died in the flood.", date(2025, 11, 11)),
        ("In the flood 11 people died.", date(2025, 11, 13)),
    )
    assert sides_of(*told("How many people died in the flood on Nov 11?", *given)) is None


def test_a_toll_is_a_toll_in_whichever_word() -> None:
    given = (
        ("Six people were killed in Kyiv.", date(2025, 11, 25)),
        ("Seven people died in Kyiv.", date(2025, 11, 26)),
    )
    sides = sides_of(*told("How many people were killed in Kyiv?", *given))
    assert sides is not None
    assert [one.candidate.article.id for one in sides.shown] == ["1", "0"]
