"""What changes the catalogue: storing, removing, and the outbox that tells the engines.

Owns every INSERT, UPDATE and DELETE. The transaction here is the commit of an article: text, passages, vectors, quotes
and the outbox rows go together or not at all. Called through `Catalogue` by `ingest` and `corpus`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, delete, exists, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from index.article import CanonicalText, Document, Quote, Span, State, When
from index.catalogue import feeding, people
from index.catalogue.erasing import raise_stone
from index.catalogue.schema import (
    ARTICLES,
    AUDIENCE_GROUPS,
    AUDIENCES,
    META,
    OUTBOX,
    PASSAGES,
    QUOTES,
    REVISIONS,
    VECTORS,
)
from index.catalogue.scope import begin_of, day_of, fold_name, moment_of

Stored: TypeAlias = Literal["added", "updated", "unchanged", "stale"]

REVISION_LENGTH = 16
"""Hexadecimal digits of the text's SHA-256 that name a revision."""
_BATCH = 900
_SILENT = frozenset({"stored_at", "raw_sha256", "origin"})
"""What may change without the article counting as changed: its bytes may differ, its line in a file move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article ready to be committed.

    `passages` pairs each span with the key of its vector; `vectors` holds them all (float16 bytes): one that is stored
    when the article is prepared may go, with its last user, before it is committed. Without passages: made before.
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

    `stale`: nothing was stored, because the article was taken for unchanged and has changed since, or because another
    embedder's vectors count by now.
    """

    stored: Stored
    duplicate: bool
    passages: int
    quotes: int


def revision_of(text_sha256: str) -> str:
    """Name the revision of a text by its hash."""
    return text_sha256[:REVISION_LENGTH]


def store(connection: Connection, prepared: Prepared, *, timezone: ZoneInfo) -> Outcome:
    """Add or update one article inside the caller's transaction."""
    document = prepared.document
    before = connection.execute(select(ARTICLES).where(ARTICLES.c.id == document.id)).mappings().one_or_none()
    same_text = before is not None and before["revision"] == prepared.revision
    same_making = _same_making(before, prepared)
    if not same_making and (not prepared.passages or prepared.model != (embedder(connection) or prepared.model)):
        return Outcome(stored="stale", duplicate=False, passages=0, quotes=0)
    head = _head(connection, prepared, timezone)
    duplicate = _is_duplicate(connection, prepared)
    if before is None:
        adding = insert(ARTICLES).values(id=document.id, **head).returning(ARTICLES.c.row)
        row = int(connection.execute(adding).scalar_one())
        raise_stone(connection, document.id)
        for earlier in document.earlier:
            revision = revision_of(hashlib.sha256(earlier.text.encode()).hexdigest())
            if revision != prepared.revision:
                _keep_revision(connection, row, revision, CanonicalText(text=earlier.text), earlier.stored_at)
        _keep_revision(connection, row, prepared.revision, prepared.canonical, head["stored_at"])
        _make_passages(connection, row, prepared)
        return _outcome("added", duplicate, prepared)
    row = before["row"]
    changed = {name for name, value in head.items() if before[name] != value}
    if same_making and changed <= _SILENT:
        if changed & {"raw_sha256", "origin"}:
            silent = {name: head[name] for name in ("raw_sha256", "origin")}
            connection.execute(update(ARTICLES).where(ARTICLES.c.row == row).values(**silent))
        return Outcome(stored="unchanged", duplicate=False, passages=0, quotes=0)
    connection.execute(update(ARTICLES).where(ARTICLES.c.row == row).values(**head))
    if not same_text:
        _keep_revision(connection, row, prepared.revision, prepared.canonical, head["stored_at"])
    if same_making:
        _announce(connection, "mark", row, _passage_ids(connection, row))
        return Outcome(stored="updated", duplicate=False, passages=0, quotes=0)
    former = _drop_passages(connection, row)
    _make_passages(connection, row, prepared)
    _drop_vectors(connection, former)
    return _outcome("updated", duplicate and not same_text, prepared)


def embedder(connection: Connection) -> str | None:
    """Read whose vectors count; None where nothing was ever stored."""
    return connection.execute(select(META.c.value).where(META.c.key == "embedder")).scalar_one_or_none()


def _same_making(before: RowMapping | None, prepared: Prepared) -> bool:
    return before is not None and (before["revision"], before["recipe"], before["title"]) == (
        prepared.revision,
        prepared.recipe,
        prepared.document.title,
    )


def _is_duplicate(connection: Connection, prepared: Prepared) -> bool:
    other = select(ARTICLES.c.row).where(
        ARTICLES.c.text_sha256 == prepared.text_sha256, ARTICLES.c.id != prepared.document.id
    )
    return connection.execute(other.where(ARTICLES.c.state != "erased").limit(1)).first() is not None


def _outcome(stored: Stored, duplicate: bool, prepared: Prepared) -> Outcome:
    return Outcome(stored=stored, duplicate=duplicate, passages=len(prepared.passages), quotes=len(prepared.quotes))


def _head(connection: Connection, prepared: Prepared, timezone: ZoneInfo) -> dict[str, str | int | float | None]:
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
        "visible_at": None if visible is None else _moment(visible, timezone),
        "state": document.state,
        "origin": document.input,
        "metadata": json.dumps(document.metadata, ensure_ascii=False, sort_keys=True),
        "raw_sha256": document.raw_sha256,
        "text_sha256": prepared.text_sha256,
        "recipe": prepared.recipe,
        "stored_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }


def _moment(when: When, timezone: ZoneInfo) -> float:
    return when.timestamp() if isinstance(when, datetime) else begin_of(when, timezone)


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
    # A text that comes back is the newest again: the revisions of an article stand in the order they were current in.
    same = (REVISIONS.c.article_row == row) & (REVISIONS.c.revision == revision)
    connection.execute(delete(REVISIONS).where(same))
    connection.execute(insert(REVISIONS).values(**values))


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
        names = [quote.speaker.name for quote in prepared.quotes if quote.speaker.name is not None]
        people.put_speakers(connection, row, prepared.document.id, prepared.canonical.text, names)


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


def _drop_passages(connection: Connection, row: int) -> Sequence[bytes]:
    """Delete an article's passages and quotes; gives the keys of their vectors."""
    keys = select(PASSAGES.c.vector_key).where(PASSAGES.c.article_row == row).distinct()
    former = connection.execute(keys).scalars().all()
    _announce(connection, "drop", row, _passage_ids(connection, row))
    connection.execute(delete(PASSAGES).where(PASSAGES.c.article_row == row))
    connection.execute(delete(QUOTES).where(QUOTES.c.article_row == row))
    people.drop_speakers(connection, row)
    return former


def _drop_vectors(connection: Connection, keys: Sequence[bytes]) -> None:
    """Delete those of the vectors that no passage uses any more: words can be guessed from a vector."""
    used = exists(select(PASSAGES.c.id).where(PASSAGES.c.vector_key == VECTORS.c.key))
    for begin in range(0, len(keys), _BATCH):
        connection.execute(delete(VECTORS).where(VECTORS.c.key.in_(keys[begin : begin + _BATCH]), ~used))


def remake(connection: Connection, prepared: Prepared, *, revision: str) -> bool:
    """Replace what was made of an article's text, which may itself have changed under its name, and nothing else.

    False, and nothing done, where its current revision is not `revision` any more.
    """
    current = (ARTICLES.c.id == prepared.document.id) & (ARTICLES.c.revision == revision)
    row = connection.execute(select(ARTICLES.c.row).where(current)).scalar_one_or_none()
    if row is None:
        return False
    if prepared.revision != revision:
        same = REVISIONS.c.article_row == row
        connection.execute(delete(REVISIONS).where(same, REVISIONS.c.revision == prepared.revision))
        renamed = update(REVISIONS).where(same, REVISIONS.c.revision == revision)
        connection.execute(renamed.values(revision=prepared.revision))
    values = {"revision": prepared.revision, "text_sha256": prepared.text_sha256, "recipe": prepared.recipe}
    connection.execute(update(ARTICLES).where(ARTICLES.c.row == row).values(**values))
    former = _drop_passages(connection, row)
    _make_passages(connection, row, prepared)
    _drop_vectors(connection, former)
    return True


def mark(connection: Connection, article_ids: Sequence[str], state: State) -> list[str]:
    """Set the state of articles; gives those whose state that changed. Nothing is made or searched anew."""
    changed: list[str] = []
    for begin in range(0, len(article_ids), _BATCH):
        which = ARTICLES.c.id.in_(article_ids[begin : begin + _BATCH]) & (ARTICLES.c.state != state)
        marking = update(ARTICLES).where(which).values(state=state).returning(ARTICLES.c.id)
        changed += connection.execute(marking).scalars().all()
    return sorted(changed)


def remove(connection: Connection, row: int) -> None:
    """Delete one article with everything that was made of it, and vectors that nobody else uses."""
    people.leave_joins(connection, row)
    former = _drop_passages(connection, row)
    connection.execute(delete(ARTICLES).where(ARTICLES.c.row == row))
    _drop_vectors(connection, former)


def add_vectors(connection: Connection, model: str, vectors: Mapping[bytes, bytes]) -> None:
    """Keep vectors of stored passages; those whose last passage went meanwhile are left out."""
    used = select(PASSAGES.c.vector_key).where(PASSAGES.c.vector_key.in_(list(vectors))).distinct()
    rows = [{"key": key, "model": model, "vector": vectors[key]} for key in connection.execute(used).scalars()]
    if rows:
        connection.execute(sqlite_insert(VECTORS).on_conflict_do_nothing(), rows)


def embed_by(connection: Connection, model: str, former: str) -> bool:
    """Let the vectors of `model` count instead of the former's, which are deleted; what was made of articles stays.

    False, and nothing done, where a passage has no vector of `model`.
    """
    if feeding.without_vector(connection, model, 1):
        return False
    connection.execute(update(META).where(META.c.key == "embedder").values(value=model))
    connection.execute(update(ARTICLES).values(recipe=func.replace(ARTICLES.c.recipe, f" {former} ", f" {model} ")))
    connection.execute(delete(VECTORS).where(VECTORS.c.model == former))
    return True


def settle(connection: Connection, last_seq: int) -> None:
    """Forget outbox rows that the engines have applied."""
    connection.execute(delete(OUTBOX).where(OUTBOX.c.seq <= last_seq))
