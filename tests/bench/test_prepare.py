"""Originals, made up in the shape of the real ones, become what the bench reads."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bench import prepare, realtimeqa


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rgb = {"id": 0, "query": "Where?", "answer": "Ostrand", "positive": ["a", "b", "c"], "negative": ["d", "e", "f"]}
    write(tmp_path, "RGB/data/en_fact.json", [rgb, {**rgb, "id": 1}])
    week, past = "20220617", "realtimeqa_public/past/2022"
    pages = [
        {"url": "https://a.example/1", "title": "Ferry", "text": "short", "publish_date": "2022/06/12"},
        {"url": "https://a.example/2", "title": "Bridge", "text": "It cost 38% more.", "authors": ["Ines", "Jonas"]},
        {"url": "https://a.example/3", "title": "Bell", "text": ""},
    ]
    longer = {**pages[0], "text": "a longer text"}
    write(
        tmp_path,
        f"{past}/{week}_gcs.jsonl",
        [
            {"question_id": f"{week}_0", "search_result": pages},
            {"question_id": f"{week}_1", "search_result": [longer]},
        ],
    )
    item = {"question_date": "2022/06/16", "question_sentence": "How much?", "choices": ["12%", "38%"], "answer": ["1"]}
    linked = {
        "question_id": f"{week}_1",
        "evidence": 'The <a href="https://a.example/1?x=1">ferry</a>.',
        "answer": ["0"],
    }
    write(
        tmp_path,
        f"{past}/{week}_qa.jsonl",
        [{**item, "question_id": f"{week}_0", "evidence": ""}, {**item, **linked}],
    )
    data = tmp_path / "chunking_evaluation" / "general_evaluation_data"
    (data / "corpora").mkdir(parents=True)
    (data / "corpora" / "speech.md").write_text("My fellow fishes.")
    excerpt = '"[{""content"": ""fishes"", ""start_index"": 10, ""end_index"": 16}]"'
    (data / "questions_df.csv").write_text(f"question,references,corpus_id\nWho?,{excerpt},speech\n")
    monkeypatch.setattr("sys.argv", ["prepare", str(tmp_path), str(tmp_path / "out"), "--half", "0"])
    prepare.main()
    return tmp_path / "out"


def write(root: Path, name: str, records: list[Any]) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("".join(json.dumps(record) + "\n" for record in records))


def test_documents_are_mixed_as_the_sets_own_evaluation_mixes_them(prepared: Path) -> None:
    cases = [json.loads(line) for line in (prepared / "rgb-en" / "cases.jsonl").read_text().splitlines()]
    assert [case["case"] for case in cases] == ["noise_0.0", "noise_0.4", "noise_0.8", "reject"]
    order = [one.removeprefix("en_fact-0-") for one in cases[0]["doc_ids"]]
    assert order == ["pos1", "neg1", "neg0", "pos2", "pos0"]
    assert cases[0]["docs"] == ["b", "e", "d", "c", "a"]
    assert sorted(one[-4:-1] for one in cases[3]["doc_ids"]) == ["neg"] * 3


def test_articles_keep_their_longest_text_and_evidence_is_what_links_or_holds_the_answer(prepared: Path) -> None:
    with gzip.open(prepared / realtimeqa.FOLDER / "queries.jsonl.gz", "rt") as file:
        first, second = [json.loads(line) for line in file]
    articles = {
        one["url"][-1]: one for one in map(json.loads, lines(prepared / realtimeqa.FOLDER / "articles.jsonl.gz"))
    }
    assert {number: one["text"] for number, one in articles.items()} == {"1": "a longer text", "2": "It cost 38% more."}
    assert (articles["2"]["author"], articles["1"]["published"]) == ("Ines, Jonas", "2022-06-12")
    assert (first["answer"], first["date"]) == ("38%", "2022-06-16")
    assert [one["article_id"] for one in first["evidence"]] == [articles["2"]["id"]]
    assert (second["gold"], second["explanation"]) == ([articles["1"]["id"]], "The ferry.")


def test_excerpts_keep_their_offsets_and_every_original_its_hash(prepared: Path) -> None:
    (question,) = map(json.loads, (prepared / "chunking-eval" / "queries.jsonl").read_text().splitlines())
    assert question["evidence"] == [{"article_id": "speech", "text": "fishes", "start": 10, "end": 16}]
    hashes = json.loads((prepared / "ORIGINALS.json").read_text())
    assert len(hashes) == 5
    assert all(len(one) == 64 for one in hashes.values())


def lines(path: Path) -> list[str]:
    with gzip.open(path, "rt") as file:
        return file.readlines()
