import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index.article import Document, Refusal
from index.errors import InputMissing
from index.sources import SourceOptions, check_inputs, open_inputs

OPTIONS = SourceOptions(timezone=ZoneInfo("Europe/Paris"))


def documents(*inputs: Path | str, options: SourceOptions = OPTIONS) -> list[Document]:
    read = list(open_inputs([str(given) for given in inputs], options=options))
    assert all(isinstance(item, Document) for item in read), read
    return [item for item in read if isinstance(item, Document)]


def test_a_folder_is_read_sorted_and_without_hidden_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c/d.txt", ".hidden.txt", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"The text of {name}.")
    assert [Path(document.input).name for document in documents(tmp_path)] == ["a.txt", "b.txt", "d.txt"]


def test_the_id_follows_the_real_path_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Über uns.txt").write_text("Some words.")
    (tmp_path / "link.txt").symlink_to("Über uns.txt")
    [absolute] = documents(tmp_path / "Über uns.txt")
    monkeypatch.chdir(tmp_path)
    [relative] = documents("Über uns.txt")
    [linked] = documents("link.txt")
    assert absolute.id == relative.id == linked.id
    assert absolute.input == relative.input
    assert absolute.id.startswith("uber-uns-")


def test_a_link_back_up_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Once.")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "up").symlink_to(tmp_path)
    assert len(documents(tmp_path, tmp_path)) == 1


def test_a_missing_path_is_named_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("There.")
    with pytest.raises(InputMissing, match=r"gone\.txt"):
        check_inputs([str(tmp_path / "a.txt"), "https://example.com/never-asked", "-", str(tmp_path / "gone.txt")])
    check_inputs([str(tmp_path / "a.txt"), "-"])


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(os.urandom(4000) + b"\0")
    (tmp_path / "c.xyz").write_text("What is this?")
    (tmp_path / "d.txt").write_text("Good.")
    read = list(open_inputs([str(tmp_path)], options=OPTIONS))
    assert [type(item) for item in read] == [Refusal, Refusal, Refusal, Document]
