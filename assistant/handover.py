"""Who does the work: the process that has the articles open, or this one.

Owns that decision for the command line: a running owner (`footnote serve`, a long `ingest`) gets the request over the
local socket; where nobody answers, this process opens the data and becomes the owner. Knows operations by name only.
Opening is late and imports late, so that asking a running server costs no model and no database here.
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
from index.owner import call_owner, describe_owner

if TYPE_CHECKING:
    from assistant.application import Footnote

Emit: TypeAlias = Callable[[Mapping[str, JSON]], None]

PATIENCE_SECONDS = 30.0
"""How long to wait for a process that has the data open and answers nobody yet: it is starting, or about to end."""


class Failed(Exception):
    """An operation ended with an error, here or in the owner. It reads the same either way."""

    def __init__(self, error: Mapping[str, JSON]) -> None:
        super().__init__(str(error.get("message")))
        self.error = error
        self.message = str(error.get("message") or "Something went wrong.")
        self.hint = str(error.get("hint") or "")
        code = error.get("exit_code")
        self.exit_code = code if isinstance(code, int) else 1
        self.retryable = bool(error.get("retryable"))


class Worker:
    """Runs operations, from several threads if need be. Opens the data only when an owner does not answer."""

    def __init__(self, settings: Settings, *, patience: float = PATIENCE_SECONDS) -> None:
        self._settings = settings
        self._directory = DataDirectory(root=settings.data_dir)
        self._patience = patience
        self._opening = threading.Lock()
        self._footnote: Footnote | None = None

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

    def close(self) -> None:
        """Close the data if it was opened here."""
        footnote, self._footnote = self._footnote, None
        if footnote is not None:
            footnote.close()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

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
                self._footnote = Footnote.open(self._settings)
            except DataDirectoryBusy:
                if last:
                    raise
        time.sleep(0 if self._footnote else 0.2)


def _checked(result: Mapping[str, JSON]) -> Mapping[str, JSON]:
    error = result.get("error")
    if isinstance(error, Mapping):
        raise Failed(error)
    return result


def _ignore(event: Mapping[str, JSON]) -> None:
    """Nobody wants the events."""
