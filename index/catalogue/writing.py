"""What changes the catalogue: storing, removing, and the outbox that tells the engines.

Owns every INSERT, UPDATE and DELETE. The transaction here is the commit of an article: text, passages, vectors, quotes
and the outbox rows go together or not at all. Called through `Catalogue` by `ingest` and `corpus`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from index.article import CanonicalText, Document, Quote, Span
from index.catalogue.schema import ARTICLES, AUDIENCE_GROUPS, AUDIENCES, OUTBOX, PASSAGES, QUOTES, REVISIONS, VECTORS
from index.catalogue.scope import day_of, fold_name, moment_of

Stored: TypeAlias = Literal["added", "updated", "unchanged", "stale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article ready to be committed.

    `passages` pairs each span with the key of its vector; `vectors` holds those the catalogue may lack (float16 bytes).
    `recipe` says how passages, vectors and quotes were made: another recipe makes them again.
    """

    document: Document
    canonical: CanonicalText
    revision: str
    text_sha256: str
    recipe: str
    passages: tuple[tuple[Span, bytes], ...] = ()
    vectors: Mapping[bytes, bytes] = field(default_factory=dict)
    model: str = ""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What storing did. `duplicate`: another article holds the same text.

    `stale`: nothing was stored, because the article was prepared without passages and has changed since.
    """

    stored: Stored
    duplicate: bool
    passages: int
    quotes: int


def store(connection: Connection, prepared: Prepared) -> Outcome:
    """Add or update one article inside the caller's transaction."""
    document = prepared.document
    before = connection.execute(select(ARTICLES).where(ARTICLES.c.id == document.id)).mappings().one_or_none()
    head = _head(connection, prepared)
    duplicate_of = select(ARTICLES.c.row).where(
        ARTICLES.c.text_sha256 == prepared.text_sha256, ARTICLES.c.id != document.id, ARTICLES.c.state != "erased"
    )
    duplicate = connection.execute(duplicate_of.limit(1)).first() is not None
    same_text = before is not None and before["revision"] == prepared.revision
    same_making = (
        before is not None and same_text and before["recipe"] == prepared.recipe and before["title"] == document.title
    )
    if not same_making and not prepared.passages:
        return Outcome(stored="stale", duplicate=False, passages=0, quotes=0)
    if before is None:
        adding = insert(ARTICLES).values(id=document.id, **head).returning(ARTICLES.c.row)
        row = int(connection.execute(adding).scalar_one())
        for earlier in document.earlier:
            _keep_revision(connection, row, earlier.revision, CanonicalText(text=earlier.text), earlier.stored_at)
        _keep_revision(connection, row, prepared.revision, prepared.canonical, head["stored_at"])
        _make_passages(connection, row, prepared)
        return _outcome("added", duplicate, prepared)
    row = before["row"]
    if same_making and all(before[name] == value for name, value in head.items() if name != "stored_at"):
        return Outcome(stored="unchanged", duplicate=False, passages=0, quotes=0)
    connection.execute(update(ARTICLES).where(ARTICLES.c.row == row).values(**head))
    if not same_text:
        _keep_revision(connection, row, prepared.revision, prepared.canonical, head["stored_at"])
    if same_making:
        _announce(connection, "mark", row, _passage_ids(connection, row))
        return Outcome(stored="updated", duplicate=False, passages=0, quotes=0)
    _drop_passages(connection, row)
    _make_passages(connection, row, prepared)
    return _outcome("updated", duplicate and not same_text, prepared)


def _outcome(stored: Stored, duplicate: bool, prepared: Prepared) -> Outcome:
    return Outcome(stored=stored, duplicate=duplicate, passages=len(prepared.passages), quotes=len(prepared.quotes))


def _head(connection: Connection, prepared: Prepared) -> dict[str, str | int | float | None]:
    document = prepared.document
    published, visible = document.published, document.visible_from
    return {
        "revision": prepared.revision,
        "audience_id": _audience(connection, document.groups),
        "title": document.title,
        "source": document.source,
        "author": document.author,
        "source_folded": None if document.source is None else fold_name(document.source),
        "author_folded": None if document.author is None else fold_name(document.author),
        "published": None if published is None else published.isoformat(),
        "published_day": None if published is None else day_of(published),
        "published_at": None if published is None else moment_of(published),
        "updated": None if document.updated is None else document.updated.isoformat(),
        "url": document.url,
        "language": document.language or "en",
        "visible_from": None if visible is None else visible.isoformat(),
        "visible_at": None if visible is None else _moment(visible),
        "state": document.state,
        "origin": document.input,
        "metadata": json.dumps(document.metadata, ensure_ascii=False, sort_keys=True),
        "raw_sha256": document.raw_sha256,
        "text_sha256": prepared.text_sha256,
        "recipe": prepared.recipe,
        "stored_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }


def _moment(when: object) -> float:
    if isinstance(when, datetime):
        return when.timestamp()
    return datetime.fromisoformat(str(when)).replace(tzinfo=UTC).timestamp()


def _audience(connection: Connection, groups: frozenset[str]) -> int:
    names = sorted(groups)
    key = json.dumps(names, ensure_ascii=False)
    found = connection.execute(select(AUDIENCES.c.id).where(AUDIENCES.c.groups == key)).scalar_one_or_none()
    if found is not None:
        return int(found)
    made = int(connection.execute(insert(AUDIENCES).values(groups=key).returning(AUDIENCES.c.id)).scalar_one())
    if names:
        connection.execute(insert(AUDIENCE_GROUPS), [{"audience_id": made, "group_name": name} for name in names])
    return made


def _keep_revision(
    connection: Connection, row: int, revision: str, canonical: CanonicalText, stored_at: str | int | float | None
) -> None:
    values = {
        "article_row": row,
        "revision": revision,
        "text": canonical.text,
        "removed": json.dumps([[line.line, line.reason] for line in canonical.removed], ensure_ascii=False),
        "page_starts": json.dumps(canonical.page_starts),
        "stored_at": stored_at,
    }
    connection.execute(sqlite_insert(REVISIONS).values(**values).on_conflict_do_nothing())


def _make_passages(connection: Connection, row: int, prepared: Prepared) -> None:
    if prepared.vectors:
        vectors = [{"key": key, "model": prepared.model, "vector": vector} for key, vector in prepared.vectors.items()]
        connection.execute(sqlite_insert(VECTORS).on_conflict_do_nothing(), vectors)
    if prepared.passages:
        passages = [
            {"article_row": row, "start": span.start, "end": span.end, "vector_key": key}
            for span, key in prepared.passages
        ]
        connection.execute(insert(PASSAGES), passages)
        _announce(connection, "put", row, _passage_ids(connection, row))
    if prepared.quotes:
        connection.execute(insert(QUOTES), [_quote_row(row, quote) for quote in prepared.quotes])


def _quote_row(row: int, quote: Quote) -> dict[str, str | int | None]:
    speaker, cue = quote.speaker, quote.cue
    return {
        "article_row": row,
        "start": quote.start,
        "end": quote.end,
        "kind": quote.kind,
        "speaker_name": speaker.name,
        "speaker_folded": None if speaker.name is None else fold_name(speaker.name),
        "mention_start": speaker.start,
        "mention_end": speaker.end,
        "cue_start": None if cue is None else cue.start,
        "cue_end": None if cue is None else cue.end,
    }


def _passage_ids(connection: Connection, row: int) -> Sequence[int]:
    return connection.execute(select(PASSAGES.c.id).where(PASSAGES.c.article_row == row)).scalars().all()


def _announce(connection: Connection, op: str, row: int, passage_ids: Iterable[int]) -> None:
    rows = [{"op": op, "passage_id": passage_id, "article_row": row} for passage_id in passage_ids]
    if rows:
        connection.execute(insert(OUTBOX), rows)


def _drop_passages(connection: Connection, row: int) -> None:
    _announce(connection, "drop", row, _passage_ids(connection, row))
    connection.execute(delete(PASSAGES).where(PASSAGES.c.article_row == row))
    connection.execute(delete(QUOTES).where(QUOTES.c.article_row == row))


def remove(connection: Connection, row: int) -> None:
    """Delete one article with everything that was made of it, and vectors that nobody else uses."""
    keys = select(PASSAGES.c.vector_key).where(PASSAGES.c.article_row == row)
    own = connection.execute(keys.distinct()).scalars().all()
    _drop_passages(connection, row)
    connection.execute(delete(ARTICLES).where(ARTICLES.c.row == row))
    for key in own:
        still = connection.execute(select(PASSAGES.c.id).where(PASSAGES.c.vector_key == key).limit(1)).first()
        if still is None:
            connection.execute(delete(VECTORS).where(VECTORS.c.key == key))


def settle(connection: Connection, last_seq: int) -> None:
    """Forget outbox rows that the engines have applied."""
    connection.execute(delete(OUTBOX).where(OUTBOX.c.seq <= last_seq))
