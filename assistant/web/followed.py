"""The markup of the followed sources: each with its last run, what was refused and why, and what is under way.

Owns the escaping of their names, addresses and reasons, which come from people and from the web. Used by
`chat.following`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from assistant.jobs import Job
from assistant.web import wording
from index.article import JSON
from index.catalogue import StandingSource

_REFUSALS = 20
_NOTHING = (
    "No folder, feed or site is followed. <code>footnote sources add ADDRESS</code> follows one; it is read again by "
    "itself as long as this page is served."
)


def followed_html(sources: Sequence[StandingSource], jobs: Sequence[Job], timezone: ZoneInfo) -> str:
    """Write the list of sources, jobs first."""
    running = "".join(f"<li>{_text(_job_line(job))}</li>" for job in jobs)
    listed = "".join(_source_html(source, timezone) for source in sources)
    empty = "" if sources or jobs else f'<p class="fn-status">{_NOTHING}</p>'
    return f'<div class="fn-intake fn-followed" role="status">{empty}<ul>{running}{listed}</ul></div>'


def _job_line(job: Job) -> str:
    told = job.as_json()
    total = told["total"]
    done = wording.counted(job.done, "article")
    if isinstance(total, int):
        done = f"{job.done:,} of {wording.counted(total, 'article')}"
    left = told["seconds_left"]
    rest = f", about {wording.counted(max(1, round(left)), 'second')} left" if isinstance(left, int | float) else ""
    return f"Reading {job.name}: {done}, {job.rate:.1f} a second{rest}"


def _source_html(source: StandingSource, timezone: ZoneInfo) -> str:
    when = "paused" if source.paused else f"next {_moment(datetime.fromtimestamp(source.next_at, timezone))}"
    last = _last_line(source, timezone)
    refused = _records(source.report, "refused")[:_REFUSALS]
    items = "".join(
        f"<li><bdi>{_text(str(one.get('input')))}</bdi> <em>{_text(str(one.get('reason')))}</em></li>"
        for one in refused
    )
    reasons = f"<details><summary>What was refused</summary><ul>{items}</ul></details>" if items else ""
    return (
        f"<li><strong><bdi>{_text(source.name)}</bdi></strong> <bdi>{_text(source.address)}</bdi>"
        f'<span class="fn-meta">{_text(f"{last} · {when}")}</span>{reasons}</li>'
    )


def _last_line(source: StandingSource, timezone: ZoneInfo) -> str:
    if source.report is None or source.ended_at is None:
        return "running" if source.started_at else "not read yet"
    at = _moment(datetime.fromisoformat(source.ended_at).astimezone(timezone))
    error = source.report.get("error")
    if isinstance(error, Mapping):
        return f"{at}: {error.get('message')}"
    counts = [f"{source.report[name]} {name}" for name in ("added", "updated", "removed") if source.report.get(name)]
    count = source.report.get("refused_count")
    counts += [f"{count} refused"] if count else []
    return f"{at}: {', '.join(counts) or 'nothing new'}"


def _moment(moment: datetime) -> str:
    return f"{moment:%d %b %H:%M}".lstrip("0")


def _records(report: Mapping[str, JSON] | None, name: str) -> list[Mapping[str, JSON]]:
    items = (report or {}).get(name)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list | tuple) else []


def _text(words: str) -> str:
    return escape(words, quote=False).replace("\r", "&#13;").replace("\n", "&#10;")
