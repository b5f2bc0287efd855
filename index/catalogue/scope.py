"""Who may see which article, and which articles a scope means, as SQL.

Owns the one condition that every read of article text goes through. Used by `catalogue.reading`; the engines' own
filters only save work, this one decides.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true

from index.article import Scope, When
from index.catalogue.schema import ARTICLES, AUDIENCE_GROUPS, AUDIENCES

EPOCH = date(1970, 1, 1)


def day_of(when: When) -> int:
    """Give the day as days since 1970-01-01: a recorded day as it stands, a moment's in UTC."""
    day = when.astimezone(UTC).date() if isinstance(when, datetime) else when
    return (day - EPOCH).days


def moment_of(when: When) -> float | None:
    """Give a moment in seconds since the epoch; None for a day."""
    return when.timestamp() if isinstance(when, datetime) else None


def audience_visible(groups: frozenset[str] | None) -> ColumnElement[bool]:
    """Hold for the rows of `audiences` that a reader in `groups` may see; None is the operator."""
    if groups is None:
        return true()
    member = AUDIENCE_GROUPS.c.audience_id == AUDIENCES.c.id
    open_to_all = not_(exists(select(AUDIENCE_GROUPS.c.audience_id).where(member)))
    if not groups:
        return open_to_all
    shared = select(AUDIENCE_GROUPS.c.audience_id).where(member, AUDIENCE_GROUPS.c.group_name.in_(sorted(groups)))
    return or_(open_to_all, exists(shared))


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
        held.append(ARTICLES.c.id.in_(sorted(scope.article_ids)))
    return and_(*held)


def _published_from(bound: When, timezone: ZoneInfo) -> ColumnElement[bool]:
    if isinstance(bound, datetime):
        day, moment = bound.astimezone(timezone).date(), bound.timestamp()
    else:
        day, moment = bound, datetime.combine(bound, time.min, timezone).timestamp()
    only_a_day = and_(ARTICLES.c.published_at.is_(None), ARTICLES.c.published_day >= (day - EPOCH).days)
    return or_(ARTICLES.c.published_at >= moment, only_a_day)


def _published_until(bound: When, timezone: ZoneInfo) -> ColumnElement[bool]:
    if isinstance(bound, datetime):
        day, moment = bound.astimezone(timezone).date(), bound.timestamp()
    else:
        day, moment = bound, datetime.combine(bound, time.max, timezone).timestamp()
    only_a_day = and_(ARTICLES.c.published_at.is_(None), ARTICLES.c.published_day <= (day - EPOCH).days)
    return or_(ARTICLES.c.published_at <= moment, only_a_day)


def engine_days(scope: Scope) -> tuple[int | None, int | None] | None:
    """Give the days the engines filter by: a day wider on each side, because they know days in UTC only."""
    if scope.since is None and scope.until is None:
        return None
    first = None if scope.since is None else day_of(scope.since) - 1
    last = None if scope.until is None else day_of(scope.until) + 1
    return first, last


def fold_name(name: str) -> str:
    """Fold an outlet's or a person's name for comparison: case and outer or doubled spaces do not count."""
    return " ".join(name.casefold().split())
