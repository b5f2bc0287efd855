"""What can be asked of the standing sources by name: `sources.*` and `watch`.

Owns the shape of their parameters; a part of the table in `operations`, its only importer.
"""

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from assistant.following import source_json
from assistant.scheduling import Scheduling
from assistant.wire import plain
from index.article import JSON
from index.errors import Cancelled, SourceTaken

if TYPE_CHECKING:
    from assistant.application import Footnote
    from assistant.operations import Call, Result


class Nothing(BaseModel):
    """No parameters."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Added(Nothing):
    """A source to follow."""

    address: str
    name: str | None = None
    groups: list[str] = []
    columns: dict[str, str] = {}
    every: str | None = None
    mirror: bool = False


class Named(Nothing):
    """Sources by name or address."""

    names: list[str]


class Watched(Nothing):
    """What to follow besides, from now on."""

    addresses: list[str] = []
    groups: list[str] = []


def add(footnote: "Footnote", asked: Added, call: "Call") -> "Result":
    """Follow a source."""
    source = footnote.following.add(
        asked.address,
        name=asked.name,
        groups=frozenset(asked.groups),
        columns=asked.columns,
        every=asked.every,
        mirror=asked.mirror,
    )
    return source_json(source)


def listing(footnote: "Footnote", asked: Nothing, call: "Call") -> "Result":
    """Give every source and what is under way."""
    return {
        "items": [source_json(source) for source in footnote.following.all()],
        "jobs": [job.as_json() for job in footnote.jobs.all()],
    }


def remove(footnote: "Footnote", asked: Named, call: "Call") -> "Result":
    """Stop following sources."""
    return {"removed": footnote.following.remove(asked.names)}


def pause(footnote: "Footnote", asked: Named, call: "Call") -> "Result":
    """Pause sources."""
    return {"items": [source_json(footnote.following.pause(name, True)) for name in asked.names]}


def resume(footnote: "Footnote", asked: Named, call: "Call") -> "Result":
    """Let paused sources go on."""
    return {"items": [source_json(footnote.following.pause(name, False)) for name in asked.names]}


def run(footnote: "Footnote", asked: Named, call: "Call") -> "Result":
    """Run sources now, all that are not paused where none is named; one that is running already is left out."""
    following = footnote.following
    names = asked.names or [source.name for source in following.all() if not source.paused]
    items: list[Mapping[str, JSON]] = []
    for name in names:
        ended = following.run(
            name, progress=lambda step: call.emit({"progress": plain(step)}), cancelled=call.cancelled
        )
        if ended is not None:
            items.append(ended)
    return {"items": items}


def watch(footnote: "Footnote", asked: Watched, call: "Call") -> "Result":
    """Keep the sources current until the caller goes, telling of every run; `addresses` are followed from now on."""
    for address in asked.addresses:
        with suppress(SourceTaken):
            footnote.following.add(address, groups=frozenset(asked.groups))
    runs = 0
    telling = threading.Lock()

    def ran(ended: Mapping[str, JSON]) -> None:
        nonlocal runs
        with telling:
            runs += 1
            call.emit({"ran": ended})

    clock = Scheduling(footnote.following, stop=call.cancelled)
    try:
        with footnote.following.telling(ran):
            while not call.cancelled.wait(1.0):
                footnote.see_open()
                call.emit({"jobs": [job.as_json() for job in footnote.jobs.all()]})  # and see that somebody hears it
    except Cancelled:
        pass
    finally:
        clock.close()
    return {"runs": runs}
