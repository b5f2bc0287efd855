"""Who said what: the index of speech against marked articles, "Who said …?" through the whole line, and what it costs.

Owns the run of the scoring script over an export, the rule by which quotations are altered, and the clock. The set is a
folder `polnear-train` with `articles`, `attributions` and `queries` (`.jsonl.gz`); the script is the project's own
yardstick, kept outside it, and named by BENCH_SPEECH_SCRIPT, else looked for beside the folder of sets.
"""

import gzip
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from assistant.application import Footnote
from assistant.settings import Settings
from bench.measuring import Figure, figure
from index.canonical import canonicalise
from index.speech import SpeechReader

SEED = 11
_NO_PERSON = re.compile(
    r"\b(?:the|an?|one|some|many|two|campaign|news|post|times|journal|poll\w*|voters|officials?|report|respondents|super|pac|"
    r"democrats?|republicans?|party|committee|group|huffpost|politico|breitbart|cnn|atlas|article)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+|\W+")
_SMALL = frozenset(
    "that this with from have been were they their would could should about there which what when".split()
)


def run(data: Path, work: Path, limit: int | None) -> list[Figure]:
    """Score the index, ask who said what, and measure the time."""
    folder = data / "polnear-train"
    if not folder.is_dir():
        print("speech: skipped, there is no folder polnear-train")
        return []
    articles = list(rows(folder / "articles.jsonl.gz"))
    script = Path(os.environ.get("BENCH_SPEECH_SCRIPT", data.parent / "score_speech.py"))
    if not script.is_file():
        print("speech: skipped, there is no script to score it with (BENCH_SPEECH_SCRIPT)")
        return []
    with opened(articles, work / "speech") as footnote:
        figures = scored(footnote, folder, script, work)
        same_person = yardstick(script)
        figures += who_said(footnote, list(rows(folder / "queries.jsonl.gz"))[:limit], same_person)
    return [*figures, reading_time(articles)]


def yardstick(script: Path) -> Callable[[str, str], bool]:
    """Give the script's own rule for two names of one person."""
    spec = spec_from_file_location("yardstick", script)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    same_person: Callable[[str, str], bool] = module.same_person
    return same_person


def opened(articles: Sequence[Mapping[str, str]], path: Path) -> Footnote:
    """Open a data directory with the articles and their speech, made once."""
    footnote = Footnote.open(Settings.read(data_dir=path))
    source = path.with_suffix(".jsonl")
    kept = ("id", "title", "source", "author", "published", "text")
    with source.open("w") as file:
        for article in articles:
            file.write(json.dumps({name: article[name] for name in kept if article.get(name)}) + "\n")
    footnote.ingest([str(source)])  # what is there already costs nothing
    return footnote


def scored(footnote: Footnote, folder: Path, script: Path, work: Path) -> list[Figure]:
    """Run the scoring script over our export; each figure comes with the script's own interval."""
    export = work / "speech-export.jsonl"
    with export.open("w") as file:
        for record in footnote.export(None):
            file.write(json.dumps(record, default=str) + "\n")
    ran = subprocess.run(
        [sys.executable, script, folder / "articles.jsonl.gz", folder / "attributions.jsonl.gz", export],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ran.stdout)
    return [
        Figure(name=f"speech {name}", value=value[0], low=value[1], high=value[2], n=told["articles"])
        for name, value in told.items()
        if isinstance(value, list)
    ]


def who_said(
    footnote: Footnote, queries: Sequence[Mapping[str, str]], same_person: Callable[[str, str], bool]
) -> list[Figure]:
    """Ask who said each quotation of somebody named, then as many with every third telling word changed."""
    named = [one for one in queries if is_person(one["answer"])]
    chance = random.Random(SEED)
    others = [word for one in named for word in re.findall(r"[a-z]{5,}", one["question"])]
    right, refused = {}, {}
    for one in named:
        said = {statement.speaker for statement in footnote.ask(one["question"]).statements}
        right[one["id"]] = float(any(name and same_person(name, one["answer"]) for name in said))
        altered = alter(one["question"], others, chance)
        refused[one["id"]] = float(footnote.ask(altered).outcome == "unanswered")
    return [figure("speech who said: right person", right), figure("speech who said: altered is unanswered", refused)]


def alter(question: str, others: Sequence[str], chance: random.Random) -> str:
    """Put other words in the place of every third telling word between the quotation marks, one at least."""
    begin, end = question.find('"') + 1, question.rfind('"')
    words = _WORD.findall(question[begin:end])
    telling = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha() and word.lower() not in _SMALL]
    for at in chance.sample(telling, max(1, len(telling) // 3)) if telling else ():
        words[at] = chance.choice([word for word in others if word != words[at].lower()])
    return question[:begin] + "".join(words) + question[end:]


def is_person(gold: str) -> bool:
    """Tell whether a gold answer is somebody's name, with or without a title: no body, no group, no headline."""
    words = gold.partition(",")[0].split()
    return bool(words) and words[-1][:1].isupper() and not gold.isupper() and not _NO_PERSON.search(" ".join(words))


def reading_time(articles: Sequence[Mapping[str, str]]) -> Figure:
    """Measure processor seconds per 1,000 words of reading speech, the grammar model loaded before."""
    texts = [canonicalise(article["text"]).text for article in articles[::4]]
    reader = SpeechReader()
    reader.read(texts[:1])
    each = []
    for begin in range(0, len(texts), 16):
        batch = texts[begin : begin + 16]
        began = time.process_time()
        reader.read(batch)
        each.append((time.process_time() - began) * 1000 / sum(len(text.split()) for text in batch))
    return figure("speech CPU seconds per 1,000 words", each)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Read packed JSON lines."""
    with gzip.open(path, "rt") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
