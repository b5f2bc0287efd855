import os
import subprocess
import sys
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


def test_every_kind_is_said_and_none_is_read_that_is_not(tmp_path: Path) -> None:
    (tmp_path / "picture.JPG").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "noending").write_text("Words.")
    read = list(open_inputs([str(tmp_path)], options=OPTIONS))
    assert [item.reason for item in read if isinstance(item, Refusal)] == [
        "not a kind of file Footnote reads (no ending)",
        "not a kind of file Footnote reads (.JPG)",
    ]
    assert all(".docx" in item.hint for item in read if isinstance(item, Refusal))


def test_endings_count_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "A.TXT").write_text("Loud.")
    (tmp_path / "B.HTM").write_text(
        "<html><body><p>Six people were killed in the flood.</p><p>It rains.</p></body></html>"
    )
    assert len(documents(tmp_path)) == 2


def test_an_unreadable_file_is_refused_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Locked.")
    (tmp_path / "b.txt").write_text("Open.")
    real = Path.open

    def locked(path: Path, *args: object, **kwargs: object) -> object:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **kwargs)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(Path, "open", locked)  # the tests may run as root, whom permissions do not stop
    refusal, document = open_inputs([str(tmp_path)], options=OPTIONS)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "cannot be read: Permission denied"
    assert isinstance(document, Document)


def test_an_unreadable_folder_is_refused_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text("Open.")
    real = os.listdir

    def locked(path: Path) -> list[str]:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", locked)
    refusal, document = open_inputs([str(tmp_path)], options=OPTIONS)
    assert isinstance(refusal, Refusal)
    assert "cannot be listed" in refusal.reason
    assert isinstance(document, Document)


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    (tmp_path / "x.txt" / "a.txt").write_text("Inside.")
    assert [document.text for document in documents(tmp_path / "x.txt")] == ["Inside."]


def test_pipes_and_broken_links_do_not_hang_or_stop(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to("gone.txt")
    (tmp_path / "c.txt").symlink_to("c.txt")
    (tmp_path / "d.txt").write_text("Good.")
    read = list(open_inputs([str(tmp_path)], options=OPTIONS))
    assert [type(item) for item in read] == [Refusal, Refusal, Refusal, Document]


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Once.")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert len(documents(tmp_path, tmp_path / "a.txt", tmp_path / "b.txt")) == 1


def test_names_that_are_no_text_can_be_printed(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Words.")
    except OSError:  # a file system that holds only valid names
        pytest.skip("this file system refuses such names")
    [document] = documents(tmp_path)
    assert document.input.endswith("caf�.txt")
    document.id.encode()


def test_reading_is_lazy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("First.")
    (tmp_path / "b.txt").write_text("Second.")
    reading = iter(open_inputs([str(tmp_path)], options=OPTIONS))
    next(reading)
    (tmp_path / "b.txt").write_text("Changed meanwhile.")
    second = next(reading)
    assert isinstance(second, Document)
    assert second.text == "Changed meanwhile."


def test_the_first_article_waits_for_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of 100,000 files starts work at once: what comes later is neither listed, looked at nor opened."""
    for at in range(400):
        path = tmp_path / f"{at // 100}" / f"{at // 10:02d}" / f"{at}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The words of {at}.")
    touched: list[str] = []

    def counted(module: object, name: str) -> None:
        real = getattr(module, name)

        def call(path: object, *args: object, **named: object) -> object:
            touched.append(str(path))
            return real(path, *args, **named)

        monkeypatch.setattr(module, name, call)

    for module, name in ((os, "listdir"), (os, "scandir"), (os, "stat"), (os.path, "realpath"), (Path, "open")):
        counted(module, name)
    reading = iter(open_inputs([str(tmp_path)], options=OPTIONS))
    assert isinstance(next(reading), Document)
    files = {path for path in touched if path.endswith(".txt")}
    assert len(files) == 1, files
    assert len(set(touched) - files) < 10  # the folders on the way down
    assert len(list(reading)) == 399
    assert len({path for path in touched if path.endswith(".txt")}) == 400  # what is counted is what counts


@pytest.mark.parametrize("given", ["", "\0", "x" * 5000, "a.txt/b.txt", "http:/one-slash", "javascript:alert(1)"])
def test_what_is_no_path_is_missing(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("There.")
    with pytest.raises(InputMissing) as missing:
        check_inputs([given])
    assert missing.value.hint
    assert "\0" not in missing.value.message


def test_libraries_print_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html></html>")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    program = (
        "import sys; from zoneinfo import ZoneInfo; from index.sources import *\n"
        "print(len(list(open_inputs(sys.argv[1:], options=SourceOptions(timezone=ZoneInfo('UTC'))))))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=root, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_opening_the_package_loads_no_parser() -> None:
    program = (
        "import sys, index.sources; print([n for n in ('trafilatura', 'pypdf', 'docx', 'httpx') if n in sys.modules])"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
