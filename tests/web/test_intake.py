from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.intake import safe_name


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
