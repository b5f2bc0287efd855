"""A machine that does not play along: how any command ends then, and what is said of it."""

import errno
import os
from pathlib import Path

import pytest

from tests.assistant.conftest import SPOKEN, Footnote, one_line


def test_a_file_in_the_place_of_the_data(footnote: Footnote, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    ran = footnote("status", "--data-dir", "data")
    assert ran.status == 2
    one_line(ran.err)


def test_a_read_only_data_directory(footnote: Footnote, own_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_copy.chmod(0o500)

    def refuse(self: Path, *rest: object, **more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    if os.geteuid() == 0:  # who may write everywhere
        monkeypatch.setattr(Path, "touch", refuse)
    try:
        ran = footnote("status", "--data-dir", own_copy)
    finally:
        own_copy.chmod(0o700)
    assert ran.status == 2
    assert "read-only" in one_line(ran.err)


def test_a_model_file_with_another_hash_is_the_machines_failure(
    footnote: Footnote, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "models" / "bge-small-en-v1.5"
    place.mkdir(parents=True)
    (place / "model.onnx").write_bytes(b"something else")
    (place / "tokenizer.json").write_text("{}")
    monkeypatch.setenv("FOOTNOTE_MODELS_DIR", str(tmp_path / "models"))
    ran = footnote("ask", SPOKEN, "--data-dir", data_dir)
    assert ran.status == 1
    assert "SHA-256" in one_line(ran.err)


def test_what_nobody_foresaw_is_one_line_and_the_log_has_the_rest(
    footnote: Footnote, own_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.application import Footnote as Application

    def broken(self: object) -> None:
        raise LookupError("the words of the failure")

    monkeypatch.setattr(Application, "status", broken)
    ran = footnote("status", "--json", "--data-dir", own_copy)
    assert ran.status == 1
    assert "LookupError" in one_line(ran.err)
    assert ran.json["error"]["code"] == "internal_error"
    assert "the words of the failure" not in ran.out + ran.err
    log = (own_copy / "footnote.log").read_text()
    assert "Traceback" in log
    assert "the words of the failure" in log
    monkeypatch.setenv("FOOTNOTE_DEBUG", "1")
    ran = footnote("status", "--data-dir", own_copy)
    assert ran.status == 1
    assert "the words of the failure" in ran.err
