"""Dumps: `.csv` and `.tsv` files with an article a row, and which of their columns holds which field.

Owns the names that columns go by. The fields themselves are `recording`'s, for rows as for JSONL lines. Called by
`opening` and `archives`; `records` takes the column mapping from here.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import IO

from index.article import Document, Refusal
from index.errors import InputRefused
from index.sources.decoding import decode
from index.sources.identity import id_of_text
from index.sources.moments import parse_page_date
from index.sources.reading import MEBIBYTE, Origin, Read, SourceOptions, megabytes, refusal
from index.sources.recording import FIELDS, ArticleRecord, as_document, recorded

_USUAL: Mapping[str, tuple[str, ...]] = {
    "text": ("body", "content", "article", "article_text", "full_text", "fulltext", "articlebody", "maintext", "story"),
    "title": ("headline", "heading", "head", "name"),
    "source": ("outlet", "publisher", "publication", "newspaper", "site", "site_name", "domain", "source_name"),
    "author": ("authors", "byline", "writer", "creator"),
    "published": ("date", "pubdate", "pub_date", "publish_date", "published_at", "publication_date", "date_published",
                  "date_publish", "publishedat", "created_at", "time", "timestamp", "datetime"),
    "updated": ("modified", "date_modified", "updated_at", "last_modified", "lastmod"),
    "url": ("link", "address", "href", "webpage", "permalink", "article_url"),
    "language": ("lang", "language_code"),
    "id": ("article_id", "guid", "uuid", "docid", "doc_id"),
    "groups": ("group", "audience"),
}  # fmt: skip
_MOST_COLUMNS = 500
_LONGEST_NAME = 200


def read_table(stream: IO[bytes], origin: Origin, options: SourceOptions) -> Iterator[Read]:
    """Read every row as a record, with its line's number in `input`; a bad row refuses that row."""
    longest = csv.field_size_limit(options.max_bytes)
    try:
        yield from _rows(stream, origin, options)
    finally:
        csv.field_size_limit(longest)


def _rows(stream: IO[bytes], origin: Origin, options: SourceOptions) -> Iterator[Read]:
    sample = stream.read(MEBIBYTE // 4)
    stream.seek(0)
    utf8 = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="strict", newline="")
    try:
        decode(sample[: sample.rfind(b"\n") + 1] or sample)  # refuses what is no text
        rows = csv.reader(_bounded(utf8, options.max_bytes), delimiter=_delimiter(sample, origin), strict=False)
        header = [name.strip() for name in next(rows, [])]
        columns = _columns(header, options.columns)
        empty = True
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            empty = False
            here = replace(origin, input=f"{origin.input}:{rows.line_num}")
            try:
                yield _document(header, row, columns, here, options)
            except InputRefused as refused:
                yield refusal(here.input, refused)
        if empty:
            raise InputRefused("no rows in it", hint="give one article a row, below the names of the columns")
    except InputRefused as refused:
        yield refusal(origin.input, refused)
    except UnicodeDecodeError:
        yield Refusal(input=origin.input, reason="wrongly encoded: not UTF-8", hint="save it as UTF-8 and try again")
    except csv.Error as error:
        yield Refusal(input=origin.input, reason=f"a table that is damaged: {error}", hint="write it again")
    finally:
        utf8.detach()


def _bounded(lines: IO[str], longest: int) -> Iterator[str]:
    while line := lines.readline(longest + 1):
        if len(line) > longest:
            raise InputRefused(f"a line of more than {megabytes(longest)}", hint="write it again, an article a row")
        yield line


def _delimiter(sample: bytes, origin: Origin) -> str:
    """Take the sign that stands most often in the first line: some programs write semicolons into `.csv`."""
    if origin.input.lower().endswith(".tsv"):
        return "\t"
    first = sample.partition(b"\n")[0].decode("utf-8", "replace")
    return max(",;\t|", key=first.count) if first.strip() else ","


def _columns(header: list[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Say which column holds which field: as the mapping says, by the field's own name, or by a usual other one."""
    if len(header) > _MOST_COLUMNS:
        raise InputRefused(f"a table of more than {_MOST_COLUMNS} columns", hint="check what the file is")
    names = {name.casefold().replace(" ", "_"): number for number, name in reversed(list(enumerate(header)))}
    missing = [name for name in mapping.values() if name.casefold().replace(" ", "_") not in names]
    if missing:
        raise InputRefused(f"no column {missing[0]!r}", hint=f"it has {', '.join(header)[:200]}")
    columns = {}
    for field in FIELDS:
        named = (mapping[field].casefold().replace(" ", "_"),) if field in mapping else (field, *_USUAL.get(field, ()))
        found = next((names[name] for name in named if name in names), None)
        if found is not None:
            columns[field] = found
    if "text" not in columns:
        raise InputRefused("no column with the text", hint="say which it is: --column text=NAME")
    return columns


def _document(
    header: list[str], row: list[str], columns: Mapping[str, int], origin: Origin, options: SourceOptions
) -> Document:
    cells = {field: row[number].strip() for field, number in columns.items() if number < len(row)}
    taken = set(columns.values())
    extras = {
        name: row[number]
        for number, name in enumerate(header)
        if number not in taken and number < len(row) and row[number].strip() and 0 < len(name) <= _LONGEST_NAME
    }
    text = cells.pop("text", "")
    if not text:
        raise InputRefused("a row without a text", hint="an article needs a text")
    groups = [name for name in cells.pop("groups", "").split(";") if name.strip()]
    for name in ("published", "updated"):
        when = parse_page_date(cells.get(name, ""), options.timezone)
        if when is not None:
            cells[name] = when.isoformat()
    record = ArticleRecord(**{name: value for name, value in cells.items() if value}, groups=groups or None)
    says = recorded(record, extras, options.timezone)
    digest = hashlib.sha256("\x1f".join(row).encode("utf-8", "replace")).hexdigest()
    document = as_document(text, says, origin, digest, options)
    return document if says.id else replace(document, id=id_of_text(text))


def renamed(fields: dict[str, object], mapping: Mapping[str, str]) -> dict[str, object]:
    """Give a JSONL record's fields their own names where the dump calls them otherwise."""
    if not mapping:
        return fields
    names = {theirs: ours for ours, theirs in mapping.items()}
    given = {names.get(name, name): value for name, value in fields.items() if name in names or name not in mapping}
    for name in ("published", "updated"):
        if isinstance(given.get(name), int | float):
            given[name] = str(given[name])
    return given
