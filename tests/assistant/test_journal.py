"""The log: failures with traces, no secrets, and never in the way."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import journal
from assistant.journal import DataLog, keep_journal
from assistant.settings import Settings


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    logger = logging.getLogger("tests.journal")
    yield logger
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)


def test_a_failure_is_kept_with_its_trace_and_without_secrets(tmp_path: Path, logger: logging.Logger) -> None:
    logger.addHandler(DataLog(tmp_path, ["sk-secret"]))
    try:
        raise ValueError("refused key sk-secret")
    except ValueError:
        logger.exception("asking failed with %s", "sk-secret")
    text = (tmp_path / "footnote.log").read_text()
    assert "Traceback" in text
    assert "ValueError" in text
    assert "sk-secret" not in text
    assert (tmp_path / "footnote.log").stat().st_mode & 0o077 == 0


def test_it_makes_no_directory_and_survives_one_it_cannot_write(
    tmp_path: Path, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logger.addHandler(DataLog(tmp_path / "none", []))
    logger.error("x")
    assert not (tmp_path / "none").exists()

    def full(*rest: object) -> int:
        raise OSError("the disk is full")

    logger.addHandler(DataLog(tmp_path, []))
    monkeypatch.setattr(os, "open", full)
    logger.error("y")
    assert capsys.readouterr() == ("", "")


def test_a_long_log_is_begun_anew(tmp_path: Path, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LARGEST", 500)
    logger.addHandler(DataLog(tmp_path, []))
    for number in range(40):
        logger.error("entry %d", number)
    assert (tmp_path / "footnote.log").stat().st_size <= 600
    assert "entry 39" in (tmp_path / "footnote.log").read_text()
    assert (tmp_path / "footnote.log.1").exists()


def test_libraries_warn_into_the_log_and_not_onto_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = root.handlers[:]
    try:
        keep_journal(Settings(data_dir=tmp_path))
        logging.getLogger("some.library").warning("careful")
        assert capsys.readouterr() == ("", "")
        assert "careful" in (tmp_path / "footnote.log").read_text()
        monkeypatch.setenv("FOOTNOTE_DEBUG", "1")
        keep_journal(Settings(data_dir=tmp_path))
        logging.getLogger("index.search").debug("details")
        assert "details" in capsys.readouterr().err
    finally:
        root.handlers[:] = before
        logging.captureWarnings(False)
        for name in ("index", "assistant", "footnote"):
            logging.getLogger(name).setLevel(logging.NOTSET)
