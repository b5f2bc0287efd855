"""What is read from the catalogue: articles, passages, vectors, quotes, the outbox.

Owns the SELECTs. Whatever leaves here with article text has passed `scope.within` in the same statement. Called through
`Catalogue`.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, RowMapping, Select, and_, func, not_, or_, select

from index.article import Article, Copy, Cue, Passage, Quote, Scope, Speaker, When
from index.catalogue.schema import ARTICLES, AUDIENCES, PASSAGES, QUOTES, REVISIONS, VECTORS
from index.catalogue.scope import fold_name, fold_text, is_storable, within
from index.corrections import announces_correction
from index.errors import CursorUnusable

_BATCH = 900
"""Bound parameters a statement carries at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a stored article's passages, vectors and quotes were made from, and how."""

    revision: str
    title: str | None
    recipe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a listing: articles with empty text. `next` asks for the page after it; `total` counts them all."""

    items: tuple[Article, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage with the article it stands in, read after the access check."""

    passage: Passage
    article: Article


def _joined() -> Select[tuple[object, ...]]:
    current = and_(REVISIONS.c.article_row == ARTICLES.c.row, REVISIONS.c.revision == ARTICLES.c.revision)
    return (
        select(ARTICLES, AUDIENCES.c.groups, REVISIONS.c.text, REVISIONS.c.page_starts)
        .join(AUDIENCES, AUDIENCES.c.id == ARTICLES.c.audience_id)
        .join(REVISIONS, current)
    )


def _article(row: RowMapping, revisions: Sequence[str], *, text: str | None = None) -> Article:
    return Article(
        id=row["id"],
        revision=row["revision"],
        revisions=tuple(revisions),
        title=row["title"],
        text=row["text"] if text is None else text,
        source=row["source"],
        author=row["author"],
        published=read_when(row["published"]),
        updated=read_when(row["updated"]),
        url=row["url"],
        language=row["language"],
        groups=frozenset(json.loads(row["groups"])),
        visible_from=read_when(row["visible_from"]),
        state=row["state"],
        origin=row["origin"],
        metadata=json.loads(row["metadata"]),
        page_starts=tuple(json.loads(row["page_starts"])),
    )


def read_when(text: str | None) -> When | None:
    """Read a day or a moment as `writing` wrote it."""
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _revisions(connection: Connection, rows: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    statement = select(REVISIONS.c.article_row, REVISIONS.c.revision).order_by(REVISIONS.c.row)
    for batch in _batches(sorted(set(rows))):
        for row, revision in connection.execute(statement.where(REVISIONS.c.article_row.in_(batch))):
            found.setdefault(row, []).append(revision)
    return found


def _batches(values: Sequence[int]) -> Iterable[Sequence[int]]:
    for begin in range(0, len(values), _BATCH):
        yield values[begin : begin + _BATCH]


def article(
    connection: Connection, article_id: str, scope: Scope, *, revision: str | None, timezone: ZoneInfo
) -> Article | None:
    """Read one article at its current or a named revision; None where it is not, or not for this reader."""
    if not (is_storable(article_id) and is_storable(revision or "")):
        return None
    statement = _joined().where(ARTICLES.c.id == article_id, within(scope, timezone=timezone))
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    known = _revisions(connection, [row["row"]])[row["row"]]
    current = _article(row, known)
    if revision is None or revision == current.revision:
        return current
    earlier = connection.execute(
        select(REVISIONS.c.text, REVISIONS.c.page_starts).where(
            REVISIONS.c.article_row == row["row"], REVISIONS.c.revision == revision
        )
    ).one_or_none()
    if earlier is None:
        return None
    corrected = announces_correction(current.text) and not announces_correction(earlier[0])
    state = "corrected" if corrected else "superseded"
    changed = {**row, "revision": revision, "text": earlier[0], "page_starts": earlier[1], "state": state}
    return _article(changed, known)  # type: ignore[arg-type]  # a dict serves where a RowMapping is only read


def hides(connection: Connection, article_id: str, scope: Scope, *, timezone: ZoneInfo) -> bool:
    """Tell whether an article is there and the scope does not hold it: for who would write, never for who reads."""
    if not is_storable(article_id):
        return False
    outside = select(ARTICLES.c.row).where(ARTICLES.c.id == article_id, not_(within(scope, timezone=timezone)))
    return connection.execute(outside).first() is not None


def passages_by_id(
    connection: Connection, ids: Sequence[int], scope: Scope, *, timezone: ZoneInfo
) -> dict[int, StoredPassage]:
    """Read the passages among `ids` that the scope holds: the access check of every search."""
    found: dict[int, StoredPassage] = {}
    articles: dict[int, Article] = {}
    place = select(PASSAGES.c.id, PASSAGES.c.article_row, PASSAGES.c.start, PASSAGES.c.end)
    for batch in _batches(ids):
        places = connection.execute(place.where(PASSAGES.c.id.in_(batch))).all()
        missing = sorted({row for _, row, _, _ in places} - articles.keys())
        if missing:
            statement = _joined().where(ARTICLES.c.row.in_(missing), within(scope, timezone=timezone))
            rows = connection.execute(statement).mappings().all()
            known = _revisions(connection, [row["row"] for row in rows])
            articles |= {row["row"]: _article(row, known[row["row"]]) for row in rows}
        for passage_id, article_row, start, end in places:
            if article_row in articles:
                passage = Passage(id=passage_id, start=start, end=end)
                found[passage_id] = StoredPassage(passage=passage, article=articles[article_row])
    return found


def texts_of(connection: Connection, rows: Iterable[int]) -> dict[int, str]:
    """Read the current texts of articles by row number, for the engines: nobody's access is checked here."""
    current = and_(REVISIONS.c.article_row == ARTICLES.c.row, REVISIONS.c.revision == ARTICLES.c.revision)
    statement = select(ARTICLES.c.row, REVISIONS.c.text).join(REVISIONS, current)
    found: dict[int, str] = {}
    for batch in _batches(sorted(rows)):
        found.update((row, text) for row, text in connection.execute(statement.where(ARTICLES.c.row.in_(batch))))
    return found


def passages_of(connection: Connection, article: Article) -> tuple[Passage, ...]:
    """Read the passages of an article's current revision, in order; an earlier revision has none."""
    statement = (
        select(PASSAGES.c.id, PASSAGES.c.start, PASSAGES.c.end)
        .join(ARTICLES, ARTICLES.c.row == PASSAGES.c.article_row)
        .where(ARTICLES.c.id == article.id, ARTICLES.c.revision == article.revision)
        .order_by(PASSAGES.c.start)
    )
    return tuple(Passage(id=row[0], start=row[1], end=row[2]) for row in connection.execute(statement))


def copies_of(
    connection: Connection, article_ids: Sequence[str], scope: Scope, *, timezone: ZoneInfo
) -> dict[str, tuple[Copy, ...]]:
    """Give, for each article, the others in the scope that hold the same text."""
    if not article_ids:
        return {}
    hashes = dict(
        connection.execute(select(ARTICLES.c.id, ARTICLES.c.text_sha256).where(ARTICLES.c.id.in_(article_ids))).all()
    )
    statement = (
        select(ARTICLES.c.text_sha256, ARTICLES.c.id, ARTICLES.c.source)
        .where(ARTICLES.c.text_sha256.in_(sorted(set(hashes.values()))), within(scope, timezone=timezone))
        .order_by(ARTICLES.c.row)
    )
    alike: dict[str, list[Copy]] = {}
    for text_sha256, article_id, source in connection.execute(statement):
        alike.setdefault(text_sha256, []).append(Copy(article_id=article_id, source=source))
    return {
        article_id: tuple(copy for copy in alike.get(text_sha256, ()) if copy.article_id != article_id)
        for article_id, text_sha256 in hashes.items()
    }


def _place(cursor: str) -> tuple[float, str]:
    try:
        moment, article_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        article_id.encode()
        return float(moment), str(article_id)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        hint = "Begin without a cursor, and go on with the `next` of each page."
        raise CursorUnusable(f"“{cursor[:40]}” is no cursor.", hint=hint) from error


def listing(
    connection: Connection, scope: Scope, *, text: str | None, limit: int, cursor: str | None, timezone: ZoneInfo
) -> Page:
    """List articles newest first, those without a date last; `text` narrows to title, outlet, byline or body."""
    held = within(scope, timezone=timezone)
    statement = _joined()
    if text:
        # Not LIKE: SQLite folds the case of ASCII only, and a person may type its wildcards.
        fields = (ARTICLES.c.title, ARTICLES.c.source, ARTICLES.c.author, REVISIONS.c.text)
        wanted = fold_text(text)
        held = and_(held, or_(*(func.instr(func.fold_text(field), wanted) > 0 for field in fields)))
    total = connection.execute(statement.where(held).with_only_columns(func.count())).scalar_one()
    moment = func.coalesce(ARTICLES.c.published_at, ARTICLES.c.published_day * 86400.0, -1e18)
    if cursor is not None:
        last_moment, last_id = _place(cursor)
        held = and_(held, or_(moment < last_moment, and_(moment == last_moment, ARTICLES.c.id > last_id)))
    columns = statement.add_columns(moment.label("moment")).where(held).order_by(moment.desc(), ARTICLES.c.id)
    rows = connection.execute(columns.limit(limit + 1)).mappings().all()
    known = _revisions(connection, [row["row"] for row in rows])
    items = tuple(_article(row, known[row["row"]], text="") for row in rows[:limit])
    following = None
    if len(rows) > limit:
        place = json.dumps([rows[limit - 1]["moment"], rows[limit - 1]["id"]])
        following = base64.urlsafe_b64encode(place.encode()).decode()
    return Page(items=items, next=following, total=total)


def outlets(connection: Connection, scope: Scope, *, timezone: ZoneInfo) -> tuple[tuple[str, int], ...]:
    """Count the articles in the scope by outlet, most first; articles without one are left out."""
    counted = func.count()
    statement = (
        select(func.min(ARTICLES.c.source), counted)
        .where(within(scope, timezone=timezone), ARTICLES.c.source_folded.is_not(None))
        .group_by(ARTICLES.c.source_folded)
        .order_by(counted.desc(), func.min(ARTICLES.c.source))
    )
    return tuple((str(name), int(count)) for name, count in connection.execute(statement))


def extent(connection: Connection, scope: Scope, *, timezone: ZoneInfo) -> tuple[int, int]:
    """Count the articles in the scope and their outlets, in one pass: every answer says how much was searched."""
    counts = (func.count(), func.count(ARTICLES.c.source_folded.distinct()))
    articles, sources = connection.execute(select(*counts).where(within(scope, timezone=timezone))).one()
    return int(articles), int(sources)


def count_articles(connection: Connection, scope: Scope, *, timezone: ZoneInfo) -> int:
    """Count the articles in the scope."""
    held = within(scope, timezone=timezone)
    return int(connection.execute(select(func.count()).select_from(ARTICLES).where(held)).scalar_one())


def vectors_by_key(connection: Connection, keys: Sequence[bytes], model: str) -> dict[bytes, bytes]:
    """Read the stored float16 vectors among `keys`."""
    found: dict[bytes, bytes] = {}
    for begin in range(0, len(keys), _BATCH):
        batch = keys[begin : begin + _BATCH]
        statement = select(VECTORS.c.key, VECTORS.c.vector).where(VECTORS.c.key.in_(batch), VECTORS.c.model == model)
        found.update((row[0], row[1]) for row in connection.execute(statement))
    return found


def vectors_by_passage(
    connection: Connection, ids: Sequence[int], model: str, dimensions: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Read the vectors of passages that exist, as (ids, matrix of n by `dimensions`)."""
    kept: list[int] = []
    parts: list[bytes] = []
    same = and_(VECTORS.c.key == PASSAGES.c.vector_key, VECTORS.c.model == model)
    statement = select(PASSAGES.c.id, VECTORS.c.vector).join(VECTORS, same)
    for batch in _batches(ids):
        for passage_id, vector in connection.execute(statement.where(PASSAGES.c.id.in_(batch))):
            kept.append(passage_id)
            parts.append(vector)
    matrix = np.frombuffer(b"".join(parts), dtype="<f2").reshape(len(kept), dimensions).astype(np.float32)
    return np.array(kept, dtype=np.int64), matrix


def quotes_of(connection: Connection, article: Article) -> tuple[Quote, ...]:
    """Read the quotes of an article's current revision; an earlier revision has none."""
    statement = (
        select(QUOTES)
        .join(ARTICLES, ARTICLES.c.row == QUOTES.c.article_row)
        .where(ARTICLES.c.id == article.id, ARTICLES.c.revision == article.revision)
        .order_by(QUOTES.c.start, QUOTES.c.end)
    )
    return tuple(_quote(row, article.text) for row in connection.execute(statement).mappings())


def _quote(row: RowMapping, text: str) -> Quote:
    start, end = row["mention_start"], row["mention_end"]
    mention = None if start is None else text[start:end]
    cue_start, cue_end = row["cue_start"], row["cue_end"]
    cue = None if cue_start is None else Cue(text=text[cue_start:cue_end], start=cue_start, end=cue_end)
    return Quote(
        start=row["start"],
        end=row["end"],
        text=text[row["start"] : row["end"]],
        kind=row["kind"],
        speaker=Speaker(name=row["speaker_name"], mention=mention, start=start, end=end),
        cue=cue,
    )


def speakers(connection: Connection, scope: Scope, *, timezone: ZoneInfo) -> tuple[tuple[str, int], ...]:
    """Count the quotes in the scope by speaker's name, most first."""
    counted = func.count()
    statement = (
        select(func.min(QUOTES.c.speaker_name), counted)
        .join(ARTICLES, ARTICLES.c.row == QUOTES.c.article_row)
        .where(within(scope, timezone=timezone), QUOTES.c.speaker_name.is_not(None))
        .group_by(QUOTES.c.speaker_folded)
        .order_by(counted.desc(), func.min(QUOTES.c.speaker_name))
    )
    return tuple((str(name), int(count)) for name, count in connection.execute(statement))


def articles_quoting(
    connection: Connection, scope: Scope, names: Sequence[str] | None, *, timezone: ZoneInfo
) -> tuple[Article, ...]:
    """Read the articles in the scope that hold speech by anyone of these names (None: by anybody), oldest first."""
    spoken = select(QUOTES.c.article_row)
    if names is not None:
        spoken = spoken.where(QUOTES.c.speaker_folded.in_([fold_name(name) for name in names]))
    moment = func.coalesce(ARTICLES.c.published_at, ARTICLES.c.published_day * 86400.0, 1e18)
    statement = _joined().where(ARTICLES.c.row.in_(spoken), within(scope, timezone=timezone))
    rows = connection.execute(statement.order_by(moment, ARTICLES.c.row)).mappings().all()
    known = _revisions(connection, [row["row"] for row in rows])
    return tuple(_article(row, known[row["row"]]) for row in rows)


def statistics(connection: Connection) -> Mapping[str, int]:
    """Count what is inside, for `status`."""
    tables = {"articles": ARTICLES, "revisions": REVISIONS, "passages": PASSAGES, "quotes": QUOTES, "vectors": VECTORS}
    return {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in tables.items()
    }


def all_texts(connection: Connection) -> Iterator[tuple[str, str, str, list[tuple[int, int]]]]:
    """Read (id, text, its hash, passages' spans) of every article's current revision, for `check`."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for row, start, end in connection.execute(select(PASSAGES.c.article_row, PASSAGES.c.start, PASSAGES.c.end)):
        spans.setdefault(row, []).append((start, end))
    current = and_(REVISIONS.c.article_row == ARTICLES.c.row, REVISIONS.c.revision == ARTICLES.c.revision)
    statement = select(ARTICLES.c.row, ARTICLES.c.id, REVISIONS.c.text, ARTICLES.c.text_sha256).join(REVISIONS, current)
    for row, article_id, text, text_sha256 in connection.execute(statement.order_by(ARTICLES.c.row)):
        yield article_id, text, text_sha256, spans.get(row, [])
