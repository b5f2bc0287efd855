"""Whose a session of the chat page is. Gradio lets the browser choose the name of its session, and gives whoever knows
the name what happens in it: here a name belongs to the reader who used it first.

Owns that memory and where requests carry the name. Called by `gate` for the rows of the table that say so.
"""

import json
from collections import OrderedDict
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope

from assistant.web.access import Row, path_of
from assistant.web.problem import RequestRefused

_MOST = 100_000
"""Sessions remembered; the one unused for longest goes first, days after its page was closed."""
_LONGEST_NAME = 200
_NAMES = ("session_hash", "upload_id")


class Sessions:
    """Remembers who opened which session. Of the event loop: no lock."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    async def claim(self, scope: Scope, receive: Receive, row: Row, user: str) -> Receive:
        """Bind the session a request names to `user`, and give what to read the body from.

        Raises RequestRefused when it is another's.
        """
        if scope["method"] == "POST" and not scope.get("query_string") and _is_json(scope):
            named, receive = await _from_body(scope, receive)
        else:
            found = row.pattern.match(path_of(scope))
            query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
            names = [name for key in _NAMES for name in query.get(key, [])]
            names += [value for key, value in (found.groupdict() if found else {}).items() if key in _NAMES]
            if len(names) > 1:
                raise _unusable()
            named = names[0] if names else None
        if named is not None:
            self._bind(named, user)
        return receive

    def _bind(self, name: str, user: str) -> None:
        if len(name) > _LONGEST_NAME:
            raise _unusable()
        if self._owners.setdefault(name, user) != user:
            raise RequestRefused("There is no such session.", status=404, code="not_found")
        self._owners.move_to_end(name)
        if len(self._owners) > _MOST:
            self._owners.popitem(last=False)

    def forget(self, user: str) -> None:
        """Forget which sessions were this reader's."""
        for name in [name for name, owner in self._owners.items() if owner == user]:
            del self._owners[name]


def _is_json(scope: Scope) -> bool:
    return b"application/json" in dict(scope["headers"]).get(b"content-type", b"").lower()


async def _from_body(scope: Scope, receive: Receive) -> tuple[str | None, Receive]:
    """Read the name from a JSON body, and hand the body on as it was understood: a key given twice means one thing."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _unusable()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise _unusable() from None
    named = parsed.get("session_hash") if isinstance(parsed, dict) else None
    if named is not None and not isinstance(named, str):
        raise _unusable()
    written = json.dumps(parsed).encode()
    MutableHeaders(scope=scope)["content-length"] = str(len(written))
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": written, "more_body": False}

    return named, again


def _unusable() -> RequestRefused:
    return RequestRefused("This request names no session that can be.", status=400, code="session_unusable")
