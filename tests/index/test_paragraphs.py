import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.paragraphs import is_heading, paragraphs

TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "# Title",
                "- item",
                "1. one",
                "2. two",
                "Harbour wakes",
                "The sea was calm.",
                "and so on",
                "",
                " ",
                "| a |",
                "---",
            ]
        ),
        max_size=12,
    ).map("\n".join),
)


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in paragraphs(text)]


@given(TEXTS)
def test_paragraphs_cover_everything_but_spaces(text: str) -> None:
    spans = paragraphs(text)
    ends = 0
    for span in spans:
        assert ends <= span.start < span.end
        assert not text[ends : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        ends = span.end
    assert not text[ends:].strip()


@given(TEXTS)
def test_a_blank_line_always_ends_a_paragraph(text: str) -> None:
    for span in paragraphs(text):
        assert all(line.strip() for line in text[span.start : span.end].split("\n"))


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The harbour master of Holm said on Tuesday that the old\n"
        "bridge, which links the town with the island and which\n"
        "President Ida Berg opened in 1994, would be closed for\n"
        "good. Nobody was asked.\n"
    )
    assert len(paragraphs(text)) == 1


def test_a_short_last_line_ends_a_wrapped_paragraph() -> None:
    text = (
        "The harbour master of Holm said on Tuesday that the old\n"
        "bridge would be closed for good.\n"
        "Nobody had been asked, said the mayor, and nobody would\n"
        "be.\n"
    )
    assert [part[:6] for part in cut(text)] == ["The ha", "Nobody"]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    line = "The harbour master said that the bridge would be closed, " * 4 + "he said."
    assert len(paragraphs(f"{line}\n{line}\nShort.\n{line}")) == 4


def test_headings_items_and_rows_stand_alone() -> None:
    text = "# Harbour\nThe sea was calm.\n- one\n- two\n1. first\n2. second\n| a | b |\n| c | d |\n"
    assert cut(text) == [
        "# Harbour",
        "The sea was calm.",
        "- one",
        "- two",
        "1. first",
        "2. second",
        "| a | b |",
        "| c | d |",
    ]


def test_a_number_or_a_dash_at_the_start_of_a_wrapped_line_is_no_item() -> None:
    assert len(paragraphs("The war that the town had lost in the year\n1945. It was over, and the harbour\n")) == 1
    assert len(paragraphs("The war that the town had lost in the year\n– nobody says which – was over, and so\n")) == 1


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("# Harbour", True),
        ("## The bridge, closed.\n\nIt fell.", True),
        ("Minister warns of high tide\n\nThe minister said that the tide would be high.", True),
        ("Minister warns of high tide\nThe minister said that the tide would be high, and it was higher still.", True),
        ("Tide\n\nHarbour\n\nThe minister said so.", True),
        ("Minister: ‘No more bridges’\n\nThe minister said so.", True),
        ("Key points\n\n- One bridge fell.", True),
        ("Minister warns of high tide", False),
        ("The minister warned.\n\nThe tide came.", False),
        ("He asked why?\n\nNobody knew.", False),
        ("One\n\nTwo\n\nThree\n\nFour", False),
        ("- item\n\nThe minister said so.", False),
        ("1234\n\nThe minister said so.", False),
        ("Tide " * 30 + "\n\nThe minister said so.", False),
        ("Dear Sir,\n\nThe bridge fell.", False),
    ],
)
def test_headings(text: str, heads: bool) -> None:
    assert is_heading(text, paragraphs(text)[0]) is heads
