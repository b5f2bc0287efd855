"""Who does the work: one process owns the articles, others hand it theirs."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assistant.application import Footnote as Application
from assistant.handover import Failed, Owning, Worker
from assistant.settings import Settings
from index.article import JSON
from index.data_directory import DataDirectory
from index.errors import DataDirectoryBusy
from index.owner import DataLock, describe_owner
from tests.assistant.conftest import Footnote


@pytest.fixture
def owner(own_copy: Path) -> Iterator[Application]:
    """Own a stocked data directory and answer others, as a server does."""
    with Application.open(Settings(data_dir=own_copy)) as application:
        owning = Owning(application, url="http://127.0.0.1:7860")
        yield application
        owning.close()


def test_a_second_process_asks_the_owner(footnote: Footnote, owner: Application, own_copy: Path) -> None:
    ran = footnote("ask", "What did Jonas Vell say?", "--data-dir", own_copy)
    assert ran.status == 0
    assert "    http://127.0.0.1:7860/articles/" in ran.out
    assert footnote("status", "--json", "--data-dir", own_copy).json["articles"] == 3
    assert footnote("ask", "What did the president of Brazil say?", "--data-dir", own_copy).status == 3


def test_errors_of_the_owner_end_as_ones_own(footnote: Footnote, owner: Application, own_copy: Path) -> None:
    ran = footnote("article", "no-such-article", "--json", "--data-dir", own_copy)
    assert ran.status == 2
    assert ran.json["error"]["code"] == "article_not_found"
    assert footnote("ask", "", "--data-dir", own_copy).status == 2


def test_what_is_ingested_through_the_owner_is_found_by_it(
    footnote: Footnote, owner: Application, own_copy: Path, tmp_path: Path
) -> None:
    (tmp_path / "lamp.txt").write_text("The lighthouse keeper retired after forty winters.")
    ran = footnote("ingest", "lamp.txt", "--progress", "json", "--json", "--data-dir", own_copy)
    assert ran.status == 0
    progress, report = ran.lines
    assert (progress["outcome"], report["added"]) == ("added", 1)
    line = json.dumps({"id": "snow", "text": "Snow closed the pass."}).encode()
    ran = footnote("ingest", "-", "--json", "--data-dir", own_copy, stdin=line)
    assert (ran.status, ran.json["added"]) == (0, 1)
    question = owner.question("A guardian of a beacon stopped working", groups=None)
    (found,) = [hit for hit in owner.search(question, k=3) if "lighthouse" in hit.text]
    assert list(found.ranks) == ["dense"], "no word of the question stands in it"
    assert footnote("export", "-", "--data-dir", own_copy).out.count("\n") == 5


def test_a_batch_goes_through_the_owner_too(footnote: Footnote, owner: Application, own_copy: Path) -> None:
    lines = "".join(json.dumps({"id": n, "question": "Which ferries were bought?"}) + "\n" for n in range(6))
    ran = footnote("search", "--batch", "-", "--data-dir", own_copy, stdin=lines.encode())
    assert ran.status == 0
    assert [line["id"] for line in ran.lines] == list(range(6))


def test_whoever_finds_no_owner_becomes_it_and_leaves_nothing_behind(own_copy: Path) -> None:
    with Worker(Settings(data_dir=own_copy)) as worker:
        assert worker.run("status", {})["articles"] == 3
        assert worker.base_url is None
        with pytest.raises(DataDirectoryBusy):
            DataLock(DataDirectory(root=own_copy)).take()
    with DataLock(DataDirectory(root=own_copy)):
        assert describe_owner(DataDirectory(root=own_copy)) is None


def test_a_stale_word_of_an_owner_that_died_is_no_owner(own_copy: Path) -> None:
    (own_copy / "owner.json").write_text(json.dumps({"pid": 1, "address": str(own_copy / "gone"), "key": "00"}))
    with Worker(Settings(data_dir=own_copy)) as worker:
        assert worker.run("status", {})["articles"] == 3


def test_one_that_starts_while_another_is_about_to_end_waits_for_it(own_copy: Path) -> None:
    lock = DataLock(DataDirectory(root=own_copy))
    lock.take()
    threading.Timer(0.5, lock.release).start()
    with Worker(Settings(data_dir=own_copy)) as worker:
        assert worker.run("status", {})["articles"] == 3


def test_one_that_never_answers_is_given_up_on(own_copy: Path) -> None:
    with (
        DataLock(DataDirectory(root=own_copy)),
        Worker(Settings(data_dir=own_copy), patience=0.3) as worker,
        pytest.raises(DataDirectoryBusy),
    ):
        worker.run("status", {})


def test_a_long_command_answers_others_and_ends_after_them(own_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=own_copy)
    began, go_on = threading.Event(), threading.Event()
    real = Application.status

    def slow(self: Application) -> Mapping[str, JSON]:
        began.set()
        assert go_on.wait(10)
        return real(self)

    got: list[Mapping[str, JSON]] = []
    with Worker(settings, answer_others=True) as worker:
        worker.run("list", {})
        monkeypatch.setattr(Application, "status", slow)
        other = threading.Thread(target=lambda: got.append(Worker(settings).run("status", {})))
        other.start()
        assert began.wait(10)
        threading.Timer(0.3, go_on.set).start()
    other.join()
    assert got[0]["articles"] == 3


def test_a_failure_reads_as_it_was_written() -> None:
    failure = Failed({"code": "busy", "message": "m", "hint": "h", "exit_code": 1, "retryable": True})
    assert (failure.code, failure.message, failure.hint, failure.exit_code) == ("busy", "m", "h", 1)
    assert Failed({}).exit_code == 1


@pytest.mark.skipif(os.name == "nt", reason="the process is killed the POSIX way")
def test_an_owner_that_is_killed_in_the_middle_is_said_so_and_the_next_command_goes_on(
    footnote: Footnote, own_copy: Path, repository: Path
) -> None:
    program = (
        "import sys, time\n"
        "from assistant.application import Footnote\n"
        "from assistant.handover import Owning\n"
        "from assistant.settings import Settings\n"
        "Footnote.status = lambda self: time.sleep(60)\n"
        "footnote = Footnote.open(Settings(data_dir=sys.argv[1]))\n"
        "owning = Owning(footnote)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(own_copy)], cwd=repository, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process, process.stdout as out:
        assert out.readline() == b"ready\n"
        threading.Timer(0.5, process.send_signal, [signal.SIGKILL]).start()
        ran = footnote("status", "--data-dir", own_copy)
        assert ran.status == 1
        assert "ended in the middle" in ran.err
    began = time.monotonic()
    assert footnote("status", "--json", "--data-dir", own_copy).json["articles"] == 3
    assert time.monotonic() - began < 20


def test_input_is_not_lost_to_an_owner_that_is_gone(own_copy: Path) -> None:
    (own_copy / "owner.json").write_text(json.dumps({"pid": 1, "address": str(own_copy / "gone"), "key": "00"}))
    with Worker(Settings(data_dir=own_copy)) as worker:
        stdin = io.BytesIO(b'{"id": "fog", "text": "Fog lay over the bay."}\n')
        assert worker.run("ingest", {"inputs": ["-"]}, stdin=stdin)["added"] == 1
