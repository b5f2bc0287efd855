"""The markup of the followed sources: each with its last run, what was refused and why, and what is under way.

Owns the escaping of their names, addresses and reasons, which come from people and from the web. Used by
`chat.following`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote
from zoneinfo import ZoneInfo

from assistant.jobs import Job
from assistant.web import wording
from assistant.web.escaping import escaped, in_attribute
from index.article import JSON
from index.catalogue import StandingSource

_REFUSALS = 20
_NOTHING = (
    "No folder, feed or site is followed. <code>footnote sources add ADDRESS</code> follows one; it is read again by "
    "itself as long as this page is served."
)
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


class Doing(StrEnum):
    """What the page may ask for, about one source or one job."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


def followed_html(sources: Sequence[StandingSource], jobs: Sequence[Job], timezone: ZoneInfo) -> str:
    """Write what is under way, then the sources, each with its last run and a way to pause it or let it go on."""
    names = {source.name for source in sources}
    others = "".join(_item(_job_html(job, named=True), Doing.STOP, job.name) for job in jobs if job.name not in names)
    running = {job.name: job for job in jobs}
    listed = "".join(_source_html(source, at, running.get(source.name), timezone) for at, source in enumerate(sources))
    if not others and not listed:
        return f'<div class="fn-intake"><p class="fn-status">{_NOTHING}</p></div>'
    return f'<div class="fn-intake fn-followed"><ul>{others}{listed}</ul></div>'


def asked_for(link: str) -> tuple[Doing, str] | None:
    """Read what a link of the list asks for, and of which source or job; None where it is none of these links."""
    doing, _, name = link.partition(":")
    return (Doing(doing), name) if doing in tuple(Doing) and name else None


def _item(body: str, doing: Doing, name: str) -> str:
    words = {Doing.PAUSE: "Pause", Doing.RESUME: "Go on", Doing.STOP: "Stop"}[doing]
    label = in_attribute(f"{words}: {name}")
    place = quote(f"{doing}:{name}", safe="")
    act = f'<a class="fn-act" role="button" href="#act-{place}" title="{label}">{words}</a>'
    return f'<li><div class="fn-head">{body}</div>{act}</li>'


def _job_html(job: Job, *, named: bool) -> str:
    told = job.as_json()
    total, left = told["total"], told["seconds_left"]
    done = f"{job.done:,} of {wording.counted(total, 'article')}" if isinstance(total, int) else ""
    parts = [done or wording.counted(job.done, "article"), f"{job.rate:,.1f} a second"]
    if isinstance(left, int | float):
        parts.append(f"about {_about(left)} left")
    measure = f' value="{job.done}" max="{total}"' if isinstance(total, int) and total else ""
    name = f"<strong><bdi>{escaped(job.name)}</bdi></strong>" if named else ""
    return f'{name}<progress{measure}></progress><span class="fn-meta">{escaped(", ".join(parts))}</span>'


def _source_html(source: StandingSource, at: int, job: Job | None, timezone: ZoneInfo) -> str:
    if source.paused:
        when = "paused"
    else:
        following = "" if job else f", next {_moment(datetime.fromtimestamp(source.next_at, timezone), timezone)}"
        when = f"every {_lasting(source.every)}{following}"
    body = (
        f"<strong><bdi>{escaped(source.name)}</bdi></strong>"
        f'<span class="fn-meta"><bdi>{escaped(source.address)}</bdi></span>'
        f"{_job_html(job, named=False) if job else ''}"
        f'<span class="fn-meta">{escaped(f"{_last_line(source, timezone)} · {when}")}</span>{_refused_html(source, at)}'
    )
    return _item(body, Doing.RESUME if source.paused else Doing.PAUSE, source.name)


def _refused_html(source: StandingSource, at: int) -> str:
    refused = _records(source.report, "refused")
    if not refused:
        return ""
    items = "".join(
        f"<li><bdi>{escaped(str(one.get('input')))}</bdi> <em>{escaped(_why(one))}</em></li>"
        for one in refused[:_REFUSALS]
    )
    count = (source.report or {}).get("refused_count")
    count = count if isinstance(count, int) else len(refused)
    more = f"<li>and {count - _REFUSALS:,} more</li>" if count > _REFUSALS else ""
    return (
        f'<details class="fn-refused" id="fn-refused-{at}"><summary>{count:,} refused, and why</summary>'
        f"<ul>{items}{more}</ul></details>"
    )


def _why(refusal: Mapping[str, JSON]) -> str:
    reason, hint = str(refusal.get("reason") or "").rstrip("."), refusal.get("hint")
    return f"{reason}: {hint}" if hint else reason


def _last_line(source: StandingSource, timezone: ZoneInfo) -> str:
    if source.report is None or source.ended_at is None:
        return "being read" if source.started_at else "not read yet"
    at = f"last read {_moment(datetime.fromisoformat(source.ended_at).astimezone(timezone), timezone)}"
    error = source.report.get("error")
    if isinstance(error, Mapping):
        return f"{at}: {' '.join(str(error[part]) for part in ('message', 'hint') if error.get(part))}"
    refused = source.report.get("refused_count")
    counts = [
        f"{source.report[name]} {name}"
        for name in ("added", "updated", "unchanged", "removed")
        if source.report.get(name)
    ]
    return f"{at}: {', '.join(counts) or ('nothing came of it' if refused else 'nothing new')}"


def _moment(moment: datetime, timezone: ZoneInfo) -> str:
    today = moment.date() == datetime.now(timezone).date()
    return f"{moment:%H:%M}" if today else f"{moment:%d %b %H:%M}".lstrip("0")


def _about(seconds: float) -> str:
    """Round what is left to what a person wants to know."""
    unit = 1 if seconds < 90 else 60 if seconds < 5400 else 3600
    return _lasting(max(1, round(seconds / unit)) * unit)


def _lasting(seconds: int) -> str:
    """Write a length of time in the largest unit that it is a whole number of."""
    unit, word = next((unit, word) for unit, word in _UNITS if seconds % unit == 0)
    return wording.counted(seconds // unit, word)


def _records(report: Mapping[str, JSON] | None, name: str) -> list[Mapping[str, JSON]]:
    items = (report or {}).get(name)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list | tuple) else []
