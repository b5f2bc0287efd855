"""Who speaks in which article, and who of them is one person.

Owns the tables of speakers and of editors' joins. Two speakers are one person only where they bear the same full name
*and* an outlet or a role says that it is the same one, or where an editor joined them. An editor can part them as well.
Both can be undone. Nothing is decided for a reader by an article the reader may not see. Called through `Catalogue`.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, delete, func, insert, or_, select

from index.article import Scope, When
from index.catalogue.reading import read_when
from index.catalogue.schema import ARTICLES, JOIN_MEMBERS, JOINS, QUOTES, SPEAKERS
from index.catalogue.scope import fold_name, within
from index.speech.names import BODIES, GROUPS, ORGANISATION
from index.speech.roles import roles_of

_FORESEEN = 0
"""Stands for a parting that is not recorded yet; the database counts from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is quoted. `id` is that of the first article the reader sees them in; any of `keys` finds them.

    `name` is the fullest of `names`; `statements` counts what they said, `first` and `last` are days of publication.
    """

    id: str
    name: str
    names: tuple[str, ...]
    roles: tuple[str, ...]
    outlets: tuple[str, ...]
    articles: tuple[str, ...]
    statements: int
    first: When | None
    last: When | None
    keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """What an editor joined, or parted (`apart`) from their namesakes: names and places as the reader may see them."""

    id: int
    joined_at: str
    names: tuple[str, ...]
    articles: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    apart: bool = False


def separate(name: str) -> tuple[str, ...]:
    """Give the people one name joins: two of "Ada Quill and Noor Haddad", one of "Ada Quill and her lawyers"."""
    parts = re.split(r", | and ", name)
    full = tuple(part for part in parts if _is_full(part))
    return full if full[:1] == (parts[0],) and all(_is_full(part) or part[:1].islower() for part in parts) else (name,)


def _is_full(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and words[0][:1].isupper() and words[-1][:1].isupper()


def is_person(name: str) -> bool:
    """Tell whether a speaker's name can be a person's: no body, no group, nothing that belongs to somebody."""
    words = name.replace("’", "'").split()
    last = words[-1].lower()
    return words[-1][:1].isupper() and "'s" not in name.replace("’", "'") and last not in BODIES | GROUPS | ORGANISATION


def key_of(article_id: str, name: str) -> str:
    """Give the key of a speaker of an article, the same whenever that article is made again."""
    return hashlib.sha256(json.dumps([article_id, fold_name(name)]).encode()).hexdigest()[:16]


# --- writing --------------------------------------------------------------------------------------------------------


def put_speakers(connection: Connection, row: int, article_id: str, text: str, names: Iterable[str]) -> None:
    """Record who speaks in an article."""
    found = {fold_name(one): one for name in names for one in separate(name) if is_person(one)}
    rows = [
        {
            "key": key_of(article_id, name),
            "article_row": row,
            "name": name,
            "folded": folded,
            "roles": json.dumps(sorted(roles_of(text, name)), ensure_ascii=False),
        }
        for folded, name in found.items()
    ]
    if rows:
        connection.execute(insert(SPEAKERS), rows)


def drop_speakers(connection: Connection, row: int) -> None:
    """Forget who speaks in an article; editors' joins wait for it to be made again."""
    connection.execute(delete(SPEAKERS).where(SPEAKERS.c.article_row == row))


def leave_joins(connection: Connection, row: int) -> None:
    """Take the speakers of an article that goes for good out of what editors joined."""
    keys = select(SPEAKERS.c.key).where(SPEAKERS.c.article_row == row)
    connection.execute(delete(JOIN_MEMBERS).where(JOIN_MEMBERS.c.speaker_key.in_(keys)))
    several = select(JOIN_MEMBERS.c.join_id).group_by(JOIN_MEMBERS.c.join_id).having(func.count() > 1)
    some = select(JOIN_MEMBERS.c.join_id)
    connection.execute(
        delete(JOINS).where(or_(and_(~JOINS.c.apart, JOINS.c.id.not_in(several)), JOINS.c.id.not_in(some)))
    )


def join(connection: Connection, keys: Iterable[str], *, apart: bool = False) -> int:
    """Record that these speakers are one person, or somebody `apart` from namesakes; gives the number to undo it by."""
    made = {"joined_at": datetime.now(UTC).isoformat(timespec="seconds"), "apart": apart}
    number = int(connection.execute(insert(JOINS).values(made).returning(JOINS.c.id)).scalar_one())
    connection.execute(insert(JOIN_MEMBERS), [{"join_id": number, "speaker_key": key} for key in sorted(set(keys))])
    return number


def part(connection: Connection, keys: Sequence[str], scope: Scope, *, timezone: ZoneInfo) -> int | None:
    """Record that these speakers are somebody apart from namesakes; gives the number to undo it by.

    None, and nothing is recorded, where in this scope everybody would stay who they are: an editor joined them.
    """
    speakers, joined, apart = (
        _speakers(connection, scope, timezone=timezone),
        _joined_keys(connection),
        _apart(connection),
    )
    foreseen = _united(speakers, {**joined, _FORESEEN: keys}, apart | {_FORESEEN})
    return None if foreseen == _united(speakers, joined, apart) else join(connection, keys, apart=True)


def undo(connection: Connection, number: int) -> bool:
    """Take a join or a parting back; False where there is none of that number."""
    connection.execute(delete(JOIN_MEMBERS).where(JOIN_MEMBERS.c.join_id == number))
    return connection.execute(delete(JOINS).where(JOINS.c.id == number)).rowcount > 0


# --- reading --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A name in one article."""

    key: str
    name: str
    folded: str
    roles: frozenset[str]
    article_row: int
    article_id: str
    source: str | None
    outlet: str | None
    published: When | None
    moment: float
    statements: int


def people(connection: Connection, scope: Scope, *, timezone: ZoneInfo) -> tuple[Person, ...]:
    """Give everybody who speaks in the scope, most quoted first."""
    speakers = _speakers(connection, scope, timezone=timezone)
    of = _united(speakers, _joined_keys(connection), _apart(connection))
    groups: defaultdict[str, list[_Speaker]] = defaultdict(list)
    for speaker in speakers:
        groups[of[speaker.key]].append(speaker)
    found = [_person(group) for group in groups.values()]
    return tuple(sorted(found, key=lambda person: (-person.statements, person.name, person.id)))


def joins(connection: Connection, scope: Scope, *, timezone: ZoneInfo) -> tuple[Join, ...]:
    """Give what editors joined or parted, newest first; the scope must show two of the joined, one of the parted."""
    speakers = {speaker.key: speaker for speaker in _speakers(connection, scope, timezone=timezone)}
    when = {row.id: row.joined_at for row in connection.execute(select(JOINS.c.id, JOINS.c.joined_at))}
    parted = _apart(connection)
    found = []
    for number, keys in _joined_keys(connection).items():
        seen = [speakers[key] for key in keys if key in speakers]
        apart = number in parted
        if len(seen) > (0 if apart else 1):
            found.append(
                Join(
                    id=number,
                    joined_at=when[number],
                    names=tuple(dict.fromkeys(one.name for one in seen)),
                    articles=tuple(dict.fromkeys(one.article_id for one in seen)),
                    outlets=tuple(dict.fromkeys(one.source for one in seen if one.source)),
                    apart=apart,
                )
            )
    return tuple(sorted(found, key=lambda one: -one.id))


def _speakers(connection: Connection, scope: Scope, *, timezone: ZoneInfo) -> list[_Speaker]:
    held = within(scope, timezone=timezone)
    counted = (
        select(QUOTES.c.article_row, QUOTES.c.speaker_name, func.count())
        .join(ARTICLES, ARTICLES.c.row == QUOTES.c.article_row)
        .where(held, QUOTES.c.speaker_name.is_not(None))
        .group_by(QUOTES.c.article_row, QUOTES.c.speaker_name)
    )
    said: defaultdict[tuple[int, str], int] = defaultdict(int)
    for row, name, count in connection.execute(counted):
        for one in separate(name):
            said[row, fold_name(one)] += count
    moment = func.coalesce(ARTICLES.c.published_at, ARTICLES.c.published_day * 86400.0, 1e18)
    statement = (
        select(
            SPEAKERS,
            ARTICLES.c.id,
            ARTICLES.c.source,
            ARTICLES.c.source_folded,
            ARTICLES.c.published,
            moment.label("moment"),
        )
        .join(ARTICLES, ARTICLES.c.row == SPEAKERS.c.article_row)
        .where(held)
        .order_by(moment, SPEAKERS.c.article_row)
    )
    return [
        _Speaker(
            key=row["key"],
            name=row["name"],
            folded=row["folded"],
            roles=frozenset(json.loads(row["roles"])),
            article_row=row["article_row"],
            article_id=row["id"],
            source=row["source"],
            outlet=row["source_folded"],
            published=read_when(row["published"]),
            moment=row["moment"],
            statements=said[row["article_row"], row["folded"]],
        )
        for row in connection.execute(statement).mappings()
    ]


def _joined_keys(connection: Connection) -> Mapping[int, Sequence[str]]:
    members: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(select(JOIN_MEMBERS.c.join_id, JOIN_MEMBERS.c.speaker_key)):
        members[row.join_id].append(row.speaker_key)
    return members


def _apart(connection: Connection) -> frozenset[int]:
    return frozenset(connection.execute(select(JOINS.c.id).where(JOINS.c.apart)).scalars())


def _united(speakers: Sequence[_Speaker], joined: Mapping[int, Sequence[str]], apart: frozenset[int]) -> dict[str, str]:
    """Give for each speaker's key that of the first one of the same person.

    `apart`: which of `joined` are partings. Those parted together stay together, and meet nobody else by name.
    """
    parted: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for number in apart:
        for key in joined.get(number, ()):
            parted[key] |= {number}
    above = {speaker.key: speaker.key for speaker in speakers}
    order = {speaker.key: at for at, speaker in enumerate(speakers)}

    def top(key: str) -> str:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    def unite(one: str, other: str) -> None:
        first, last = sorted((top(one), top(other)), key=order.__getitem__)
        above[last] = first

    known: dict[tuple[object, ...], str] = {}
    for speaker in speakers:
        by = parted[speaker.key]
        if by:
            unite(known.setdefault(("parted", by), speaker.key), speaker.key)
        if not _is_full(speaker.name):
            continue
        context = [("role", role) for role in speaker.roles]
        context += [("outlet", speaker.outlet)] if speaker.outlet is not None else []
        for kind, what in context:
            unite(known.setdefault((speaker.folded, kind, what, by), speaker.key), speaker.key)
    for number, keys in joined.items():
        seen = [key for key in keys if key in above and number not in apart]
        for key in seen[1:]:
            unite(seen[0], key)
    return {key: top(key) for key in above}


def _person(group: Sequence[_Speaker]) -> Person:
    names = list(dict.fromkeys(speaker.name for speaker in group))
    dated = [speaker.published for speaker in group if speaker.published is not None]
    roles: dict[str, int] = {}
    for speaker in group:
        for role in speaker.roles:
            roles[role] = roles.get(role, 0) + 1
    return Person(
        id=group[0].key,
        name=max(names, key=lambda name: (len(name.split()), len(name))),
        names=tuple(names),
        roles=tuple(sorted(roles, key=lambda role: (-roles[role], role))),
        outlets=tuple(dict.fromkeys(speaker.source for speaker in group if speaker.source)),
        articles=tuple(dict.fromkeys(speaker.article_id for speaker in group)),
        statements=sum(speaker.statements for speaker in group),
        first=dated[0] if dated else None,
        last=dated[-1] if dated else None,
        keys=frozenset(speaker.key for speaker in group),
    )
