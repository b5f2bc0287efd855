import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.intake import Intake, Upload, safe_name
from index.errors import StorageFailed
from index.ingest import IngestReport


@pytest.mark.parametrize(
    ("claimed", "name"),
    [
        ("story.txt", "story.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\story.md", "story.md"),
        (".hidden.txt", "hidden.txt"),
        ("..", "article"),
        ("", "article"),
        ("a\x00b\n.txt", "ab.txt"),
        ("Fête à l’île.pdf", "Fête à l’île.pdf"),
        ("x" * 400 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_a_file_keeps_its_name_and_loses_its_place(claimed: str, name: str) -> None:
    assert safe_name(claimed) == name


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_name_leads_out_of_the_folder(claimed: str) -> None:
    name = safe_name(claimed)
    assert Path(name).name == name
    assert not name.startswith(".")
    assert 0 < len(name) <= 120 or name.rpartition(".")[2]


def test_an_upload_lies_where_its_name_is_its_id_and_is_gone_afterwards(tmp_path: Path) -> None:
    seen: list[tuple[str, bytes]] = []

    class Reading:
        def ingest(self, inputs: list[str], **rest: object) -> IngestReport:
            seen.extend((given, Path(given).read_bytes()) for given in inputs)
            raise StorageFailed("The disk is full.")

    intake = Intake(tmp_path)
    for _ in range(2):
        with pytest.raises(StorageFailed):
            intake.add_files(Reading(), [Upload(name="../a.txt", content=io.BytesIO(b"words"))], editor=None)  # type: ignore[arg-type]
        assert not list(tmp_path.iterdir()), "nothing of an upload stays, even when it failed"
    assert seen == [(str(tmp_path / "uploads" / "a.txt"), b"words")] * 2


def test_what_a_killed_upload_left_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "half.pdf").write_bytes(b"secret")
    Intake(tmp_path).discard()
    assert not list(tmp_path.iterdir())
