import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import is_heading, paragraphs, split_sentences

ATOMS = st.sampled_from(
    [
        *"“”‘’\"'.!?…()[]—– \n",
        "Mr.",
        "U.S.",
        "a.m.",
        "No.",
        "5",
        "said",
        "Macron",
        "The",
        "he",
        "e.g.",
        "...",
        "。",
        "\n\n",
        "\xa0",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(ATOMS, max_size=40).map(" ".join), st.lists(ATOMS, max_size=40).map("".join))


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@given(TEXTS)
def test_sentences_cover_everything_but_spaces(text: str) -> None:
    ends = 0
    for span in split_sentences(text):
        assert ends <= span.start < span.end
        assert not text[ends : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        ends = span.end
    assert not text[ends:].strip()


@given(TEXTS)
def test_a_sentence_lies_within_one_paragraph(text: str) -> None:
    spans = paragraphs(text)
    for sentence in split_sentences(text):
        assert sum(paragraph.holds(sentence) for paragraph in spans) == 1


@given(TEXTS)
def test_a_paragraph_reads_the_same_alone(text: str) -> None:
    for span in paragraphs(text)[:3]:
        alone = text[span.start : span.end]
        if len(paragraphs(alone)) == 1:
            inside = [text[s.start : s.end] for s in split_sentences(text) if span.holds(s)]
            assert cut(alone) == inside


@pytest.mark.parametrize(
    "sentences",
    [
        # plain
        ["The bridge fell.", "Nobody was hurt.", "Why?", "Nobody knows!", "It stands again."],
        # titles, ranks, initials
        ["Mr. Holm met Lt. Col. Ida Berg.", "Dr. Ek and Prof. Lund came too."],
        ["Sen. J. D. Ek and George W. Lund met in St. Peter.", "Gov. Berg left."],
        ["The book is by J. R. R. Holm.", "He wrote it."],
        # places and bodies
        ["The U.S. Senate met in Washington, D.C. on Monday.", "It rose."],
        ["He left the U.S. in May.", "She lives in the U.S.", "The house is hers."],
        ["Holm Inc. Chief Ida Berg spoke.", "She works for Holm Inc.", "The firm is old."],
        ["He lives on Wall St. now.", "They met at Mt. Holm."],
        # numbers, dates, hours
        ["It fell on Nov. 25 at 9.30 a.m. Monday.", "No. 5 was first.", "See p. 12 and fig. 3."],
        ["The price rose 3.5 percent to $1.2 million.", "In 2022.", "Then 5 fell."],
        ["They met at 9 a.m.", "Holm spoke first.", "They rose at 5 p.m. ET."],
        ["Did he win?", "No.", "He lost."],
        # Latin and lists
        ["Some fruit, e.g. apples, i.e. red ones, vs. pears.", "Ships, boats, etc.", "They sank."],
        ["1. The bridge fell.", "It was old."],
        ["Roe v. Wade was decided in 1973.", "It fell."],
        # ellipses
        ["The team is in step with the White House... as the talks go on.", "Good."],
        ["Well… I never said that.", "It rose…", "Nothing came."],
        ["He paused . . . and went on.", "Then he left."],
        ["He said [...] it was over.", "It was."],
        # datelines
        ["KYIV, Nov 25 (Harbour Wire) — The bridge fell.", "It was old."],
        ["HOLM, Nov. 25 (Harbour Wire) - The bridge fell.", "It was old."],
        ["MANCHESTER, N.H. — The bridge fell.", "It was old."],
        ["TULSA, Okla. (HW) — The bridge fell.", "It was old."],
        # quotations
        ["“We want peace.”", "He added that others did too."],
        ["“The bridge fell,” he said.", "“It was old.”"],
        ["“What was put on the table is an idea.", "Is it enough?", "The answer is no,” Mr Holm added."],
        ["“Is that so?” he asked.", "Nobody answered."],
        ["“Is that so?” Mr Holm asked.", "Nobody answered."],
        ["“Never!” Finance Minister Ida Berg told the harbour radio.", "She left."],
        ["“Never!”", "The crowd grew."],
        ['"It fell."', '"It was old."', 'He said "no."', "Then he left."],
        ["‘It fell.’", "‘It was old.’"],
        ["A woman screamed, ‘Save the child!’“", "Then it was still."],
        ["``It fell,'' he said.", "''It was old.''", "Nobody was hurt."],
        ["« C’est fini. »", "« Oui. »", "He left."],
        ["(He was not there.)", "She was."],
        ["It was his third.[4]", "The fourth came later.[5][6]"],
        ["**It fell.**", "It was old."],
        # other names
        ["He works for Yahoo! News.", "She reads eBay.", "iPhones sell."],
        ["See example.com or node.js for more.", "Write to a.b@c.org."],
    ],
    ids=lambda sentences: sentences[0][:24],
)
def test_news_english(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_a_missing_space_between_sentences() -> None:
    assert cut("The bridge fell.Nobody was hurt.") == ["The bridge fell.", "Nobody was hurt."]
    assert cut("“It fell.”He left.") == ["“It fell.”", "He left."]
    assert cut("He said it fell.“It was old.”") == ["He said it fell.", "“It was old.”"]


def test_text_without_capitals_is_cut_too() -> None:
    assert cut("the bridge fell. it was old. approx. five boats sank") == [
        "the bridge fell.",
        "it was old.",
        "approx. five boats sank",
    ]
    assert cut("He said so. and left.") == ["He said so. and left."]


def test_other_scripts() -> None:
    assert cut("橋が落ちた。誰もけがをしなかった。") == ["橋が落ちた。", "誰もけがをしなかった。"]


def test_newlines_inside_a_wrapped_paragraph_do_not_end_a_sentence() -> None:
    text = "The harbour master of Holm said that President Ida\nBerg would open the bridge. It was\nhis last day.\n"
    assert cut(text) == [
        "The harbour master of Holm said that President Ida\nBerg would open the bridge.",
        "It was\nhis last day.",
    ]


def test_headings_and_items_end_a_sentence_without_a_stop() -> None:
    assert cut("High tide\n\nThe tide came.") == ["High tide", "The tide came."]
    assert cut("# High tide\nThe tide came.\n- one bridge\n- two boats") == [
        "# High tide",
        "The tide came.",
        "- one bridge",
        "- two boats",
    ]


def test_a_stretch_without_words_is_no_sentence() -> None:
    assert cut("It fell. –.") == ["It fell. –."]
    assert cut(". . . It fell.") == [". . . It fell."]


def test_paragraphs_and_headings_are_handed_on() -> None:
    text = "High tide\n\nThe tide came."
    first, _ = paragraphs(text)
    assert is_heading(text, first)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 3_000_000,
        " " * 3_000_000,
        "." * 3_000_000,
        ". " * 300_000,
        "“" * 300_000,
        "A. " * 20_000,
        "!” " * 20_000,
        "a\n" * 20_000,
        "Mr " * 500_000,
        "?” Holm " * 20_000,
        "x. y" * 20_000,
        "#" * 500_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_hostile_input_takes_seconds_at_most(text: str) -> None:
    began = time.process_time()
    split_sentences(text)
    assert time.process_time() - began < 8
