"""How sure an answer is: signs, probabilities, and when there is none."""

from datetime import UTC, datetime
from pathlib import Path

from assistant.abstaining import LEAST_LOGIT, LEAST_PROBABILITY, answers, is_enough, is_right, signs_of
from assistant.application import Footnote
from assistant.candidates import Candidate
from assistant.clues import Asked, clues_of, offers, read_question
from assistant.ranking import Ranked
from assistant.settings import Settings
from assistant.weights import RERANKER
from index.article import Article, Hit, Span

QUESTION = "When was the gardener sentenced?"


def ranked(*sentences: tuple[str, float]) -> tuple[Asked, list[Ranked]]:
    asked = read_question(QUESTION, now=datetime(2025, 11, 20, tzinfo=UTC))
    candidates = [candidate(text, logit, name=str(at)) for at, (text, logit) in enumerate(sentences)]
    logits = [logit for _, logit in sentences]
    offering = offers(asked, candidates)
    clues = clues_of(asked, candidates, offering, logits=logits)
    return asked, [
        Ranked(candidate=one, offer=offer, logit=logit, clues=told, weight=logit)
        for one, offer, logit, told in zip(candidates, offering, logits, clues, strict=True)
    ]


def candidate(text: str, logit: float, *, name: str) -> Candidate:
    article = Article(
        id=name, revision="r", revisions=("r",), title=None, text=text, source=None, author=None, published=None,
        updated=None, url=None, language="en", groups=frozenset(), visible_from=None, state="current", origin=name,
        metadata={},
    )  # fmt: skip
    span = Span(start=0, end=len(text))
    hit = Hit(article=article, passage_id=0, start=0, end=len(text), span=span, score=logit, ranks={})
    return Candidate(hit=hit, span=span, place=0, window=logit)


def sentences(told: list[Ranked]) -> list[Candidate]:
    return [one.candidate for one in told]


def test_an_answer_that_two_articles_give_is_surer_than_one_about_something_else() -> None:
    good = ranked(
        ("The gardener was sentenced on Dec 3, 2024.", 8.0), ("On Dec 3, 2024, the gardener was sentenced.", 7.0)
    )
    bad = ranked(
        ("The gardener likes roses more than anything else.", -3.0), ("A trial takes long in that town.", -8.0)
    )
    sure, unsure = (answers(asked, told, sentences(told), reranker=RERANKER) for asked, told in (good, bad))
    assert sure is not None
    assert unsure is not None
    assert sure > 0.7 > LEAST_PROBABILITY > unsure
    assert is_enough(sure, good[1])
    assert not is_enough(unsure, bad[1])


def test_another_reranker_has_no_probability_and_a_plain_threshold() -> None:
    asked, told = ranked(("The gardener was sentenced on Dec 3, 2024.", LEAST_LOGIT))
    assert answers(asked, told, sentences(told), reranker="another") is None
    assert is_enough(None, told)
    assert not is_enough(None, ranked(("The gardener was sentenced.", LEAST_LOGIT - 1))[1])
    assert not is_enough(None, [])


def test_the_first_sentence_is_the_surest() -> None:
    _, told = ranked(("The gardener was sentenced on Dec 3, 2024.", 8.0), ("He left the court at noon.", 1.0))
    assert is_right(0.8, told, 0) > is_right(0.8, told, 1)
    assert is_right(0.8, told, 0) > is_right(0.3, told, 0)


def test_one_article_ahead_of_the_others_is_a_sign_and_one_alone_is_compared_with_none() -> None:
    ahead, level = (
        ranked(("The gardener was sentenced on Dec 3, 2024.", 8.0), ("A trial takes long in that town.", other))
        for other in (-8.0, 8.0)
    )
    alone = ranked(("The gardener was sentenced on Dec 3, 2024.", 8.0))
    leads = [signs_of(asked, told, sentences(told))["lead of its article"] for asked, told in (ahead, level, alone)]
    assert leads == [3.0, 0.0, 1.0]  # sixteen logits count no more than fifteen


def test_a_sentence_with_every_word_of_the_question_is_given_whatever_the_odds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The harbour master resigned on Friday after a ferry struck the pier.")
    with Footnote.open(Settings.read(data_dir=tmp_path / "data", speech=False)) as footnote:
        footnote.ingest([str(tmp_path / "a.txt")])
        for question in ("Who resigned on Friday?", "When did the harbour master resign?"):
            assert footnote.ask(question).outcome == "answered"
        assert footnote.ask("Who was born on Friday?").outcome == "unanswered"
