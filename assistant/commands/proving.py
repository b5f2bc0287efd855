"""The command that proves: a text somebody wrote, or a saved answer, held against the articles.

Owns what `verify` says and how it ends. Called by `commands.run`.
"""

import json
from argparse import Namespace
from collections.abc import Mapping

from assistant import readable
from assistant.batch import answer_lines
from assistant.commands.parameters import Result, filters, show
from assistant.errors import QuestionUnusable
from assistant.files import STANDARD, reading, writing
from assistant.handover import Worker
from assistant.terminal import Terminal
from index.article import JSON

REFUSED = 4


def verify(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Prove one file, or with `--batch` each of its lines."""
    narrowed = {name: value for name, value in filters(said).items() if value is not None}
    if said.batch:
        return _batch(said, worker, terminal, narrowed)
    with reading(said.file) as file:
        try:
            written = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise QuestionUnusable(f"{said.file} is no text in UTF-8.", hint="Save it as plain text.") from None
    with terminal.progress("Proving") as advance:

        def heard(event: Result) -> None:
            progress = event.get("progress")
            if isinstance(progress, Mapping) and isinstance(progress.get("done"), int):
                advance(int(str(progress["done"])), None, "Proving")

        result = worker.run("verify", {**narrowed, **_wanted(written)}, heard)
    show(terminal, result, readable.proof_lines(result))
    return 0


def _batch(said: Namespace, worker: Worker, terminal: Terminal, narrowed: Result) -> int:
    def prove(record: Result) -> Result:
        if "statements" in record:
            named = {} if record.get("id") is None else {"id": str(record["id"])}
            return worker.run("verify", {**narrowed, **named, "answer": record})
        return worker.run("verify", {**narrowed, **record})

    with reading(said.file) as lines, terminal.progress("Proving") as advance, writing(STANDARD) as out:
        refused = answer_lines(lines, out, prove, answered=lambda done: advance(done, None, "Proving"))
    if refused:
        terminal.say(f"{readable.counted(refused, 'line')} could not be proved; the reason stands in each.")
    return REFUSED if refused else 0


def _wanted(written: str) -> dict[str, JSON]:
    """Tell a saved answer from a text: an answer is a JSON object with statements."""
    if written.lstrip().startswith("{"):
        try:
            answer = json.loads(written)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and "statements" in answer:
            return {"answer": answer}
    return {"text": written}
