"""The tables of the catalogue and the steps between their versions.

Owns names, types and constraints. `opening` applies `MIGRATIONS`, `writing` and `reading` use the tables. A table is
never edited in place once released: a change is a new step, tested from a stored data directory of every version.
"""

from collections.abc import Callable

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    inspect,
    select,
)

from index.catalogue.standing import make_tables

METADATA = MetaData()

META = Table("meta", METADATA, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

AUDIENCES = Table(
    "audiences",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("groups", Text, nullable=False, unique=True),  # JSON, sorted: one row per distinct set
)
AUDIENCE_GROUPS = Table(
    "audience_groups",
    METADATA,
    Column("audience_id", ForeignKey("audiences.id"), primary_key=True),
    Column("group_name", Text, primary_key=True),
    Index("audience_groups_by_name", "group_name"),
)

ARTICLES = Table(
    "articles",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("revision", Text, nullable=False),
    Column("audience_id", ForeignKey("audiences.id"), nullable=False),
    Column("title", Text),
    Column("source", Text),
    Column("author", Text),
    Column("source_folded", Text),
    Column("author_folded", Text),
    Column("published", Text),  # ISO 8601 as recorded: a day, or a moment with its offset
    Column("published_day", Integer),  # days since 1970-01-01, of the day or of the moment in UTC
    Column("published_at", Float),  # seconds since the epoch; null where only a day is recorded
    Column("updated", Text),
    Column("url", Text),
    Column("language", Text, nullable=False),
    Column("visible_from", Text),
    Column("visible_at", Float),
    Column("state", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("raw_sha256", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("recipe", Text, nullable=False),  # how passages, vectors and quotes were made
    Column("stored_at", Text, nullable=False),
    CheckConstraint("state IN ('current','superseded','corrected','retracted','erased')", name="state_known"),
    Index("articles_by_text", "text_sha256"),
    Index("articles_by_day", "published_day"),
    Index("articles_by_source", "source_folded"),
    Index("articles_by_origin", "origin"),
    sqlite_autoincrement=True,
)

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("article_row", ForeignKey("articles.row", ondelete="CASCADE"), nullable=False),
    Column("revision", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("removed", Text, nullable=False),
    Column("page_starts", Text, nullable=False),
    Column("stored_at", Text, nullable=False),
    UniqueConstraint("article_row", "revision"),
)

PASSAGES = Table(
    "passages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("article_row", ForeignKey("articles.row", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("vector_key", LargeBinary, nullable=False),
    Index("passages_by_article", "article_row"),
    Index("passages_by_vector", "vector_key"),
    sqlite_autoincrement=True,  # an id is never used twice: a stale engine row can only miss, never mislead
)

VECTORS = Table(
    "vectors",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float16, little endian
)

QUOTES = Table(
    "quotes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("article_row", ForeignKey("articles.row", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("speaker_name", Text),
    Column("speaker_folded", Text),
    Column("mention_start", Integer),
    Column("mention_end", Integer),
    Column("cue_start", Integer),
    Column("cue_end", Integer),
    Index("quotes_by_article", "article_row"),
    Index("quotes_by_speaker", "speaker_folded"),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("op", Text, nullable=False),  # put: both engines; mark: full text only; drop: both engines
    Column("passage_id", Integer, nullable=False),
    Column("article_row", Integer, nullable=False),
    sqlite_autoincrement=True,
)

RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("started_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("inputs", Text, nullable=False),
    Column("report", Text),
)

ERASED = Table(
    "erased",
    METADATA,
    Column("id_sha256", LargeBinary, primary_key=True),
    Column("audience_id", ForeignKey("audiences.id"), nullable=False),
    Column("visible_at", Float),
    Column("erased_at", Text, nullable=False),
)

SPEAKERS = Table(
    "speakers",
    METADATA,
    Column("key", Text, primary_key=True),  # of article and name: the same whenever the article is made again
    Column("article_row", ForeignKey("articles.row", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Index("speakers_by_article", "article_row"),
)
JOINS = Table(
    "joins",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("joined_at", Text, nullable=False),
    Column("apart", Boolean, nullable=False, server_default="0"),  # these are somebody else than their namesakes
    sqlite_autoincrement=True,
)
JOIN_MEMBERS = Table(
    "join_members",
    METADATA,
    Column("join_id", ForeignKey("joins.id", ondelete="CASCADE"), primary_key=True),
    Column("speaker_key", Text, primary_key=True),  # stays while its article is being made again
    Index("join_members_by_speaker", "speaker_key"),
)

_PEOPLE = (SPEAKERS, JOINS, JOIN_MEMBERS)


def _first_version(connection: Connection) -> None:
    later = (ERASED, *_PEOPLE)
    METADATA.create_all(connection, tables=[table for table in METADATA.sorted_tables if table not in later])


def _stones_for_erased_articles(connection: Connection) -> None:
    ERASED.create(connection)


def _people(connection: Connection) -> None:
    from index.catalogue.people import put_speakers  # it reads these tables

    for table in _PEOPLE:
        table.create(connection)
    current = (REVISIONS.c.article_row == ARTICLES.c.row) & (REVISIONS.c.revision == ARTICLES.c.revision)
    articles = select(ARTICLES.c.row, ARTICLES.c.id, REVISIONS.c.text).join(REVISIONS, current)
    names = select(QUOTES.c.speaker_name).where(QUOTES.c.speaker_name.is_not(None)).distinct()
    for row, article_id, text in connection.execute(articles).all():
        spoken = connection.execute(names.where(QUOTES.c.article_row == row)).scalars().all()
        put_speakers(connection, row, article_id, text, spoken)


def _partings(connection: Connection) -> None:
    if "apart" not in {column["name"] for column in inspect(connection).get_columns(JOINS.name)}:
        connection.exec_driver_sql("ALTER TABLE joins ADD COLUMN apart BOOLEAN NOT NULL DEFAULT 0")


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    _first_version,
    _stones_for_erased_articles,
    make_tables,
    _people,
    _partings,
)
"""`MIGRATIONS[n]` brings version n to n + 1."""
SCHEMA_VERSION = len(MIGRATIONS)
