"""Hits of one passage each, for tests that need no corpus. Imported as `made_hits`."""

from index.article import Article, Hit, Span


def article(id: str, text: str, **fields: object) -> Article:
    made = {
        "id": id,
        "revision": "r",
        "revisions": ("r",),
        "title": None,
        "text": text,
        "source": None,
        "author": None,
        "published": None,
        "updated": None,
        "url": None,
        "language": "en",
        "groups": frozenset(),
        "visible_from": None,
        "state": "current",
        "origin": "",
        "metadata": {},
    }
    return Article(**{**made, **fields})  # type: ignore[arg-type]


def hit(number: int, text: str, *, score: float = 1.0) -> Hit:
    whole = Span(start=0, end=len(text))
    made = article(f"a{number}", text)
    return Hit(article=made, passage_id=number, start=0, end=len(text), span=whole, score=score, ranks={})
