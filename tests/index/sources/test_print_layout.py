import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.print_layout import Line, flow

STEP = 15.0


def page(*lines: str | tuple[str, float] | tuple[str, float, float], size: float = 11.0) -> list[Line]:
    """Set lines below each other; a tuple gives the gap above in lines, and the size."""
    set_lines = []
    y = 800.0
    for line in lines:
        words, gap, height = (line, 1.0, size) if isinstance(line, str) else (*line, size)[:3]
        y -= STEP * gap
        set_lines.append(Line(text=words, x=60, y=y, size=height))
    return set_lines


def test_wrapped_lines_become_paragraphs_and_headings_stay_alone() -> None:
    flowed = flow(
        [
            page(
                ("The harbour that has to be dug again", 1.0, 16.0),
                ("PORT ELLERY – Every October a ship comes to the harbour and", 2.0),
                "begins to take away the bottom. Every April she leaves, and it",
                "comes back.",
                ("In winter the dredger lifted more mud than ever, and the bill", 2.0),
                "came to 94 million crowns.",
            )
        ]
    )
    assert flowed.pages == (
        "The harbour that has to be dug again\n\n"
        "PORT ELLERY – Every October a ship comes to the harbour and begins to take away the bottom. "
        "Every April she leaves, and it comes back.\n\n"
        "In winter the dredger lifted more mud than ever, and the bill came to 94 million crowns.",
    )
    assert flowed.furniture == ()


def test_without_places_short_last_lines_and_blank_ones_part_paragraphs() -> None:
    lines = [
        Line(text=text)
        for text in (
            "The first paragraph is long enough to fill the measure of the column,",
            "and its last line is short.",
            "The second one begins here and again runs to the end of its column, as",
            "one does.",
            "",
            "The third follows a blank line.",
        )
    ]
    assert flow([lines]).pages[0].count("\n\n") == 2


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("The presi-", "dent said so."), "The president said so."),
        (("The presi\u00ad", "dent said so."), "The president said so."),
        (("A Franco-", "German plan."), "A Franco-German plan."),
        (("In the years 2024-", "25 it rose."), "In the years 2024- 25 it rose."),
        (("A well-known man. He is well-", "known."), "A well-known man. He is well-known."),
        (("The peacekeepers left. Peace-", "keepers came."), "The peacekeepers left. Peacekeepers came."),
        (("He paused -", "and went on."), "He paused - and went on."),
    ],
)
def test_hyphens_at_line_ends_go_unless_they_belong_to_the_word(lines: tuple[str, str], joined: str) -> None:
    assert flow([page(*lines)]).pages == (joined,)


def test_a_word_broken_over_two_pages_stands_whole_on_the_first() -> None:
    flowed = flow([page("The negotiators met the presi-"), page("dent in the evening.")])
    assert flowed.pages == ("The negotiators met the president", "in the evening.")


def test_running_heads_and_folios_are_taken_out_and_handed_back() -> None:
    pages = [
        page("The Meridian Post", f"Words of page {name} that stand", f"only on page {name}.", f"Page {number} of 4")
        for number, name in enumerate(("one", "two", "three", "four"), 1)
    ]
    flowed = flow(pages)
    assert flowed.pages[1] == "Words of page two that stand only on page two."
    assert "The Meridian Post" in flowed.furniture
    assert "Page 3 of 4" in flowed.furniture


def test_a_single_page_loses_nothing() -> None:
    assert flow([page("7", "Seven is the number of the day.")]).pages[0].startswith("7")


def test_the_text_of_a_column_goes_on_in_the_next() -> None:
    left = [Line(text=f"the words of the left column, line {n},", x=60, y=800 - 15 * n, size=11) for n in range(40)]
    right = [Line(text=f"and those of the right one, line {n},", x=320, y=800 - 15 * n, size=11) for n in range(40)]
    assert "\n\n" not in flow([[*left, *right]]).pages[0]


@given(
    st.lists(
        st.lists(st.builds(Line, text=st.text("ab-. •1\u00ad", max_size=12), x=st.floats(0, 500), y=st.floats(0, 800),
                           size=st.floats(0, 40)), max_size=8),
        max_size=4,
    )
)  # fmt: skip
def test_no_letter_is_lost_but_in_what_is_handed_back(pages: list[list[Line]]) -> None:
    flowed = flow(pages)
    given_letters = sorted(letter for lines in pages for line in lines for letter in line.text if letter in "ab1")
    kept = [letter for text in flowed.pages for letter in text if letter in "ab1"]
    assert len(flowed.pages) == len(pages)
    if not flowed.furniture:
        assert sorted(kept) == given_letters
