"""Which reader reads which kind of file. The libraries of a kind are loaded when the first file of it comes.

Called by `opening`, `archives` and `addresses`.
"""

from collections.abc import Callable, Mapping

from index.errors import InputRefused
from index.sources.reading import ArticleSource

RECORDS = ".jsonl"
ARCHIVE = ".zip"


def _text() -> ArticleSource:
    from index.sources.plain import read_text

    return read_text


def _markdown() -> ArticleSource:
    from index.sources.markdown import read_markdown

    return read_markdown


def _page() -> ArticleSource:
    from index.sources.page import read_page

    return read_page


def _pdf() -> ArticleSource:
    from index.sources.pdf import read_pdf

    return read_pdf


def _word() -> ArticleSource:
    from index.sources.word import read_word

    return read_word


_ARTICLES: Mapping[str, Callable[[], ArticleSource]] = {
    ".txt": _text,
    ".md": _markdown,
    ".html": _page,
    ".htm": _page,
    ".pdf": _pdf,
    ".docx": _word,
}
KINDS = (*_ARTICLES, RECORDS, ARCHIVE)
"""Every ending that is read, lower case, with its dot."""


def article_source(suffix: str) -> ArticleSource | None:
    """Give the reader of files that hold one article and end in `suffix`; None for other kinds."""
    reader = _ARTICLES.get(suffix.lower())
    return reader() if reader else None


def not_read(suffix: str) -> InputRefused:
    """Say that files ending in `suffix` are of no kind that is read."""
    return InputRefused(
        f"not a kind of file Footnote reads ({suffix or 'no ending'})", hint=f"it reads {' '.join(KINDS)}"
    )
