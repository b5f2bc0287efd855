"""A person's own questions: how each verdict comes about, and the command over real articles."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import QuestionUnusable
from assistant.evaluation import evaluate
from assistant.handover import Failed
from assistant.wordings import holds
from index.article import JSON
from tests.assistant.conftest import Footnote

LINES = [
    {
        "question": "Who resigned from the harbour in Ostrand?",
        "contains": "Jonas Vell",
        "article": "harbour",
        "kind": "who",
    },
    {"question": "How much will the repairs cost?", "answer": ["a million", "340,000 euros"], "kind": "how-many"},
    {"question": "How long do city bees live?", "contains": "two years", "kind": "how-many"},
    {"question": "Who is the president of Brazil?", "unanswerable": True},
    {"question": "Who leads the bank of Peru?", "answer": "anyone"},
]


def written(*lines: Mapping[str, object]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def report(*lines: Mapping[str, object], text: str = "Vell resigned. [1]", outcome: str = "answered") -> dict[str, Any]:
    """Evaluate with one answer for everything, from the second of two hits."""

    def ask(asked: Mapping[str, JSON], heard: Callable[[Mapping[str, JSON]], None]) -> Mapping[str, JSON]:
        hits = [
            {"article_id": "bees", "text": "Bees."},
            {"article_id": "harbour-0123456789ab", "text": "Vell resigned."},
        ]
        heard({"name": "searching", "data": {}})
        heard({"name": "sources", "data": {"hits": hits}})
        cited = [] if outcome == "unanswered" else hits[1:]
        return {"outcome": outcome, "text": text, "citations": cited, "timings_ms": {"total": len(str(asked))}}

    return evaluate(io.BytesIO(written(*lines)), ask, asked=lambda done: None)


def share(one: dict[str, Any]) -> tuple[int, int]:
    return one["count"], one["of"]


@pytest.mark.parametrize(
    ("expected", "right", "place"),
    [
        ({"answer": "vell"}, (1, 1), None),
        ({"answer": ["nobody", "the Vell"]}, (1, 1), None),
        ({"answer": "Okafor"}, (0, 1), None),
        ({"contains": "vell resigned"}, (1, 1), 2),
        ({"contains": "bees"}, (0, 1), 1),
        ({"contains": "vell", "articles": ["bees"]}, (1, 1), 0),
        ({"article": "harbour"}, (1, 1), 2),
        ({"article": "bees"}, (0, 1), 1),
        ({"contains": None, "article": None}, (0, 0), None),
    ],
)
def test_what_is_expected_decides_what_is_right_and_what_is_found(
    expected: dict[str, object], right: tuple[int, int], place: int | None
) -> None:
    made = report({"question": "Who resigned?", **expected})
    assert share(made["right"]) == right
    assert share(made["found"]["1"]) == (int(place == 1), int(place is not None))
    assert share(made["found"]["4"]) == (int(place in (1, 2)), int(place is not None))
    assert [one["failure"] for one in made["failures"]] == (["answered otherwise"] if right == (0, 1) else [])


def test_refusals_count_apart_and_a_wrong_one_is_no_right_answer() -> None:
    lines = [
        {"question": "a", "answer": "x"},
        {"question": "b", "unanswerable": True},
        {"question": "c", "expect": "unanswered"},
    ]
    refusing = report(*lines, text="", outcome="unanswered")
    assert (share(refusing["right"]), share(refusing["refused_rightly"])) == ((0, 1), (2, 2))
    assert share(refusing["refused_wrongly"]) == (1, 1)
    assert [(one["line"], one["failure"]) for one in refusing["failures"]] == [(1, "refused wrongly")]
    answering = report(*lines)
    assert share(answering["refused_rightly"]) == (0, 2)
    assert [one["failure"] for one in answering["failures"]][1:] == ["answered what has no answer"] * 2


def test_an_interval_is_wide_for_few_questions_and_stays_between_nothing_and_all() -> None:
    few, many = (
        report({"question": "a", "answer": "Vell"})["right"],
        report(*[{"question": "a", "answer": "Vell"}] * 50)["right"],
    )
    assert 0 < few["low"] < many["low"] < 1 == few["share"] == few["high"]


@pytest.mark.parametrize(
    "line",
    [
        b"no json\n",
        b"[]\n",
        b"{}\n",
        b'{"question": 3}\n',
        b'{"question": "a", "answer": 3}\n',
        b'{"question": "a", "expect": "?"}\n',
    ],
)
def test_a_line_nobody_can_read_is_named_and_the_others_are_asked(line: bytes) -> None:
    asked: list[int] = []

    def ask(_: Mapping[str, JSON], heard: object) -> Mapping[str, JSON]:
        return {"outcome": "unanswered", "text": "", "citations": [], "timings_ms": {"total": 1}}

    made: Any = evaluate(io.BytesIO(line + b"\n" + written({"question": "a"})), ask, asked=asked.append)
    assert [one["line"] for one in made["refused"]] == [1]
    assert "“" not in made["refused"][0]["message"]
    assert (made["questions"], asked) == (1, [1, 2])


def test_a_file_without_lines_is_a_slip_and_a_failure_of_ours_is_no_line_of_theirs() -> None:
    def ask(_: Mapping[str, JSON], heard: object) -> Mapping[str, JSON]:
        raise Failed({"code": "model_unusable", "message": "gone", "exit_code": 1})

    with pytest.raises(QuestionUnusable):
        evaluate(io.BytesIO(b"\n\n"), ask, asked=lambda done: None)
    with pytest.raises(Failed):
        evaluate(io.BytesIO(written({"question": "a"})), ask, asked=lambda done: None)


def test_the_sample_questions_are_such_a_file(repository: Path) -> None:
    lines = [json.loads(line) for line in (repository / "examples" / "questions.jsonl").read_text("utf-8").splitlines()]
    made = report(*lines)
    assert (made["questions"], made["refused"]) == (len(lines), [])
    assert made["refused_rightly"]["of"] == sum(line["expect"] == "unanswered" for line in lines)


def test_the_command_tells_a_person_every_failure(footnote: Footnote, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_bytes(written(*LINES))
    ran = footnote("evaluate", "mine.jsonl", "--data-dir", stocked)
    assert ran.status == 0
    assert ran.out.startswith("5 questions asked.\nanswered right               2 of 4    0.50 (0.15 to 0.85)\n")
    assert "line 3, answered otherwise: How long do city bees live?\n    expected: two years\n    answered: " in ran.out
    assert "line 5, refused wrongly: Who leads the bank of Peru?\n    expected: anyone\n" in ran.out
    assert ran.err == ""


def test_the_command_gives_programs_json_reads_as_a_group_and_tells_refused_lines_by_its_status(
    footnote: Footnote, stocked: Path
) -> None:
    lines = written({"question": "What did the council of Ostrand vote to buy?", "contains": "electric ferries"})
    assert footnote("evaluate", "-", "--data-dir", stocked, "--json", stdin=lines).json["right"]["count"] == 1
    ran = footnote("evaluate", "-", "--data-dir", stocked, "--json", "--as", "guests", stdin=lines + b"{}\n")
    assert (ran.status, ran.json["right"]["count"], ran.json["refused"][0]["line"]) == (4, 0, 2)
    late = written({"question": "Who resigned?", "since": "never"}, {"question": "  "})
    ran = footnote("evaluate", "-", "--data-dir", stocked, "--json", stdin=late)
    assert (ran.status, len(ran.json["refused"]), ran.json["questions"]) == (4, 2, 0)
    assert footnote("evaluate", "nowhere.jsonl", "--data-dir", stocked).status == 2


@pytest.mark.parametrize(
    ("text", "wording", "held"),
    [
        ("The toll rose to 12. [1]", "a toll", True),
        ("It was “a capitulation”. [2]", "capitulation", True),
        ("twelve", "", False),
        ("He ate pineapples.", "apple", False),
        ("one two three", "two one", False),
    ],
)
def test_words_are_held_as_a_run(text: str, wording: str, held: bool) -> None:
    assert holds(text, wording) is held
