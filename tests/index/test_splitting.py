import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Span
from index.quotemarks import quotations
from index.sentences import is_heading, paragraphs, split_sentences
from index.splitting import split
from index.tokens import TokenCounter

COUNTER = TokenCounter()
UNLIMITED = 10**9
SENTENCES = st.sampled_from(
    [
        "The bridge fell.",
        "Nobody was hurt, said Mr. Holm, who had seen it fall from his window on the far side of the harbour.",
        "“It was old.",
        "We had said so,” he added.",
        "“It fell,” she said.",
        "High tide",
        "# High tide",
        "- one boat",
        "«Oui.»",
        "x" * 60,
        "木が倒れた。",
        "👩‍🚒 e\u0301",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.tuples(SENTENCES, st.sampled_from([" ", "\n\n", "\n", "  "])), max_size=25).map(
        lambda parts: "".join(sentence + gap for sentence, gap in parts)
    ),
)


def words(text: str) -> int:
    return len(text.split())


def cut(text: str, budget: int, counter=COUNTER.count, pieces_limit: int = UNLIMITED, count_pieces=len) -> list[str]:  # type: ignore[no-untyped-def]  # counters of any kind
    spans = split(text, budget=budget, counter=counter, pieces_limit=pieces_limit, count_pieces=count_pieces)
    return [text[span.start : span.end] for span in spans]


@given(TEXTS, st.integers(1, 60), st.integers(1, 200))
def test_passages_cover_everything_but_spaces(text: str, budget: int, pieces_limit: int) -> None:
    ends = 0
    for span in split(text, budget=budget, counter=COUNTER.count, pieces_limit=pieces_limit, count_pieces=len):
        assert ends <= span.start < span.end
        assert not text[ends : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        ends = span.end
    assert not text[ends:].strip()


@given(TEXTS, st.integers(1, 60), st.integers(1, 200))
def test_passages_keep_both_limits(text: str, budget: int, pieces_limit: int) -> None:
    for passage in cut(text, budget, pieces_limit=pieces_limit):
        fits = COUNTER.count(passage) <= budget and len(passage) <= pieces_limit
        assert fits or len(passage) == 1


@given(TEXTS, st.integers(5, 60))
def test_no_quotation_that_fits_is_cut(text: str, budget: int) -> None:
    spans = split(text, budget=budget, counter=COUNTER.count, pieces_limit=UNLIMITED, count_pieces=len)
    for q in quotations(text):
        if q.depth < 3 and COUNTER.count(text[q.start : q.end]) <= budget:
            assert not any(q.start < span.end < q.end for span in spans if text[span.end : q.end].strip())


@given(TEXTS, st.integers(1, 60))
def test_sentences_that_fit_are_whole(text: str, budget: int) -> None:
    spans = split(text, budget=budget, counter=words, pieces_limit=UNLIMITED, count_pieces=len)
    if any(words(text[q.start : q.end]) > budget for q in quotations(text)):
        return
    long = [s for s in split_sentences(text) if words(text[s.start : s.end]) > budget]
    quoted = [q for q in quotations(text) if text[q.start : q.end].count(".") > 0]
    if not long and not quoted:
        ends = {sentence.end for sentence in split_sentences(text)}
        assert all(span.end in ends for span in spans)


@given(TEXTS, st.integers(20, 80))
def test_a_heading_never_ends_a_passage_that_has_room(text: str, budget: int) -> None:
    spans = split(text, budget=budget, counter=COUNTER.count, pieces_limit=UNLIMITED, count_pieces=len)
    heads = {p.end: p for p in paragraphs(text) if is_heading(text, p)}
    for span, following in pairwise(spans):
        if span.end in heads and heads[span.end].start == span.start:
            # Alone in its passage: then the sentence after it leaves no room for it.
            first = next(s for s in split_sentences(text) if s.start >= following.start)
            assert COUNTER.count(text[span.start : first.end]) + 3 > budget or _bound(text, first)


def _bound(text: str, sentence: Span) -> bool:
    """Tell whether the sentence is tied to its neighbours by a quotation."""
    return any(q.start < sentence.end and q.end > sentence.start for q in quotations(text))


def test_an_empty_text_has_no_passages() -> None:
    assert cut("", 10) == []
    assert cut(" \n\n ", 10) == []


def test_a_short_text_is_one_passage() -> None:
    text = "High tide\n\nThe bridge fell. Nobody was hurt.\n\nIt was old."
    assert cut(text, 100) == [text]


def test_passages_end_with_paragraphs_where_they_can() -> None:
    paragraph = "The bridge fell on Monday. Nobody was hurt. The harbour was closed for a day and a night."
    text = "\n\n".join([paragraph] * 12)
    passages = cut(text, 70)
    assert all(passage.endswith("a day and a night.") for passage in passages)
    assert all(passage.startswith("The bridge") for passage in passages)


def test_passages_are_of_like_size() -> None:
    text = " ".join(f"Sentence number {n} says that the bridge of Holm fell once more." for n in range(40))
    sizes = [COUNTER.count(passage) for passage in cut(text, 200)]
    assert max(sizes) <= 200
    assert min(sizes) > 0.6 * max(sizes)


def test_no_scrap_is_left_at_the_end() -> None:
    text = " ".join(["The bridge of Holm fell on Monday."] * 26) + " So."
    assert COUNTER.count(cut(text, 100)[-1]) > 50


def test_a_heading_goes_with_what_it_heads() -> None:
    paragraph = "The bridge fell on Monday. Nobody was hurt. The harbour was closed for a day and a night."
    text = "\n\n".join(
        [paragraph, paragraph, "High tide", paragraph, paragraph, "Low tide", "In the harbour", paragraph]
    )
    for passage in cut(text, 50):
        assert not passage.endswith(("High tide", "Low tide", "In the harbour"))


def test_a_heading_that_would_make_an_even_cut_still_goes_with_what_it_heads() -> None:
    heading = "The harbour master of Holm on the bridge that fell"
    long = "He said that " + "the bridge and the harbour and " * 6 + "the town were old."
    passages = cut(f"The bridge fell on Monday.\n\n{heading}\n\n{long}", words(long) + 12, counter=words)
    assert passages == ["The bridge fell on Monday.", f"{heading}\n\n{long}"]


def test_a_counter_that_finds_more_in_the_whole_than_in_its_parts_is_obeyed() -> None:
    def counter(text: str) -> int:
        return words(text) + text.count(". ")

    text = " ".join(["The bridge fell."] * 50)
    assert all(counter(passage) <= 23 for passage in cut(text, 23, counter=counter))
    quoted = f"“{text}”"
    assert all(counter(passage) <= 23 for passage in cut(quoted, 23, counter=counter))


def test_a_quotation_of_several_sentences_stays_whole() -> None:
    quotation = "“One thing is sure. Two are not. Three were said before. And four nobody knows.”"
    text = f"The mayor spoke for an hour in the rain on Monday. {quotation} Then she left the square on foot."
    for budget in range(25, 60):
        assert any(quotation in passage for passage in cut(text, budget))


def test_a_quotation_that_does_not_fit_is_cut_between_sentences() -> None:
    text = "“" + " ".join(f"Sentence {n} of the speech is like the one before." for n in range(30)) + "”"
    passages = cut(text, 60)
    assert all(passage.endswith((".", ".”")) for passage in passages)


def test_a_long_sentence_is_cut_between_clauses_then_words() -> None:
    clauses = "The bridge fell on Monday" + ", and the harbour was closed for a day" * 20 + "."
    assert all(passage.endswith((",", ".")) for passage in cut(clauses, 40))
    plain = "and then " * 200
    assert all(passage.endswith(("and", "then")) for passage in cut(plain, 40))


def test_a_quotation_inside_a_long_sentence_is_not_cut() -> None:
    quotation = "“a bridge, a harbour, a square, a town; and a name for each of them”"
    text = (
        "The mayor of Holm had promised" + ", again and again" * 12 + f", {quotation}" + ", again and again" * 12 + "."
    )
    for budget in range(22, 60):
        assert any(quotation in passage for passage in cut(text, budget))


def test_what_has_no_space_is_cut_anywhere_but_not_inside_a_character() -> None:
    for budget in range(5, 40):
        passages = cut("x" + "q\u0301" * 300, budget, counter=len)
        assert "".join(passages) == "x" + "q\u0301" * 300
        assert not any(passage.startswith("\u0301") for passage in passages)


def test_one_character_that_exceeds_the_budget_is_a_passage() -> None:
    assert cut("𒐫", 1) == ["𒐫"]


def test_word_pieces_limit_too() -> None:
    text = " ".join(["The bridge of Holm fell on Monday."] * 30)
    passages = cut(text, UNLIMITED, pieces_limit=20, count_pieces=words)
    assert max(words(passage) for passage in passages) <= 20


@pytest.mark.parametrize(("budget", "pieces_limit"), [(0, 10), (10, 0), (-1, 10)])
def test_a_budget_of_nothing_is_refused(budget: int, pieces_limit: int) -> None:
    with pytest.raises(ValueError, match="budget"):
        split("a", budget=budget, counter=len, pieces_limit=pieces_limit, count_pieces=len)


def test_each_sentence_is_counted_once() -> None:
    asked: list[str] = []

    def counter(text: str) -> int:
        asked.append(text)
        return words(text)

    text = "\n\n".join(" ".join(f"The bridge number {n} of {p} fell." for n in range(8)) for p in range(20))
    passages = cut(text, 64, counter=counter)
    sentences = len(split_sentences(text))
    assert len(asked) <= sentences + len(passages) + 3


def test_the_work_of_splitting_grows_with_the_text_alone() -> None:
    paragraph = (
        "“The bridge fell on Monday,” said Mr. Holm, the mayor. “Nobody was hurt, and we don’t know why.” "
        "He added that the U.S. firm that had built it in 1994 was ‘no more’. The harbour was closed for a day."
    )

    def characters_counted(paragraphs: int) -> int:
        read = 0

        def counter(part: str) -> int:
            nonlocal read
            read += len(part)
            return len(part) // 4

        text = "\n\n".join([paragraph] * paragraphs)
        split(text, budget=256, counter=counter, pieces_limit=510, count_pieces=words)
        return read

    assert characters_counted(800) <= 8.1 * characters_counted(100)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        " " * 3_000_000,
        "a " * 100_000,
        "A. " * 15_000,
        '"' * 30_000,
        "“" + "The bridge fell. " * 20_000,
        "“a “b " * 5_000 + "” " * 10_000,
        "x\n\n" * 8_000,
        "# x\n" * 8_000,
        "“" * 30_000,
        ("“" + "a, " * 50 + "” ") * 500,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_hostile_input_takes_seconds_at_most(text: str) -> None:
    began = time.process_time()
    cut(text, 256, pieces_limit=510, count_pieces=words)
    assert time.process_time() - began < 10
