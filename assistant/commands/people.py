"""What `footnote people` does: who is quoted, what somebody said, and which names are one person.

Owns the way from parsed arguments to lines. The work is `people_operations`', done through a `Worker`. Called by
`commands`.
"""

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence

from assistant import readable
from assistant.handover import Worker
from assistant.terminal import Line, Terminal
from index.article import JSON


def people(said: Namespace, worker: Worker, terminal: Terminal) -> int:
    """Do one action and show what came of it."""
    params = {"action": said.action, "words": said.words, "about": said.about, "groups": said.groups}
    result = worker.run("people", params)
    if terminal.as_json:
        terminal.json(result)
    else:
        terminal.show(_lines(said.action, result))
    return 0


def _lines(action: str, result: Mapping[str, JSON]) -> Iterator[Line]:
    match action:
        case "list":
            yield from _people(_items(result))
        case "show":
            person = result.get("person")
            if isinstance(person, Mapping):
                yield from _people([person])
            yield from readable.quote_lines(result)
        case "join":
            yield Line(f"Joined. `footnote people undo {result.get('joined')}` takes it back.")
        case "part":
            yield Line(f"Parted. `footnote people undo {result.get('parted')}` takes it back.")
        case "joins":
            for join in _items(result):
                yield Line(f"{join.get('id')}  {_names(join)}{', apart from namesakes' if join.get('apart') else ''}")
                articles = readable.counted(len(_strings(join.get("articles"))), "article")
                yield Line(
                    "  ".join(part for part in (articles, _listed(join.get("outlets"))) if part), indent=4, style="dim"
                )
            if not _items(result):
                yield Line("Nobody has been joined or parted.")
        case _:
            yield Line(f"{result.get('undone')} is taken back.")


def _people(people: Sequence[Mapping[str, JSON]]) -> Iterator[Line]:
    for person in people:
        yield Line(str(person.get("name")), style="bold")
        statements = person.get("statements")
        counted = readable.counted(statements if isinstance(statements, int) else 0, "statement")
        days = "–".join(dict.fromkeys(readable.day(str(person[end])) for end in ("first", "last") if person.get(end)))
        outlets, roles = person.get("outlets"), person.get("roles")
        told = [counted, days, _listed(outlets), _listed(roles)]
        yield Line("  ".join(part for part in told if part), indent=4, style="dim")
        also = [name for name in _strings(person.get("names")) if name != person.get("name")]
        if also:
            yield Line(f"also {', '.join(also)}", indent=4, style="dim")
        yield Line(str(person.get("id")), indent=4, style="dim")
    if not people:
        yield Line("Nobody of that name is quoted.")


def _items(result: Mapping[str, JSON]) -> list[Mapping[str, JSON]]:
    items = result.get("items")
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, Sequence) else []


def _names(join: Mapping[str, JSON]) -> str:
    return " = ".join(_strings(join.get("names")))


def _listed(value: JSON) -> str:
    return ", ".join(_strings(value)[:4])


def _strings(value: JSON) -> list[str]:
    return [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else []
