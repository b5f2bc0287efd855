"""The command line, from arguments to stdout, stderr and exit status, over real articles."""

import errno
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.feedback import Feedback, FeedbackBook
from tests.assistant.conftest import Footnote

SPOKEN = "What did Jonas Vell say?"
UNKNOWN = "What did the president of Brazil say?"


def one_line(err: str) -> str:
    assert err.startswith("footnote: ")
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


# --- asking -------------------------------------------------------------------------------------------------------


def test_ask_gives_an_answer_whose_citations_are_the_articles_words(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("ask", SPOKEN, "--json", "--data-dir", stocked)
    answer = ran.json
    assert (ran.status, answer["outcome"]) == (0, "answered")
    assert any("closed the harbour" in statement["text"] for statement in answer["statements"])
    for citation in answer["citations"]:
        article = footnote("article", citation["article_id"], "--json", "--data-dir", stocked).json
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert article["revision"] == citation["revision"]


def test_ask_shows_a_person_numbers_titles_outlets_dates_and_words(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("ask", "What", "did", "Jonas", "Vell", "say?", "--data-dir", stocked)
    assert ran.status == 0
    assert ran.err == ""
    assert "[1] Harbour master resigns — Quay Gazette · 3 October 2025" in ran.out
    assert "“I should have closed the harbour an hour earlier,”" in ran.out
    assert "Searched 3 articles from 1 outlet." in ran.out
    assert "\x1b" not in ran.out


def test_nothing_found_says_so_and_what_was_searched(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("ask", UNKNOWN, "--data-dir", stocked, "--source", "Quay Gazette", "--since", "2025-10-01")
    assert ran.status == 3
    assert ran.out.startswith("The articles hold no answer to this.\n")
    assert "Searched 2 articles from 1 outlet, published from 1 October 2025." in ran.out
    assert footnote("ask", UNKNOWN, "--json", "--data-dir", stocked).json["statements"] == []


def test_an_empty_directory_has_nothing_to_search(footnote: Footnote, data_dir: Path) -> None:
    ran = footnote("ask", SPOKEN, "--data-dir", data_dir)
    assert ran.status == 3
    assert "There was nothing to search" in ran.out


def test_only_a_member_sees_what_is_for_members(footnote: Footnote, stocked: Path) -> None:
    def titles(*groups: str) -> set[str]:
        ran = footnote("list", "--json", "--data-dir", stocked, *groups)
        return {item["title"] for item in ran.json["items"]}

    assert "Council buys ferries" in titles()
    assert "Council buys ferries" in titles("--as", "sport", "--as", "staff")
    assert "Council buys ferries" not in titles("--as", "sport")
    assert footnote("article", "council-1", "--as", "sport", "--data-dir", stocked).status == 2
    found = footnote("search", "electric ferries", "--json", "--as", "sport", "--data-dir", stocked).json
    assert "council-1" not in {hit["article_id"] for hit in found["hits"]}


def test_history_makes_the_question_whole(footnote: Footnote, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "history.json").write_text(
        json.dumps([{"role": "user", "content": SPOKEN}, {"role": "assistant", "content": "He regretted it."}])
    )
    ran = footnote("ask", "And why did he resign?", "--history", "history.json", "--json", "--data-dir", stocked)
    assert ran.status in (0, 3)
    assert "Vell" in ran.json["standalone_question"]
    for wrong in ("[", '{"role": "user"}', '[{"role": "king", "content": "x"}]'):
        (tmp_path / "history.json").write_text(wrong)
        ran = footnote("ask", "Why?", "--history", "history.json", "--data-dir", stocked)
        assert ran.status == 2
        one_line(ran.err)
    assert footnote("ask", "Why?", "--history", "gone.json", "--data-dir", stocked).status == 2


@pytest.mark.parametrize(
    ("question", "part"),
    [("", "empty"), ("   ", "empty"), ("x" * 20_000, "20,000 characters"), ("half \ud83d", "surrogate")],
)
def test_a_question_that_cannot_be_asked(footnote: Footnote, stocked: Path, question: str, part: str) -> None:
    ran = footnote("ask", question, "--data-dir", stocked)
    assert ran.status == 2
    assert part in one_line(ran.err)
    assert ran.out == ""


def test_a_question_of_4000_characters_is_asked(footnote: Footnote, stocked: Path) -> None:
    assert footnote("ask", ("ferry " * 667)[:4000], "--data-dir", stocked).status in (0, 3)


def test_a_question_of_emoji_alone_is_no_failure(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("ask", "🐝🐝🐝", "--data-dir", stocked)
    assert ran.status == 3
    assert ran.err == ""


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


# --- batches ------------------------------------------------------------------------------------------------------


def test_a_batch_answers_line_by_line_in_order(footnote: Footnote, stocked: Path, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "question": SPOKEN}),
        json.dumps({"id": 7, "question": UNKNOWN}),
        json.dumps({"id": "empty", "question": " "}),
        "{broken",
        json.dumps({"id": "typed", "question": 5}),
        "",
        json.dumps({"id": "crossed", "question": "x", "since": "2025-02-01", "until": "2025-01-01"}),
        json.dumps({"id": "members", "question": "Who bought electric ferries?", "groups": ["sport"]}),
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ran = footnote("ask", "--batch", "in.jsonl", "--out", "out.jsonl", "--data-dir", stocked)
    assert ran.status == 4
    assert ran.out == ""
    assert "4 lines" in ran.err
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in out] == ["a", 7, "empty", None, "typed", "crossed", "members"]
    assert [line.get("outcome") for line in out] == ["answered", "unanswered", None, None, None, None, "unanswered"]
    assert [set(line["error"]) for line in out if "error" in line] == [{"code", "message", "hint"}] * 4


def test_a_batch_without_an_answer_is_still_done(footnote: Footnote, stocked: Path) -> None:
    line = json.dumps({"id": 1, "question": UNKNOWN}).encode()
    ran = footnote("ask", "--batch", "-", "--out", "-", "--data-dir", stocked, stdin=line)
    assert ran.status == 0
    assert ran.json["id"] == 1


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_batch_line_that_names_an_unknown_article_says_so(footnote: Footnote, stocked: Path, command: str) -> None:
    lines = [
        {"id": 1, "question": SPOKEN, "articles": ["nowhere"]},
        {"id": 2, "question": "Who bought electric ferries?", "articles": ["council-1"]},
        {"id": 3, "question": "Who bought electric ferries?", "articles": ["council-1"], "groups": ["sport"]},
    ]
    given = "".join(json.dumps(line) + "\n" for line in lines).encode()
    ran = footnote(command, "--batch", "-", "--data-dir", stocked, stdin=given)
    assert ran.status == 4
    assert ["error" in line for line in ran.lines] == [True, False, True]  # absent and forbidden are the same
    assert "nowhere" in ran.lines[0]["error"]["message"]
    alone = footnote(command, "x", "--article", "nowhere", "--json", "--data-dir", stocked)
    assert alone.status == 2
    assert ran.lines[0]["error"]["message"] in alone.err


def test_a_search_batch_takes_the_same_lines(footnote: Footnote, stocked: Path) -> None:
    given = "".join(json.dumps({"id": n, "question": q}) + "\n" for n, q in enumerate(["bees", "ferries"]))
    ran = footnote("search", "--batch", "-", "-k", "1", "--data-dir", stocked, stdin=given.encode())
    assert ran.status == 0
    assert [line["id"] for line in ran.lines] == [0, 1]
    assert [len(line["hits"]) for line in ran.lines] == [1, 1]
    hit = ran.lines[0]["hits"][0]
    assert {"article_id", "revision", "passage_id", "start", "end", "text", "title", "source", "published"} < set(hit)
    article = footnote("article", hit["article_id"], "--json", "--data-dir", stocked).json
    assert article["text"][hit["start"] : hit["end"]] == hit["text"]
    assert {"start": hit["start"], "end": hit["end"], "id": hit["passage_id"]} in article["passages"]


def test_the_command_lines_groups_narrow_those_of_a_line(footnote: Footnote, stocked: Path) -> None:
    line = json.dumps({"id": 1, "question": "electric ferries", "groups": ["staff", "sport"]}).encode()
    ran = footnote("search", "--batch", "-", "--as", "sport", "--data-dir", stocked, stdin=line)
    assert "council-1" not in {hit["article_id"] for hit in ran.json["hits"]}


def test_answers_never_overwrite_their_questions(footnote: Footnote, stocked: Path, tmp_path: Path) -> None:
    line = '{"id": 1, "question": "x"}\n'
    (tmp_path / "in.jsonl").write_text(line)
    os.link(tmp_path / "in.jsonl", tmp_path / "same.jsonl")
    for out in ("in.jsonl", "./in.jsonl", "same.jsonl"):
        ran = footnote("ask", "--batch", "in.jsonl", "--out", out, "--data-dir", stocked)
        assert ran.status == 2
        one_line(ran.err)
    assert (tmp_path / "in.jsonl").read_text() == line


@pytest.mark.parametrize("out", ["no/such/folder/out.jsonl", "."])
def test_an_out_that_cannot_be_written_is_found_before_the_work(
    footnote: Footnote, stocked: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "x"}\n')
    ran = footnote("ask", "--batch", "in.jsonl", "--out", out, "--data-dir", stocked)
    assert ran.status == 2
    one_line(ran.err)


def test_data_that_cannot_be_opened_leaves_the_old_answers_alone(footnote: Footnote, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "x"}\n')
    (tmp_path / "out.jsonl").write_text("old")
    (tmp_path / "data").write_text("a file in its place")
    ran = footnote("ask", "--batch", "in.jsonl", "--out", "out.jsonl", "--data-dir", "data")
    assert ran.status == 2
    assert (tmp_path / "out.jsonl").read_text() == "old"


# --- bringing in, taking out ----------------------------------------------------------------------------------------


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


def test_removed_articles_are_gone(footnote: Footnote, own_copy: Path) -> None:
    ran = footnote("remove", "council-1", "--data-dir", own_copy)
    assert (ran.status, ran.out) == (0, "1 article removed.\n")
    assert footnote("article", "council-1", "--data-dir", own_copy).status == 2
    assert footnote("remove", "council-1", "--data-dir", own_copy).status == 2
    assert footnote("check", "--json", "--data-dir", own_copy).json == {"clean": True, "problems": []}


# --- looking --------------------------------------------------------------------------------------------------------


def test_list_pages_through_everything_once(footnote: Footnote, stocked: Path) -> None:
    seen: list[str] = []
    cursor: list[str] = []
    while True:
        page = footnote("list", "--limit", "1", "--json", "--data-dir", stocked, *cursor).json
        seen += [item["id"] for item in page["items"]]
        assert "text" not in page["items"][0]
        if page["next"] is None:
            break
        cursor = ["--cursor", page["next"]]
    assert len(seen) == len(set(seen)) == 3


def test_list_filters(footnote: Footnote, stocked: Path) -> None:
    def titles(*filters: str) -> list[str]:
        return [item["title"] for item in footnote("list", "--json", "--data-dir", stocked, *filters).json["items"]]

    assert titles("--since", "2025-10-03", "--until", "2025-10-03") == ["Harbour master resigns"]
    assert titles("--text", "biologist") == ["City bees outlive their country cousins"]
    assert set(titles("--source", "Quay Gazette")) == {"Harbour master resigns", "Council buys ferries"}
    assert footnote("list", "--text", "zebra", "--data-dir", stocked).out == "No article matches.\n"


def test_quotes_say_who_said_what(footnote: Footnote, stocked: Path) -> None:
    found = footnote("quotes", "--speaker", "Petra Sand", "--json", "--data-dir", stocked).json
    assert [quote["speaker"]["name"] for quote in found["items"]] == ["Petra Sand"]
    quote = found["items"][0]
    article = footnote("article", quote["article_id"], "--json", "--data-dir", stocked).json
    assert article["text"][quote["start"] : quote["end"]] == quote["text"]
    assert quote in article["quotes"]
    shown = footnote("quotes", "--article", quote["article_id"], "--data-dir", stocked).out
    assert shown.startswith("Petra Sand:\n    “We did not expect the city to win,”\n")


def test_article_shows_the_text_as_stored(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("article", "council-1", "--data-dir", stocked)
    assert ran.out.startswith("Council buys ferries\nQuay Gazette · 6 October 2025\nid: council-1\n")
    assert ran.out.endswith("\n\nThe council of Ostrand voted to buy three electric ferries.\n")


@pytest.mark.parametrize("command", ["status", "check", "models", "reindex"])
def test_keeping_house(footnote: Footnote, own_copy: Path, command: str) -> None:
    assert footnote(command, "--data-dir", own_copy).status == 0
    ran = footnote(command, "--json", "--data-dir", own_copy)
    assert ran.status == 0
    assert isinstance(ran.json, dict)


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


def test_a_short_command_does_without_chroma_and_a_long_one_makes_it_again(footnote: Footnote, own_copy: Path) -> None:
    (vectors,) = own_copy.glob("engines/*/vectors")
    shutil.rmtree(vectors)
    found = footnote("search", "The pier was hit by a ship", "--json", "--data-dir", own_copy).json["hits"]
    assert "ferry struck the pier" in found[0]["text"]
    assert "dense" in found[0]["ranks"]
    assert list(own_copy.glob("engines/*/vectors")) == []
    assert footnote("check", "--json", "--data-dir", own_copy).json == {"clean": True, "problems": []}
    assert len(list(own_copy.glob("engines/*/vectors"))) == 1


# --- settings -------------------------------------------------------------------------------------------------------


def test_config_opens_no_data(footnote: Footnote, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("FOOTNOTE_SPEACH", "off")
    ran = footnote("config", "--data-dir", data_dir)
    assert ran.status == 0
    assert not data_dir.exists()
    assert "sk-secret" not in ran.out
    assert f"FOOTNOTE_DATA_DIR                 {data_dir}  [command line]" in ran.out
    assert "Did you mean FOOTNOTE_SPEECH?" in ran.err
    rows = {row["name"]: row for row in footnote("config", "--json").json["settings"]}
    assert rows["OPENAI_API_KEY"] == {"name": "OPENAI_API_KEY", "value": "********", "from": "environment"}


def test_config_shows_what_contradicts(footnote: Footnote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "gpt-x")
    ran = footnote("config")
    assert ran.status == 2
    assert "FOOTNOTE_MODEL" in ran.out
    assert "FOOTNOTE_MODEL" in one_line(ran.err)


@pytest.mark.parametrize(
    ("name", "value"), [("FOOTNOTE_MODEL", "gpt-x"), ("FOOTNOTE_PORT", "x"), ("FOOTNOTE_HOST", "0.0.0.0")]
)
def test_settings_that_cannot_be_meant_end_every_command(
    footnote: Footnote, stocked: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    for command in (("status",), ("serve",)):
        ran = footnote(*command, "--data-dir", stocked)
        assert ran.status == 2
        assert name in one_line(ran.err)


def test_serve_refuses_to_be_open_to_the_world(footnote: Footnote, data_dir: Path) -> None:
    ran = footnote("serve", "--host", "0.0.0.0", "--data-dir", data_dir)
    assert ran.status == 2
    assert "FOOTNOTE_ALLOW_PUBLIC" in one_line(ran.err)
    assert not data_dir.exists()


# --- a machine that does not play along -----------------------------------------------------------------------------


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


@pytest.mark.parametrize("command", ["ask", "search"])
def test_an_unknown_article_named_with_a_question_is_a_usage_error(
    footnote: Footnote, stocked: Path, command: str
) -> None:
    ran = footnote(command, "What did the mayor say?", "--article", "no-such-article", "--data-dir", stocked)
    assert ran.status == 2
    assert "no-such-article" in ran.err


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


def test_a_text_and_a_saved_answer_are_proved(footnote, stocked: Path, tmp_path: Path) -> None:
    draft, saved, many = tmp_path / "draft.txt", tmp_path / "answer.json", tmp_path / "many.jsonl"
    draft.write_text("Vell resigned on Friday. Vell resigned on Monday. Bananas are berries.")
    proved = footnote("verify", draft, "--data-dir", stocked, "--json").json["items"]
    assert [one["verdict"] for one in proved] == ["supported", "contradicted", "not found"]
    assert "Monday" in proved[1]["reason"]
    assert "1 supported, 1 contradicted, 1 not found." in footnote("verify", draft, "--data-dir", stocked).out
    answer = footnote("ask", "What did Vell say?", "--data-dir", stocked, "--json").json
    saved.write_text(json.dumps(answer))
    assert {one["verdict"] for one in footnote("verify", saved, "--data-dir", stocked, "--json").json["items"]} == {
        "supported"
    }
    many.write_text(json.dumps({"id": "a", "text": "Bananas."}) + "\n" + json.dumps(answer) + "\n{\n")
    ran = footnote("verify", many, "--batch", "--data-dir", stocked)
    assert (ran.status, [list(line) for line in ran.lines]) == (4, [["id", "items"], ["id", "items"], ["id", "error"]])
    assert footnote("verify", tmp_path / "none", "--data-dir", stocked).status == 2
