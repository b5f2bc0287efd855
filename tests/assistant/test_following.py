"""Standing sources, from the command line and beside a running clock."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from newsroom import Newsroom, open_newsroom, rss

from assistant.application import Footnote as Opened
from assistant.errors import QuestionUnusable
from assistant.following import seconds_of
from assistant.operations import Call, perform
from assistant.settings import Settings
from index.errors import Cancelled

BEES = "Bees kept on the roofs of Lindholm live 12 days longer than those in the fields, a study found."


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path_factory.mktemp("newsroom")) as served:
        yield served


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    settings = Settings.read(data_dir=tmp_path / "data").model_copy(
        update={"allow_private_addresses": True, "speech": "off"}
    )
    with Opened.open(settings) as footnote:
        yield footnote


def until(found: Callable[[], object], patience: float = 20.0) -> None:
    deadline = time.monotonic() + patience
    while not found():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def texts(footnote: Opened) -> list[str]:
    items = footnote.articles(footnote.scope(groups=None), limit=500).items
    return [footnote.article(article.id, groups=None).text for article in items]


def test_the_command_line_follows_lists_runs_and_forgets(footnote: Callable, tmp_path: Path) -> None:  # type: ignore[type-arg]  # conftest's own type
    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "bees.txt").write_text(BEES)
    (folder / "bad.pdf").write_bytes(b"not a PDF")
    data = ("--data-dir", tmp_path / "data", "--json")
    added = footnote("sources", "add", folder, "--every", "2h", "--group", "staff", *data)
    assert added.status == 0, added.err
    assert {name: added.json[name] for name in ("name", "address", "kind", "every", "groups", "paused", "last")} == {
        "name": "incoming",
        "address": str(folder.resolve()),
        "kind": "folder",
        "every": 7200,
        "groups": ["staff"],
        "paused": False,
        "last": None,
    }
    again = footnote("sources", "add", folder, *data)
    assert (again.status, "followed already" in again.err) == (2, True)
    ran = footnote("sources", "run", *data)
    assert ran.status == 4
    [item] = ran.json["items"]
    assert (item["name"], item["added"], [one["input"] for one in item["refused"]]) == (
        "incoming",
        1,
        [str(folder.resolve() / "bad.pdf")],
    )
    [listed] = footnote("sources", "list", *data).json["items"]
    assert listed["last"] == {name: value for name, value in item.items() if name != "name"}
    assert footnote("sources", "pause", "incoming", *data).json["items"][0]["paused"]
    assert footnote("sources", "run", *data).json == {"items": []}
    shown = footnote("sources", "list", "--data-dir", tmp_path / "data").out
    assert "paused" in shown
    assert "not a PDF" in shown
    assert footnote("sources", "remove", "incoming", *data).json == {"removed": 1}
    assert footnote("sources", "remove", "incoming", *data).status == 2
    assert footnote("list", *data).json["items"][0]["groups"] == ["staff"]  # the articles stay


@pytest.mark.parametrize(
    "said",
    [
        ("add",),
        ("add", "nowhere"),
        ("add", ".", "--every", "soon"),
        ("add", ".", "--every", "3"),
        ("add", "https://wire.example/feed", "--mirror"),
        ("run", "nobody"),
        ("pause",),
        ("list", "wire"),
    ],
)
def test_what_cannot_be_is_one_line(footnote: Callable, tmp_path: Path, said: tuple[str, ...]) -> None:  # type: ignore[type-arg]
    refused = footnote("sources", *said, "--data-dir", tmp_path / "data")
    assert refused.status == 2
    assert refused.err.count("\n") == 1


def test_durations() -> None:
    assert [seconds_of(one) for one in ("90", "90s", "15m", " 2H ", "1 d")] == [90, 90, 900, 7200, 86400]
    for written in ("", "0", "9", "-15m", "m", "1w", "1.5h"):
        with pytest.raises(QuestionUnusable):
            seconds_of(written)


def test_a_feed_that_cannot_be_reached_is_asked_less_and_less_often(opened: Opened, newsroom: Newsroom) -> None:
    opened.following.add(f"{newsroom.url}/none.rss", name="wire", every="60")
    waits = []
    for _ in range(3):
        ended = opened.following.run("wire")
        assert ended is not None
        assert json.dumps(ended)
        waits.append(opened.following.all()[0].next_at - time.time())
    assert [round(wait / 60) for wait in waits] == [2, 4, 8]
    newsroom.put("none.rss", rss(f"<title>a</title><link>{newsroom.article('news/a.html')}</link>"))
    ended = opened.following.run("wire")
    assert ended is not None
    assert (ended["added"], opened.following.all()[0].failures) == (1, 0)
    newsroom.asked()
    opened.following.run("wire")
    assert newsroom.asked() == ["/none.rss 304"]  # what was seen is remembered from run to run


def test_the_clock_reads_what_is_due_and_a_watched_folder_at_once(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "bees.txt").write_text(BEES)
    opened.following.add(str(folder), mirror=True)
    opened.keep_current()
    until(lambda: len(texts(opened)) == 1)
    time.sleep(1.0)  # by now the folder is watched
    (folder / "more.txt").write_text("Harbour master Jonas Vell resigned on Friday after a ferry struck the pier.")
    until(lambda: len(texts(opened)) == 2)
    (folder / "bees.txt").write_text(BEES.replace("12 days", "13 days"))
    until(lambda: any("13 days" in text for text in texts(opened)))
    assert len(texts(opened)) == 2


def test_one_source_is_never_run_twice_at_once_and_stops_where_it_is_paused(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"{BEES} This is note {number}.")
    opened.following.add(str(folder), name="many")
    stopped: list[Cancelled] = []

    def run() -> None:
        try:
            opened.following.run("many")
        except Cancelled as error:
            stopped.append(error)

    running = threading.Thread(target=run)
    running.start()
    until(lambda: any(job.done for job in opened.jobs.all()))
    [job] = [one.as_json() for one in opened.jobs.all()]
    assert (job["name"], job["total"] is None or job["seconds_left"] is not None) == ("many", True)
    assert opened.following.run("many") is None
    opened.following.pause("many", True)
    running.join(30)
    assert not running.is_alive()
    assert len(stopped) == 1
    stored = len(texts(opened))
    assert 0 < stored < 300
    assert opened.following.due() == []
    opened.following.pause("many", False)
    assert opened.following.due() == ["many"]


def test_watching_tells_of_every_run_until_the_caller_goes(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "bees.txt").write_text(BEES)
    told: list[object] = []
    gone = threading.Event()

    def emit(event: object) -> None:
        assert isinstance(event, dict)
        if "ran" in event:
            told.append(event["ran"])
            gone.set()

    request = {"operation": "watch", "params": {"addresses": [str(folder)]}}
    result = perform(opened, request, Call(emit=emit, cancelled=gone))  # type: ignore[arg-type]
    assert result == {"runs": 1}
    assert told[0]["added"] == 1  # type: ignore[index]
