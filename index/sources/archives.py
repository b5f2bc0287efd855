"""Zip archives: their members, read like files of a folder and never written anywhere.

A member's name is used for messages and ids only, so a name such as `../../etc/passwd` can do nothing. Archives inside
archives are refused. Called by `opening`.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from index.article import Refusal
from index.errors import InputRefused
from index.sources.kinds import ARCHIVE, article_source, not_read, record_source
from index.sources.reading import Origin, Read, SourceOptions, printable, read_bounded, refusal
from index.sources.unpacking import check_unpacked_size, open_archive

_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def read_archive(stream: IO[bytes], origin: Origin, options: SourceOptions) -> Iterator[Read]:
    """Read every member of a kind we know, sorted by name; hidden members are passed over."""
    try:
        archive = open_archive(stream, max_members=options.max_members)
    except InputRefused as refused:
        yield refusal(origin.input, refused)
        return
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir() and not _hidden(member.filename)]
        members.sort(key=lambda member: member.filename)
        try:
            check_unpacked_size(members, options.max_unpacked_bytes)
        except InputRefused as refused:
            yield refusal(origin.input, refused)
            return
        if not members:
            yield Refusal(input=origin.input, reason="the archive is empty", hint="pack the articles again")
        for member in members:
            yield from _read_member(archive, member, origin, options)


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, outer: Origin, options: SourceOptions
) -> Iterator[Read]:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    name = printable(str(path))
    origin = Origin(
        input=f"{outer.input}!{name}",
        stem=printable(path.stem),
        key=outer.key + b"!" + str(path).encode("utf-8", "surrogatepass"),
    )
    try:
        suffix = path.suffix.lower()
        if suffix == ARCHIVE:
            raise InputRefused("an archive inside an archive", hint="unpack it and give the folder")
        source, records = article_source(suffix), record_source(suffix)
        if source is None and records is None:
            raise not_read(path.suffix)
        if member.flag_bits & _ENCRYPTED:
            raise InputRefused("protected by a password", hint="pack it again without one")
        with archive.open(member) as stream:
            if records is not None:
                yield from records(stream, origin, options)
            elif source is not None:
                yield source(read_bounded(stream, options.max_bytes), origin, options)
    except InputRefused as refused:
        yield refusal(origin.input, refused)
    except _DAMAGE:
        yield Refusal(input=origin.input, reason="damaged in the archive", hint="pack it again")


def _hidden(name: str) -> bool:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts)
