"""What the engines and the roster are fed: the outbox's tasks, and passages the way they index them.

Owns these two SELECTs. It writes nothing. Called through `Catalogue` by `corpus`.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, select

from index.catalogue import reading
from index.catalogue.schema import ARTICLES, OUTBOX, PASSAGES, VECTORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One outbox row: what the engines have still to learn about a passage."""

    seq: int
    op: str
    passage_id: int
    article_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnginePassage:
    """What the engines and the roster know of a passage; `text` is empty where it was not asked for."""

    passage_id: int
    article_row: int
    audience: int
    day: int | None
    source: str | None
    title: str
    text: str


def tasks(connection: Connection, limit: int) -> tuple[Task, ...]:
    """Read the oldest tasks the engines have not applied."""
    statement = select(OUTBOX).order_by(OUTBOX.c.seq).limit(limit)
    return tuple(
        Task(seq=row["seq"], op=row["op"], passage_id=row["passage_id"], article_row=row["article_row"])
        for row in connection.execute(statement).mappings()
    )


def without_vector(connection: Connection, model: str, limit: int) -> dict[bytes, tuple[str | None, str]]:
    """Read (headline, text) of passages that have no vector of `model`, by the key the vector will have."""
    known = exists(select(VECTORS.c.key).where(VECTORS.c.key == PASSAGES.c.vector_key, VECTORS.c.model == model))
    statement = (
        select(PASSAGES.c.vector_key, PASSAGES.c.start, PASSAGES.c.end, ARTICLES.c.row, ARTICLES.c.title)
        .join(ARTICLES, ARTICLES.c.row == PASSAGES.c.article_row)
        .where(~known)
        .order_by(PASSAGES.c.id)
        .limit(limit)
    )
    rows = connection.execute(statement).all()
    texts = reading.texts_of(connection, {row[3] for row in rows})
    return {key: (title, texts[article_row][start:end]) for key, start, end, article_row, title in rows}


def engine_rows(
    connection: Connection, condition: ColumnElement[bool], *, with_text: bool, limit: int | None = None
) -> list[EnginePassage]:
    """Read passages that meet the condition, in order of id; their texts only where they are asked for."""
    statement = (
        select(
            PASSAGES.c.id,
            PASSAGES.c.start,
            PASSAGES.c.end,
            ARTICLES.c.row,
            ARTICLES.c.audience_id,
            ARTICLES.c.published_day,
            ARTICLES.c.source_folded,
            ARTICLES.c.title,
        )
        .join(ARTICLES, ARTICLES.c.row == PASSAGES.c.article_row)
        .where(condition)
        .order_by(PASSAGES.c.id)
        .limit(limit)
    )
    rows = connection.execute(statement).all()
    # Each text once, and cut here: `substr` in SQL would read a long text from its beginning for each passage.
    texts = reading.texts_of(connection, {row[3] for row in rows}) if with_text else {}
    return [
        EnginePassage(
            passage_id=passage_id,
            article_row=article_row,
            audience=audience,
            day=day,
            source=source,
            title=title or "",
            text=texts[article_row][start:end] if with_text else "",
        )
        for passage_id, start, end, article_row, audience, day, source, title in rows
    ]
