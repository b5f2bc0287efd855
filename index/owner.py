"""One process owns a data directory: the lock that dies with it, and the local socket others hand their work to.

Owns the lock file, the socket and the framing (one JSON message each way at a time). Knows nothing of what is asked:
the owner gives a handler. Embedded Chroma loses entries when two processes open it (docs/adr/0004), which is why.
Called by `assistant.application` and the command line.
"""

import json
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from filelock import FileLock, Timeout

from index.article import JSON
from index.data_directory import DataDirectory
from index.errors import CorpusError, DataDirectoryBusy, DataDirectoryUnusable

T = TypeVar("T")
R = TypeVar("R")

Emit = Callable[[Mapping[str, JSON]], None]
Handler = Callable[[Mapping[str, JSON], Emit], Mapping[str, JSON]]
"""Takes a request and a way to send events, gives the result. It maps its own errors into its result."""

LARGEST_MESSAGE = 256 * 1024 * 1024
GREETING_SECONDS = 10.0
"""How long an owner may take to greet; one that was suspended never does."""
LONGEST_ADDRESS = 100
"""Bytes a socket's path may have everywhere (Linux takes 107, macOS 103)."""
WAITING_CALLERS = 64

_log = logging.getLogger(__name__)


class DataLock:
    """The right to open a data directory, held by one process at a time and gone when that process is."""

    def __init__(self, directory: DataDirectory) -> None:
        self._directory = directory
        # Where the file system knows no locks there is none: a mere file would outlive a crash.
        self._lock = FileLock(directory.lock, thread_local=False, fallback_to_soft=False)

    def take(self, *, patience: float = 0.0) -> None:
        """Become the owner. Raises DataDirectoryBusy when another process stays it for `patience` seconds."""
        try:
            self._lock.acquire(timeout=patience, poll_interval=0.05)
            self._directory.owner.unlink(missing_ok=True)  # whoever wrote it has gone
        except Timeout:
            pid = (describe_owner(self._directory) or {}).get("pid")
            named = f" (process {pid})" if isinstance(pid, int) else ""
            raise DataDirectoryBusy(
                f"Another footnote process{named} has {self._directory.root} open and did not answer.",
                hint="Wait for it to finish, or stop it.",
            ) from None
        except OSError as error:
            raise DataDirectoryUnusable(
                f"The data directory {self._directory.root} cannot be locked: {error.strerror or error}.",
                hint="Give write permission on a local disk with room, or use --data-dir.",
            ) from error

    def release(self) -> None:
        """Give the right up; releasing twice is no error."""
        self._lock.release(force=True)

    def __enter__(self) -> "DataLock":
        self.take()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


class OwnerServer:
    """Answers other processes of the same user for as long as the owner lives.

    Only who can read `owner.json` (mode 0600, in a directory of mode 0700) has the key that opens a connection.
    """

    def __init__(self, directory: DataDirectory, handler: Handler, *, about: Mapping[str, JSON]) -> None:
        """Begin to listen. `about` is told to whoever asks who the owner is.

        Raises DataDirectoryUnusable where the disk takes no file more.
        """
        self._directory = directory
        self._handler = handler
        self._closing = threading.Event()
        self._key = secrets.token_bytes(32)
        try:
            self._listener = _listen(directory)
            try:
                self._announce(about)
            except BaseException:
                self._listener.close()
                raise
        except OSError as error:
            raise DataDirectoryUnusable(
                f"No other process could be told that {directory.root} is open here: {error.strerror or error}.",
                hint="Free some space on the disk.",
            ) from error
        self._thread = threading.Thread(target=self._accept, name="owner-socket", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; requests under way end on their own threads. Closing twice is no error."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._directory.owner.unlink(missing_ok=True)
        try:  # the accepting thread waits in accept(): a last connection wakes it
            Client(self._listener.address).close()
        except (OSError, EOFError):
            _log.debug("the owner's socket was gone already")
        self._thread.join(timeout=2)
        self._listener.close()

    def _announce(self, about: Mapping[str, JSON]) -> None:
        described = {**about, "pid": os.getpid(), "address": self._listener.address, "key": self._key.hex()}
        trial = self._directory.owner.with_suffix(".new")
        trial.unlink(missing_ok=True)
        handle = os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(described, file)
        trial.replace(self._directory.owner)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection = self._listener.accept()
            except (OSError, EOFError):
                if not self._closing.is_set():
                    time.sleep(0.1)  # no file handle is free, for instance: that does not change at once
                continue
            threading.Thread(target=self._serve, args=(connection,), name="owner-request", daemon=True).start()

    def _serve(self, connection: "Connection[bytes, bytes]") -> None:
        with connection:
            try:
                # Here and not in `accept`: somebody who connects and says nothing must keep nobody else waiting.
                deliver_challenge(connection, self._key)
                answer_challenge(connection, self._key)
                self._answer(connection)
            except (OSError, EOFError, AuthenticationError, AssertionError):
                _log.debug("somebody without the key, or gone before their answer was ready")

    def _answer(self, connection: "Connection[bytes, bytes]") -> None:
        sending = threading.Lock()

        def send(message: Mapping[str, JSON]) -> None:
            written = json.dumps(message).encode()
            with sending:
                connection.send_bytes(written)

        request = connection.recv_bytes(LARGEST_MESSAGE)
        try:
            send({"result": self._handler(json.loads(request), lambda event: send({"event": event}))})
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001  # told to the caller, who would wait for ever, and in full here
            _log.exception("a request of another process failed")
            send({"failed": type(error).__name__})


def _listen(directory: DataDirectory) -> Listener:
    """Open the socket in the data directory, which every process that may use the data sees, private /tmp or not."""
    path = str(directory.socket.absolute())
    if os.name != "nt" and len(os.fsencode(path)) <= LONGEST_ADDRESS:
        try:
            Path(path).unlink(missing_ok=True)
            return Listener(path, "AF_UNIX", backlog=WAITING_CALLERS)
        except OSError as error:
            _log.info("the data directory takes no socket (%s); the temporary directory has it", error)
    return Listener(backlog=WAITING_CALLERS)


def describe_owner(directory: DataDirectory) -> Mapping[str, JSON] | None:
    """Read what the owner says of itself (`pid`, and `url` where it serves pages); None where there is none."""
    try:
        described = json.loads(directory.owner.read_text())
    except (OSError, ValueError):
        return None
    return described if isinstance(described, dict) else None


def call_owner(directory: DataDirectory, request: Mapping[str, JSON], on_event: Emit) -> Mapping[str, JSON] | None:
    """Hand a request to the owner and wait for its result; None where nobody answers.

    Raises DataDirectoryBusy when the owner dies in the middle.
    """
    connection = _greeted(describe_owner(directory) or {})
    if connection is None:
        return None
    with connection:
        _exchange(connection.send_bytes, json.dumps(request).encode())
        while True:
            message = json.loads(_exchange(connection.recv_bytes, LARGEST_MESSAGE))
            if "result" in message:
                result: Mapping[str, JSON] = message["result"]
                return result
            if "failed" in message:
                raise CorpusError(
                    f"The footnote process that has the articles open failed at this ({message['failed']}).",
                    hint="Its log has the details.",
                )
            on_event(message["event"])  # outside `_exchange`: what the caller's own end raises is the caller's


def _greeted(described: Mapping[str, JSON]) -> "Connection[bytes, bytes] | None":
    try:
        address, key = str(described["address"]), bytes.fromhex(str(described["key"]))
        connection: Connection[bytes, bytes] = Client(address)
    except (OSError, EOFError, KeyError, ValueError):
        return None
    try:
        if connection.poll(GREETING_SECONDS):
            answer_challenge(connection, key)
            deliver_challenge(connection, key)
            return connection
    except (OSError, EOFError, AuthenticationError, AssertionError):
        _log.debug("whoever listens there is not the owner")
    connection.close()
    return None


def _exchange(step: Callable[[T], R], value: T) -> R:
    try:
        return step(value)
    except (OSError, EOFError):
        raise DataDirectoryBusy(
            "The footnote process that has the articles open ended in the middle of this.",
            hint="What it acknowledged is stored. Run the command again.",
        ) from None
