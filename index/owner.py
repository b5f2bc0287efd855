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
from collections.abc import Callable, Mapping
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from types import TracebackType

from filelock import FileLock, Timeout

from index.article import JSON
from index.data_directory import DataDirectory
from index.errors import DataDirectoryBusy

Emit = Callable[[Mapping[str, JSON]], None]
Handler = Callable[[Mapping[str, JSON], Emit], Mapping[str, JSON]]
"""Takes a request and a way to send events, gives the result. It maps its own errors into its result."""

LARGEST_MESSAGE = 256 * 1024 * 1024
_log = logging.getLogger(__name__)


class DataLock:
    """The right to open a data directory, held by one process at a time and gone when that process is."""

    def __init__(self, directory: DataDirectory) -> None:
        self._directory = directory
        self._lock = FileLock(directory.lock, thread_local=False)

    def take(self, *, patience: float = 0.0) -> None:
        """Become the owner. Raises DataDirectoryBusy when another process stays it for `patience` seconds."""
        try:
            self._lock.acquire(timeout=patience, poll_interval=0.05)
        except Timeout:
            described = describe_owner(self._directory)
            pid = f" (process {described['pid']})" if described else ""
            raise DataDirectoryBusy(
                f"Another footnote process{pid} has {self._directory.root} open and did not answer.",
                hint="Wait for it to finish, or stop it.",
            ) from None

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
        self._directory = directory
        self._handler = handler
        self._closing = threading.Event()
        key = secrets.token_bytes(32)
        self._key = key
        self._listener = Listener(authkey=key)
        described = {"pid": os.getpid(), "address": self._listener.address, "key": key.hex(), **about}
        trial = directory.owner.with_suffix(".new")
        trial.unlink(missing_ok=True)
        handle = os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(described, file)
        trial.replace(directory.owner)
        self._thread = threading.Thread(target=self._accept, name="owner-socket", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; requests under way end on their own threads."""
        self._closing.set()
        self._directory.owner.unlink(missing_ok=True)
        try:  # the accepting thread waits in accept(): a last connection wakes it
            Client(self._listener.address, authkey=self._key).close()
        except (OSError, EOFError, AuthenticationError):
            _log.debug("the owner's socket was gone already")
        self._thread.join(timeout=2)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection = self._listener.accept()
            except (OSError, EOFError, AuthenticationError):
                if self._closing.is_set():
                    return
                continue  # someone without the key, or gone before the greeting ended
            threading.Thread(target=self._serve, args=(connection,), name="owner-request", daemon=True).start()

    def _serve(self, connection: "Connection[bytes, bytes]") -> None:
        with connection:
            try:
                request = json.loads(connection.recv_bytes(LARGEST_MESSAGE))
                result = self._handler(request, lambda event: _send(connection, {"event": event}))
                _send(connection, {"result": result})
            except (OSError, EOFError):
                _log.info("a footnote process went away before its answer was ready")


def _send(connection: "Connection[bytes, bytes]", message: Mapping[str, JSON]) -> None:
    connection.send_bytes(json.dumps(message).encode())


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
    described = describe_owner(directory)
    if described is None:
        return None
    try:
        connection = Client(str(described["address"]), authkey=bytes.fromhex(str(described["key"])))
    except (OSError, EOFError, AuthenticationError, KeyError, ValueError):
        return None
    with connection:
        try:
            connection.send_bytes(json.dumps(request).encode())
            while True:
                message = json.loads(connection.recv_bytes(LARGEST_MESSAGE))
                if "result" in message:
                    result: Mapping[str, JSON] = message["result"]
                    return result
                on_event(message["event"])
        except (OSError, EOFError):
            raise DataDirectoryBusy(
                "The footnote process that has the articles open ended in the middle of this.",
                hint="What it acknowledged is stored. Run the command again.",
            ) from None
