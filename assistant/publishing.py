"""What an editor sends in, held against what that editor may see.

An article's id is one for everybody, so whoever writes an id could overwrite an article of other groups and read its
earlier revisions, and the count of duplicates would tell that a text is there. Owns both guards. Called by `library`.
"""

from collections.abc import Callable, Iterable, Iterator

from index.article import Document, Refusal, Scope
from index.catalogue import Catalogue
from index.ingest import Progress


def permitted(sent: Iterable[Document | Refusal], catalogue: Catalogue, scope: Scope) -> Iterator[Document | Refusal]:
    """Let through what adds an article or changes one in the scope; the rest is refused."""
    for one in sent:
        if isinstance(one, Document) and catalogue.hides(one.id, scope):
            yield Refusal(
                input=one.input,
                reason="its id cannot be used",
                hint="Give the article another id, or the file another name.",
            )
        else:
            yield one


class Acknowledged:
    """Passes progress on, and remembers which articles were stored."""

    def __init__(self, heard: Callable[[Progress], None] | None) -> None:
        self._heard = heard
        self._stored: list[str] = []

    def __call__(self, step: Progress) -> None:
        """Hear of one article."""
        if step.outcome in ("added", "updated"):
            self._stored.append(step.article_id)
        if self._heard is not None:
            self._heard(step)

    def duplicates(self, catalogue: Catalogue, scope: Scope) -> int:
        """Count the stored articles whose text another article in the scope, or an earlier one of these, holds."""
        stored = list(dict.fromkeys(self._stored))
        before: set[str] = set()
        count = 0
        for article_id, copies in catalogue.copies_of(stored, scope).items():
            others = {copy.article_id for copy in copies}
            count += bool(others & before or others - set(stored))
            before.add(article_id)
        return count
