"""The command line as a process of its own: what it imports, signals, pipes, full disks, serving."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.assistant.conftest import Footnote

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="signals and pipes are POSIX's here"),
    pytest.mark.timeout(400),  # a process starts in a second or two, and in ten times that on a busy machine
]
PATIENCE = 120


@pytest.fixture
def start(repository: Path, tmp_path: Path) -> "Start":
    return Start(repository, tmp_path)


class Start:
    """Starts `python -m assistant`."""

    def __init__(self, repository: Path, place: Path) -> None:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # tests begun in the background: children would ignore it
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self._place = place
        self._environment = {**os.environ, "PYTHONPATH": str(repository)}

    def __call__(
        self, *argv: object, python: tuple[str, ...] = (), stdout: int = subprocess.PIPE
    ) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *python, "-m", "assistant", *map(str, argv)],
            cwd=self._place,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *argv: object, python: tuple[str, ...] = ()) -> tuple[int, str, str]:
        with self(*argv, python=python) as process:
            out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err


def imported(importtime: str) -> set[str]:
    """Read the top-level packages out of what `-X importtime` prints."""
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in importtime.splitlines() if "|" in line}


def processor_seconds(before: resource.struct_rusage) -> float:
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_is_quick_because_it_imports_nothing(start: Start) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    status, out, err = start.run("--help", python=("-X", "importtime"))
    assert processor_seconds(before) < 0.5
    assert status == 0
    assert "commands:" in out
    assert not imported(err) & {"pydantic", "rich", "numpy", "langchain_core", "chromadb", "sqlalchemy", "gradio"}


def test_ask_never_imports_what_one_question_does_not_need(start: Start, stocked: Path) -> None:
    status, out, err = start.run(
        "ask", "What did Jonas Vell say?", "--json", "--data-dir", stocked, python=("-X", "importtime")
    )
    assert (status, json.loads(out)["outcome"]) == (0, "answered")
    assert not imported(err) & {"gradio", "fastapi", "uvicorn", "spacy", "trafilatura", "pypdf", "docx", "chromadb"}


def test_stopping_an_ingest_keeps_what_was_acknowledged(
    start: Start, footnote: Footnote, data_dir: Path, tmp_path: Path
) -> None:
    lines = (json.dumps({"id": f"a{n}", "text": f"Report {n} of the harbour. " * 40}) for n in range(2000))
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    with start("ingest", "many.jsonl", "--progress", "json", "--data-dir", data_dir) as process:
        assert process.stdout is not None
        acknowledged = [json.loads(process.stdout.readline())["article_id"]]
        assert process.stderr is not None
        process.send_signal(signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read()  # `communicate` would miss what `readline` read ahead
        assert process.wait(timeout=PATIENCE) == 130
    assert re.fullmatch(r"footnote: stopped\. .*\n", err)
    acknowledged += [json.loads(line)["article_id"] for line in out.splitlines()]
    assert len(acknowledged) < 2000
    stored = {record["id"] for record in footnote("export", "-", "--data-dir", data_dir).lines}
    assert set(acknowledged) <= stored
    assert footnote("check", "--data-dir", data_dir).status == 0


def test_a_reader_that_has_enough_ends_it_quietly(start: Start) -> None:
    with start("config") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=PATIENCE) == 141
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is simulated by /dev/full, which Linux has")
@pytest.mark.parametrize("argv", [("config", "--json"), ("config",)])
def test_output_that_cannot_be_written_is_the_machines_failure(start: Start, argv: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full, start(*argv, stdout=full.fileno()) as process:
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert err == "footnote: No space left on device.\n"


def test_serving_answers_the_command_line_and_ends_on_request(start: Start, footnote: Footnote, own_copy: Path) -> None:
    with start("serve", "--port", "0", "--data-dir", own_copy) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
            assert address, said
            deadline = time.monotonic() + PATIENCE
            while not (own_copy / "owner.json").exists():
                assert time.monotonic() < deadline
                time.sleep(0.1)
            ran = footnote("ask", "What did Jonas Vell say?", "--data-dir", own_copy)
            assert ran.status == 0
            assert f"    {address[0]}articles/" in ran.out
            second = footnote("serve", "--port", address[1], "--data-dir", own_copy)
            assert second.status == 1
            assert address[1] in second.err
            assert second.err.count("\n") == 1
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 0
        assert "Traceback" not in process.stderr.read()
