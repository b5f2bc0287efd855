"""Who sees what: the SQL condition, held against the plainest possible reading of the contract."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import everything, prepared, reader

from index.article import Article, Document, Scope, When
from index.catalogue import Catalogue, Prepared, day_of, engine_days
from index.errors import ArticleNotFound

ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati")]
GROUPS = ["news", "desk", "ü-team", "a,b"]
AT = datetime(2025, 11, 25, 12, tzinfo=UTC)
FIRST = date(2025, 11, 23)
DAYS = st.dates(min_value=FIRST, max_value=FIRST + timedelta(4))
MOMENTS = st.datetimes(
    min_value=datetime(2025, 11, 23), max_value=datetime(2025, 11, 27), timezones=st.sampled_from(ZONES)
)
WHENS = st.one_of(st.none(), DAYS, MOMENTS)


def some_articles(chance: random.Random) -> Iterator[Prepared]:
    """Give articles with every mixture of groups, dates, outlets, authors and texts."""
    for at in range(120):
        yield prepared(
            f"a{at}",
            chance.choice(["One story “told” here.", "Two stories “told” there.", "Three.", f"Number {at}."]),
            groups=frozenset(chance.sample(GROUPS, chance.choice([0, 0, 1, 2]))),
            published=some_time(chance),
            visible_from=chance.choice([None, some_time(chance)]),
            source=chance.choice([None, "The Post", "the  POST", "Zürcher Zeitung"]),
            author=chance.choice([None, "Ann Bo", "ann bo and Cy"]),
        )


def some_time(chance: random.Random) -> When | None:
    moment = datetime(2025, 11, 23, tzinfo=chance.choice(ZONES)) + timedelta(minutes=30 * chance.randrange(4 * 48))
    return chance.choice([None, moment.date(), moment, moment])


SCOPES = st.builds(
    dict,
    groups=st.one_of(st.none(), st.frozensets(st.sampled_from(GROUPS), max_size=2)),
    since=WHENS,
    until=WHENS,
    source=st.sampled_from([None, "THE POST", "zürcher zeitung", "nobody"]),
    author=st.sampled_from([None, "Ann Bo", "Cy", "X"]),
    article_ids=st.one_of(st.none(), st.frozensets(st.sampled_from([f"a{at}" for at in range(0, 130, 3)]))),
)


def whole_day(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime(day.year, day.month, day.day, tzinfo=zone), datetime(
        (day + timedelta(1)).year, (day + timedelta(1)).month, (day + timedelta(1)).day, tzinfo=zone
    )


def local(when: date, zone: ZoneInfo) -> date:
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def instant(when: datetime) -> float:
    return when.timestamp()


def allowed(document: Document, scope: Scope, zone: ZoneInfo) -> bool:
    """Read the contract aloud."""
    if scope.groups is not None:
        if document.groups and not document.groups & scope.groups:
            return False
        visible = document.visible_from
        if visible is not None:
            begins = visible if isinstance(visible, datetime) else whole_day(visible, zone)[0]
            if instant(begins) > instant(scope.at):
                return False
    published = document.published
    if published is None and (scope.since or scope.until):
        return False
    for bound, late in ((scope.since, False), (scope.until, True)):
        if bound is None or published is None:
            continue
        if isinstance(published, datetime) and isinstance(bound, datetime):
            inside = instant(published) <= instant(bound) if late else instant(published) >= instant(bound)
        else:
            day, last = local(published, zone), local(bound, zone)
            inside = day <= last if late else day >= last
        if not inside:
            return False
    fold = lambda name: " ".join(name.casefold().split())  # noqa: E731
    if scope.source is not None and (document.source is None or fold(document.source) != fold(scope.source)):
        return False
    if scope.author is not None and (document.author is None or fold(scope.author) not in fold(document.author)):
        return False
    return scope.article_ids is None or document.id in scope.article_ids


def see(catalogue: Catalogue, id: str, scope: Scope) -> Article | None:
    try:
        return catalogue.article(id, scope)
    except ArticleNotFound:
        return None


@pytest.fixture(scope="module", params=ZONES, ids=str)
def table(request, tmp_path_factory):
    stored = list(some_articles(random.Random(7)))
    made = Catalogue(tmp_path_factory.mktemp("scope") / "catalogue.sqlite3", timezone=request.param)
    made.store(stored)
    passages = [one for rows in made.all_engine_passages(with_text=False) for one in rows]
    yield request.param, made, {one.document.id: one.document for one in stored}, passages
    made.close()


@settings(max_examples=25)
@given(scope=SCOPES, some=st.integers(0, 9))
def test_every_way_to_an_article_lets_through_what_the_contract_does(table, scope, some):
    zone, catalogue, documents, passages = table
    scope = Scope(at=AT, **scope)
    expected = {id for id, one in documents.items() if allowed(one, scope, zone)}

    tried = [*documents][some::10]
    assert {id for id in tried if see(catalogue, id, scope)} == expected & {*tried}
    assert catalogue.count(scope) == len(expected)
    assert catalogue.extent(scope) == (len(expected), len(catalogue.outlets(scope)))
    page = catalogue.listing(scope, text=None, limit=500, cursor=None)
    assert {one.id for one in page.items} == expected
    assert page.total == len(expected)
    about = catalogue.listing(scope, text="STOR", limit=500, cursor=None)
    assert {one.id for one in about.items} == {id for id in expected if "stor" in documents[id].text}

    read = catalogue.passages_by_id([one.passage_id for one in passages], scope)
    assert {one.article.id for one in read.values()} == expected

    assert sum(count for _, count in catalogue.outlets(scope)) == sum(1 for id in expected if documents[id].source)
    spoken = {id for id in expected if "“" in documents[id].text}
    assert sum(count for _, count in catalogue.speakers(scope)) == len(spoken)
    assert {one.id for one in catalogue.articles_quoting(scope, None)} == spoken

    for id, copies in catalogue.copies_of(sorted(documents), scope).items():
        same = {other for other in expected if other != id and documents[other].text == documents[id].text}
        assert {copy.article_id for copy in copies} == same

    # What the engines filter by may let more through than the contract, never less.
    audiences, days = catalogue.visible_audiences(scope.groups), engine_days(scope)
    by_row = catalogue.article_ids([one.article_row for one in passages])
    for one in passages:
        if by_row[one.article_row] in expected:
            assert audiences is None or one.audience in audiences
            if days is not None:
                assert one.day is not None
                assert days[0] is None or one.day >= days[0]
                assert days[1] is None or one.day <= days[1]
    rows = catalogue.distinct_rows(scope)
    assert {by_row[row] for row in rows} <= expected
    assert sorted(documents[by_row[row]].text for row in rows) == sorted({documents[id].text for id in expected})


@pytest.fixture
def catalogue(tmp_path):
    made = Catalogue(tmp_path / "catalogue.sqlite3", timezone=ZoneInfo("America/Sao_Paulo"))
    yield made
    made.close()


def test_no_groups_at_all_see_open_articles_only(catalogue):
    catalogue.store([prepared("open"), prepared("closed", "Else.", groups=frozenset({"desk"}))])
    assert [one.id for one in catalogue.listing(reader(), text=None, limit=9, cursor=None).items] == ["open"]
    assert catalogue.visible_audiences(frozenset()) is not None


def test_the_hour_that_comes_twice_belongs_to_its_day(catalogue):
    # On 17 February 2018 São Paulo's clocks went back at midnight: 23:00-24:00 came twice.
    second = datetime(2018, 2, 17, 23, 30, fold=1, tzinfo=ZoneInfo("America/Sao_Paulo"))
    catalogue.store([prepared("late", published=second)])
    until = everything(until=date(2018, 2, 17))
    assert catalogue.count(until) == 1
    assert catalogue.count(everything(since=date(2018, 2, 18))) == 0


def test_the_ends_of_time_are_days_like_any_other(catalogue):
    east, west = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("America/Los_Angeles")
    catalogue.store(
        [
            prepared("first", published=datetime(1, 1, 1, tzinfo=east)),
            prepared("last", published=datetime(9999, 12, 31, 23, 59, tzinfo=west)),
            prepared("day", published=date.max, visible_from=date.min),
        ]
    )
    assert catalogue.count(everything(until=date.max)) == 3
    assert catalogue.count(everything(since=date.min)) >= 2
    for bound in (datetime(1, 1, 1, tzinfo=east), datetime(9999, 12, 31, 23, 59, tzinfo=west)):
        catalogue.count(everything(since=bound, until=bound))
        engine_days(everything(since=bound, until=bound))
    assert day_of(datetime(1969, 12, 31, 23, 59, tzinfo=UTC)) == -1


def test_an_embargo_day_begins_where_the_newsroom_is(catalogue):
    catalogue.store([prepared("embargoed", visible_from=date(2025, 11, 25))])
    before = datetime(2025, 11, 25, 2, 59, tzinfo=UTC)  # still the 24th in São Paulo
    assert catalogue.count(reader(at=before)) == 0
    assert catalogue.count(reader(at=before + timedelta(minutes=1))) == 1
    assert catalogue.count(everything(at=before)) == 1


def test_more_ids_than_a_statement_takes_parameters(catalogue):
    catalogue.store([prepared("mine")])
    many = frozenset({"mine", *(f"other-{at}" for at in range(40_000))})
    assert catalogue.count(everything(article_ids=many)) == 1
    assert catalogue.count(reader(*many)) == 1
    assert catalogue.count(everything(article_ids=frozenset())) == 0


@pytest.mark.parametrize("strange", ["a\ud800", "\udcff", "'; DROP TABLE articles; --", '"]', "%", "\x00", "🙂" * 50])
def test_strange_names_find_nothing_and_break_nothing(catalogue, strange):
    catalogue.store([prepared("?", source="?", author="?", groups=frozenset({"?"}))])
    assert catalogue.count(reader(strange)) == 0
    assert catalogue.count(everything(article_ids=frozenset({strange}))) == 0
    assert catalogue.count(everything(source=strange, author=strange)) in (0, 1)  # "?" stands for half a character
    with pytest.raises(ArticleNotFound):
        catalogue.article(strange, everything())
    with pytest.raises(ArticleNotFound):
        catalogue.article("?", everything(), revision=strange)
    with pytest.raises(ArticleNotFound):
        catalogue.remove([strange])
    assert catalogue.count(everything()) == 1
