"""Who is asking: a gatekeeper names the reader of every request before any route sees it.

Owns `Reader` and the choice of gatekeeper by settings; knows no route. `server` puts `Identity` around the whole
application, pages, uploads and Gradio's own routes included; handlers read `request.state.reader`.
"""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.contradictions import check_exposure
from assistant.errors import AccessRefused, SettingsContradict
from assistant.settings import Settings

Role: TypeAlias = Literal["reader", "editor", "admin"]
_RANKS: dict[Role, int] = {"reader": 0, "editor": 1, "admin": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The person or program behind a request. `groups` None sees every article."""

    user: str
    groups: frozenset[str] | None
    role: Role

    def must_be(self, role: Role) -> None:
        """Refuse with `AccessRefused` when the reader's role is below `role`."""
        if _RANKS[self.role] < _RANKS[role]:
            raise AccessRefused(f"This needs the role “{role}”.", hint="Ask whoever runs this Footnote.")


class Gatekeeper(Protocol):
    """Names the reader of a connection, or raises an `AssistantError` whose status the client gets."""

    def admit(self, connection: HTTPConnection) -> Reader:
        """Give the reader of this connection."""


class Open:
    """Whoever reaches the port is the operator: for one's own machine."""

    def admit(self, connection: HTTPConnection) -> Reader:
        """Give the operator."""
        return Reader(user="local", groups=None, role="admin")


def gatekeeper(settings: Settings) -> Gatekeeper:
    """Choose the gatekeeper. Raises SettingsContradict when an open door would face other machines."""
    check_exposure(settings)
    if settings.auth != "open":
        raise SettingsContradict(
            f"FOOTNOTE_AUTH={settings.auth} is not available yet.", hint="Leave it out and listen on 127.0.0.1."
        )
    return Open()


class Identity:
    """ASGI middleware that puts the reader into the request's state."""

    def __init__(self, app: ASGIApp, keeper: Gatekeeper) -> None:
        self._app = app
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Admit, then go on."""
        if scope["type"] in ("http", "websocket"):
            scope.setdefault("state", {})["reader"] = self._keeper.admit(HTTPConnection(scope))
        await self._app(scope, receive, send)
