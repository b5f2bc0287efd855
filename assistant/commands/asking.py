"""The commands that read: asking, searching, listing, showing, measuring.

Owns what each says and how it ends. Called by `commands.run`.
"""

import json
from argparse import Namespace
from collections.abc import Mapping

from assistant import readable
from assistant.commands.parameters import Result, filters, paging, show
from assistant.errors import QuestionUnusable
from assistant.files import STANDARD, reading, same, see_writable, writing
from assistant.handover import Worker
from assistant.terminal import Progressing, Terminal
from index.article import JSON

UNANSWERED = 3
REFUSED = 4


def ask(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Ask a question, or a file of them."""
    if said.batch is not None:
        return _batch("ask", said, worker, terminal, {"now": said.now})
    params = {**_question(said), "now": said.now, "history": _history(said.history), "events": True}
    with terminal.waiting("Searching …") as wait:
        answer = worker.run("ask", params, lambda event: _follow(event, wait))
        base_url = worker.base_url
    show(terminal, answer, readable.answer_lines(answer, base_url=base_url))
    return UNANSWERED if answer.get("outcome") == "unanswered" else 0


def _follow(event: Result, wait: Progressing) -> None:
    data = event.get("data")
    if event.get("name") == "sources" and isinstance(data, Mapping):
        hits = data.get("hits")
        wait(0, None, f"Reading {readable.counted(len(hits) if isinstance(hits, list) else 0, 'passage')} …")
    elif event.get("name") == "statement":
        wait(0, None, "Checking every sentence …")


def search(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Find passages, for one query or a file of them."""
    if said.batch is not None:
        return _batch("search", said, worker, terminal, {"k": said.k})
    with terminal.waiting("Searching …"):
        result = worker.run("search", {**_question(said), "k": said.k})
    show(terminal, result, readable.hit_lines(result))
    return 0


def _batch(operation: str, said: Namespace, worker: Worker, terminal: Terminal, extra: Result) -> int:
    """Run a batch file. What stands on the command line holds for lines that do not say otherwise."""
    if said.question:
        raise QuestionUnusable("--batch reads the questions from a file; give no question beside it.")
    said_once = {**filters(said), **extra, "articles_exist": True}
    defaults = {name: value for name, value in said_once.items() if value is not None}

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


def evaluate(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Ask a file of questions and say how many were answered right."""
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
    show(terminal, report, readable.evaluation_lines(report))
    return REFUSED if report["refused"] else 0


def quotes(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """List what people said."""
    params = {**filters(said), **paging(said), "speaker": said.speaker, "about": said.about}
    result = worker.run("quotes", params)
    show(terminal, result, readable.quote_lines(result))
    return 0


def article(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Show one article."""
    article = worker.run("article", {"id": said.id, "revision": said.revision, "groups": said.groups})
    show(terminal, article, readable.article_lines(article))
    return 0


def listing(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """List the articles."""
    result = worker.run("list", {**filters(said), **paging(said), "text": said.text})
    show(terminal, result, readable.list_lines(result))
    return 0


def _question(said: Namespace) -> Result:
    if not said.question:
        raise QuestionUnusable("There is no question.", hint='For example: footnote ask "What did Macron say?"')
    if said.out is not None:
        raise QuestionUnusable("--out goes with --batch.", hint="Print one answer with --json, and redirect it.")
    return {**filters(said), "question": " ".join(said.question), "articles_exist": True}


def _history(name: str | None) -> JSON:
    if name is None:
        return []
    with reading(name) as file:
        try:
            history: JSON = json.loads(file.read())
        except ValueError:
            raise QuestionUnusable(f"{name} is no JSON.", hint='Write [{"role": "user", "content": "..."}].') from None
    return history
