"""The gatekeeper behind a reverse proxy that has signed people in: it names them in headers.

Owns which header says what. Only the direct peer counts as the proxy: whoever else reaches the port could write any
header. Chosen by `auth.gatekeeper`.
"""

from starlette.requests import HTTPConnection

from assistant.errors import AccessRefused, Unidentified
from assistant.settings import Settings
from assistant.web.auth import ROLES, Reader, Role
from assistant.web.peers import Peers, peer_of


class Proxy:
    """Believes the headers of the configured proxies, and nobody else's."""

    def __init__(self, settings: Settings) -> None:
        self._proxies = Peers(settings.proxy_addresses)
        self._user = settings.proxy_user_header
        self._groups = settings.proxy_groups_header
        self._roles: tuple[tuple[Role, frozenset[str]], ...] = (
            ("admin", frozenset(settings.admin_groups)),
            ("editor", frozenset(settings.editor_groups)),
        )

    async def admit(self, connection: HTTPConnection) -> Reader:
        """Give whom the proxy names. Raises AccessRefused for other peers, Unidentified when it names nobody."""
        if peer_of(connection.scope) not in self._proxies:
            raise AccessRefused("Requests come through the reverse proxy here.", hint="Open its address instead.")
        named = connection.headers.getlist(self._user)
        user = named[0].strip() if len(named) == 1 else ""
        if not user:
            # Two headers: one of them is the reader's own, which the proxy let through.
            raise Unidentified("The reverse proxy named no reader.", hint=f"It has to set {self._user}, once.")
        listed = ",".join(connection.headers.getlist(self._groups))
        groups = frozenset(name for part in listed.split(",") if (name := part.strip()))
        role = next((role for role, members in self._roles if groups & members), ROLES[0])
        return Reader(user=user, groups=groups, role=role)
