"""Who does the work: the process that has the articles open, or this one.

Owns both ends of the local socket. A running owner (`footnote serve`, a long `ingest`) gets the request over it; where
nobody answers, this process opens the data and becomes the owner. Knows operations by name only. Opening is late and
imports late, so that asking a running server costs no model and no database here. Called by `commands` and `serving`.
"""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, TypeAlias

from assistant.settings import Settings
from index.article import JSON
from index.data_directory import DataDirectory
from index.errors import DataDirectoryBusy
from index.owner import OwnerServer, call_owner, describe_owner

if TYPE_CHECKING:
    from assistant.application import Footnote

Emit: TypeAlias = Callable[[Mapping[str, JSON]], None]

PATIENCE_SECONDS = 30.0
"""How long to wait for a process that has the data open and answers nobody yet: it is starting, or about to end."""
POLL_SECONDS = 0.1


class Failed(Exception):
    """An operation ended with an error, here or in the owner. It reads the same either way."""

    def __init__(self, error: Mapping[str, JSON]) -> None:
        super().__init__(str(error.get("message")))
        self.error = error
        self.code = str(error.get("code") or "unknown")
        self.message = str(error.get("message") or "Something went wrong.")
        self.hint = str(error.get("hint") or "")
        code = error.get("exit_code")
        self.exit_code = code if isinstance(code, int) else 1
        self.retryable = bool(error.get("retryable"))


class Worker:
    """Runs operations, from several threads if need be. Opens the data only when an owner does not answer."""

    def __init__(
        self,
        settings: Settings,
        *,
        answer_others: bool = False,
        brief: bool = False,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """`answer_others`: while the data is open here, work for other processes as well; for what takes long.

        `brief`: only a short command that changes nothing is meant, see `Footnote.open`.
        """
        self._settings = settings
        self._answer_others = answer_others
        self._brief = brief
        self._directory = DataDirectory(root=settings.data_dir)
        self._patience = patience
        self._opening = threading.Lock()
        self._footnote: Footnote | None = None
        self._owning: Owning | None = None

    def run(
        self,
        operation: str,
        params: Mapping[str, JSON],
        emit: Emit | None = None,
        *,
        stdin: IO[bytes] | None = None,
    ) -> Mapping[str, JSON]:
        """Do one operation and give its result. Raises Failed, DataDirectoryBusy, and what opening the data raises."""
        request: dict[str, JSON] = {"operation": operation, "params": params}
        emit = emit or _ignore
        deadline = time.monotonic() + self._patience
        while self._footnote is None:
            result = self._hand_over(request, emit, stdin)
            if result is not None:
                return _checked(result)
            self._try_open(last=time.monotonic() >= deadline)
        from assistant.operations import Call, perform

        call = Call(emit=emit, cancelled=threading.Event(), stdin=stdin)
        return _checked(perform(self._footnote, request, call))

    @property
    def base_url(self) -> str | None:
        """Where the owner serves pages, None where it serves none."""
        described = None if self._footnote else describe_owner(self._directory)
        url = described.get("url") if described else None
        return url if isinstance(url, str) else None

    def close(self, *, wait: bool = True) -> None:
        """Close the data if it was opened here; `wait` lets what others asked meanwhile end first."""
        footnote, self._footnote = self._footnote, None
        if self._owning is not None:
            self._owning.close(wait=wait)
        if footnote is not None:
            footnote.close()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close(wait=error is None)

    def _hand_over(self, request: dict[str, JSON], emit: Emit, stdin: IO[bytes] | None) -> Mapping[str, JSON] | None:
        if describe_owner(self._directory) is None:
            return None
        if stdin is None:
            return call_owner(self._directory, request, emit)
        return self._hand_over_with(stdin, request, emit)

    def _hand_over_with(self, stdin: IO[bytes], request: dict[str, JSON], emit: Emit) -> Mapping[str, JSON] | None:
        """Spool what comes in on standard input to a file that the owner reads."""
        import shutil
        import tempfile

        # An owner that does not answer must not cost us the input: it can be read only once.
        if call_owner(self._directory, {"operation": "status", "params": {}}, _ignore) is None:
            return None
        with tempfile.TemporaryDirectory(prefix="footnote-") as place:
            spooled = Path(place) / "stdin.jsonl"
            with spooled.open("wb") as file:
                shutil.copyfileobj(stdin, file)
            params = request["params"]
            assert isinstance(params, Mapping)
            result = call_owner(self._directory, {**request, "params": {**params, "stdin": str(spooled)}}, emit)
        if result is None:
            raise DataDirectoryBusy("The footnote process that has the articles open just ended.", hint="Run it again.")
        return result

    def _try_open(self, *, last: bool) -> None:
        with self._opening:
            if self._footnote is not None:
                return
            from assistant.application import Footnote

            try:
                footnote = Footnote.open(self._settings, brief=self._brief)
            except DataDirectoryBusy:
                if last:
                    raise
            else:
                if self._answer_others:
                    self._owning = Owning(footnote)
                self._footnote = footnote
        if self._footnote is None:
            time.sleep(POLL_SECONDS)


class Owning:
    """Answers other processes for an open Footnote, from now until `close`."""

    def __init__(self, footnote: "Footnote", *, url: str | None = None) -> None:
        """`url` is where this process serves pages, if it does."""
        from assistant.operations import handler

        self._work = handler(footnote)
        self._quiet = threading.Condition()
        self._under_way = 0
        about: dict[str, JSON] = {} if url is None else {"url": url}
        self._server = OwnerServer(DataDirectory(root=footnote.settings.data_dir), self._handle, about=about)

    def close(self, *, wait: bool = True) -> None:
        """Stop listening; `wait` until what was asked before has its answer."""
        self._server.close()
        with self._quiet:
            self._quiet.wait_for(lambda: not wait or self._under_way == 0)

    def _handle(self, request: Mapping[str, JSON], emit: Emit) -> Mapping[str, JSON]:
        with self._quiet:
            self._under_way += 1
        try:
            return self._work(request, emit)
        finally:
            with self._quiet:
                self._under_way -= 1
                self._quiet.notify_all()


def _checked(result: Mapping[str, JSON]) -> Mapping[str, JSON]:
    error = result.get("error")
    if isinstance(error, Mapping):
        raise Failed(error)
    return result


def _ignore(event: Mapping[str, JSON]) -> None:
    """Nobody wants the events."""
