"""The words around quotations, read for whoever asked.

Owns the reading only; where they are cut is `render.surroundings`. Used by the chat page and by `markup`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.domain import Citation
from assistant.web.render import Surroundings, surroundings
from index.article import Span
from index.errors import ArticleNotFound

if TYPE_CHECKING:
    from assistant.application import Footnote


async def surroundings_of(
    footnote: "Footnote", citations: Sequence[Citation], groups: frozenset[str] | None
) -> dict[int, Surroundings]:
    """Give what stands around each numbered citation, by its number."""
    found = {}
    for citation in citations:
        if citation.number is None:
            continue
        try:
            article = await footnote.run(
                footnote.article, citation.article_id, groups=groups, revision=citation.revision
            )
        except ArticleNotFound:  # Removed since: the quoted words are all there is.
            continue
        found[citation.number] = surroundings(article, Span(start=citation.start, end=citation.end))
    return found
