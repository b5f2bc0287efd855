"""Asking one site several times, as a guest: robots.txt, pauses between requests, a second try where it can help.

Owns how often a host is asked. The single request, and whom it may reach, is `fetching`'s. One `Visit` lasts one run.
Called by `listings`.
"""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from index.errors import InputRefused
from index.sources.fetching import AnswerLater, Fetched, IPAddress, fetch, is_public, user_agent
from index.sources.reading import MEBIBYTE, Seen, SourceOptions

_TRIES = 3
_LONGEST_WAIT = 20.0
"""Seconds: who asks for a longer pause is asked again in the next run."""
_LARGEST_ROBOTS = MEBIBYTE // 2


class Visit:
    """One run's requests."""

    def __init__(self, options: SourceOptions, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._options = options
        self._sleep = sleep
        self._robots: dict[str, Protego | None] = {}
        self._earliest: dict[str, float] = {}

    def get(self, url: str, *, seen: Seen | None = None, uninvited: bool = False) -> Fetched:
        """Get `url`, or learn that it has not changed since it was `seen`.

        `uninvited`: nobody named this address, it was found in a list, so robots.txt is heard. Raises `InputRefused`.
        """
        site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if uninvited and not self._allowed(site, url):
            raise InputRefused("the site asks robots not to read it (robots.txt)", hint="name the page itself")
        for tries_left in reversed(range(_TRIES)):
            self._wait(site)
            try:
                return self._fetch(url, self._options.max_bytes, seen)
            except AnswerLater as later:
                pause = later.after if later.after is not None else self._options.pause * (_TRIES - tries_left)
                if not tries_left or pause > _LONGEST_WAIT or "no complete answer" in later.message:
                    raise
                self._earliest[site] = time.monotonic() + pause
        raise AssertionError("the last try returns or raises")

    def sitemaps(self, url: str) -> list[str]:
        """Give the sitemaps that the site of `url` names in its robots.txt."""
        rules = self._rules("{0.scheme}://{0.netloc}".format(urlsplit(url)))
        return [url for url in rules.sitemaps if url.startswith(("http://", "https://"))] if rules else []

    def _allowed(self, site: str, url: str) -> bool:
        rules = self._rules(site)
        return rules is None or bool(rules.can_fetch(url, user_agent()))

    def _rules(self, site: str) -> Protego | None:
        if site not in self._robots:
            self._robots[site] = None
            self._wait(site)
            try:
                answered = self._fetch(f"{site}/robots.txt", _LARGEST_ROBOTS, None)
                self._robots[site] = Protego.parse(answered.body.decode("utf-8", "replace"))
            except InputRefused:
                pass  # no rules, or none that can be had: a guest who is not told otherwise may read
        return self._robots[site]

    def _fetch(self, url: str, max_bytes: int, seen: Seen | None) -> Fetched:
        return fetch(
            url,
            timeout=self._options.url_timeout,
            max_bytes=max_bytes,
            permits=self._permits,
            etag=seen.etag if seen else None,
            modified=seen.modified if seen else None,
        )

    def _permits(self, address: IPAddress) -> bool:
        return self._options.allow_private_addresses or is_public(address)

    def _wait(self, site: str) -> None:
        """Let the pause since the last request to a site pass, and note the one about to be made."""
        rules = self._robots.get(site)
        wanted = rules.crawl_delay(user_agent()) if rules else None
        pause = max(self._options.pause, min(wanted or 0.0, _LONGEST_WAIT))
        now = time.monotonic()
        begin = max(now, self._earliest.get(site, now))
        if begin > now:
            self._sleep(begin - now)
        self._earliest[site] = begin + pause
