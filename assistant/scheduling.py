"""The clock of the standing sources: runs what is due, and what changes in a watched folder, as long as it is open.

Owns one thread that looks at the time and one that watches folders; the runs themselves are `following`'s. Started by
`serving` and by the `watch` operation. The one home of watchfiles.
"""

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from assistant.following import Following
from index.errors import Cancelled, CorpusError

LOOK_SECONDS = 1.0
AT_ONCE = 4
"""Sources read at the same time: a slow site must not keep a folder waiting."""
WATCH_AGAIN_SECONDS = 5.0
"""How long until a folder that was added or came back is watched."""
MOST_CHANGES = 1_000
"""Files told of at once; more, and the whole folder is read instead."""
_log = logging.getLogger(__name__)


class Scheduling:
    """Runs standing sources until `close`."""

    def __init__(
        self,
        following: Following,
        *,
        stop: threading.Event | None = None,
    ) -> None:
        """`stop` ends it from outside, like `close`."""
        self._following = following
        self._stop = stop or threading.Event()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for name, work in (("schedule", self._keep_time), ("watching", self._keep_watch))
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End both threads; a run under way ends after its last whole transaction."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _keep_time(self) -> None:
        with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="source") as runs:
            self._look_again_and_again(runs)

    def _look_again_and_again(self, runs: ThreadPoolExecutor) -> None:
        waiting: dict[str, Future[None]] = {}
        while not self._stop.wait(LOOK_SECONDS):
            try:
                waiting = {name: run for name, run in waiting.items() if not run.done()}
                for name in self._following.due():
                    if name not in waiting:
                        waiting[name] = runs.submit(self._run, name)
            except Cancelled:
                if self._stop.is_set():
                    return
            except CorpusError as error:
                _log.warning("the schedule could not be read: %s", error.message)

    def _run(self, name: str, inputs: list[str] | None = None, *, insist: bool = False) -> None:
        """Run a source; `insist` waits for a run that is under way, which may have passed by what changed."""
        try:
            while True:
                ended = self._following.run(name, inputs=inputs, cancelled=self._stop)
                if ended is not None or not insist or self._stop.wait(LOOK_SECONDS / 4):
                    break
        except Cancelled:
            return  # stopped, paused or removed: the next look at the clock sees which
        except Exception:  # noqa: BLE001  # one source that trips us must not end the others' clock
            _log.exception("the source %s could not be run", name)

    def _keep_watch(self) -> None:
        from watchfiles import watch

        while not self._stop.is_set():
            folders = self._folders()
            if not folders:
                self._stop.wait(WATCH_AGAIN_SECONDS)
                continue
            try:
                changes = watch(
                    *folders,
                    stop_event=self._stop,
                    rust_timeout=int(WATCH_AGAIN_SECONDS * 1000),
                    yield_on_timeout=True,
                    ignore_permission_denied=True,
                )
                for changed in changes:
                    self._see_changes({path for _, path in changed}, folders)
                    if self._folders() != folders:
                        break  # one was added, removed or paused
            except (OSError, RuntimeError) as error:
                _log.warning("folders cannot be watched, they are read by the clock: %s", error)
                self._stop.wait(WATCH_AGAIN_SECONDS * 12)

    def _folders(self) -> dict[str, str]:
        """Give the folders to watch, each with the name of its source."""
        try:
            sources = self._following.all()
        except (Cancelled, CorpusError):
            return {}
        return {one.address: one.name for one in sources if not one.paused and Path(one.address).is_dir()}

    def _see_changes(self, changed: set[str], folders: Mapping[str, str]) -> None:
        for folder, name in folders.items():
            shown = sorted(path for path in changed if Path(path).is_relative_to(folder) and not _hidden(path, folder))
            files = [path for path in shown if Path(path).is_file()]
            if not shown:
                continue
            if len(files) == len(shown) <= MOST_CHANGES:
                self._run(name, files, insist=True)
            else:
                self._run(name, insist=True)  # something is gone, or much changed: only the whole folder tells


def _hidden(path: str, folder: str) -> bool:
    return any(part.startswith(".") for part in Path(path).relative_to(folder).parts)
