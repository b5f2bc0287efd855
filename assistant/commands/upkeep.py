"""The commands that change what is stored, copy it, or look after it.

Owns what each says and how it ends. Called by `commands.run`.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping

from assistant import readable
from assistant.commands.parameters import Result, absolute, show, show_progress, watching
from assistant.files import STANDARD, see_writable, writing
from assistant.handover import Worker
from assistant.terminal import Line, Terminal
from assistant.wire import json_line

REFUSED = 4


def ingest(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Bring articles in."""
    params: Result = {
        "inputs": [absolute(name) for name in said.inputs],
        "groups": said.group,
        "mirror": said.mirror,
        "yes": said.yes,
        "dry_run": said.dry_run,
        "columns": dict(said.column),
    }
    stdin = sys.stdin.buffer if STANDARD in said.inputs else None
    with terminal.progress("Opening the articles") as advance:

        def heard(event: Result) -> None:
            progress = event.get("progress")
            if isinstance(progress, Mapping):
                if said.progress:
                    terminal.json(progress)
                show_progress(advance, progress)

        report = worker.run("ingest", params, heard, stdin=stdin)
    show(terminal, report, readable.report_lines(report, dry_run=said.dry_run), quietly=bool(said.progress))
    return REFUSED if report.get("refused") else 0


def export(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Write every article to a file."""
    see_writable(said.file)
    # A half-written export must not look like a whole one: it gets its name when it is complete.
    partial = said.file if said.file == STANDARD else f"{said.file}.part"
    with terminal.progress("Exporting") as advance, writing(partial) as file:
        done = 0

        def heard(event: Result) -> None:
            nonlocal done
            record = event["record"]
            assert isinstance(record, Mapping)
            file.write(json_line(record))
            done += 1
            advance(done, None, "Exporting")

        result = worker.run("export", {"groups": said.groups}, heard)
    if said.file != STANDARD:
        os.replace(partial, said.file)
        show(terminal, result, [Line(f"{readable.counted(done, 'article')} written to {said.file}.")])
    return 0


def remove(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Take articles out."""
    result = worker.run("remove", {"ids": said.ids, "erase": said.erase})
    removed = result.get("removed")
    count = readable.counted(removed if isinstance(removed, int) else 0, "article")
    show(terminal, result, [Line(f"{count} {'erased' if said.erase else 'removed'}.")])
    return 0


def mark(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Say of articles that they were retracted or corrected."""
    result = worker.run("mark", {"ids": said.ids, "state": said.state})
    marked = result.get("marked")
    count = readable.counted(marked if isinstance(marked, int) else 0, "article")
    show(terminal, result, [Line(f"{count} marked as {said.state}.")])
    return 0


def status(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Show what is stored."""
    result = worker.run("status", {})
    show(terminal, result, readable.pairs(result))
    return 0


def check(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Prove that the stored parts agree."""
    with terminal.waiting("Checking …"):
        result = worker.run("check", {"repair": said.repair})
    show(terminal, result, readable.check_lines(result))
    return 0 if result.get("clean") else 1


def reindex(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Make the search indexes anew."""
    with terminal.progress("Indexing") as advance:
        result = worker.run("reindex", {}, watching(advance))
    passages = result.get("passages")
    count = readable.counted(passages if isinstance(passages, int) else 0, "passage")
    show(terminal, result, [Line(f"{count} indexed anew.")])
    return 0


def forget(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Forget a person."""
    result = worker.run("forget", {"user": said.user})
    show(terminal, result, readable.pairs(result))
    return 0


def backup(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Write everything to one file."""
    with terminal.waiting("Backing up …"):
        result = worker.run("backup", {"file": absolute(said.file)})
    articles = result.get("articles")
    count = readable.counted(articles if isinstance(articles, int) else 0, "article")
    show(terminal, result, [Line(f"{count} written to {said.file}.")])
    return 0


def restore(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Put a backup in the place of everything."""
    with terminal.progress("Restoring") as advance:
        result = worker.run("restore", {"file": absolute(said.file)}, watching(advance))
    articles = result.get("articles")
    count = readable.counted(articles if isinstance(articles, int) else 0, "article")
    kept = [Line(f"What was here before is kept in {result['kept']}.")] if result.get("kept") else []
    show(terminal, result, [Line(f"{count} restored from {said.file}."), *kept])
    return 0


def models(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Show the model files."""
    result = worker.run("models", {})
    show(terminal, result, readable.model_lines(result))
    items = result.get("items")
    good = all(isinstance(item, Mapping) and item.get("ok") for item in items) if isinstance(items, list) else False
    return 0 if good else 1
