"""Which reader reads which kind of file. The libraries of a kind are loaded when the first file of it comes.

Called by `opening`, `archives` and `addresses`.
"""

from collections.abc import Callable, Mapping

from index.errors import InputRefused
from index.sources.reading import ArticleSource, RecordSource

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


def _mail() -> ArticleSource:
    from index.sources.mail import read_mail

    return read_mail


def _saved_page() -> ArticleSource:
    from index.sources.mail import read_saved_page

    return read_saved_page


def _records() -> RecordSource:
    from index.sources.records import read_records

    return read_records


def _table() -> RecordSource:
    from index.sources.tables import read_table

    return read_table


def _xml() -> RecordSource:
    from index.sources.wordpress import read_xml

    return read_xml


_ARTICLES: Mapping[str, Callable[[], ArticleSource]] = {
    ".txt": _text,
    ".md": _markdown,
    ".html": _page,
    ".htm": _page,
    ".pdf": _pdf,
    ".docx": _word,
    ".eml": _mail,
    ".mhtml": _saved_page,
    ".mht": _saved_page,
}
_RECORDS: Mapping[str, Callable[[], RecordSource]] = {
    ".jsonl": _records,
    ".csv": _table,
    ".tsv": _table,
    ".xml": _xml,
    ".rss": _xml,
    ".atom": _xml,
}
ARTICLES = frozenset(_ARTICLES)
"""The endings of files that hold one article each."""
RECORDS = frozenset(_RECORDS)
"""The endings of files that hold any number of them."""
KINDS = (*_ARTICLES, *_RECORDS, ARCHIVE)
"""Every ending that is read, lower case, with its dot."""


def article_source(suffix: str) -> ArticleSource | None:
    """Give the reader of files that hold one article and end in `suffix`; None for other kinds."""
    reader = _ARTICLES.get(suffix.lower())
    return reader() if reader else None


def record_source(suffix: str) -> RecordSource | None:
    """Give the reader of files that hold any number of articles and end in `suffix`; None for other kinds."""
    reader = _RECORDS.get(suffix.lower())
    return reader() if reader else None


def not_read(suffix: str) -> InputRefused:
    """Say that files ending in `suffix` are of no kind that is read."""
    return InputRefused(
        f"not a kind of file Footnote reads ({suffix or 'no ending'})", hint=f"it reads {' '.join(KINDS)}"
    )
