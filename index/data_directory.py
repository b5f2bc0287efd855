"""The directory that holds everything Footnote stores: where each part lies, and whether it can be used at all.

Owns names and the checks made before anything is opened. Used by `owner` and `corpus`.
"""

import errno
import os
import re
from dataclasses import dataclass
from pathlib import Path

from index.errors import DataDirectoryUnusable

# SQLite's write-ahead log needs memory shared between processes, which these do not give (sqlite.org/wal.html).
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs", "davfs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDirectory:
    """Where each part of the data lies below `root`."""

    root: Path

    @property
    def catalogue(self) -> Path:
        """The SQL database: the truth."""
        return self.root / "catalogue.sqlite3"

    @property
    def before_restore(self) -> Path:
        """What a restore took the place of, as a backup."""
        return self.root / "before-restore.sqlite3"

    @property
    def engines(self) -> Path:
        """Derived indexes, one directory a generation; the catalogue's note `engines` names the one in use."""
        return self.root / "engines"

    @property
    def lock(self) -> Path:
        """The file whose lock the owner holds."""
        return self.root / "owner.lock"

    @property
    def owner(self) -> Path:
        """How to reach the owner; written by it, stale once its lock is free."""
        return self.root / "owner.json"

    @property
    def socket(self) -> Path:
        """Where the owner listens, if the path is short enough and the file system knows sockets."""
        return self.root / "owner.sock"

    def prepare(self) -> None:
        """Make the directory if it is not there and see that it can be written.

        Raises DataDirectoryUnusable for a file in its place, a read-only directory or a network share.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        except FileExistsError:
            raise DataDirectoryUnusable(
                f"{self.root} is a file, not a directory.", hint="Choose another directory with --data-dir."
            ) from None
        except OSError as error:
            raise DataDirectoryUnusable(
                f"The data directory {self.root} cannot be made: {error.strerror}.",
                hint="Choose another directory with --data-dir.",
            ) from None
        if not _writable(self.root):
            raise DataDirectoryUnusable(
                f"The data directory {self.root} is read-only.", hint="Give write permission, or use --data-dir."
            )
        kind = file_system_of(self.root, Path("/proc/mounts"))
        if kind in NETWORK_FILE_SYSTEMS:
            raise DataDirectoryUnusable(
                f"The data directory {self.root} is on a network share ({kind}), where a crash can lose articles.",
                hint="Choose a directory on a local disk with --data-dir; back it up to the share instead.",
            )


def _writable(directory: Path) -> bool:
    trial = directory / f".write-{os.getpid()}"
    try:
        trial.touch()
        trial.unlink()
    except OSError as error:
        return error.errno == errno.ENOSPC  # a full disk can still be read and asked
    return True


def file_system_of(path: Path, mounts: Path) -> str | None:
    """Give the type of the file system `path` is on, None where the machine does not tell (not Linux)."""
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return None
    resolved = path.resolve()
    best: tuple[int, str] | None = None
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), fields[1]))  # \040 is a space
        if resolved.is_relative_to(point) and (best is None or len(point.parts) >= best[0]):
            best = (len(point.parts), fields[2])
    return best[1] if best else None
