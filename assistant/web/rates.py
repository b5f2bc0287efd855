"""How often one reader, and one address, may ask. Home of `limits`.

Owns the counting and what is counted under: who the gatekeeper says is asking, and the address as far as trusted
proxies tell it; never anything a client chooses. Called by `gate` for the rows of the table that say so.
"""

import ipaddress
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import State

from assistant.errors import TooMany
from assistant.web.access import QUESTION

READERS_BEHIND_AN_ADDRESS = 10
"""A whole office may come from one address: it may ask this many times as often as one reader."""
_REFUSALS = RateLimitItemPerMinute(60)
"""How often one address may come without a name, or with a wrong one: trying tokens is slow."""


class Rates:
    """Counts what readers ask; of one process. `per_minute` 0 sets no limit on those who are known."""

    def __init__(self, per_minute: int) -> None:
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())
        most = per_minute * QUESTION
        self._of_reader = RateLimitItemPerMinute(most) if most else None
        self._of_address = RateLimitItemPerMinute(most * READERS_BEHIND_AN_ADDRESS) if most else None

    def asks(self, user: str | None, address: str, cost: int = QUESTION) -> None:
        """Count what somebody (None: nobody is told from another) at an address asks. Raises TooMany."""
        if user is not None and self._of_reader is not None:
            self._count(self._of_reader, "reader", user, cost)
        if self._of_address is not None:
            self._count(self._of_address, "address", network_of(address), cost)

    def refused(self, address: str) -> None:
        """Count somebody who was not let in. Raises TooMany."""
        self._count(_REFUSALS, "refused", network_of(address))

    def _count(self, limit: RateLimitItemPerMinute, kind: str, key: str, cost: int = 1) -> None:
        if self._counter.hit(limit, kind, key, cost=cost):
            return
        again = self._counter.get_window_stats(limit, kind, key).reset_time - time.time()
        raise TooMany(
            "That is more than may be asked in a minute.",
            hint="Wait a moment, then ask again.",
            retry_after=max(1, min(math.ceil(again), 60)),
        )


def count_question(state: State) -> None:
    """Count a question that came by a route which counted as a look at a list only. Raises TooMany."""
    state.count_question()


def network_of(address: str) -> str:
    """Give what counts as one address: an IPv6 one stands for its network, of which a home has millions."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
