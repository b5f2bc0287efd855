"""Turn public originals into the inputs of this bench: `python -m bench.prepare ORIGINALS OUT [--half 0|1]`.

Owns the way from a project's own files to ours, one function a set. Put a checkout of each project under ORIGINALS by
its name; what is missing is left out, saying so. `OUT/ORIGINALS.json` records the SHA-256 of every file read.

How far each way is known to give what the published figures were measured on:
- `rgb-en` (github.com/chen700564/RGB, data/en_fact.json): the choice and order of documents were checked against 200 of
  200 prepared cases; the published half is the even items (`--half 0`).
- `chunking-eval` (github.com/brandonstarxel/chunking_evaluation): numbering and excerpts checked; even rows.
- `realtimeqa-2022a` (github.com/realtimeqa/realtimeqa_public, past/2022): ids, dates, choices and the rule of
  `evidence` (319 of 319) were checked. The published half is every second week from 17 June to 4 November 2022. Where a
  page was fetched more than once the longest text is taken: asserted, not checked, and the published figures rest on
  pages of which some were fetched anew.
- `mt-rag` (github.com/IBM/mt-rag-benchmark): not made here; how its pool of 1,488 passages was drawn is not known.
"""

import argparse
import csv
import gzip
import hashlib
import json
import math
import random
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Record: TypeAlias = dict[str, Any]
NOISE = {"noise_0.0": 0.0, "noise_0.4": 0.4, "noise_0.8": 0.8, "reject": 1.0}
DOCUMENTS = 5
LAST = "20221104"
SEED = 2333
"""The seed with which RGB's own evaluation shuffles the documents of every question."""
_LINK = re.compile(r'href="([^"#?]+)')
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]+>")


class Originals:
    """The checkouts; remembers what was read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.hashes: dict[str, str] = {}

    def read(self, path: Path) -> str:
        """Read one file as text."""
        raw = path.read_bytes()
        self.hashes[path.relative_to(self.root).as_posix()] = hashlib.sha256(raw).hexdigest()
        return raw.decode()


def rgb(originals: Originals, out: Path, half: int | None) -> None:
    """Write `cases.jsonl`: every question with the documents RGB's own evaluation gives it at each rate of noise."""
    cases = []
    lines = originals.read(originals.root / "RGB" / "data" / "en_fact.json").splitlines()
    for item in (json.loads(line) for line in lines if line.strip()):
        if half is not None and item["id"] % 2 != half:
            continue
        name = f"en_fact-{item['id']}"
        texts = {f"{name}-pos{at}": text for at, text in enumerate(item["positive"])}
        texts |= {f"{name}-neg{at}": text for at, text in enumerate(item["negative"])}
        for case, noise in NOISE.items():
            ids = [f"{name}-{one}" for one in _mixed(len(item["positive"]), len(item["negative"]), noise)]
            cases.append(
                {
                    "id": f"{name}-{case}",
                    "case": case,
                    "question": item["query"],
                    "docs": [texts[one] for one in ids],
                    "doc_ids": ids,
                    "answer": item["answer"],
                }
            )
    _write(out / "rgb-en" / "cases.jsonl", cases)


def _mixed(positive: int, negative: int, noise: float) -> list[str]:
    wanted = DOCUMENTS if noise == 1 else math.ceil(DOCUMENTS * noise)
    if noise == 1:
        good = 0
    elif wanted > negative:
        wanted, good = negative, DOCUMENTS - negative
    else:
        good = min(DOCUMENTS - wanted, positive)
        wanted = DOCUMENTS - good
    mixed = [f"pos{at}" for at in range(min(good, positive))] + [f"neg{at}" for at in range(min(wanted, negative))]
    random.Random(SEED).shuffle(mixed)
    return mixed


def chunking(originals: Originals, out: Path, half: int | None) -> None:
    """Write the five documents, and the questions with the offsets of their excerpts."""
    root = min((originals.root / "chunking_evaluation").glob("**/general_evaluation_data"))
    articles = [
        {"id": path.stem, "title": path.stem, "source": "chroma", "text": originals.read(path)}
        for path in sorted((root / "corpora").glob("*.md"))
    ]
    rows = csv.DictReader(originals.read(root / "questions_df.csv").splitlines(keepends=True))
    questions = [
        {
            "id": f"ce-{number}",
            "question": row["question"],
            "type": row["corpus_id"],
            "evidence": [
                {
                    "article_id": row["corpus_id"],
                    "text": one["content"],
                    "start": one["start_index"],
                    "end": one["end_index"],
                }
                for one in json.loads(row["references"])
            ],
        }
        for number, row in enumerate(rows)
        if half is None or number % 2 == half
    ]
    _write(out / "chunking-eval" / "articles.jsonl.gz", articles)
    _write(out / "chunking-eval" / "queries.jsonl", questions)


def realtimeqa(originals: Originals, out: Path, half: int | None) -> None:
    """Write the articles that the search of each week brought, and the questions with what answers them."""
    root = originals.root / "realtimeqa_public" / "past" / "2022"
    weeks = sorted(path.name.removesuffix("_qa.jsonl") for path in root.glob("*_qa.jsonl"))
    weeks = weeks[: weeks.index(LAST) + 1] if LAST in weeks else weeks
    articles: dict[str, Record] = {}
    questions: list[Record] = []
    for week in weeks if half is None else weeks[half::2]:
        brought: dict[str, list[str]] = {}
        for line in originals.read(root / f"{week}_gcs.jsonl").splitlines():
            found = json.loads(line)
            brought[found["question_id"]] = [_keep(articles, one) for one in found["search_result"] if one.get("text")]
        for line in originals.read(root / f"{week}_qa.jsonl").splitlines():
            item = json.loads(line)
            retrieved = list(dict.fromkeys(brought.get(item["question_id"], [])))
            answer = item["choices"][int(item["answer"][0])]
            linked = [_article_id(url) for url in _LINK.findall(item["evidence"])]
            questions.append(
                {
                    "id": item["question_id"],
                    "question": item["question_sentence"],
                    "date": item["question_date"].replace("/", "-"),
                    "choices": item["choices"],
                    "answer": answer,
                    "explanation": _TAG.sub("", item["evidence"]),
                    "retrieved": retrieved,
                    "gold": linked,
                }
            )
    for question in questions:
        question["gold"] = [one for one in dict.fromkeys(question["gold"]) if one in articles]
        wanted = _words(question["answer"])
        holding = [one for one in question["retrieved"] if wanted in _words("{title}\n{text}".format(**articles[one]))]
        question["evidence"] = [{"article_id": one} for one in dict.fromkeys((*question["gold"], *holding))]
    _write(out / "realtimeqa-2022a" / "articles.jsonl.gz", [articles[one] for one in sorted(articles)])
    _write(out / "realtimeqa-2022a" / "queries.jsonl.gz", questions)


def _words(text: str) -> str:
    """Give the words of a text between single spaces, so that a run of them is a part of the string."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _article_id(url: str) -> str:
    return "rt-" + hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()[:12]


def _keep(articles: dict[str, Record], found: Mapping[str, Any]) -> str:
    name = _article_id(found["url"])
    if name not in articles or len(found["text"]) > len(articles[name]["text"]):
        articles[name] = {
            "id": name,
            "title": found["title"],
            "source": (urlsplit(found["url"]).hostname or "").removeprefix("www."),
            "author": ", ".join(found.get("authors") or ()),
            "published": (found.get("publish_date") or "").replace("/", "-"),
            "url": found["url"],
            "text": found["text"],
        }
    return name


def _write(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())


SETS: Mapping[str, Callable[[Originals, Path, int | None], None]] = {
    "RGB": rgb,
    "chunking_evaluation": chunking,
    "realtimeqa_public": realtimeqa,
}


def main() -> None:
    """Prepare every set whose project is there."""
    parser = argparse.ArgumentParser(prog="python -m bench.prepare", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("originals", type=Path, help="folder with a checkout of each project, by its name")
    parser.add_argument("out", type=Path, help="folder that the bench is given as --data")
    parser.add_argument("--half", type=int, choices=[0, 1], help="only every second item, as the figures were made (0)")
    given = parser.parse_args()
    originals = Originals(given.originals)
    for project, prepare in SETS.items():
        if (given.originals / project).is_dir():
            prepare(originals, given.out, given.half)
        else:
            print(f"{project}: left out, there is no {given.originals / project}")
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "ORIGINALS.json").write_text(json.dumps(originals.hashes, indent=1) + "\n")


if __name__ == "__main__":
    main()
