"""The commands about standing sources: `sources add|list|remove|run|pause|resume` and `watch`.

Owns the way from what was said to an exit status, and how sources read to a person. Called by `commands` only.
"""

from argparse import Namespace
from collections.abc import Iterator, Mapping

from assistant import readable
from assistant.commands.parameters import Result, absolute, show, watching
from assistant.errors import QuestionUnusable
from assistant.handover import Worker
from assistant.terminal import Line, Terminal
from index.article import JSON

REFUSED = 4
_SHOWN = 20


def sources(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Do one `footnote sources ...` command."""
    match said.action:
        case "add":
            return _add(said, worker, terminal)
        case "list":
            _none(said)
            result = worker.run("sources.list", {})
            show(terminal, result, source_lines(result))
            return 0
        case "run":
            return _run(said, worker, terminal)
        case _:
            return _change(said, worker, terminal)


def _add(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    if len(said.what) != 1:
        raise QuestionUnusable("Name one folder, file or web address to follow.", hint="footnote sources add ADDRESS")
    params: Result = {
        "address": absolute(said.what[0]),
        "name": said.name,
        "groups": said.group,
        "columns": dict(said.column),
        "every": said.every,
        "mirror": said.mirror,
    }
    result = worker.run("sources.add", params)
    show(terminal, result, [Line(f"Following {result['address']} as “{result['name']}”.")])
    return 0


def _run(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    with terminal.progress("Reading the sources") as advance:
        result = worker.run("sources.run", {"names": said.what}, watching(advance))
    items = _records(result, "items")
    show(terminal, result, (line for item in items for line in _ran_lines(item)))
    return REFUSED if any(item.get("refused") or item.get("error") for item in items) else 0


def _change(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    if not said.what:
        raise QuestionUnusable("Name the source.", hint="footnote sources list shows them.")
    result = worker.run(f"sources.{said.action}", {"names": said.what})
    count = readable.counted(len(said.what), "source")
    done = {"remove": "no longer followed; the articles stay", "pause": "paused", "resume": "going on"}[said.action]
    show(terminal, result, [Line(f"{count} {done}.")])
    return 0


def watch(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Keep the sources current until Ctrl-C."""
    terminal.say("Keeping the sources current; Ctrl-C stops it.")

    def heard(event: Result) -> None:
        ran = event.get("ran")
        if isinstance(ran, Mapping):
            show(terminal, ran, _ran_lines(ran))

    worker.run("watch", {"addresses": [absolute(one) for one in said.inputs], "groups": said.group}, heard)
    return 0


def source_lines(result: Result) -> Iterator[Line]:
    """Lay out the list of sources."""
    items = _records(result, "items")
    if not items:
        yield Line("No source is followed. footnote sources add ADDRESS follows a folder, a feed or a site.")
    for item in items:
        state = "paused" if item.get("paused") else f"next {item.get('next')}"
        yield Line(f"{item['name']}  {item['address']}", style="bold")
        yield Line(f"every {_span(item.get('every'))}, {state}", indent=4)
        last = item.get("last")
        if isinstance(last, Mapping):
            yield from (line._replace(indent=4) for line in _ended_lines(last, f"last run {item.get('ended')}"))
    for job in _records(result, "jobs"):
        total = f" of {job['total']}" if job.get("total") is not None else ""
        left = f", {job['seconds_left']} s left" if job.get("seconds_left") is not None else ""
        yield Line(f"running: {job['name']}, {job['done']}{total} done, {job['rate']}/s{left}", style="italic")


def _ran_lines(item: Result) -> Iterator[Line]:
    yield from _ended_lines(item, str(item["name"]))


def _ended_lines(report: Result, beginning: str) -> Iterator[Line]:
    error = report.get("error")
    if isinstance(error, Mapping):
        yield Line(f"{beginning}: {error.get('message')} {error.get('hint') or ''}".rstrip(), style="yellow")
        return
    counts = [f"{report[name]} {name}" for name in ("added", "updated", "unchanged", "removed") if report.get(name)]
    refused = _records(report, "refused")
    counts += [f"{report.get('refused_count') or len(refused)} refused"] if refused else []
    yield Line(f"{beginning}: {', '.join(counts) or 'nothing new'}")
    for one in refused[:_SHOWN]:
        yield Line(f"{one.get('input')}: {one.get('reason')}", indent=4, style="yellow")


def _records(result: Result, name: str) -> list[Mapping[str, JSON]]:
    items = result.get(name)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list | tuple) else []


def _span(seconds: JSON) -> str:
    if not isinstance(seconds, int):
        return "?"
    for length, word in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds % length == 0:
            return f"{seconds // length} {word}"
    return f"{seconds} s"


def _none(said: Namespace) -> None:
    if said.what:
        raise QuestionUnusable("sources list takes no names.", hint="footnote sources list")
