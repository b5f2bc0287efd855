"""The command line whichever the command: how it is called, and how a wrong call ends."""

from pathlib import Path

import pytest

from tests.assistant.conftest import Footnote, one_line


@pytest.mark.parametrize(
    "argv",
    [
        ("ask",),
        ("ask", "What?", "--since", "2025-10-04", "--until", "2025-10-03"),
        ("list", "--since", "2025-10-04T10:00:00+02:00", "--until", "2025-10-04T07:59:59Z"),
        ("quotes", "--until", "yesterday"),
        ("ask", "What?", "--now", "soon"),
        ("ask", "What?", "--out", "answers.jsonl"),
        ("ask", "What?", "--batch", "questions.jsonl"),
        ("ask", "--batch", "questions.jsonl"),
        ("search", "ferry", "-k", "501"),
        ("article", "no-such-article"),
        ("article", "council-1", "--revision", "no-such-revision"),
        ("remove", "council-1", "no-such-article"),
        ("list", "--cursor", "from another program"),
        ("export", "/"),
        ("export", "no/such/folder/export.jsonl"),
    ],
)
def test_usage_ends_with_2_and_one_line(footnote: Footnote, stocked: Path, argv: tuple[str, ...]) -> None:
    ran = footnote("--data-dir", stocked, *argv)
    assert ran.status == 2
    one_line(ran.err)
    assert ran.out == ""


@pytest.mark.parametrize(
    "argv", [("ingest",), ("list", "--limit", "0"), ("search", "x", "-k", "ten"), ("evaluate",), ("--nonsense",)]
)
def test_what_the_parser_refuses_is_one_line_too(footnote: Footnote, argv: tuple[str, ...]) -> None:
    ran = footnote(*argv)
    assert ran.status == 2
    assert "--help" in one_line(ran.err)


def test_a_program_finds_errors_on_stdout(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("article", "no-such-article", "--json", "--data-dir", stocked)
    assert ran.status == 2
    assert ran.json["error"]["code"] == "article_not_found"
    assert set(ran.json["error"]) == {"code", "message", "hint"}
    one_line(ran.err)


def test_options_stand_before_or_after_the_command(footnote: Footnote, stocked: Path) -> None:
    before = footnote("--data-dir", stocked, "--json", "--quiet", "list")
    after = footnote("list", "--data-dir", stocked, "--json", "--quiet")
    assert before == after
    assert len(before.json["items"]) == 3


def test_the_data_directory_comes_from_the_environment(
    footnote: Footnote, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_DATA_DIR", str(stocked))
    assert footnote("status", "--json").json["articles"] == 3


def test_every_command_of_the_contract_has_help(footnote: Footnote) -> None:
    named = (
        "ingest ask search evaluate quotes article list export remove status check reindex models serve config "
        "backup restore forget"
    )
    for name in named.split():
        ran = footnote(name, "--help")
        assert ran.status == 0
        assert ran.out.startswith(f"usage: footnote {name} ") or ran.out.startswith(f"usage: footnote {name}\n")
        assert "--data-dir DIR" in ran.out


def test_version(footnote: Footnote) -> None:
    ran = footnote("--version")
    assert ran.status == 0
    assert ran.out.startswith("footnote ")
