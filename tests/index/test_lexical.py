"""Full text: what matches, what filters, what stays in the files."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tantivy import Query

from index.article import Earlier
from index.errors import StorageFailed
from index.lexical import MOST_TERMS, LexicalIndex, LexicalPassage

EVERYTHING = {"audiences": None, "days": None, "articles": None, "limit": 50}
WORDS = ["harbour", "ferry", "storm", "bread", "goal", "vote", "island", "price"]


def passage(id, text, *, title="", article=1, audience=0, day=None):
    return LexicalPassage(passage_id=id, article_row=article, audience=audience, day=day, title=title, text=text)


@pytest.fixture
def index(tmp_path):
    made = LexicalIndex(tmp_path / "lexical")
    yield made
    made.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """240 passages whose audience, day and article follow from their id."""
    made = LexicalIndex(tmp_path_factory.mktemp("lexical") / "lexical")
    made.rebuild(
        passage(
            id,
            f"{WORDS[id % 8]} {WORDS[id % 5]} common",
            title=WORDS[id % 3],
            article=id // 4,
            audience=id % 7,
            day=None if id % 6 == 0 else id - 100,
        )
        for id in range(1, 241)
    )
    yield made
    made.close()


def found(index, query, **narrowed):
    return [id for id, _ in index.search(query, **{**EVERYTHING, **narrowed})]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Trams in Zürich stood still", "zurich"),
        ("Trams in Zurich stood still", "Zürich"),
        ("Two cafés opened", "cafe"),
        ("One café opened", "CAFES"),
        ("She voted against it", "votes"),
        ("Macron’s words", "macron"),
        ("It rose to 12,500 tonnes", "12,500"),
        ("Łódź won", "lodz"),
        ("The étude was played", "e\u0301tude"),
        ("Ωmega Αθήνα", "αθήνα"),
        ("Дніпро flooded", "ДНІПРО"),
    ],
)
def test_words_match_across_case_accents_and_endings(index, text, query):
    index.apply([passage(1, text), passage(2, "Something else entirely")], [])
    assert found(index, query) == [1]


def test_any_word_may_match_and_more_words_rank_higher(index):
    index.apply([passage(1, "the ferry sank"), passage(2, "the ferry sank in the storm"), passage(3, "bread")], [])
    assert found(index, "Did the ferry sink because of a storm?")[0] == 2
    assert 3 not in found(index, "ferry storm")


def test_the_title_helps_but_does_not_outweigh_the_words(index):
    index.apply(
        [
            passage(1, "The harbour was closed on Sunday.", title="Storm"),
            passage(2, "The storm reached the coast on Sunday.", title="Weather"),
            passage(3, "The bakery was closed on Sunday.", title="Bread"),
        ],
        [],
    )
    assert found(index, "storm") == [2, 1]


def test_stop_words_do_not_find_but_a_question_of_nothing_else_still_works(index):
    index.apply([passage(1, "What they did there was it"), passage(2, "The ferry sank")], [])
    assert found(index, "what did the ferry do") == [2]
    assert found(index, "What was it?") == [1]


def test_earlier_words_count_as_much_as_they_weigh(index):
    index.apply([passage(1, "the ferry"), passage(2, "the harbour"), passage(3, "the ferry harbour")], [])

    def ranked(weight):
        earlier = (Earlier(text="harbour " * 3 + "nowhere", weight=weight),)
        return [id for id, _ in index.search("ferry", earlier=earlier, **EVERYTHING)]

    assert ranked(0.25) == [3, 1, 2]
    assert ranked(4.0) == [3, 2, 1]


def test_many_earlier_words_leave_room_for_the_question(index):
    index.apply([passage(1, "ferry"), passage(2, " ".join(f"word{at}" for at in range(200)))], [])
    earlier = (Earlier(text=" ".join(f"word{at}" for at in range(200)), weight=0.1),)
    assert {id for id, _ in index.search("ferry", earlier=earlier, **EVERYTHING)} == {1, 2}


def test_a_name_in_capitals_is_no_stop_word(index):
    index.apply([passage(1, "The WHO warned of fever"), passage(2, "The US vote"), passage(3, "Fever fell")], [])
    assert found(index, "Did WHO warn?")[0] == 1
    assert found(index, "US") == [2]


@pytest.mark.parametrize(
    "query",
    ["", "   ", "😀😀😀", "\u0000", "?!*()[]{}\"'", "\u202e", "x" * 20_000, "a " * 10_000, "-- ; DROP TABLE passage"],
)
def test_hostile_questions_are_harmless(filled, query):
    assert found(filled, query) == []


@pytest.mark.parametrize(
    "query",
    [
        "ferry AND NOT common",
        "+ferry -common",
        "text:ferry",
        '"ferry',
        "ferry~2^9",
        "(ferry OR",
        "[ferry TO *]",
        "/ferry.*/",
    ],
)
def test_operators_are_only_words(filled, query):
    assert set(found(filled, "ferry", limit=300)) <= set(found(filled, query, limit=300))


def test_a_very_long_question_is_searched_by_its_rarest_words(index):
    index.apply([passage(1, "needle"), *(passage(2 + n, f"hay{n % 90} straw") for n in range(900))], [])
    query = " ".join(f"hay{n}" for n in range(MOST_TERMS + 20)) + " straw needle"
    began = time.perf_counter()
    assert found(index, query)[0] == 1
    assert found(index, "needle " + "other " * 3000) == [1]
    assert time.perf_counter() - began < 1


@given(
    query=st.lists(st.sampled_from([*WORDS, "common", "absent"]), min_size=1, max_size=4).map(" ".join),
    audiences=st.none() | st.frozensets(st.integers(0, 8)),
    days=st.none() | st.tuples(st.none() | st.integers(-120, 160), st.none() | st.integers(-120, 160)),
    articles=st.none() | st.frozensets(st.integers(0, 65)),
    limit=st.integers(0, 300),
)
@settings(max_examples=150, deadline=None)
def test_a_filter_keeps_exactly_what_it_allows(filled, query, audiences, days, articles, limit):
    hits = filled.search(query, audiences=audiences, days=days, articles=articles, limit=limit)
    ids = [id for id, _ in hits]
    everything = dict(filled.search(query, **{**EVERYTHING, "limit": 300}))

    def allowed(id):
        day = None if id % 6 == 0 else id - 100
        low, high = days or (None, None)
        dated = (low is None and high is None) or (
            day is not None and (low is None or low <= day) and (high is None or day <= high)
        )
        return dated and (audiences is None or id % 7 in audiences) and (articles is None or id // 4 in articles)

    expected = [id for id in everything if allowed(id)]
    assert len(ids) == len(set(ids)) == min(limit, len(expected))
    assert set(ids) <= set(expected)
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))
    assert all(score == pytest.approx(everything[id]) for id, score in hits)


def test_thousands_of_allowed_articles_and_audiences(filled):
    many = frozenset(range(20_000))
    assert found(filled, "common", audiences=many, articles=many, limit=300) == found(filled, "common", limit=300)


def test_applying_twice_is_applying_once(index):
    batch = [passage(1, "ferry"), passage(2, "storm"), passage(2**60, "harbour")]
    for _ in range(2):
        index.apply(batch, [3])
    assert index.count() == 3
    assert index.ids() == [1, 2, 2**60]
    index.apply([passage(1, "bread", audience=4)], [2])
    assert index.count() == 2
    assert found(index, "ferry storm") == []
    assert found(index, "bread", audiences=frozenset({4})) == [1]
    assert found(index, "bread", audiences=frozenset({0})) == []


def test_an_id_deleted_and_added_together_is_there(index):
    index.apply([passage(1, "ferry")], [])
    index.apply([passage(1, "storm")], [1])
    assert found(index, "storm ferry") == [1]


def test_the_probe_names_what_is_not_found_by_its_own_words(index):
    index.apply([passage(1, "The ferry sank"), passage(2, "Bread"), passage(3, "...")], [])
    assert index.probe({1: "The ferry sank", 2: "Something different", 3: "...", 4: "Bread"}) == [2, 4]


def test_content_survives_closing(tmp_path):
    first = LexicalIndex(tmp_path / "lexical")
    first.apply([passage(1, "Zürich")], [])
    first.close()
    again = LexicalIndex(tmp_path / "lexical")
    assert found(again, "zurich") == [1]
    again.apply([passage(2, "Zürich")], [])
    assert found(again, "zurich") == [1, 2]
    again.close()


def segments(directory):
    return {path.name for path in directory.iterdir() if not path.name.startswith(".") and path.name != "meta.json"}


def kept(index, word):
    """Count the documents, deleted ones too, that the term lists of the files hold `word` for."""
    searcher = index._index.searcher()
    return searcher.doc_freq("text", word) + searcher.doc_freq("title", word)


def test_a_purge_takes_deleted_words_out_of_the_files(index, tmp_path):
    stay = [passage(id, f"ferry {id}") for id in range(2, 40)]
    index.apply([passage(1, "secret", title="secret"), *stay], [])
    index.apply([], [1])
    before = segments(tmp_path / "lexical")
    assert kept(index, "secret") == 2  # this is why a purge exists
    assert index.purge(lambda: stay)
    assert kept(index, "secret") == 0
    assert before.isdisjoint(segments(tmp_path / "lexical"))
    assert index.ids() == [one.passage_id for one in stay]
    assert not index.purge(lambda: pytest.fail("nothing is left to purge"))


def test_clearing_takes_everything_out_of_the_files(index, tmp_path):
    index.apply([passage(1, "secret")], [])
    index.clear()
    assert index.count() == 0
    assert kept(index, "secret") == 0
    assert segments(tmp_path / "lexical") == set()
    index.apply([passage(1, "ferry")], [])
    assert found(index, "ferry") == [1]


def test_no_text_can_be_read_back(index, tmp_path):
    index.apply([passage(1, "Quiet walkers remember summer", title="Frozen rivers")], [])
    files = b"".join(path.read_bytes() for path in (tmp_path / "lexical").iterdir())
    for words in (b"Quiet walkers", b"quiet", b"Frozen rivers", b"rivers"):
        assert words not in files
    searcher = index._index.searcher()
    ((_, address),) = searcher.search(Query.all_query(), 1).hits
    assert searcher.doc(address).to_dict() == {}


def test_a_failed_rebuild_leaves_everything_as_it_was(index):
    index.apply([passage(1, "ferry")], [])

    def broken():
        yield passage(2, "storm")
        raise LookupError("the catalogue is gone")

    with pytest.raises(StorageFailed):
        index.rebuild(broken())
    assert found(index, "ferry storm") == [1]
    index.apply([passage(3, "storm")], [])
    assert found(index, "ferry storm") == [1, 3]


def test_searching_while_others_write(index):
    index.apply([passage(1, "ferry")], [])
    failures, stop = [], threading.Event()

    def search():
        while not stop.is_set():
            if 1 not in found(index, "ferry"):
                failures.append("not found")

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for id in range(2, 20):
        index.apply([passage(id, "storm")], [id - 1] if id > 3 else [])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("damage", ["strange file", "meta.json", "missing segment", "truncated segment", "a file"])
def test_a_damaged_directory_is_reported(tmp_path, damage):
    directory = tmp_path / "lexical"
    if damage == "a file":
        directory.write_text("not a directory")
    elif damage == "strange file":
        directory.mkdir()
        (directory / "notes.txt").write_text("not an index")
    else:
        index = LexicalIndex(directory)
        index.apply([passage(id, f"ferry number {id}") for id in range(100)], [])
        index.close()
        segment = next(directory.glob("*.idx"))
        if damage == "meta.json":
            (directory / "meta.json").write_text("{")
        elif damage == "missing segment":
            segment.unlink()
        else:
            segment.write_bytes(segment.read_bytes()[:-20])
    with pytest.raises(StorageFailed) as caught:
        LexicalIndex(directory)
    assert "\n" not in caught.value.message


WRITING = """
import sys
from pathlib import Path
from index.lexical import LexicalIndex, LexicalPassage
index = LexicalIndex(Path(sys.argv[1]))
for id in range(1, 100_000):
    index.apply([LexicalPassage(passage_id=id, article_row=1, audience=0, day=None, title="", text=f"ferry n{id}")], [])
    print(id, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_killed_while_writing_it_keeps_what_it_acknowledged(tmp_path):
    done = subprocess.Popen(
        [sys.executable, "-c", WRITING, str(tmp_path / "lexical")], stdout=subprocess.PIPE, text=True
    )
    assert done.stdout is not None
    with done.stdout as output:
        acknowledged = [int(line) for line in itertools.islice(output, 37)][-1]
        os.kill(done.pid, signal.SIGKILL)
        done.wait()
    index = LexicalIndex(tmp_path / "lexical")
    assert index.probe({id: f"n{id}" for id in range(1, acknowledged + 1)}) == []
    index.apply([passage(200_000, "storm")], [])
    assert found(index, "storm") == [200_000]
    index.close()
