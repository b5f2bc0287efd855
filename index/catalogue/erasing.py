"""What remains of an erased article: a stone without words, so that a citation of it can say what happened.

Owns the table of stones and what else of an article is forgotten with it. A stone holds the hash of the id, because an
id is often a file's name or an address, and both are words. Called through `Catalogue`.
"""

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from index.article import Scope
from index.catalogue.schema import ARTICLES, AUDIENCES, ERASED, RUNS
from index.catalogue.scope import audience_visible, is_storable
from index.errors import ArticleErased, ArticleNotFound


def leave_stone(connection: Connection, row: int) -> None:
    """Note that the article in this row is erased, and take its name out of the record of runs. Deletes nothing."""
    held = select(ARTICLES.c.id, ARTICLES.c.origin, ARTICLES.c.audience_id, ARTICLES.c.visible_at)
    article_id, origin, audience, visible_at = connection.execute(held.where(ARTICLES.c.row == row)).one()
    raise_stone(connection, article_id)
    stone = {
        "id_sha256": _hashed(article_id),
        "audience_id": audience,
        "visible_at": visible_at,
        "erased_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    connection.execute(insert(ERASED).values(**stone))
    for run, inputs in connection.execute(select(RUNS.c.id, RUNS.c.inputs)).all():
        kept = [one for one in json.loads(inputs) if not _came_from(origin, one)]
        if len(kept) < len(json.loads(inputs)):
            connection.execute(update(RUNS).where(RUNS.c.id == run).values(inputs=json.dumps(kept)))


def raise_stone(connection: Connection, article_id: str) -> None:
    """Forget that an article of this id was erased: there is one again."""
    connection.execute(delete(ERASED).where(ERASED.c.id_sha256 == _hashed(article_id)))


def missing(connection: Connection, article_id: str, scope: Scope | None) -> ArticleNotFound:
    """Say why an article cannot be read: erased, to whom might have read it, and to others that it is not there.

    Without a scope, to the operator.
    """
    shown = article_id if len(article_id) <= 80 else f"{article_id[:80]}…"
    if is_storable(article_id):
        held = select(ERASED.c.id_sha256).where(ERASED.c.id_sha256 == _hashed(article_id))
        if scope is not None and scope.groups is not None:
            visible = select(AUDIENCES.c.id).where(audience_visible(scope.groups))
            out = or_(ERASED.c.visible_at.is_(None), ERASED.c.visible_at <= scope.at.timestamp())
            held = held.where(ERASED.c.audience_id.in_(visible), out)
        if connection.execute(held).first() is not None:
            return ArticleErased(f"The article “{shown}” has been erased.", hint="Nothing of its words is kept.")
    return ArticleNotFound(f"No article “{shown}”.", hint="`footnote list` shows the ids.")


def _came_from(origin: str, given: str) -> bool:
    """Tell whether an input that was named is this article's own: its file, its archive, its address."""
    return origin == given or (origin.startswith(given) and origin[len(given)] in "!:")


def _hashed(article_id: str) -> bytes:
    return hashlib.sha256(article_id.encode()).digest()
