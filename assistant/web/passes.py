"""Passes: how an article page opens in a new tab for a reader whom only a token names.

A browser sends no token when it follows a link. So a link that such a reader is given carries a pass: good for this
one article, for whoever holds it, for some minutes, and only as far as that reader may see. Owns making and checking
them; kept in memory, so that nothing about a reader stands in an address. Used by `auth_token`, and by the routes that
give links.
"""

import hmac
import secrets
import time
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

from starlette.datastructures import State
from starlette.types import Scope

from assistant.domain import Answer, Answered, Citation, Event, StatementVerified
from assistant.web.access import path_of
from assistant.web.auth import Reader

SECONDS = 900.0
_MOST = 10_000
"""Readers with passes at a time; past it, the oldest passes end early."""
_PREFIX = "/articles/"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holder:
    reader: Reader
    until: float


class Passes:
    """Makes and checks passes. Of the event loop: no lock."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._holders: dict[str, _Holder] = {}
        self._handles: dict[Reader, str] = {}

    def link(self, reader: Reader, link: str) -> str:
        """Give the link with a pass for this reader; a link to anything but an article page stays as it is."""
        parts = urlsplit(link)
        if not parts.path.startswith(_PREFIX) or parts.netloc:
            return link
        handle = self._handle(reader)
        signed = f"{handle}.{self._sign(handle, unquote(parts.path))}"
        query = f"{parts.query}&pass={signed}" if parts.query else f"pass={signed}"
        return parts._replace(query=query).geturl()

    def reader(self, scope: Scope) -> Reader | None:
        """Give the reader whose pass this request carries, if it is one for this very page, and still good."""
        path = path_of(scope)
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("pass", [])
        if scope["method"] not in ("GET", "HEAD") or not path.startswith(_PREFIX) or len(given) != 1:
            return None
        handle, _, signature = given[0].partition(".")
        holder = self._holders.get(handle)
        right = hmac.compare_digest(signature.encode(), self._sign(handle, path).encode())
        if holder is None or not right or time.monotonic() > holder.until:
            return None
        return holder.reader

    def _handle(self, reader: Reader) -> str:
        reader = replace(reader, role="reader")
        now = time.monotonic()
        handle = self._handles.get(reader)
        if handle is not None and self._holders[handle].until - now > SECONDS / 2:
            return handle
        for old in [name for name, holder in self._holders.items() if holder.until < now]:
            self._drop(old)
        if len(self._holders) >= _MOST:
            self._drop(next(iter(self._holders)))
        handle = secrets.token_hex(8)
        self._holders[handle] = _Holder(reader=reader, until=now + SECONDS)
        self._handles[reader] = handle
        return handle

    def _drop(self, handle: str) -> None:
        holder = self._holders.pop(handle)
        if self._handles.get(holder.reader) == handle:
            del self._handles[holder.reader]

    def _sign(self, handle: str, path: str) -> str:
        return hmac.digest(self._key, f"{handle}\n{path}".encode(errors="surrogateescape"), sha256).hex()[:32]


def answer_with_passes(answer: Answer, state: State) -> Answer:
    """Give the answer with links that its reader can open: as it is, except for who came with a token."""
    passes: Passes | None = getattr(state, "passes", None)
    if passes is None:
        return answer
    return replace(
        answer,
        citations=tuple(_passed(one, passes, state.reader) for one in answer.citations),
        near_misses=tuple(_passed(one, passes, state.reader) for one in answer.near_misses),
    )


def event_with_passes(event: Event, state: State) -> Event:
    """Give an event of an answer with links that its reader can open."""
    passes: Passes | None = getattr(state, "passes", None)
    match event:
        case Answered(answer=answer):
            return Answered(answer=answer_with_passes(answer, state))
        case StatementVerified(statement=statement, new_citations=new) if passes is not None:
            cited = tuple(_passed(one, passes, state.reader) for one in new)
            return StatementVerified(statement=statement, new_citations=cited)
    return event


def _passed(citation: Citation, passes: Passes, reader: Reader) -> Citation:
    return replace(citation, link=passes.link(reader, citation.link))
