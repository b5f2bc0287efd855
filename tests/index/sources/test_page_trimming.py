from collections.abc import Sequence

import pytest
from lxml import etree

from index.sources.page_trimming import trim

PROSE = "<p>The ferries will stay in the harbour for a ninth day, the union said after talks with the owner.</p>"
END = "<p>The next talks begin on Saturday.</p>"


def left(blocks: str, titles: Sequence[str | None] = (), author: str | None = None) -> list[str]:
    body = etree.fromstring(f"<body>{blocks}</body>")
    trim(body, titles=titles, author=author)
    return [" ".join("".join(block.itertext()).split()) for block in body]


@pytest.mark.parametrize(
    "block",
    [
        '<p><ref target="/a">China furious at jibe about protests</ref></p>',
        '<p>Read more: <ref target="/a">What the islands eat when no ferry comes.</ref></p>',
        "<p>DON'T MISS</p>",
        "<p>Related: </p>",
        '<list><item><ref target="/a">Days without milk</ref></item><item><ref target="/b">Maps</ref></item></list>',
        '<list><item><ref target="/a">Ferry owner replies</ref> He says he is ready.</item></list>',
    ],
)
def test_what_only_leads_to_other_stories_goes(block: str) -> None:
    assert len(left(PROSE + block + END)) == 2


@pytest.mark.parametrize(
    "block",
    [
        '<p>More than <ref target="/a">three hundred people</ref> waited at the terminal.</p>',
        '<p>“<ref target="/a">We want to sail, but we do not want to sail for nothing, and we never will</ref>.”</p>',
        '<list><item>Forty crossings, <ref target="/a">as planned</ref></item><item>No ferry</item></list>',
        "<p>Share prices of the owner fell by three per cent.</p>",
        "<p>Related costs rose by a third, the owner said.</p>",
        "<p>Yes.</p><p>Yes.</p><p>Yes.</p>",
    ],
)
def test_sentences_with_links_and_words_like_labels_stay(block: str) -> None:
    assert left(PROSE + block + END)[1:-1] == left(block + PROSE + END)[:-2] != []


def test_the_headline_again_and_the_byline_above_the_text_go() -> None:
    above = (
        "<head>Ferries stay in the harbour</head><p>By Ada Brisling, Harbour Wire</p><p>Ada Brisling</p>"
        "<p>Published 20 November 2025, 19:10</p><p>November 20, 2025</p><p>4 min read</p>"
    )
    assert len(left(above + PROSE + END, ["Ferries stay in the harbour | Wire"], "Ada Brisling")) == 2


def test_what_looks_like_a_byline_below_the_first_prose_stays() -> None:
    block = "<p>Ada Brisling</p><p>November 20, 2025</p><head>Ferries stay in the harbour</head>"
    assert len(left(PROSE + block + END, ["Ferries stay in the harbour"], "Ada Brisling")) == 5


@pytest.mark.parametrize(
    "block",
    [
        "<p>© 2025 Harbour Wire. All rights reserved.</p>",
        "<p>(Reporting by Ada Brisling; editing by Pip Sandoval)</p>",
        "<p>Pip Sandoval contributed to this report.</p>",
        "<p>Follow Ada Brisling on Twitter: @ada</p><p>___</p>",
        "<p>Sign up for our newsletter.</p><head>More stories</head>",
        "<p>Comments</p>",
        "<p>ada@wire.example</p>",
    ],
)
def test_credits_and_invitations_at_the_end_go_and_stay_in_the_middle(block: str) -> None:
    assert len(left(PROSE + END + block)) == 2
    assert left(PROSE + block + END) == left(PROSE) + left(block + END)


@pytest.mark.parametrize(
    "last",
    [
        "<p>Support for the strike has grown on the islands.</p>",
        "<p>Contact between the two sides has ended.</p>",
        "<p>Like his father, he will sail again.</p>",
        "<p>Follow-up talks begin on Saturday.</p>",
    ],
)
def test_a_last_sentence_that_begins_like_an_invitation_stays(last: str) -> None:
    assert len(left(PROSE + END + last)) == 3
