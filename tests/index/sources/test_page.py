import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index.article import Document, Refusal
from index.errors import InputRefused
from index.sources import SourceOptions
from index.sources.page import LARGEST, read_page
from index.sources.reading import Origin

BODY = """
<article><h1>Ferries stay in the harbour</h1>
<p>The ferries between Port Ellery and the islands will stay in the harbour for a ninth day, the union said on
Thursday evening after talks with the owner had ended without a result.</p>
<p>“We want to sail, but we don’t want to sail for <b>nothing</b>,” said its chairman, Eskil Barrow. He added that the
<a href="/terminal">terminal</a> was open and that the next talks would begin on Saturday.</p>
<h2>What it costs</h2>
<p>The islands lose 2.4 million crowns a day. Shops have begun to ration milk, and medicine comes by air.</p>
<ul><li>Nine days without a ferry</li><li>Forty crossings a day were planned</li></ul>
<table><tr><th>Line</th><th>Crossings</th></tr><tr><td>North</td><td>22</td></tr></table>
</article>
"""
ABOVE = "<nav><ul>" + "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(30)) + "</ul></nav>"
BELOW = """
<div id="comments" class="comments"><h3>Comments</h3><p>First! I think the owner is right about all of this.</p></div>
<footer><p>© 2025 Harbour Wire. All rights reserved. Contact us, imprint, advertise with us.</p></footer>
"""


def html(head: str = "", body: str = BODY, root: str = "") -> bytes:
    page = f"<!doctype html><html{root}><head><meta charset=utf-8>{head}</head><body>{ABOVE}{body}{BELOW}</body></html>"
    return page.encode()


def linked(**data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **data})}</script>'


def test_the_words_come_as_paragraphs_without_the_furniture(origin: Origin, options: SourceOptions) -> None:
    text = read_page(html(), origin, options).text
    assert (
        "“We want to sail, but we don’t want to sail for nothing,” said its chairman, Eskil Barrow. He added that the "
        "terminal was open and that the next talks would begin on Saturday.\n\nWhat it costs\n\n"
        "The islands lose 2.4 million crowns a day." in text
    )
    assert "- Nine days without a ferry\n- Forty crossings a day were planned" in text
    assert "Line | Crossings\nNorth | 22" in text
    for furniture in ("Section 3", "I think the owner", "All rights reserved"):
        assert furniture not in text


def test_linked_data_is_read_first(origin: Origin, options: SourceOptions) -> None:
    article = {
        "@type": ["NewsArticle", "Thing"],
        "headline": "Ferries stay &amp; wait",
        "author": [{"@type": "Person", "name": "Ada Brisling"}, "Pip Sandoval", {"name": "https://x.example/pip"}],
        "publisher": {"@type": "Organization", "name": "Harbour Wire"},
        "datePublished": "2025-11-20T19:10:00Z",
        "dateModified": "2025-11-21",
        "inLanguage": "en-GB",
    }
    head = linked(**{"@graph": [{"@type": "WebSite", "name": "Not this"}, article]})
    meta = '<meta property="og:title" content="Other"><meta name="author" content="Other"><title>Other</title>'
    document = read_page(html(head + meta, root=' lang="de"'), origin, options)
    assert (document.title, document.author) == ("Ferries stay & wait", "Ada Brisling, Pip Sandoval")
    assert document.source == "Harbour Wire"
    assert (document.published, document.updated) == (datetime(2025, 11, 20, 19, 10, tzinfo=UTC), date(2025, 11, 21))
    assert document.language == "en-GB"


def test_meta_elements_are_read_where_there_is_no_linked_data(origin: Origin, options: SourceOptions) -> None:
    head = """<title>Ferries stay in the harbour | Harbour Wire</title>
    <meta property="og:site_name" content="Harbour Wire"><meta name="author" content="By Ada Brisling">
    <meta property="article:author" content="https://social.example/ada">
    <meta property="article:published_time" content="2025-11-20 20:10">
    <meta property="article:modified_time" content="Thu, 20 Nov 2025 21:00:00 GMT">
    <link rel="canonical" href="https://harbourwire.example/ferries"><meta property="og:locale" content="en_GB">"""
    document = read_page(html(head), origin, options)
    assert (document.title, document.author) == ("Ferries stay in the harbour", "Ada Brisling")
    assert document.source == "Harbour Wire"
    assert document.published == datetime(2025, 11, 20, 20, 10, tzinfo=ZoneInfo("Europe/Paris"))
    assert document.updated == datetime(2025, 11, 20, 21, 0, tzinfo=UTC)
    assert (document.url, document.language) == ("https://harbourwire.example/ferries", "en-GB")


def test_what_a_page_does_not_record_is_read_off_it_and_said_to_be(origin: Origin, options: SourceOptions) -> None:
    body = BODY.replace("<p>The ferries", "<p class=byline>By Ada Brisling, 20 November 2025</p><p>The ferries")
    head = '<meta name="author" content="https://x.example/ada"><meta name=date content=soon>'
    document = read_page(html(head, body), origin, options)
    assert (document.title, document.author) == ("Ferries stay in the harbour", "Ada Brisling")
    assert (document.published, document.metadata) == (
        date(2025, 11, 20),
        {"read_off_the_page": ["author", "published"]},
    )
    assert "Ada Brisling" not in document.text
    assert document.id.startswith("an-article-")


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2025/11/20/ferries", date(2025, 11, 20)),
        ("statements/2025/nov/20/ferries/", date(2025, 11, 20)),
        ("2025/November/20/ferries/", date(2025, 11, 20)),
        ("ferries", date(2025, 11, 18)),
        ("2025/now/20/ferries/", date(2025, 11, 18)),
    ],
)
def test_the_day_in_a_pages_address_goes_before_days_it_shows(
    origin: Origin, options: SourceOptions, path: str, day: date
) -> None:
    body = BODY.replace("<p>The ferries", '<div class="related-date">18 November 2025</div><p>The ferries')
    head = f'<link rel="canonical" href="https://harbourwire.example/{path}">'
    assert read_page(html(head, body), origin, options).published == day


def test_what_a_page_neither_records_nor_shows_stays_unset(origin: Origin, options: SourceOptions) -> None:
    body = "<article>" + BODY.partition("</h1>")[2]
    document = read_page(html("", body), origin, options)  # its footer says © 2025, which is no date of an article
    assert (document.title, document.author, document.source) == (None, None, None)
    assert (document.published, document.updated, document.url, document.language) == (None, None, None, None)
    assert document.metadata == {}


@pytest.mark.parametrize(
    "script",
    [
        "{broken",
        "[]",
        '"text"',
        "null",
        '{"@type": 5}',
        '{"@type": "NewsArticle", "author": {"name": {"name": 1}}, "datePublished": 5}',
        "[" * 5000,
        '{"@type":"NewsArticle","headline":"' + "x" * 5000 + '"}',
    ],
)
def test_broken_linked_data_is_passed_over(origin: Origin, options: SourceOptions, script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script><meta property="og:title" content="The title">'
    document = read_page(html(head), origin, options)
    assert (document.title, document.author, document.published) == ("The title", None, None)


def test_teasers_of_other_articles_are_not_this_one(origin: Origin, options: SourceOptions) -> None:
    head = linked(**{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Another story"}]})
    assert read_page(html(head + "<title>This story</title>"), origin, options).title == "This story"


def test_links_of_other_kinds_are_no_address(origin: Origin, options: SourceOptions) -> None:
    for address in ("javascript:alert(1)", "/ferries", "https://[broken", "data:text/html,x"):
        assert read_page(html(f'<link rel=canonical href="{address}">'), origin, options).url is None


def test_a_declared_encoding_counts(origin: Origin, options: SourceOptions) -> None:
    raw = html().decode().replace("charset=utf-8", "charset=windows-1252").encode("cp1252")
    assert "“We want to sail" in read_page(raw, origin, options).text


@pytest.mark.parametrize(
    "body",
    [
        ABOVE,
        "".join(
            f'<div><a href="/{n}">A headline about thing {n} that happened on day {n}</a></div>' for n in range(40)
        ),
        "<form><label>User</label><input><label>Password</label><input><button>Log in</button></form>",
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
        "",
    ],
)
def test_a_page_without_an_article_is_refused(
    write: Callable[..., Path], refused: Callable[[Path], Refusal], body: str
) -> None:
    page = f"<!doctype html><html><head><title>Home</title></head><body>{body}</body></html>"
    assert "no article text" in refused(write("a.html", page)).reason


def test_briefs_and_fragments_are_articles(write: Callable[..., Path], one: Callable[[Path], Document]) -> None:
    brief = "<html><body><h1>Flood</h1><p>Six people were killed in the flood.</p></body></html>"
    document = one(write("a.htm", brief))
    assert (document.title, document.text) == ("Flood", "Six people were killed in the flood.")
    assert (
        one(write("b.html", "<p>Six people were killed in the flood.</p>")).text
        == "Six people were killed in the flood."
    )


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"<div>" * 60_000,
        b"<html>" + b"<!--" * 1000,
        b"<" * 20_000,
        b"&#0;" * 3000,
    ],
)
def test_what_is_hardly_a_page_is_refused(
    write: Callable[..., Path], refused: Callable[[Path], Refusal], content: bytes
) -> None:
    refused(write("a.html", content))


def test_a_page_too_large_to_parse_is_refused(origin: Origin, options: SourceOptions) -> None:
    with pytest.raises(InputRefused, match="more than 10 MiB"):
        read_page(b"x" * (LARGEST + 1), origin, options)


def test_entities_and_emoji_come_as_the_signs_they_are(origin: Origin, options: SourceOptions) -> None:
    body = BODY.replace("for a ninth day", "for a ninth day 🦀, e&#x301;t&eacute; &amp; more &lt;here&gt;")
    assert "🦀, e\u0301té & more <here>" in read_page(html("", body), origin, options).text


def test_a_wall_is_no_article(origin: Origin, options: SourceOptions) -> None:
    body = "<article><h1>Ferries</h1><p>The ferries stay in the harbour, the union said.</p></article>"
    wall = "<div class=offer><p>Subscribe to continue reading. Already a subscriber? Sign in.</p></div>"
    with pytest.raises(InputRefused, match="no article text"):
        read_page(html("", body.replace("</article>", wall + "</article>")), origin, options)
    closed = linked(**{"@type": "NewsArticle", "headline": "Ferries", "isAccessibleForFree": False})
    with pytest.raises(InputRefused, match="no article text"):
        read_page(html(closed, body), origin, options)
    assert "ninth day" in read_page(html(closed), origin, options).text


def test_a_page_that_a_script_would_fill_gives_the_text_it_records(origin: Origin, options: SourceOptions) -> None:
    words = "<p>The ferries stay in the harbour for a ninth day, the union said.</p><p>Talks go on.</p>"
    head = linked(**{"@type": "NewsArticle", "headline": "Ferries", "articleBody": words})
    text = read_page(html(head, "<div id=root></div>"), origin, options).text
    assert text == "The ferries stay in the harbour for a ninth day, the union said.\n\nTalks go on."


def test_a_body_cut_up_by_advertisements_is_put_together(origin: Origin, options: SourceOptions) -> None:
    sentence = "The ferries between Port Ellery and the islands will stay in the harbour on day {} of the strike. "
    parts = [
        f"<div class='grid'><p>{''.join(sentence.format(day) for day in range(first, first + 9))}</p></div>"
        for first in (0, 9, 18)
    ]
    article = f"<article><div>{'</div><aside class=ad>Buy</aside><div>'.join(parts)}</div></article>"
    text = read_page(html("", article), origin, options).text
    assert "day 0 of" in text
    assert "day 26 of" in text


@pytest.mark.parametrize(
    "tag",
    [
        "<p {}>",
        '<p x=">" {}>',
        '<p b"c {}>',
        "<p {}",
    ],
)
def test_an_element_of_a_hundred_thousand_attributes_is_refused_at_once(
    origin: Origin, options: SourceOptions, tag: str
) -> None:
    hostile = tag.format(" ".join(f"a{number}" for number in range(100_000)))
    with pytest.raises(InputRefused, match="attributes on one element"):
        read_page(html("", hostile), origin, options)


def test_an_image_written_into_its_tag_is_no_reason_to_refuse(origin: Origin, options: SourceOptions) -> None:
    picture = f'<img src="data:image/png;base64,{"QUJD" * 300_000}" alt="a ferry">'
    assert "ninth day" in read_page(html("", BODY + picture), origin, options).text


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<p>" + "word " * 500_000, "characters of text"),
        (("<p " + " ".join(f"a{number}" for number in range(500)) + ">x</p>") * 500, "attributes"),
    ],
)
def test_a_page_that_is_no_article_s_size_is_refused(
    origin: Origin, options: SourceOptions, body: str, what: str
) -> None:
    with pytest.raises(InputRefused, match=f"more than [0-9,]+ {what}"):
        read_page(html("", body), origin, options)
