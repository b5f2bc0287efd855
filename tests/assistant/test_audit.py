"""The audit log: who was shown which articles, for how long, and what is forgotten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.audit import ERASED, FOLDER, Audit, Entry
from index.errors import StorageFailed


def entry(user: str = "ada", *articles: str, answer_id: str | None = "a1", question: str = "What leaks?") -> Entry:
    return Entry(user=user, action="ask", articles=articles, answer_id=answer_id, question=question)


def test_it_says_who_when_and_which_articles_and_no_question(tmp_path: Path) -> None:
    audit = Audit(tmp_path, days=90, questions=False)
    audit.add(entry("ada", "x", "y\nz"))
    (line,) = audit.lines()
    assert {**line, "at": ""} == {
        "at": "",
        "user": "ada",
        "action": "ask",
        "articles": ["x", "y\nz"],
        "answer_id": "a1",
    }
    assert datetime.fromisoformat(str(line["at"])).tzinfo is not None
    assert (tmp_path / FOLDER).stat().st_mode & 0o77 == 0
    Audit(tmp_path, days=90, questions=True).add(entry())
    assert [line.get("question") for line in audit.lines()] == [None, "What leaks?"]


def test_it_is_kept_for_its_days_and_not_at_all_for_none(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for ago in (0, 5, 29, 30, 31, 400):
        day = datetime.now(UTC) - timedelta(days=ago)
        (folder / f"{day:%Y-%m-%d}.jsonl").write_text('{"user": "old"}\n')
    (folder / "notes.txt").write_text("somebody's own")
    Audit(tmp_path, days=30, questions=False).add(entry())
    assert len(list(folder.glob("*.jsonl"))) == 4
    assert (folder / "notes.txt").exists()
    Audit(tmp_path / "none", days=0, questions=True).add(entry())
    assert not (tmp_path / "none").exists()


def test_a_person_is_forgotten(tmp_path: Path) -> None:
    audit = Audit(tmp_path, days=90, questions=True)
    for user in ("ada", "eve", "ada"):
        audit.add(entry(user, "x"))
    assert audit.forget("ada") == 2
    assert audit.forget("ada") == 0
    assert [line["user"] for line in audit.lines()] == ["eve"]
    assert not any(b"ada" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_an_article_is_forgotten_with_the_questions_that_led_to_it(tmp_path: Path) -> None:
    audit = Audit(tmp_path, days=90, questions=True)
    audit.add(entry("ada", "smelter", "ferry", answer_id="a1", question="Who owns the smelter?"))
    audit.add(entry("eve", "ferry", answer_id="a2", question="When does it leave?"))
    assert audit.forget_articles(["smelter"]) == {"a1"}
    first, second = audit.lines()
    assert first["articles"] == [ERASED, "ferry"]
    assert "question" not in first
    assert second["question"] == "When does it leave?"
    assert not any(b"smelter" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_line_that_a_crash_cut_short_is_none(tmp_path: Path) -> None:
    audit = Audit(tmp_path, days=90, questions=False)
    audit.add(entry())
    (path,) = (tmp_path / FOLDER).iterdir()
    path.write_text(path.read_text() + '{"user": "ad')
    assert len(list(audit.lines())) == 1


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file in its place")
    with pytest.raises(StorageFailed, match="audit log"):
        Audit(tmp_path, days=90, questions=False).add(entry())
