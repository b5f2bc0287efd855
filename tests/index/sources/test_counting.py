"""What names tell of how much there is: for a bar and the time left, so no file is read for it."""

import os
import threading
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index.sources import SourceOptions, count_inputs, open_inputs


def never() -> bool:
    return False


def test_a_folder_counts_what_reading_it_gives(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.MD", "b/d/e.html", "b/bad.xyz", ".hidden.txt", ".git/f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"The words of {name}, which are enough for an article.")
    (tmp_path / "b" / "up").symlink_to(tmp_path)
    read = list(open_inputs([str(tmp_path)], options=SourceOptions(timezone=ZoneInfo("UTC"))))
    assert count_inputs([str(tmp_path)], never) == len(read) == 4  # the one of no known kind is refused


@pytest.mark.parametrize(("text", "lines"), [("", 0), ("{}\n{}\n", 2), ("{}\n{}", 2)])
def test_lines_are_counted(tmp_path: Path, text: str, lines: int) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text(text)
    assert count_inputs([str(dump)], never) == lines


def test_what_no_name_tells_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "table.csv").write_text("title,text\n")
    with zipfile.ZipFile(tmp_path / "many.zip", "w"):
        pass
    for given in ("https://example.com/feed", "-", str(tmp_path / "table.csv"), str(tmp_path / "many.zip")):
        assert count_inputs([str(tmp_path / "a.txt"), given], never) is None
    assert count_inputs([str(tmp_path)], never) is None


def test_it_ends_when_nobody_waits(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    stop = threading.Event()
    stop.set()
    assert count_inputs([str(tmp_path)], stop.is_set) is None


def test_nothing_is_taken_out_of_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "lines.jsonl"
    os.mkfifo(pipe)
    both = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(both, b"{}\n")
        told: list[int | None] = []
        counting = threading.Thread(target=lambda: told.append(count_inputs([str(pipe)], never)), daemon=True)
        counting.start()
        counting.join(timeout=10)
        assert told == [None]
        assert os.read(both, 10) == b"{}\n"
    finally:
        os.close(both)
