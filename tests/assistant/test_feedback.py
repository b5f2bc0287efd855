from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.feedback import NAME, Feedback, FeedbackBook
from index.errors import StorageFailed


def said(user: str, comment: str = "") -> Feedback:
    return Feedback(
        answer_id="a1",
        rating="down",
        reason="wrong",
        comment=comment,
        question=None,
        user=user,
        at=datetime(2025, 11, 25, tzinfo=UTC),
    )


def test_what_is_said_is_kept_newest_first_and_a_person_is_forgotten(tmp_path: Path) -> None:
    book = FeedbackBook(tmp_path / "data")
    assert book.newest(5) == []
    for number in range(3):
        book.add(said("ana", f"line\n{number} \u2028é"))
    book.add(said("ben"))
    assert [line["user"] for line in book.newest(2)] == ["ben", "ana"]
    assert book.newest(2)[1]["comment"] == "line\n2 \u2028é"
    assert book.forget("ana") == 3
    assert book.forget("nobody") == 0
    assert "ana" not in (tmp_path / "data" / NAME).read_text()
    assert len(book.newest(9)) == 1


def test_a_line_cut_short_costs_only_itself(tmp_path: Path) -> None:
    book = FeedbackBook(tmp_path)
    book.add(said("ana"))
    with (tmp_path / NAME).open("a") as file:
        file.write('{"user": "b')
    book.add(said("ben"))
    assert [line["user"] for line in book.newest(9)] == ["ben", "ana"]


def test_what_cannot_be_stored_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed, match="could not be stored"):
        FeedbackBook(tmp_path / "file").add(said("ana"))
