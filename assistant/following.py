"""Keeping current: standing sources, when each is due, and what a run of one does.

Owns the rules of time (how often, how long after a failure, never twice at once). What is stored of a source is the
catalogue's, bringing articles in is `library`'s. Used by `operations` and `scheduling`.
"""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from assistant.errors import AssistantError, QuestionUnusable
from assistant.library import Library
from assistant.wire import plain
from index.article import JSON
from index.catalogue import StandingSource
from index.catalogue.standing import StandingSources
from index.errors import Cancelled, CorpusError, InputMissing, SourceNotFound, SourceTaken
from index.ingest import IngestReport, Progress
from index.sources import Seen

SHORTEST = 10
"""Seconds; a site is asked no more often, whatever somebody writes."""
USUAL_WEB = 15 * 60
USUAL_FOLDER = 60 * 60
"""A folder is watched besides: this is for changes that the system did not tell of."""
LONGEST_BACKOFF = 24 * 60 * 60
REFUSALS_KEPT = 100
Ran: TypeAlias = Callable[[Mapping[str, JSON]], None]
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_DURATION = re.compile(r"(\d{1,7})\s*([smhd]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


class Following:
    """The standing sources of one open data directory."""

    def __init__(self, library: Library, sources: StandingSources) -> None:
        self._library = library
        self._sources = sources
        self._running: set[str] = set()
        self._begun: set[str] = set()
        self._told: list[Ran] = []
        self._lock = threading.Lock()

    def all(self) -> tuple[StandingSource, ...]:
        """Give every source, by name."""
        return self._sources.all()

    def add(
        self,
        address: str,
        *,
        name: str | None = None,
        groups: frozenset[str] = frozenset(),
        columns: Mapping[str, str] | None = None,
        every: str | None = None,
        mirror: bool = False,
    ) -> StandingSource:
        """Follow a folder, a file or a web address from now on; it is due at once.

        `every` is a duration (`90`, `15m`, `2h`, `1d`). Raises InputMissing for a path that is not there, SourceTaken,
        and QuestionUnusable for what is no duration.
        """
        web = bool(_ADDRESS.match(address))
        if not web and not Path(address).exists():
            raise InputMissing(f"no such file or folder: {address}", hint="check the spelling; nothing was added")
        if mirror and web:
            raise QuestionUnusable("--mirror goes with folders.", hint="What leaves a feed is not gone from the web.")
        now = time.time()
        source = StandingSource(
            name=name or self._free_name(address),
            address=address if web else os.path.realpath(address),
            groups=groups,
            columns=columns or {},
            every=seconds_of(every) if every else USUAL_WEB if web else USUAL_FOLDER,
            mirror=mirror,
            added_at=_written(now),
            next_at=now,
        )
        self._sources.add(source)
        return source

    def remove(self, names: Sequence[str]) -> int:
        """Stop following sources; their articles stay. Raises SourceNotFound, and then forgets none."""
        names = [self._sources.one(name).name for name in names]
        for name in names:
            self._library.jobs.stop(name)
        return self._sources.remove(names)

    def pause(self, name: str, paused: bool) -> StandingSource:
        """Pause a source, ending its run after the last whole transaction, or let it go on. Raises SourceNotFound."""
        name = self._sources.one(name).name
        self._sources.pause(name, paused, now=time.time())
        if paused:
            self._library.jobs.stop(name)
        return self._sources.one(name)

    def due(self) -> list[str]:
        """Give the names of the sources whose time has come and that are not running, longest waiting first."""
        now = time.time()
        with self._lock:
            idle = [one for one in self._sources.all() if not one.paused and one.name not in self._running]
            idle = [one for one in idle if one.next_at <= now or (_broken_off(one) and one.name not in self._begun)]
        return [one.name for one in sorted(idle, key=lambda one: one.next_at)]

    def run(
        self,
        name: str,
        *,
        inputs: Sequence[str] | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Mapping[str, JSON] | None:
        """Read a source now and give how it ended: `{"name", ...report}` or `{"name", "error"}`.

        `inputs`: only these files of it, which the system told of. None when it is running already. Raises
        SourceNotFound, and Cancelled when stopped: what came is stored, and the next run goes on.
        """
        source = self._sources.one(name)
        with self._lock:
            if source.name in self._running:
                return None
            self._running.add(source.name)
            self._begun.add(source.name)
        try:
            return self._run(source, inputs, progress, cancelled)
        finally:
            with self._lock:
                self._running.discard(source.name)

    def _run(
        self,
        source: StandingSource,
        inputs: Sequence[str] | None,
        progress: Callable[[Progress], None] | None,
        cancelled: threading.Event | None,
    ) -> Mapping[str, JSON]:
        began = time.time()
        self._sources.begin(source.name, at=_written(began), next_at=began + source.every)
        seen = {address: _seen(row) for address, row in self._sources.seen(source.name).items()}
        before = len(seen)
        report: IngestReport | None = None
        said: Mapping[str, JSON]
        try:
            report = self._library.ingest(
                inputs or [source.address],
                groups=source.groups,
                columns=source.columns,
                mirror=source.mirror and inputs is None,
                progress=progress,
                cancelled=cancelled,
                seen=seen,
                job=source.name,
            )
            said = _report_json(report)
            failed = any(refused.input == source.address for refused in report.refused) and not report.added
        except Cancelled:
            raise
        except (CorpusError, AssistantError) as error:
            said = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
            failed = True
        failures = source.failures + 1 if failed else 0
        wait = min(source.every * 2 ** min(failures, 10), max(source.every, LONGEST_BACKOFF))
        rows = None if report is None or (not seen and not before) else {key: _row(one) for key, one in seen.items()}
        ended = time.time()
        with suppress(SourceNotFound):  # removed while it ran
            self._sources.end(
                source.name, at=_written(ended), next_at=ended + wait, failures=failures, report=said, seen=rows
            )
        told = {"name": source.name, **said}
        with self._lock:
            listeners = list(self._told)
        for tell in listeners:
            tell(told)
        return told

    @contextmanager
    def telling(self, ran: Ran) -> Iterator[None]:
        """Tell `ran` how each run ends, whoever began it."""
        with self._lock:
            self._told.append(ran)
        try:
            yield
        finally:
            with self._lock:
                self._told.remove(ran)

    def _free_name(self, address: str) -> str:
        """Call a source by its host or its folder, with a number where that is taken."""
        if _ADDRESS.match(address):
            name = re.sub(r"^www\.", "", urlsplit(address).hostname or address)
        else:
            name = Path(os.path.realpath(address)).name or address
        taken = {source.name for source in self._sources.all()}
        if any(source.address == address for source in self._sources.all()):
            raise SourceTaken(f"{address} is followed already.", hint="footnote sources list shows it.")
        return next(one for one in (name, *(f"{name} {number}" for number in range(2, 10_000))) if one not in taken)


def seconds_of(written: str) -> int:
    """Read a duration such as `90`, `15m`, `2h` or `1d`. Raises QuestionUnusable."""
    found = _DURATION.fullmatch(written.strip().lower())
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if seconds < SHORTEST:
        raise QuestionUnusable(
            f"“{written}” is no duration of {SHORTEST} s or more.", hint="For example 90, 15m, 2h or 1d."
        )
    return seconds


def _broken_off(source: StandingSource) -> bool:
    """Tell a run that ended with its process, or was stopped: the rest is still to come."""
    return source.started_at is not None and source.ended_at is None


def source_json(source: StandingSource) -> dict[str, JSON]:
    """Write a source as programs read it."""
    web = bool(_ADDRESS.match(source.address))
    return {
        "name": source.name,
        "address": source.address,
        "kind": "web" if web else "folder" if Path(source.address).is_dir() else "file",
        "groups": sorted(source.groups),
        "columns": dict(source.columns),
        "every": source.every,
        "mirror": source.mirror,
        "paused": source.paused,
        "added": source.added_at,
        "started": source.started_at,
        "ended": source.ended_at,
        "next": None if source.paused else _written(source.next_at),
        "failures": source.failures,
        "last": source.report,
    }


def _report_json(report: IngestReport) -> Mapping[str, JSON]:
    written = plain(replace(report, refused=report.refused[:REFUSALS_KEPT]))
    assert isinstance(written, Mapping)
    return {**written, "refused_count": len(report.refused)}


def _seen(row: tuple[str, str | None, str | None, str | None]) -> Seen:
    mark, etag, modified, refused = row
    return Seen(mark=mark, etag=etag, modified=modified, refused=refused)


def _row(seen: Seen) -> tuple[str, str | None, str | None, str | None]:
    return seen.mark, seen.etag, seen.modified, seen.refused


def _written(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
