"""Footnote as an ASGI application: reads the settings, assembles, exposes `app`. `python app.py` serves it.

`uvicorn app:app` and the like take `app`; it is made when they ask for it, so that importing this file does nothing.
Running the file is `footnote serve`, with the same options.
"""

import atexit
import sys
from functools import partial
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from assistant.cli import main

if TYPE_CHECKING:
    from assistant.application import Footnote
    from assistant.settings import Settings


def make_app() -> ASGIApp:
    """Assemble the application by the settings of this environment. Raises SettingsContradict."""
    from assistant.contradictions import check
    from assistant.settings import Settings
    from assistant.web.server import create_app

    settings = Settings.read()
    check(settings)
    return create_app(partial(_open, settings), settings)


def _open(settings: "Settings") -> "Footnote":
    """Open the articles and answer other processes that want them, until this one ends."""
    from assistant.application import Footnote
    from assistant.handover import PATIENCE_SECONDS, Owning

    footnote = Footnote.open(settings, patience=PATIENCE_SECONDS)
    atexit.register(Owning(footnote).close, wait=False)
    return footnote


def __getattr__(name: str) -> ASGIApp:
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()["app"] = made = make_app()
    return made


if __name__ == "__main__":
    raise SystemExit(main(["serve", *sys.argv[1:]]))
