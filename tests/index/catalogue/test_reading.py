"""Listings page by page, texts to be found in them, speech, and what the engines are given to index."""

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import everything, prepared, reader

from index.article import Cue, Quote, Span, Speaker
from index.catalogue import Catalogue
from index.errors import ArticleNotFound, CursorUnusable


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Give 60 articles: several of a moment, several of a day, some without a date, every third for a group."""
    made = Catalogue(tmp_path_factory.mktemp("shelf") / "catalogue.sqlite3", timezone=ZoneInfo("UTC"))
    moment = datetime(2025, 11, 20, 8, tzinfo=UTC)
    dates = [None, date(2025, 11, 20), date(2025, 11, 21), moment, moment + timedelta(hours=1), moment]
    made.store(
        [
            prepared(
                f"{at:02} ü/“{at}”?",
                f"Story {at}.",
                published=dates[at % len(dates)],
                groups=frozenset({"desk"}) if at % 3 == 0 else frozenset(),
            )
            for at in range(60)
        ]
    )
    yield made
    made.close()


@pytest.fixture
def catalogue(tmp_path):
    made = Catalogue(tmp_path / "catalogue.sqlite3", timezone=ZoneInfo("UTC"))
    yield made
    made.close()


def sorting(article):
    published = article.published
    if published is None:
        return (1, 0.0, article.id)
    if not isinstance(published, datetime):
        published = datetime(published.year, published.month, published.day, tzinfo=UTC)
    return (0, -published.timestamp(), article.id)


@given(limit=st.integers(1, 70), scope=st.sampled_from([everything(), reader(), reader("desk")]))
def test_pages_follow_each_other_without_gap_or_repetition(shelf, limit, scope):
    seen, cursor, pages = [], None, 0
    while True:
        page = shelf.listing(scope, text=None, limit=limit, cursor=cursor)
        seen += page.items
        pages += 1
        assert page.total == shelf.count(scope)
        assert len(page.items) == limit or page.next is None
        cursor = page.next
        if cursor is None:
            break
    assert [one.id for one in seen] == [one.id for one in sorted(seen, key=sorting)]
    assert len({one.id for one in seen}) == len(seen) == shelf.count(scope)
    assert pages == -(-len(seen) // limit)
    assert all(one.text == "" and one.revisions for one in seen)


def test_a_page_goes_on_where_it_ended_though_articles_come_and_go(catalogue):
    catalogue.store([prepared(f"a{at}", published=date(2025, 1, 10 + at)) for at in range(6)])
    first = catalogue.listing(everything(), text=None, limit=3, cursor=None)
    catalogue.remove(["a3", "a4"])
    catalogue.store([prepared("new", published=date(2025, 2, 1))])
    second = catalogue.listing(everything(), text=None, limit=9, cursor=first.next)
    assert [one.id for one in (*first.items, *second.items)] == ["a5", "a4", "a3", "a2", "a1", "a0"]


MADE_UP = """null
[1]
[1, 2, 3]
["a", "b"]
{}
[{}, "a"]
[0, "\\ud800"]
[null, null]""".splitlines()


@pytest.mark.parametrize("cursor", ["", "x", "….", "\ud800", "=" * 9, "A" * 10_000])
def test_a_cursor_that_is_no_base64_is_refused(shelf, cursor):
    refused(shelf, cursor)


@pytest.mark.parametrize("content", [*MADE_UP, "1" * 5000, f'[1{"0" * 400}, "a"]', "[" * 100_000])
def test_a_cursor_nobody_gave_out_is_refused(shelf, content):
    refused(shelf, base64.urlsafe_b64encode(content.encode()).decode())


def refused(shelf, cursor):
    with pytest.raises(CursorUnusable) as caught:
        shelf.listing(everything(), text=None, limit=5, cursor=cursor)
    assert caught.value.exit_code == 2
    assert len(caught.value.message) < 100


@pytest.mark.parametrize("content", ['[NaN, "a"]', '[1e400, "a"]', '[0, "%"]'])
def test_a_cursor_made_up_gives_a_page_at_the_most(shelf, content):
    cursor = base64.urlsafe_b64encode(content.encode()).decode()
    assert shelf.listing(reader(), text=None, limit=5, cursor=cursor).total == shelf.count(reader())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("100%", {"percent"}),
        ("%", {"percent"}),
        ("_", {"under"}),
        ("\\", {"back"}),
        ("ZÜRICH", {"city"}),
        ("Zu\u0308rich", {"city"}),
        ("strasse", {"city"}),
        ("ÇELIK", {"author"}),
        ("neue post", {"outlet"}),
        ("'", {"quote", "city"}),
        ('"', {"quote"}),
        ("\ud800", set()),
        ("x" * 60_000, set()),
    ],
)
def test_a_listing_is_narrowed_by_what_was_typed_literally(catalogue, typed, found):
    catalogue.store(
        [
            prepared("percent", "Turnout was 100% there."),
            prepared("under", "A file_name."),
            prepared("back", "A \\ stroke."),
            prepared("city", "On Zürich's main Straße."),
            prepared("author", "Text.", author="Ali Çelik"),
            prepared("outlet", "Text.", source="Neue Post"),
            prepared("quote", 'It\'s "it".'),
        ]
    )
    assert {one.id for one in catalogue.listing(everything(), text=typed, limit=9, cursor=None).items} == found


STRANGE = ["a/b/../c", "'; --", '"', "%", "ünï 🙂", "a" * 200, "-", "1", " spaced ", "\u200b", "NULL", "a\tb"]


@pytest.mark.parametrize("id", STRANGE)
def test_any_id_is_only_itself(catalogue, id):
    catalogue.store([prepared(one, f"Text of {one}") for one in STRANGE])
    article = catalogue.article(id, everything())
    assert (article.id, article.text) == (id, f"Text of {id}")
    assert catalogue.count(everything(article_ids=frozenset({id}))) == 1
    assert len(catalogue.passages_of(article)) == 1
    catalogue.remove([id])
    with pytest.raises(ArticleNotFound):
        catalogue.article(id, everything())
    assert catalogue.count(everything()) == len(STRANGE) - 1


def test_speech_comes_back_as_it_went_in(catalogue):
    text = "Ann Bo said: “We go 🙂.” He agreed."
    quotes = (
        Quote(
            start=13,
            end=24,
            text=text[13:24],
            kind="direct",
            speaker=Speaker(name="Ann Bo", mention="Ann Bo", start=0, end=6),
            cue=Cue(text="said", start=7, end=11),
        ),
        Quote(start=25, end=35, text=text[25:35], kind="indirect", speaker=Speaker(), cue=None),
    )
    catalogue.store([replace(prepared("a", text), quotes=quotes), replace(prepared("b", "ann  BO."), quotes=())])
    assert catalogue.quotes_of(catalogue.article("a", everything())) == quotes
    assert catalogue.speakers(everything()) == (("Ann Bo", 1),)
    assert [one.id for one in catalogue.articles_quoting(everything(), ["ANN  bo"])] == ["a"]
    assert catalogue.articles_quoting(everything(), []) == ()


def test_articles_that_quote_come_oldest_first(catalogue):
    days = {"late": date(2025, 3, 1), "early": date(2025, 1, 1), "never": None}
    catalogue.store([prepared(id, "Ann “said”.", published=day) for id, day in days.items()])
    assert [one.id for one in catalogue.articles_quoting(everything(), ["Ann"])] == ["early", "late", "never"]


def test_outlets_are_counted_however_they_are_written(catalogue):
    names = ["Post", "POST", "Echo", None]
    catalogue.store([prepared(f"a{at}", f"{at}", source=name) for at, name in enumerate(names)])
    assert catalogue.outlets(everything()) == (("POST", 2), ("Echo", 1))
    assert catalogue.extent(everything()) == (4, 2)


def test_the_engines_get_each_passages_own_words(catalogue):
    text = "Ein 🙂 Wort. " * 400 + "Ende\u0301."
    spans = [Span(start=at, end=min(at + 37, len(text))) for at in range(0, len(text), 37)]
    one = prepared("long", text, title="T")
    key = one.passages[0][1]
    catalogue.store([replace(one, passages=tuple((span, key) for span in spans)), prepared("short", "Short.")])
    rows = [row for batch in catalogue.all_engine_passages(with_text=True, batch=7) for row in batch]
    assert [row.text for row in rows] == [text[span.start : span.end] for span in spans] + ["Short."]
    assert [row.passage_id for row in rows] == sorted(row.passage_id for row in rows)
    assert {row.title for row in rows} == {"T", ""}
    assert catalogue.engine_passages([rows[3].passage_id, 10**9])[rows[3].passage_id] == rows[3]
    assert catalogue.engine_passages([]) == {}


def test_metadata_comes_back_as_it_went_in(catalogue):
    metadata = {"ü": [1, 2.5, None, True, {"n": "🙂"}], "big": 2**70, "": ""}
    catalogue.store([prepared("a", metadata=metadata)])
    assert json.loads(json.dumps(catalogue.article("a", everything()).metadata)) == metadata
