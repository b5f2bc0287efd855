"""The log file of the command line: what a person does not want to read and whoever helps them does.

Owns `footnote.log` in the data directory: warnings and failures with their traces, secrets masked. It never makes the
directory, and a log that cannot be written stops nothing. `FOOTNOTE_DEBUG=1` shows everything on stderr instead.
"""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.settings import MASK, Settings

NAME = "footnote.log"
LARGEST = 2_000_000
"""Bytes; a longer log is begun anew, and the one before it kept beside it."""

_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class DataLog(logging.Handler):
    """Append to the log in the data directory, which may come into being, or be read-only, at any time."""

    def __init__(self, directory: Path, secrets: Sequence[str]) -> None:
        super().__init__(logging.WARNING)
        self._path = directory / NAME
        self._secrets = secrets
        self.setFormatter(logging.Formatter(_FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, without the secrets; drop it where nothing can be written."""
        text = self.format(record)
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        try:
            if not self._path.parent.is_dir():
                return
            if self._path.exists() and self._path.stat().st_size > LARGEST:
                self._path.replace(self._path.with_suffix(".log.1"))
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with open(handle, "a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text + "\n")
        except OSError:
            return  # read-only, or full: the person has the one line anyway


def forget_journal(directory: Path) -> None:
    """Throw the log away: a trace in it may quote what has just been erased."""
    for name in (NAME, f"{NAME}.1"):
        (directory / name).unlink(missing_ok=True)


def debugging() -> bool:
    """Tell whether `FOOTNOTE_DEBUG` asks for everything."""
    return os.environ.get("FOOTNOTE_DEBUG", "").lower() not in ("", "0", "off", "no", "false")


def keep_journal(settings: Settings) -> None:
    """Send what the program and its libraries log to the file, or to stderr while debugging. Called once a process."""
    handler: logging.Handler
    if debugging():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter(_FORMAT))
        for name in ("index", "assistant", "footnote"):
            logging.getLogger(name).setLevel(logging.DEBUG)
    else:
        held = (settings.openai_api_key, settings.token_key)
        handler = DataLog(settings.data_dir, [secret.get_secret_value() for secret in held if secret])
    logging.getLogger().handlers[:] = [handler]
    logging.captureWarnings(True)
