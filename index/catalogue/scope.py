"""Who may see which article, and which articles a scope means, as SQL.

Owns the one condition that every read of article text goes through. Used by `catalogue.reading`; the engines' own
filters only save work, this one decides.
"""

import json
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, and_, column, false, func, or_, select, true

from index.article import Scope, When
from index.catalogue.schema import ARTICLES, AUDIENCE_GROUPS, AUDIENCES

EPOCH = date(1970, 1, 1)
SECONDS_A_DAY = 86_400
NO_GROUPS = "[]"
"""The set of no groups as `audiences` holds it: open to every reader."""


def day_of(when: When) -> int:
    """Give the day as days since 1970-01-01: a recorded day as it stands, a moment's in UTC."""
    if isinstance(when, datetime):
        return int(when.timestamp() // SECONDS_A_DAY)  # `astimezone` overflows in the first and last year there is
    return (when - EPOCH).days


def moment_of(when: When) -> float | None:
    """Give a moment in seconds since the epoch; None for a day."""
    return when.timestamp() if isinstance(when, datetime) else None


def begin_of(day: date, timezone: ZoneInfo) -> float:
    """Give the moment a day begins in `timezone`, in seconds since the epoch."""
    return datetime.combine(day, time.min, timezone).timestamp()


def among(values: Iterable[str]) -> Select[tuple[str]]:
    """Give texts as one bound parameter to select from: SQLite takes 32,766 parameters, a reader may name more ids."""
    listed = func.json_each(json.dumps(sorted(filter(is_storable, values)))).table_valued(column("value", String))
    return select(listed.c.value)


def is_storable(text: str) -> bool:
    """Tell whether SQLite takes `text`: halves of characters, which a command line can hold, it does not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def audience_visible(groups: frozenset[str] | None) -> ColumnElement[bool]:
    """Hold for the rows of `audiences` that a reader in `groups` may see; None is the operator."""
    if groups is None:
        return true()
    open_to_all = AUDIENCES.c.groups == NO_GROUPS
    if not groups:
        return open_to_all
    # Not asked of each audience, but once: a reader may be in hundreds of groups, and there may be thousands of sets.
    shared = select(AUDIENCE_GROUPS.c.audience_id).where(AUDIENCE_GROUPS.c.group_name.in_(among(groups)))
    return or_(open_to_all, AUDIENCES.c.id.in_(shared))


def within(scope: Scope, *, timezone: ZoneInfo) -> ColumnElement[bool]:
    """Hold for the rows of `articles` inside the scope."""
    held: list[ColumnElement[bool]] = [ARTICLES.c.state != "erased"]
    if scope.groups is not None:
        visible = select(AUDIENCES.c.id).where(audience_visible(scope.groups))
        held.append(ARTICLES.c.audience_id.in_(visible))
        now = scope.at.timestamp()
        held.append(or_(ARTICLES.c.visible_at.is_(None), ARTICLES.c.visible_at <= now))
    if scope.since is not None:
        held.append(_published_from(scope.since, timezone))
    if scope.until is not None:
        held.append(_published_until(scope.until, timezone))
    if scope.source is not None:
        held.append(ARTICLES.c.source_folded == fold_name(scope.source))
    if scope.author is not None:
        held.append(func.instr(ARTICLES.c.author_folded, fold_name(scope.author)) > 0)
    if scope.article_ids is not None:
        held.append(ARTICLES.c.id.in_(among(scope.article_ids)) if scope.article_ids else false())
    return and_(*held)


def _published_from(bound: When, timezone: ZoneInfo) -> ColumnElement[bool]:
    moment = bound.timestamp() if isinstance(bound, datetime) else begin_of(bound, timezone)
    day = _local_day(bound, timezone)
    only_a_day = and_(ARTICLES.c.published_at.is_(None), ARTICLES.c.published_day >= (day - EPOCH).days)
    return or_(ARTICLES.c.published_at >= moment, only_a_day)


def _published_until(bound: When, timezone: ZoneInfo) -> ColumnElement[bool]:
    day = _local_day(bound, timezone)
    only_a_day = and_(ARTICLES.c.published_at.is_(None), ARTICLES.c.published_day <= (day - EPOCH).days)
    if isinstance(bound, datetime):
        return or_(ARTICLES.c.published_at <= bound.timestamp(), only_a_day)
    if bound == date.max:
        return ARTICLES.c.published_day.is_not(None)
    # Not "until 23:59:59.999999": where the clocks go back at midnight, that hour comes twice.
    return or_(ARTICLES.c.published_at < begin_of(bound + timedelta(days=1), timezone), only_a_day)


def _local_day(bound: When, timezone: ZoneInfo) -> date:
    if not isinstance(bound, datetime):
        return bound
    try:
        return bound.astimezone(timezone).date()
    except OverflowError:  # within hours of the first or the last moment there is
        return date(bound.year, bound.month, bound.day)


def engine_days(scope: Scope) -> tuple[int | None, int | None] | None:
    """Give the days the engines filter by: a day wider on each side, because they know days in UTC only."""
    if scope.since is None and scope.until is None:
        return None
    first = None if scope.since is None else day_of(scope.since) - 1
    last = None if scope.until is None else day_of(scope.until) + 1
    return first, last


def fold_text(text: str) -> str:
    """Fold text for finding words in it as a person types them: case does not count, nor how accents are written."""
    return unicodedata.normalize("NFC", text.encode(errors="replace").decode()).casefold()


def fold_name(name: str) -> str:
    """Fold an outlet's or a person's name for comparison: as text, and outer or doubled spaces do not count."""
    return " ".join(fold_text(name).split())
