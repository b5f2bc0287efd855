"""How much a report's nearness to the day of asking counts.

Owns the curve. News is asked about soon after it happens: of two reports that fit alike, the newer one is meant. How
much that weighs against the fit is `SearchSizes.freshness`. Used by `search`.
"""

import math

DAYS = 30.0
"""A report this old counts for a third of one of today."""
AHEAD = 3
"""Days a report may be dated after the asking (time zones, print dates); later ones are no news to whoever asks."""


def freshness(day: int | None, today: int) -> float:
    """Give 1 for a report of today, less the older it is, 0 where it has no day or is of later (days since 1970)."""
    if day is None or day > today + AHEAD:
        return 0.0
    return math.exp(-max(0, today - day) / DAYS)
