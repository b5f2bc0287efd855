"""Bringing in, marking, taking out, saving and keeping house from the command line."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.feedback import Feedback, FeedbackBook
from tests.assistant.conftest import Footnote, one_line


def test_ingest_reports_and_acknowledges_each_article(footnote: Footnote, articles: Path, data_dir: Path) -> None:
    ran = footnote("ingest", articles, "--progress", "json", "--json", "--data-dir", data_dir)
    assert ran.status == 0
    *acknowledged, report = ran.lines
    assert {line["outcome"] for line in acknowledged} == {"added"}
    assert {line["article_id"] for line in acknowledged} >= {"council-1"}
    assert report.items() >= {"added": 3, "updated": 0, "unchanged": 0, "removed": 0, "duplicates": 0}.items()
    assert report["refused"] == []
    assert report["passages"] >= 3
    again = footnote("ingest", articles, "--json", "--data-dir", data_dir).json
    assert (again["added"], again["unchanged"]) == (0, 3)


def test_what_is_refused_is_named_and_the_rest_goes_through(footnote: Footnote, data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The bridge at Ostrand opens on Sunday.")
    (tmp_path / "empty.txt").write_text("")
    ran = footnote("ingest", "good.txt", "empty.txt", "--data-dir", data_dir)
    assert ran.status == 4
    assert ran.out.startswith("Articles: 1 added, 1 refused (")
    assert "empty.txt: " in ran.out
    ran = footnote("ingest", "empty.txt", "--json", "--data-dir", data_dir)
    assert ran.status == 4
    assert ran.json["refused"][0].keys() >= {"input", "reason"}


def test_a_missing_path_is_found_before_anything_is_ingested(
    footnote: Footnote, articles: Path, data_dir: Path
) -> None:
    ran = footnote("ingest", articles, "no-such-folder", "--data-dir", data_dir)
    assert ran.status == 2
    assert "no-such-folder" in one_line(ran.err)
    assert footnote("list", "--json", "--data-dir", data_dir).json["items"] == []


def test_standard_input_is_jsonl(footnote: Footnote, data_dir: Path) -> None:
    lines = b'{"id": "a", "text": "Snow fell on Lindholm."}\n{"id": "b", "text": 5}\n'
    ran = footnote("ingest", "-", "--group", "staff", "--group", "press", "--json", "--data-dir", data_dir, stdin=lines)
    assert (ran.status, ran.json["added"], len(ran.json["refused"])) == (4, 1, 1)
    assert footnote("article", "a", "--json", "--data-dir", data_dir).json["groups"] == ["press", "staff"]


def test_a_dry_run_stores_nothing(footnote: Footnote, articles: Path, data_dir: Path) -> None:
    ran = footnote("ingest", articles, "--dry-run", "--data-dir", data_dir)
    assert ran.status == 0
    assert ran.out.startswith("Would be: 3 added")
    assert not data_dir.exists()
    foreseen = footnote("ingest", articles, "--dry-run", "--json", "--data-dir", data_dir).json
    happened = footnote("ingest", articles, "--json", "--data-dir", data_dir).json
    assert {**foreseen, "seconds": 0} == {**happened, "seconds": 0}
    assert footnote("ingest", articles, "--dry-run", "--json", "--data-dir", data_dir).json["unchanged"] == 3


def test_a_mirror_that_would_remove_much_asks(footnote, tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "news"
    folder.mkdir()
    for at in range(6):
        (folder / f"{at}.txt").write_text(f"The council of town {at} met on Monday and chose a mayor.")
    assert footnote("ingest", folder, "--data-dir", data).status == 0
    for at in range(3):
        (folder / f"{at}.txt").unlink()
    refused = footnote("ingest", folder, "--mirror", "--data-dir", data)
    assert (refused.status, "--yes" in refused.err) == (2, True)
    assert footnote("ingest", folder, "--mirror", "--yes", "--data-dir", data, "--json").json["removed"] == 3


def test_an_article_is_marked_and_shown_so(footnote, own_copy: Path) -> None:
    (found,) = [
        one for one in footnote("list", "--data-dir", own_copy, "--json").json["items"] if one["id"] == "council-1"
    ]
    assert found["state"] == "current"
    assert footnote("mark", "retracted", "council-1", "--data-dir", own_copy, "--json").json == {
        "marked": 1, "state": "retracted",
    }  # fmt: skip
    assert footnote("article", "council-1", "--data-dir", own_copy, "--json").json["state"] == "retracted"
    answer = footnote("ask", "How many electric ferries?", "--data-dir", own_copy, "--json").json
    assert [one["state"] for one in answer["citations"]] == ["retracted"]
    assert footnote("mark", "current", "no-such", "--data-dir", own_copy).status == 2


def test_removed_articles_are_gone(footnote: Footnote, own_copy: Path) -> None:
    ran = footnote("remove", "council-1", "--data-dir", own_copy)
    assert (ran.status, ran.out) == (0, "1 article removed.\n")
    assert footnote("article", "council-1", "--data-dir", own_copy).status == 2
    assert footnote("remove", "council-1", "--data-dir", own_copy).status == 2
    assert footnote("check", "--json", "--data-dir", own_copy).json == {"clean": True, "problems": []}


def test_an_export_can_be_ingested_again(footnote: Footnote, stocked: Path, data_dir: Path, tmp_path: Path) -> None:
    ran = footnote("export", "all.jsonl", "--data-dir", stocked)
    assert (ran.status, ran.out) == (0, "3 articles written to all.jsonl.\n")
    assert not (tmp_path / "all.jsonl.part").exists()
    assert footnote("ingest", "all.jsonl", "--quiet", "--data-dir", data_dir).status == 0
    before = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    after = footnote("export", "-", "--data-dir", data_dir).lines
    for record in [*before, *after]:  # passages are made again, under new numbers
        record["passages"] = [(passage["start"], passage["end"]) for passage in record["passages"]]
    assert after == before


def test_a_backup_restores_into_an_empty_directory_and_over_another(footnote, own_copy: Path, tmp_path: Path) -> None:
    kept, fresh = tmp_path / "kept", tmp_path / "fresh"
    assert footnote("backup", kept, "--data-dir", own_copy, "--json").json["articles"] == 3
    restored = footnote("restore", kept, "--data-dir", fresh, "--json").json
    assert (restored["articles"], restored["kept"]) == (3, None)
    before = [footnote("export", "-", "--data-dir", place).out for place in (own_copy, fresh)]
    assert before[0] == before[1]
    assert "Vell" in footnote("ask", "Who resigned as harbour master?", "--data-dir", fresh).out
    again = footnote("restore", kept, "--data-dir", fresh)
    assert (again.status, "before-restore.sqlite3" in again.out) == (0, True)
    wrong = footnote("restore", own_copy / "nothing", "--data-dir", fresh)
    assert (wrong.status, len(wrong.err.splitlines())) == (2, 1)
    assert footnote("check", "--data-dir", fresh).status == 0


def test_a_person_is_forgotten(footnote, own_copy: Path) -> None:
    feedback = FeedbackBook(own_copy)
    for user in ("ada", "eve"):
        feedback.add(
            Feedback(
                answer_id="a1", rating="up", reason=None, comment=None, question=None, user=user, at=datetime.now(UTC)
            )
        )
    assert footnote("forget", "--user", "ada", "--data-dir", own_copy, "--json").json == {"audit": 0, "feedback": 1}
    assert [line["user"] for line in feedback.newest(10)] == ["eve"]
    assert footnote("forget", "--data-dir", own_copy).status == 2
    assert footnote("forget", "--user", "", "--data-dir", own_copy).status == 2


@pytest.mark.parametrize("command", ["status", "check", "models", "reindex"])
def test_keeping_house(footnote: Footnote, own_copy: Path, command: str) -> None:
    assert footnote(command, "--data-dir", own_copy).status == 0
    ran = footnote(command, "--json", "--data-dir", own_copy)
    assert ran.status == 0
    assert isinstance(ran.json, dict)


def test_a_short_command_does_without_chroma_and_a_long_one_makes_it_again(footnote: Footnote, own_copy: Path) -> None:
    (vectors,) = own_copy.glob("engines/*/vectors")
    shutil.rmtree(vectors)
    found = footnote("search", "The pier was hit by a ship", "--json", "--data-dir", own_copy).json["hits"]
    assert "ferry struck the pier" in found[0]["text"]
    assert "dense" in found[0]["ranks"]
    assert list(own_copy.glob("engines/*/vectors")) == []
    assert footnote("check", "--json", "--data-dir", own_copy).json == {"clean": True, "problems": []}
    assert len(list(own_copy.glob("engines/*/vectors"))) == 1
