"""How much an archive may unpack to: the checks made before anything is unpacked.

Owns the opening of zip containers and the limits that make bombs harmless; knows nothing of what is inside. Called by
`archives` (articles in a zip) and `word` (a `.docx` is one).
"""

import os
import struct
import zipfile
from collections.abc import Sequence
from typing import IO

from index.errors import InputRefused
from index.sources.reading import megabytes

# Prose packs to a third, repetitive markup to a fiftieth; only what is made to harm packs to a thousandth.
_MOST_RATIO = 200
_RATIO_FROM = 1024 * 1024
_BYTES_PER_ENTRY = 1024
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_END_REACH = 66 * 1024
_HINT = "unpack it yourself and give the folder"


def open_archive(stream: IO[bytes], *, max_members: int, what: str = "an archive") -> zipfile.ZipFile:
    """Open a zip whose list of members is of a sane size; refuse one that is damaged or lists too much."""
    try:
        if _listing_size(stream) > max_members * _BYTES_PER_ENTRY:
            raise InputRefused(f"{what} of more than {max_members:,} members", hint=_HINT)
        stream.seek(0)
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError):
        raise InputRefused(f"{what} that is damaged or truncated", hint="make it again") from None
    if len(archive.infolist()) > max_members:
        raise InputRefused(f"{what} of more than {max_members:,} members", hint=_HINT)
    return archive


def check_unpacked_size(members: Sequence[zipfile.ZipInfo], limit: int) -> None:
    """Refuse members that would unpack to more than `limit` bytes together, or one that is packed like a bomb."""
    total = sum(member.file_size for member in members)
    if total > limit:
        raise InputRefused(f"it would unpack to {megabytes(total)}, more than {megabytes(limit)}", hint=_HINT)
    for member in members:
        if member.file_size > _RATIO_FROM and member.file_size > member.compress_size * _MOST_RATIO:
            raise InputRefused(
                f"a zip bomb: a member of {megabytes(member.compress_size)} unpacks to {megabytes(member.file_size)}",
                hint="if you trust it, unpack it yourself and give the folder",
            )


def _listing_size(stream: IO[bytes]) -> int:
    """Read how long the list of members claims to be, before `zipfile` reads all of it into memory."""
    length = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, length - _END_REACH))
    tail = stream.read(_END_REACH)
    place = tail.rfind(_END)
    if place < 0:
        return 0  # no zip at all: zipfile says so
    (size,) = struct.unpack_from("<I", tail, place + 12)
    if size == 0xFFFFFFFF:
        place64 = tail.rfind(_END64, 0, place)
        if place64 < 0:
            raise InputRefused("an archive whose list of members cannot be found", hint="pack it again")
        (size,) = struct.unpack_from("<Q", tail, place64 + 40)
    return int(size)
