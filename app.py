"""Footnote as an ASGI application: reads the settings, assembles, exposes `app`. `python app.py` serves it.

Owns nothing: `assistant.web.server` assembles, `assistant.application` opens the articles once the server is up.
"""

import sys
from functools import partial

from starlette.types import ASGIApp

from assistant.errors import AssistantError
from assistant.settings import Settings
from index.errors import CorpusError


def make_app() -> ASGIApp:
    """Assemble the application by the settings of this environment."""
    from assistant.application import Footnote
    from assistant.web.server import create_app

    settings = Settings.read()
    return create_app(partial(Footnote.open, settings), settings)


def __getattr__(name: str) -> ASGIApp:
    """Assemble `app` when a server first asks for it, so that importing this file does nothing."""
    if name != "app":
        raise AttributeError(name)
    globals()["app"] = made = make_app()
    return made


def main() -> int:
    """Serve until interrupted; give the exit code."""
    from assistant.application import Footnote
    from assistant.web.server import serve

    try:
        settings = Settings.read()
        serve(settings, partial(Footnote.open, settings), started=lambda at: print(f"Footnote: {at}", file=sys.stderr))  # noqa: T201
    except (AssistantError, CorpusError) as error:
        print(f"{error.message} {error.hint}".strip(), file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
