"""From a query and a scope to hits: nothing forbidden, nothing crowded out, copies told apart."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import NOW, count_tokens, document, everything, opened, reader, vector_of, words

from index.article import Earlier, Query
from index.errors import Cancelled, Overloaded
from index.search import Searcher, SearchSizes

GROUPS = ["news", "desk", "legal"]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Give 90 articles of shared words, every mixture of groups, days, outlets and embargoes, some of them copies."""
    documents = {}
    for at in range(90):
        groups = frozenset(group for bit, group in enumerate(GROUPS) if at >> bit & 1 and at % 2)
        published = None if at % 7 == 0 else datetime(2025, 11, 20, 23, tzinfo=UTC) + timedelta(minutes=37 * at)
        documents[f"a{at}"] = document(
            f"a{at}",
            f"Harbour ferry storm pilot. {words(at % 60, 50)}",
            groups=groups,
            published=published.date() if published and at % 5 == 0 else published,
            visible_from=NOW + timedelta(days=1) if at % 11 == 0 else None,
            source=["Post", "Echo", None][at % 3],
            author=["Ann Bo", None][at % 2],
        )
    with opened(tmp_path_factory.mktemp("library") / "data", sizes=SearchSizes(dense=25, lexical=25)) as one:
        one.put(*documents.values())
        yield one, documents


SCOPES = st.builds(
    dict,
    groups=st.one_of(st.none(), st.frozensets(st.sampled_from(GROUPS))),
    since=st.one_of(st.none(), st.sampled_from([date(2025, 11, 21), date(2025, 11, 22), NOW])),
    until=st.one_of(st.none(), st.sampled_from([date(2025, 11, 21), date(2025, 11, 22), NOW])),
    source=st.sampled_from([None, None, "POST", "nobody"]),
    author=st.sampled_from([None, None, "ann"]),
    article_ids=st.one_of(st.none(), st.frozensets(st.sampled_from([f"a{at}" for at in range(90)]))),
)


@settings(max_examples=60)
@given(
    scope=SCOPES,
    query=st.sampled_from(["harbour ferry storm", words(3, 20), words(7, 50)]),
    engines=st.sampled_from([{}, {"dense": False}, {"lexical": False}]),
)
def test_everything_in_the_scope_is_found_and_nothing_else(library, scope, query, engines):
    one, documents = library
    scope = everything(**scope)
    inside = {id for id in documents if one.corpus.catalogue.count(narrowed(scope, id))}
    hits = one.searcher.search(query, scope, limit=500, rerank=False, **engines).hits
    for hit in hits:
        assert hit.article.id in inside
        assert {copy.article_id for copy in hit.copies} == {
            id for id in inside if documents[id].text == hit.article.text and id != hit.article.id
        }
        assert hit.text == documents[hit.article.id].text[hit.start : hit.end]
    places = [(hit.article.text, hit.start) for hit in hits]
    assert len(set(places)) == len(places), "one of each copy"
    if "dense" not in engines or "harbour" in query:
        # Fewer articles in the scope than one engine has places: all of them must come.
        texts = {documents[id].text for id in inside}
        if len(texts) <= 10:
            assert {hit.article.text for hit in hits} == texts


def narrowed(scope, id):
    ids = frozenset({id}) if scope.article_ids is None else scope.article_ids & {id}
    return replace(scope, article_ids=ids)


def test_embargoed_articles_do_not_crowd_out_the_others(tmp_path):
    with opened(tmp_path / "data", sizes=SearchSizes(dense=10, lexical=10)) as one:
        later = NOW + timedelta(hours=1)
        one.put(*(document(f"e{at}", f"Ferry storm harbour. {at}", visible_from=later) for at in range(40)))
        one.put(document("open", f"A ferry. {words(1, 30)}"))
        for engines in ({"dense": False}, {"lexical": False}, {}):
            assert one.found("ferry storm harbour", reader(), **engines) == ["open"]
        assert len(one.found("ferry storm harbour")) > 5
        assert "e1" in one.found("ferry storm harbour 1", reader(at=later))


def test_the_days_around_do_not_crowd_out_the_day_asked_for(tmp_path):
    with opened(tmp_path / "data", sizes=SearchSizes(dense=10, lexical=10)) as one:
        one.put(*(document(f"n{at}", f"Ferry storm harbour. {at}", published=date(2025, 11, 24)) for at in range(40)))
        one.put(document("that day", f"A ferry. {words(1, 30)}", published=date(2025, 11, 25)))
        day = everything(since=date(2025, 11, 25), until=date(2025, 11, 25))
        for engines in ({"dense": False}, {"lexical": False}, {}):
            assert one.found("ferry storm harbour", day, **engines) == ["that day"]


def test_copies_do_not_crowd_out_other_stories(tmp_path):
    with opened(tmp_path / "data", sizes=SearchSizes(dense=10, lexical=10)) as one:
        one.put(*(document(f"wire{at}", "Ferry storm harbour.", source=f"Outlet {at}") for at in range(40)))
        one.put(document("own", f"A ferry. {words(1, 30)}"))
        for engines in ({"dense": False}, {"lexical": False}, {}):
            hits = one.searcher.search("ferry storm harbour", everything(), limit=5, rerank=False, **engines).hits
            assert sorted(hit.article.id for hit in hits) == ["own", "wire0"]
            assert len(hits[0].copies) == 39


def test_a_copy_the_reader_may_not_see_is_neither_shown_nor_in_the_way(tmp_path):
    with opened(tmp_path / "data") as one:
        one.put(
            document("a-secret", "Ferry storm harbour.", groups=frozenset({"desk"}), source="Secret Post"),
            document("b-open", "Ferry storm harbour.", source="Post"),
            document("c-later", "Ferry storm harbour.", visible_from=NOW + timedelta(days=1)),
        )
        [hit] = one.searcher.search("ferry", reader(), limit=5).hits
        assert (hit.article.id, hit.copies) == ("b-open", ())
        [hit] = one.searcher.search("ferry", reader("desk"), limit=5).hits
        assert {hit.article.id, *(copy.article_id for copy in hit.copies)} == {"a-secret", "b-open"}
        [hit] = one.searcher.search("ferry", everything(), limit=5).hits
        assert len(hit.copies) == 2
        assert {copy.source for copy in hit.copies} <= {"Secret Post", "Post", None}


def test_other_groups_hold_at_once_even_before_the_engines_know(tmp_path, monkeypatch):
    with opened(tmp_path / "data") as one:
        one.put(document("a", "Ferry storm harbour."))
        assert one.found("ferry", reader()) == ["a"]
        monkeypatch.setattr(one.corpus, "apply", lambda: 0)  # the engines learn nothing any more
        made = one.making.make(
            [one.making.read(document("a", "Ferry storm harbour.", groups=frozenset({"desk"})), again=False)],
            threading.Event(),
        )
        [outcome] = one.corpus.catalogue.store(made)
        assert outcome.stored == "updated"
        assert one.found("ferry", reader()) == []
        assert one.searcher.search("ferry", reader("news"), limit=5).hits == ()


def test_five_thousand_article_ids(tmp_path):
    with opened(tmp_path / "data") as one:
        one.put(*(document(f"a{at}", f"Ferry {at}.") for at in range(300)))
        many = frozenset(f"a{at}" for at in range(100, 5100))
        found = one.found("ferry", everything(article_ids=many), limit=500)
        assert found
        assert set(found) <= many
        assert one.found("ferry", everything(article_ids=frozenset({f"b{at}" for at in range(50_000)}))) == []


@pytest.mark.parametrize("limit", [0, -1, -500])
def test_no_hits_wanted_none_found(library, limit):
    one, _ = library
    assert one.searcher.search("ferry", everything(), limit=limit).hits == ()


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "🙂🙂",
        "\x00",
        "\ud800 ferry",
        "a" * 20_000,
        "ferry AND (storm OR",
        '"',
        "the of and",
        "ferry\n" * 900,
        "%_*?~^:",
    ],
)
def test_any_query_is_only_words(library, query):
    one, _ = library
    one.searcher.search(query, reader(), limit=5)


def test_ranks_scores_and_order(library):
    one, _ = library
    hits = one.searcher.search(words(7, 50), everything(), limit=10, rerank=False).hits
    assert hits[0].article.text.endswith(words(7, 50))
    assert hits[0].ranks == {"dense": 1, "lexical": 1}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


class Counting:
    """A reranker that likes texts with the word it was given, and notes what it read."""

    key = "counting"

    def __init__(self, liked):
        self.liked, self.read = liked, []

    def score(self, query, texts, *, deadline=None, cancelled=None):
        self.read += texts
        return [5.0 if self.liked in text else -5.0 for text in texts]


def test_the_window_that_matters_becomes_the_span(tmp_path):
    with opened(tmp_path / "data") as one:
        filler = [words(seed, 18) for seed in range(3)]
        one.put(document("a", f"{filler[0]} The pilot slept. {filler[1]} {filler[2]}", title="Ferry"))
        reranker = Counting("slept")
        searcher = Searcher(
            one.corpus, reranker=reranker, count_tokens=count_tokens, sizes=SearchSizes(window_tokens=9)
        )
        found = searcher.search("ferry pilot", everything(), limit=3)
        best = found.hits[0]
        assert "slept" in best.article.text[best.span.start : best.span.end]
        assert best.start <= best.span.start < best.span.end <= best.end
        assert found.answering[0].span == found.windows[best.passage_id]
        assert found.answering[0].score == found.logits[best.passage_id] == 5.0
        assert found.pairs == len(reranker.read)
        assert all(text.startswith("Ferry. ") for text in reranker.read)


def test_the_reranker_reads_no_more_than_it_should_and_the_rest_comes_after(library):
    one, _ = library
    reranker = Counting("never")
    sizes = SearchSizes(windows=4, window_tokens=1000)
    searcher = Searcher(one.corpus, reranker=reranker, count_tokens=count_tokens, sizes=sizes)
    found = searcher.search("harbour ferry storm", everything(), limit=30)
    assert found.pairs == len(reranker.read) <= 4
    assert len(found.hits) > 4
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


def test_stopping_and_deadlines_are_the_embedders_and_pass_through(library, monkeypatch):
    one, _ = library
    for error in (Cancelled("stop"), Overloaded("late")):

        def refuse(text, error=error, **how):
            raise error

        monkeypatch.setattr(one.embeddings, "embed_query", refuse)
        with pytest.raises(type(error)):
            one.searcher.search("ferry", everything(), limit=3)
        assert one.searcher.search("ferry", everything(), limit=3, dense=False).hits


def test_what_was_said_before_is_leant_on_and_what_stands_alone_is_read(tmp_path):
    with opened(tmp_path / "data") as one:
        one.put(*(document(f"a{at}", f"{words(at, 12)} award") for at in range(8)))
        reranker = Counting("never")
        searcher = Searcher(one.corpus, reranker=reranker, count_tokens=count_tokens)
        earlier = (Earlier(text=words(5, 12), weight=0.5),)
        query = Query(text="Did the series win an award?", words="award", earlier=earlier)
        for engine in ({"dense": False}, {"lexical": False}):
            found = searcher.search(query, everything(), limit=3, rerank=False, **engine)
            assert found.hits[0].article.id == "a5"
        asked = []
        reranker.score = lambda query, texts, **_: asked.append(query) or [0.0] * len(texts)
        searcher.search(query, everything(), limit=3)
        assert asked == ["Did the series win an award?"]


def test_of_equal_reports_the_newer_one_comes_first_and_age_alone_finds_nothing(tmp_path):
    with opened(tmp_path / "data") as one:
        text = "The ferry sails at noon today."
        days = {"old": date(2025, 6, 1), "new": date(2025, 11, 30), "undated": None, "later": date(2025, 12, 24)}
        one.put(*(document(id, f"{text} {id}", published=day) for id, day in days.items()))
        one.put(document("other", "Bread is dear. " + words(3, 20), published=date(2025, 12, 1)))
        one.put(document("best", "When does the ferry sail? " + text, published=date(2024, 1, 1)))

        def ranked(today):
            query = Query(text="When does the ferry sail today?", today=today)
            return [hit.article.id for hit in one.searcher.search(query, everything(), limit=6, rerank=False).hits]

        assert ranked(date(2025, 12, 1)).index("new") == 0
        assert ranked(date(2025, 12, 1)).index("other") == 5
        assert ranked(None)[0] == "best"


REPORT = """\
The ferry Aurora ran aground off Port Vell on Sunday with 212 people aboard, the coast guard said. All of them were
taken to the mainland by smaller boats within three hours. The captain was not hurt. Divers are to look at the hull on
Monday, and the line stays closed until then. The operator said it would pay for hotel rooms and buses. The harbour
master called it a close thing, and asked other captains to keep to the marked channel north of the pier."""


def test_editions_of_one_report_are_one_hit(tmp_path):
    with opened(tmp_path / "data") as one:
        day = date(2025, 11, 30)
        one.put(
            document("agency", REPORT, published=day, source="Agency"),
            document("post", REPORT.replace("on Sunday", "Sunday"), published=day, source="Post"),
            document("desk", f"PORT VELL - {REPORT}", published=day, groups=frozenset({"desk"})),
            document("late", f"{REPORT} Correction.", published=day + timedelta(days=9)),
            document("count", REPORT.replace("212", "221"), published=day),
            document("hours", REPORT.replace("three hours", "four hours"), published=day),
            document("own", f"Another ferry ran aground. {words(1, 60)}", published=day),
        )
        query = "How many people were aboard the ferry Aurora?"
        hits = one.searcher.search(query, reader(), limit=20, rerank=False).hits
        assert {hit.article.id for hit in hits} & {"agency", "post"} in ({"agency"}, {"post"})
        assert {hit.article.id for hit in hits} >= {"late", "count", "hours", "own"}
        for hit in hits:
            others = {copy.article_id for copy in hit.copies}
            assert others == ({"agency", "post"} - {hit.article.id} if hit.article.id in ("agency", "post") else set())
        for_desk = one.searcher.search(query, reader("desk"), limit=20, rerank=False).hits
        copies = {copy.article_id for hit in for_desk for copy in hit.copies} | {hit.article.id for hit in for_desk}
        assert "desk" in copies


def test_what_only_one_edition_says_is_found_in_it(tmp_path):
    with opened(tmp_path / "data") as one:
        more = "The mayor thanked the fishermen, who had brought out blankets, bread and tea for the stranded."
        one.put(document("short", REPORT), document("long", f"{REPORT}\n\n{more}"))
        found = one.searcher.search("Whom did the mayor thank?", everything(), limit=20, rerank=False).hits
        assert any("fishermen" in hit.text for hit in found)


def test_a_reader_who_may_see_nothing(tmp_path):
    with opened(tmp_path / "data") as one:
        one.put(document("a", "Ferry storm.", groups=frozenset({"desk"})))
        assert one.found("ferry", reader()) == []
        assert one.found("ferry", reader("news")) == []
        assert one.found("ferry", reader("desk")) == ["a"]
        assert one.found("ferry", everything(article_ids=frozenset())) == []


def test_half_precision_does_not_change_the_order(library):
    one, documents = library
    query = words(11, 50)
    exact = sorted(documents, key=lambda id: -float(vector_of(documents[id].text[:120]) @ vector_of(query)))
    assert exact[0] in one.found(query, lexical=False)[:5]
