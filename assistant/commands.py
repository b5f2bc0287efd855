"""What each command does: parameters from what was said, the work through a `Worker`, the result to the `Terminal`.

Owns the way from parsed arguments to an exit status, and how errors end. The work itself is `operations`', the words
are `readable`'s. Called by `cli.main` only.
"""

import json
import logging
import os
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from assistant import readable
from assistant.contradictions import check
from assistant.errors import AssistantError, QuestionUnusable
from assistant.files import STANDARD, reading, same, see_writable, writing
from assistant.handover import Failed, Worker
from assistant.journal import keep_journal
from assistant.settings import Settings, effective, unknown_variables
from assistant.terminal import Line, Progressing, Terminal
from assistant.wire import json_line
from index.article import JSON
from index.errors import CorpusError

Result: TypeAlias = Mapping[str, JSON]

_journal = logging.getLogger(__name__)

UNANSWERED = 3
REFUSED = 4
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


def run(said: Namespace) -> int:
    """Do one command and give its exit status. Errors of ours become one line; others one line and a log entry."""
    terminal = Terminal(as_json=getattr(said, "json", False), quiet=getattr(said, "quiet", False))
    try:
        settings = Settings.read(
            data_dir=getattr(said, "data_dir", None), host=getattr(said, "host", None), port=getattr(said, "port", None)
        )
        keep_journal(settings)
        if said.command == "config":
            return _config(settings, terminal)
        check(settings)
        if said.command == "serve":
            from assistant.serving import serve

            return serve(settings, terminal, with_samples=said.with_samples)
        batch = getattr(said, "batch", None) is not None
        takes_long = batch or said.command in ("ingest", "reindex", "evaluate")
        with Worker(settings, answer_others=takes_long, brief=said.command in _BRIEF and not batch) as worker:
            return _COMMANDS[said.command](said, worker, terminal)
    except (AssistantError, CorpusError) as error:
        terminal.complain(error.message, error.hint, code=error.code)
        return error.exit_code
    except Failed as failure:
        terminal.complain(failure.message, failure.hint, code=failure.code)
        return failure.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        _log(error)
        where = f" ({error.filename})" if error.filename else ""
        terminal.complain(f"{error.strerror or type(error).__name__}{where}.", code="machine")
        return 1
    except Exception as error:  # noqa: BLE001 - the last boundary before a person: one line here, the trace in the log
        _log(error)
        from assistant.operations import unexpected_json

        unexpected = Failed(unexpected_json(error))
        terminal.complain(unexpected.message, unexpected.hint, code=unexpected.code)
        return unexpected.exit_code


def _log(error: Exception) -> None:
    _journal.error("the command failed", exc_info=error)


def _ingest(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    params: Result = {
        "inputs": [_absolute(name) for name in said.inputs],
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
                _advance(advance, progress)

        report = worker.run("ingest", params, heard, stdin=stdin)
    _show(terminal, report, readable.report_lines(report, dry_run=said.dry_run), quietly=bool(said.progress))
    return REFUSED if report.get("refused") else 0


def _ask(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    if said.batch is not None:
        return _batch("ask", said, worker, terminal, {"now": said.now})
    params = {**_question(said), "now": said.now, "history": _history(said.history), "events": True}
    with terminal.waiting("Searching …") as wait:
        answer = worker.run("ask", params, lambda event: _follow(event, wait))
        base_url = worker.base_url
    _show(terminal, answer, readable.answer_lines(answer, base_url=base_url))
    return UNANSWERED if answer.get("outcome") == "unanswered" else 0


def _follow(event: Result, wait: Progressing) -> None:
    data = event.get("data")
    if event.get("name") == "sources" and isinstance(data, Mapping):
        hits = data.get("hits")
        wait(0, None, f"Reading {readable.counted(len(hits) if isinstance(hits, list) else 0, 'passage')} …")
    elif event.get("name") == "statement":
        wait(0, None, "Checking every sentence …")


def _search(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    if said.batch is not None:
        return _batch("search", said, worker, terminal, {"k": said.k})
    with terminal.waiting("Searching …"):
        result = worker.run("search", {**_question(said), "k": said.k})
    _show(terminal, result, readable.hit_lines(result))
    return 0


def _batch(operation: str, said: Namespace, worker: Worker, terminal: Terminal, extra: Result) -> int:
    """Run a batch file. What stands on the command line holds for lines that do not say otherwise."""
    if said.question:
        raise QuestionUnusable("--batch reads the questions from a file; give no question beside it.")
    defaults = {name: value for name, value in {**_filters(said), **extra}.items() if value is not None}

    def ask(record: Result) -> Result:
        return worker.run(operation, _with_defaults(record, defaults))

    from assistant.batch import answer_lines

    with reading(said.batch) as lines:
        out = said.out or STANDARD
        if same(out, said.batch):
            raise QuestionUnusable("--out would overwrite the questions.", hint="Name another file.")
        see_writable(out)
        worker.run("status", {})  # data that cannot be opened is an error of its own, not one of every line
        with terminal.progress("Answering") as advance, writing(out) as file:
            refused = answer_lines(lines, file, ask, answered=lambda done: advance(done, None, "Answering"))
    if refused:
        terminal.say(f"{readable.counted(refused, 'line')} could not be answered; the reason stands in each.")
    return REFUSED if refused else 0


def _with_defaults(record: Result, defaults: Result) -> Result:
    """Fill what a line does not say from the command line; `--as` narrows the groups that a line names."""
    params = {**defaults, **{name: value for name, value in record.items() if name != "events"}}
    groups, wanted = defaults.get("groups"), record.get("groups")
    if isinstance(groups, list) and isinstance(wanted, list):
        params["groups"] = [group for group in wanted if group in groups]
    return params


def _evaluate(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    from assistant.evaluation import evaluate

    defaults = {name: value for name, value in {"now": said.now, "groups": said.groups}.items() if value is not None}
    with reading(said.file) as lines:
        worker.run("status", {})  # data that cannot be opened is an error of its own, not one of every line
        with terminal.progress("Asking") as advance:
            report = evaluate(
                lines,
                lambda record, heard: worker.run("ask", {**_with_defaults(record, defaults), "events": True}, heard),
                asked=lambda done: advance(done, None, "Asking"),
            )
    _show(terminal, report, readable.evaluation_lines(report))
    return REFUSED if report["refused"] else 0


def _quotes(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    params = {**_filters(said), **_paging(said), "speaker": said.speaker, "about": said.about}
    result = worker.run("quotes", params)
    _show(terminal, result, readable.quote_lines(result))
    return 0


def _article(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    article = worker.run("article", {"id": said.id, "revision": said.revision, "groups": said.groups})
    _show(terminal, article, readable.article_lines(article))
    return 0


def _list(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    result = worker.run("list", {**_filters(said), **_paging(said), "text": said.text})
    _show(terminal, result, readable.list_lines(result))
    return 0


def _export(said: Namespace, worker: Worker, terminal: Terminal) -> int:
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
        _show(terminal, result, [Line(f"{readable.counted(done, 'article')} written to {said.file}.")])
    return 0


def _remove(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    result = worker.run("remove", {"ids": said.ids, "erase": said.erase})
    removed = result.get("removed")
    count = readable.counted(removed if isinstance(removed, int) else 0, "article")
    _show(terminal, result, [Line(f"{count} {'erased' if said.erase else 'removed'}.")])
    return 0


def _mark(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    result = worker.run("mark", {"ids": said.ids, "state": said.state})
    marked = result.get("marked")
    count = readable.counted(marked if isinstance(marked, int) else 0, "article")
    _show(terminal, result, [Line(f"{count} marked as {said.state}.")])
    return 0


def _status(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    result = worker.run("status", {})
    _show(terminal, result, readable.pairs(result))
    return 0


def _check(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    with terminal.waiting("Checking …"):
        result = worker.run("check", {"repair": said.repair})
    _show(terminal, result, readable.check_lines(result))
    return 0 if result.get("clean") else 1


def _reindex(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    with terminal.progress("Indexing") as advance:

        def heard(event: Result) -> None:
            progress = event.get("progress")
            if isinstance(progress, Mapping):
                _advance(advance, progress)

        result = worker.run("reindex", {}, heard)
    passages = result.get("passages")
    count = readable.counted(passages if isinstance(passages, int) else 0, "passage")
    _show(terminal, result, [Line(f"{count} indexed anew.")])
    return 0


def _forget(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    result = worker.run("forget", {"user": said.user})
    _show(terminal, result, readable.pairs(result))
    return 0


def _backup(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    with terminal.waiting("Backing up …"):
        result = worker.run("backup", {"file": _absolute(said.file)})
    articles = result.get("articles")
    count = readable.counted(articles if isinstance(articles, int) else 0, "article")
    _show(terminal, result, [Line(f"{count} written to {said.file}.")])
    return 0


def _restore(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    with terminal.progress("Restoring") as advance:

        def heard(event: Result) -> None:
            progress = event.get("progress")
            if isinstance(progress, Mapping):
                _advance(advance, progress)

        result = worker.run("restore", {"file": _absolute(said.file)}, heard)
    articles = result.get("articles")
    count = readable.counted(articles if isinstance(articles, int) else 0, "article")
    kept = [Line(f"What was here before is kept in {result['kept']}.")] if result.get("kept") else []
    _show(terminal, result, [Line(f"{count} restored from {said.file}."), *kept])
    return 0


def _models(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    result = worker.run("models", {})
    _show(terminal, result, readable.model_lines(result))
    items = result.get("items")
    good = all(isinstance(item, Mapping) and item.get("ok") for item in items) if isinstance(items, list) else False
    return 0 if good else 1


def _config(settings: Settings, terminal: Terminal) -> int:
    rows = effective(settings)
    strays = unknown_variables()
    if terminal.as_json:
        terminal.json(
            {
                "settings": [{"name": row.name, "value": row.value, "from": row.came_from} for row in rows],
                "unknown": [name for name, _ in strays],
            }
        )
    else:
        width = max(len(row.name) for row in rows)
        terminal.show(
            Line(f"{row.name:<{width}}  {row.value if row.value else '(not set)'}  [{row.came_from}]") for row in rows
        )
    for name, near in strays:
        terminal.say(f"{name} is no setting and does nothing." + (f" Did you mean {near}?" if near else ""))
    check(settings)
    return 0


_COMMANDS: Mapping[str, Callable[[Namespace, Worker, Terminal], int]] = {
    "ingest": _ingest,
    "ask": _ask,
    "search": _search,
    "evaluate": _evaluate,
    "quotes": _quotes,
    "article": _article,
    "list": _list,
    "export": _export,
    "remove": _remove,
    "mark": _mark,
    "status": _status,
    "check": _check,
    "reindex": _reindex,
    "forget": _forget,
    "backup": _backup,
    "restore": _restore,
    "models": _models,
}


_BRIEF = frozenset({"ask", "search", "quotes", "article", "list", "export", "status", "models"})
"""Commands that change nothing."""


# --- what was said, as parameters ---------------------------------------------------------------------------------


def _question(said: Namespace) -> Result:
    if not said.question:
        raise QuestionUnusable("There is no question.", hint='For example: footnote ask "What did Macron say?"')
    if said.out is not None:
        raise QuestionUnusable("--out goes with --batch.", hint="Print one answer with --json, and redirect it.")
    return {**_filters(said), "question": " ".join(said.question), "articles_exist": True}


def _filters(said: Namespace) -> dict[str, JSON]:
    names = ("since", "until", "source", "author", "groups")
    return {**{name: getattr(said, name) for name in names}, "articles": getattr(said, "article", None)}


def _paging(said: Namespace) -> Result:
    return {"limit": said.limit, "cursor": said.cursor}


def _history(name: str | None) -> JSON:
    if name is None:
        return []
    with reading(name) as file:
        try:
            history: JSON = json.loads(file.read())
        except ValueError:
            raise QuestionUnusable(f"{name} is no JSON.", hint='Write [{"role": "user", "content": "..."}].') from None
    return history


def _absolute(name: str) -> str:
    return name if name == STANDARD or _ADDRESS.match(name) else os.path.abspath(os.path.expanduser(name))


def _advance(advance: Progressing, progress: Result) -> None:
    done, total = progress.get("done"), progress.get("total")
    name = os.path.basename(str(progress.get("input") or "Working"))
    advance(done if isinstance(done, int) else 0, total if isinstance(total, int) else None, name)


def _show(terminal: Terminal, result: Result, lines: Iterable[Line], *, quietly: bool = False) -> None:
    """Show a result: as JSON where that is wanted; `quietly` leaves out a person's lines beside JSON ones."""
    if terminal.as_json:
        terminal.json(result)
    elif not quietly:
        terminal.show(lines)
