"""What every kind of input shares: the options, where raw bytes came from, and how much of them is read.

Owns the shapes that the readers of this package take and give, and the bounded read. Knows no format. Every module of
`index.sources` imports it.
"""

import os
import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from index.article import Document, Refusal
from index.errors import InputRefused

MEBIBYTE = 1024 * 1024
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
Read: TypeAlias = Document | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen at an address: how the list described it, and what its server wants to hear when asked again.

    `refused` is why it gave no article, None where it did.
    """

    mark: str = ""
    etag: str | None = None
    modified: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """How inputs are read. Sizes are bytes, `url_timeout` is seconds for one whole page with its redirects.

    `groups` go to every document that records none of its own; `timezone` is what a time without an offset means.
    `max_bytes` bounds one file, one page, one line of JSONL; `max_characters` the text of one article;
    `max_members`, `max_unpacked_bytes` one archive. `pause` is seconds between two requests to one site, `most_pages`
    how many pages of one feed or sitemap are read in one run. `columns` names the column or field that holds each
    field of the article record, where a dump calls it otherwise. `seen` is what former runs of a standing source saw,
    by address key, and what this one sees; None for inputs named once.
    """

    timezone: ZoneInfo
    groups: frozenset[str] = field(default_factory=frozenset)
    allow_private_addresses: bool = False
    max_bytes: int = 50 * MEBIBYTE
    max_characters: int = 5_000_000
    max_members: int = 10_000
    max_unpacked_bytes: int = 1024 * MEBIBYTE
    url_timeout: float = 30.0
    pause: float = 1.0
    most_pages: int = 500
    columns: Mapping[str, str] = field(default_factory=dict)
    seen: MutableMapping[str, Seen] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where raw bytes came from: `input` for messages, `stem` for people, `key` (unique and stable) for the id."""

    input: str
    stem: str
    key: bytes


class ArticleSource(Protocol):
    """One kind of input that holds exactly one article."""

    def __call__(self, raw: bytes, origin: Origin, options: SourceOptions) -> Document:
        """Read the article; raise `InputRefused` where there is none we can store."""


class RecordSource(Protocol):
    """One kind of input that holds any number of articles, read as it streams."""

    def __call__(self, stream: IO[bytes], origin: Origin, options: SourceOptions) -> Iterator[Read]:
        """Give every article and every refusal, in the order of the input."""


def shown(path: Path) -> str:
    """Write `path` so that it can be printed on one line: what is no text in a name becomes replacement characters."""
    return printable(os.fsencode(path).decode("utf-8", "replace"))


def printable(name: str) -> str:
    """Write a name so that it cannot break a line, move a cursor or turn the direction of what follows."""
    return _UNPRINTABLE.sub("�", name)


def file_origin(path: Path) -> Origin:
    """Say where a file is; its id follows the real path, however it was named."""
    real = os.path.realpath(path)
    return Origin(input=shown(path), stem=shown(Path(Path(real).stem)), key=os.fsencode(real))


def refusal(origin: str, refused: InputRefused) -> Refusal:
    """Turn a reader's exception into the line a person sees."""
    return Refusal(input=origin, reason=refused.message, hint=refused.hint)


def read_bounded(stream: IO[bytes], limit: int) -> bytes:
    """Read a whole stream of at most `limit` bytes; a longer or an empty one is refused without reading it all."""
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise InputRefused(f"larger than {megabytes(limit)}", hint="split it, or raise the size limit")
    if not raw:
        raise InputRefused("the file is empty", hint="nothing to read; remove it or fill it")
    return raw


def megabytes(size: int) -> str:
    """Write a number of bytes for a person."""
    return f"{size / MEBIBYTE:.0f} MiB" if size >= MEBIBYTE else f"{size:,} bytes"
