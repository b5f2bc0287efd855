"""Who is asking: a gatekeeper names the reader of every request before any route sees it.

Owns `Reader`, the seam and the choice by settings; the gatekeepers that know somebody are `auth_proxy` and
`auth_token`. `gate` asks them, in front of pages, uploads and Gradio's own routes alike; handlers read
`request.state.reader`.
"""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from starlette.requests import HTTPConnection

from assistant.contradictions import check_access
from assistant.errors import AccessRefused
from assistant.settings import Settings

Role: TypeAlias = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = ("reader", "editor", "admin")
"""From least to most; each may do what the one before may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The person or program behind a request. `groups` None sees every article; a role never widens what is seen."""

    user: str
    groups: frozenset[str] | None
    role: Role

    def may_act_as(self, role: Role) -> bool:
        """Tell whether the reader's role is `role` or above."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def must_be(self, role: Role) -> None:
        """Refuse with `AccessRefused` when the reader's role is below `role`."""
        if not self.may_act_as(role):
            raise AccessRefused(f"This needs the role “{role}”.", hint="Ask whoever runs this Footnote.")


class Gatekeeper(Protocol):
    """Names the reader of a connection, or raises an `AssistantError` whose status the client gets."""

    async def admit(self, connection: HTTPConnection) -> Reader:
        """Give the reader of this connection. Raises Unidentified or AccessRefused."""


class Open:
    """Whoever reaches the port is the operator: for one's own machine."""

    async def admit(self, connection: HTTPConnection) -> Reader:
        """Give the operator."""
        return Reader(user="local", groups=None, role="admin")


def gatekeeper(settings: Settings) -> Gatekeeper:
    """Choose the gatekeeper. Raises SettingsContradict when the settings leave a door open or lack a key."""
    check_access(settings)
    match settings.auth:
        case "proxy":
            from assistant.web.auth_proxy import Proxy

            return Proxy(settings)
        case "token":
            from assistant.web.auth_token import Token

            return Token(settings)
    return Open()
