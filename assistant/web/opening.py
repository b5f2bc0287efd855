"""The application object while it opens: routes are up at once, the articles a moment later.

Owns the wait and its failure; not what is opened. `server` starts it, every handler asks it for the `Footnote`.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.web.problem import Starting

if TYPE_CHECKING:
    from assistant.application import Footnote


class Opening:
    """Holds the `Footnote`, or why there is none yet. Made with one that is open, or the function that opens it."""

    def __init__(self, source: "Footnote | Callable[[], Footnote]") -> None:
        self._load = source if callable(source) else None
        self._footnote = None if callable(source) else source
        self._failure: Exception | None = None

    @property
    def failure(self) -> Exception | None:
        """Why opening failed, if it did."""
        return self._failure

    @property
    def ready(self) -> bool:
        """Tell whether questions can be answered."""
        return self._footnote is not None

    @property
    def footnote(self) -> "Footnote":
        """Give the open application object; raises `Starting` before, or the failure after it failed."""
        if self._footnote is not None:
            return self._footnote
        if self._failure is not None:
            raise self._failure
        raise Starting("Footnote is still opening the articles.", hint="Try again in a moment.")

    async def open(self) -> None:
        """Open in a thread, so that the event loop answers meanwhile. A failure is kept for whoever asks."""
        if self._load is None or self._footnote is not None:
            return
        try:
            self._footnote = await asyncio.to_thread(self._load)
        except Exception as error:  # noqa: BLE001 - whatever it is, `serve` raises it again after shutting down
            self._failure = error

    async def close(self) -> None:
        """Close what was opened here; an object that came in open belongs to whoever made it."""
        if self._load is not None and self._footnote is not None:
            footnote, self._footnote = self._footnote, None
            await asyncio.to_thread(footnote.close)
