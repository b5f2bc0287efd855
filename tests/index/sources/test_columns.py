from collections.abc import Callable

from index.article import Document
from index.sources.columns import in_reading_order
from index.sources.print_layout import Line

LEFT = [f"left {number} goes down the first column" for number in range(12)]
RIGHT = [f"right {number} goes down the second one" for number in range(12)]


def set_at(x: float, words: list[str], top: float = 700.0) -> list[Line]:
    return [Line(text=text, x=x, y=top - 12 * row, size=10) for row, text in enumerate(words)]


def words_of(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def test_rows_written_across_the_gutter_are_read_down_the_columns() -> None:
    heading = Line(text="A heading that runs over both of the columns of this page here", x=50, y=730, size=14)
    rows = [line for pair in zip(set_at(50, LEFT), set_at(310, RIGHT), strict=True) for line in pair]
    assert words_of(in_reading_order([heading, *rows])) == [heading.text, *LEFT, *RIGHT]


def test_a_heading_over_both_columns_parts_what_is_above_from_what_is_below() -> None:
    above = [line for pair in zip(set_at(50, LEFT[:6]), set_at(310, RIGHT[:6]), strict=True) for line in pair]
    heading = Line(text="Another heading that runs over both of the columns of the page", x=50, y=600, size=14)
    lower = [set_at(50, LEFT[6:], 570), set_at(310, RIGHT[6:], 570)]
    below = [line for pair in zip(*lower, strict=True) for line in pair]
    ordered = words_of(in_reading_order([*above, heading, *below]))
    assert ordered == [*LEFT[:6], *RIGHT[:6], heading.text, *LEFT[6:], *RIGHT[6:]]


def test_an_order_that_goes_down_the_columns_is_kept_as_it_is() -> None:
    lines = [*set_at(310, RIGHT), *set_at(50, LEFT)]
    assert in_reading_order(lines) == lines


def test_indents_lists_and_short_pages_are_no_columns() -> None:
    wide = [f"line {number} of a page with one column runs right over it from edge to edge" for number in range(12)]
    indented = [Line(text=text, x=50 if row % 2 else 66, y=700 - 12 * row, size=10) for row, text in enumerate(wide)]
    assert in_reading_order(indented) == indented
    assert in_reading_order([]) == []


def test_a_newspaper_page_is_read_column_by_column(
    make_pdf: Callable[..., bytes], write: Callable[..., object], one: Callable[..., Document]
) -> None:
    left = [
        "The harbour master of Port Ellery has",
        "resigned after a ferry struck the pier",
        "on Friday, and nobody knows who",
        "will follow him in that office now,",
        "the mayor said in the even-",
        "ing to the council.",
    ]
    right = [
        "The repairs will cost as much as a",
        "new ferry, the owner said, and will",
        "take until the spring comes back",
        "to the islands that wait for milk,",
        "bread and medicine from the other",
        "side of the sound.",
    ]
    rows = [
        (x, 700 - 13 * row, 10, words)
        for row, pair in enumerate(zip(left, right, strict=True))
        for x, words in zip((50, 310), pair, strict=True)
    ]
    text = one(write("page.pdf", make_pdf([rows]))).text
    assert "the mayor said in the evening to the council." in " ".join(text.split())
    assert text.index("evening to the council") < text.index("The repairs will cost")
