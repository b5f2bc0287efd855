"""Walls: what a page shows in place of its article (pay, accept cookies, prove that you are human).

Owns the phrases and how little else stands beside them. Called by `page_body`.
"""

import re

# What is left of an article behind a wall is a few sentences; a whole article beside a notice is longer.
_LEFT = 700
_FREE_LEFT = 250
_READ_ON = r"(?:continue|keep|go on) reading|(?:read|unlock|view|access) (?:the full|the rest|the entire|this|full)\b"
_PAYWALLS = (
    rf"(?:subscribe|sign in|log ?in|register|create (?:an?|your) account|join|pay)\b.{{0,60}}\bto (?:{_READ_ON})",
    rf"\bto (?:{_READ_ON}).{{0,60}}\b(?:subscribe|subscription|sign in|log in|register|account|member)",
    r"this (?:article|story|content|page) is (?:only |exclusively )?(?:for|available to|reserved for|exclusive to)"
    r".{0,20}\b(?:subscribers|members|registered)",
    r"you(?:[’']ve| have) (?:reached|read|used).{0,40}\b(?:limit|free articles?)",
)
_OTHER_WALLS = (
    r"already (?:a|have a|have an) (?:subscriber|subscription|member|account)",
    r"subscribe (?:now|today) for (?:full|unlimited)",
    r"(?:we|our partners|this (?:web)?site)\b.{0,80}\b(?:use|store|uses|process)\b"
    r".{0,60}\b(?:cookies|on a device|personal data)",
    r"we (?:value|care about|respect) your privacy|(?:accept|reject|manage) (?:all|cookies|my choices|preferences)",
    r"(?:enable|requires?|turn on|activate|allow|without) (?:your )?(?:javascript|cookies)|ad ?blocker",
    r"(?:verify|confirm|prove|making sure|checking)\b.{0,30}\b(?:human|robot|browser)|unusual (?:traffic|activity)",
    r"access (?:to this page )?(?:has been |is )?denied|(?:not |un)available (?:in|for) (?:your|most european)",
)
_PAYWALL = re.compile("|".join(_PAYWALLS), re.IGNORECASE)
_WALL = re.compile("|".join((*_PAYWALLS, *_OTHER_WALLS)), re.IGNORECASE)


def is_wall(text: str, *, page: str, free: bool) -> bool:
    """Tell whether `text` is a wall, or the beginning of an article that goes on behind one.

    `page` is all that the page shows: the wall often stands beside what was taken for the article. `free` False: the
    page itself says that not everybody gets to read all of it.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    left = sum(len(line) for line in lines if not _WALL.search(line))
    if left < _LEFT and _PAYWALL.search(page):
        return True
    return left < _FREE_LEFT and (not free or left < sum(map(len, lines)))
