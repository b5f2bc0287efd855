"""Which addresses are ours to believe: the proxies in front, as networks.

Owns that comparison and what the direct peer of a connection is; `gate` notes the peer before forwarded headers move
the client's address. Used by `auth_proxy` and `gate`.
"""

import ipaddress
from collections.abc import Iterable

from starlette.types import Scope


class Peers:
    """A set of addresses and networks. IPv4 inside IPv6 (`::ffff:10.0.0.1`) counts as IPv4."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = tuple(ipaddress.ip_network(network, strict=False) for network in networks)

    def __contains__(self, address: str | None) -> bool:
        if address is None:
            return False
        try:
            parsed = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(parsed, "ipv4_mapped", None)
        return any((mapped or parsed) in network for network in self._networks)


def peer_of(scope: Scope) -> str | None:
    """Give the address at the other end of the socket, whatever a header says."""
    peer = scope.get("state", {}).get("peer")
    return peer if isinstance(peer, str) else None


def client_of(scope: Scope) -> str:
    """Give the client's address, as far as trusted proxies tell; what rate limits and the audit go by."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"
