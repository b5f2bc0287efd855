"""Every route there is, our own and Gradio's, for everybody who may come; a route without a row in the table fails."""

import re
import time
from collections.abc import Iterable, Iterator

import jwt
import pytest
from fastapi import FastAPI
from limits import RateLimitItemPerMinute
from live import GRADIOS_OWN
from scripted_footnote import ScriptedFootnote
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.web.access import ROWS, is_known, row_of
from assistant.web.auth import Reader
from assistant.web.front import Front
from assistant.web.gate import Forwarded, Gate
from assistant.web.intake import Intake
from assistant.web.opening import Opening
from assistant.web.peers import Peers, client_of, peer_of
from assistant.web.problem import problem_of
from assistant.web.rates import Rates
from assistant.web.server import create_app
from assistant.web.sessions import Sessions

pytestmark = [*GRADIOS_OWN]
SECRET = "a secret of the host application, long enough"

CLOSED = {
    # Signing in at Gradio, its accounts and its administration: identity is ours.
    *("/login", "/logout", "/monitoring", "/gradio_api/user", "/gradio_api/login_check", "/gradio_api/token"),
    "/gradio_api/runs",
    # Ways to run the page's functions and read their results that know no session of ours.
    *("/gradio_api/api/", "/gradio_api/run/", "/gradio_api/call/", "/gradio_api/component_server"),
    *("/gradio_api/queue/status", "/gradio_api/reset/", "/gradio_api/stream/", "/gradio_api/process_recording"),
    # Files by their path, and other hosts through ours.
    *("/gradio_api/file", "/gradio_api/proxy=", "/gradio_api/custom_component/", "/gradio_api/deep_link"),
    # What is for developing a page, or describes routes that are closed.
    *("/gradio_api/dev/", "/gradio_api/vibe", "/gradio_api/undo-vibe", "/gradio_api/openapi.json", "/openapi.json"),
    "/pwa_icon",
}
"""Routes of Gradio that nobody gets, by how they begin."""


def routes_of(app: object) -> Iterator[tuple[str, str]]:
    """Give (method, path pattern) of every route of an application, mounted ones included."""
    for route in getattr(app, "routes", ()):
        if hasattr(route, "effective_route_contexts"):
            for context in route.effective_route_contexts():
                yield from ((method, context.path) for method in context.methods or ())
        elif route.__class__.__name__ == "Mount":
            yield from ((method, route.path + path) for method, path in routes_of(route.app))
        else:
            yield from ((method, route.path) for method in route.methods or ())


def inner(app: ASGIApp) -> FastAPI:
    while not isinstance(app, FastAPI):
        app = app._app  # type: ignore[attr-defined]
        app = getattr(app, "app", app) if not isinstance(app, FastAPI) else app
    return app


def example(pattern: str) -> str:
    return re.sub(r"\{[^}]*\}", "x", pattern)


@pytest.fixture(scope="module")
def gradio_routes() -> list[tuple[str, str]]:
    page = Front(Opening(object), Settings(), Intake(Settings().data_dir))._build()  # type: ignore[arg-type]
    return sorted(set(routes_of(page)))


def our_routes(settings: Settings, footnote: ScriptedFootnote) -> list[tuple[str, str]]:
    app = create_app(footnote, settings)  # type: ignore[arg-type]
    return sorted({(m, p) for m, p in routes_of(inner(app)) if p})


def without_row(routes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(method, path) for method, path in routes if row_of(method, example(path)) is None]


def test_every_route_has_a_row_or_is_closed(
    settings: Settings, footnote: ScriptedFootnote, gradio_routes: list[tuple[str, str]]
) -> None:
    ours = our_routes(settings, footnote)
    assert len(ours) > 12
    assert len(gradio_routes) > 50
    assert without_row(ours) == [], "give the route a row in assistant/web/access.py"
    twins = {path.rstrip("/") for _, path in gradio_routes if row_of("GET", path)}  # served without the last slash
    astray = [
        (method, path)
        for method, path in without_row(gradio_routes)
        if not path.startswith(tuple(CLOSED)) and path.rstrip("/") not in twins
    ]
    assert astray == [], "Gradio has a new route: give it a row, or close it here"
    open_after_all = [p for _, p in gradio_routes if p.startswith(tuple(CLOSED)) and is_known(example(p))]
    assert open_after_all == []


def test_every_row_has_a_route(
    settings: Settings, footnote: ScriptedFootnote, gradio_routes: list[tuple[str, str]]
) -> None:
    served = [(m, example(p)) for m, p in [*our_routes(settings, footnote), *gradio_routes]]
    for row in ROWS:
        for method in row.methods - {"HEAD"}:
            assert any(m == method and row.pattern.match(path) for m, path in served), (method, row.path)


# --- everybody, everywhere --------------------------------------------------------------------------------------------


def identity(role: str | None) -> dict[str, str]:
    if role is None:
        return {}
    claims = {"sub": f"{role} person", "exp": time.time() + 60, "groups": ["desk"], "role": role}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}


RANKS = [None, "reader", "editor", "admin"]


@pytest.fixture
def guarded(footnote: ScriptedFootnote, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The real stack of middleware around routes that all answer 299: what gets through is seen at once."""
    monkeypatch.setattr("assistant.web.rates._REFUSALS", RateLimitItemPerMinute(1_000_000))
    key = Settings(token_key=SECRET).token_key
    known = settings.model_copy(update={"auth": "token", "token_key": key, "questions_per_minute": 0})
    app = create_app(footnote, known)  # type: ignore[arg-type]

    async def reached(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    inner(app).middleware_stack = reached
    return TestClient(app, base_url="http://127.0.0.1:7860", raise_server_exceptions=False)


@pytest.mark.parametrize("role", RANKS)
def test_everybody_gets_through_exactly_where_the_table_says(guarded: TestClient, role: str | None) -> None:
    for row in ROWS:
        for method in sorted(row.methods):
            response = guarded.request(method, example(row.path), headers=identity(role))
            first = row_of(method, example(row.path))
            assert first is not None
            wanted = first.role
            if wanted is None or (role is not None and RANKS.index(role) >= RANKS.index(wanted)):
                assert response.status_code == 299, (method, row.path)
            else:
                assert response.status_code == (401 if role is None else 403), (method, row.path)


@pytest.mark.parametrize("role", RANKS)
def test_nobody_gets_through_anywhere_else(
    guarded: TestClient, gradio_routes: list[tuple[str, str]], role: str | None
) -> None:
    paths = {example(p) for _, p in gradio_routes if p.startswith(tuple(CLOSED))}
    paths |= {
        "/api",
        "/api/",
        "/apix",
        "/gradio_api",
        "/gradio_api/",
        "/gradio_api/file=/etc/passwd",
        "/docs",
        "//api/ask",
    }
    paths |= {"/api/ask/", "/API/ask", "/api/ask%00", "/gradio_api/reset/", "/mcpx", "/x/y"}
    for path in sorted(paths):
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"):
            status = guarded.request(method, path, headers=identity(role)).status_code
            assert status == (401 if role is None else 404) or (status == 405 and role), (method, path)


def test_a_method_that_is_not_served_says_so(guarded: TestClient) -> None:
    assert guarded.put("/api/ask", headers=identity("admin")).status_code == 405
    assert guarded.get("/api/ask", headers=identity("reader")).json()["error"]["code"] == "method_not_allowed"


# --- sessions of the chat page ----------------------------------------------------------------------------------------


def ways(name: str) -> list[tuple[str, str, dict[str, object]]]:
    return [
        ("POST", "/gradio_api/queue/join", {"json": {"data": [], "fn_index": 1, "session_hash": name}}),
        ("GET", f"/gradio_api/queue/data?session_hash={name}", {}),
        ("GET", f"/gradio_api/heartbeat/{name}", {}),
        ("POST", "/gradio_api/cancel", {"json": {"session_hash": name, "fn_index": 1, "event_id": "e"}}),
    ]


def test_a_session_belongs_to_who_opened_it(guarded: TestClient) -> None:
    for number, (method, path, sent) in enumerate(ways("mine")):
        name = f"mine{number}"
        opened = {"url": path.replace("mine", name), "method": method}
        body = {"json": {**sent["json"], "session_hash": name}} if "json" in sent else {}  # type: ignore[dict-item]
        assert guarded.request(**opened, **body, headers=identity("reader")).status_code == 299  # type: ignore[arg-type]
        for way, target, what in ways(name):
            assert guarded.request(way, target, headers=identity("editor"), **what).status_code == 404  # type: ignore[arg-type]
            assert guarded.request(way, target, headers=identity("reader"), **what).status_code == 299  # type: ignore[arg-type]


def test_an_upload_belongs_to_who_began_it(guarded: TestClient) -> None:
    begun = {"url": "/gradio_api/upload?upload_id=u1", "files": [("files", ("a.txt", b"x"))]}
    assert guarded.post(**begun, headers=identity("editor")).status_code == 299  # type: ignore[arg-type]
    watched = "/gradio_api/upload_progress?upload_id=u1"
    assert guarded.get(watched, headers=identity("editor")).status_code == 299
    assert guarded.get(watched, headers=identity("admin")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[" * 50_000,
        b'{"session_hash": 7}',
        b'{"session_hash": ["mine"]}',
        b'{"session_hash": "' + b"x" * 300 + b'"}',
    ],
)
def test_a_session_without_a_name_that_can_be_is_refused(guarded: TestClient, body: bytes) -> None:
    sent = {**identity("reader"), "Content-Type": "application/json"}
    assert guarded.post("/gradio_api/queue/join", content=body, headers=sent).status_code == 400
    assert guarded.get("/gradio_api/queue/data?session_hash=a&session_hash=b", headers=sent).status_code == 400


async def test_what_was_checked_is_what_is_handed_on() -> None:
    """A name given twice in one body must not be one name to the gate and another to Gradio."""
    row = row_of("POST", "/gradio_api/queue/join")
    assert row is not None
    sent = b'{"session_hash": "theirs", "session_hash": "mine", "data": ["\\u00e9"]}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(sent)).encode())]
    scope: Scope = {"type": "http", "method": "POST", "path": "/gradio_api/queue/join", "headers": headers}
    pieces = [sent[:20], sent[20:]]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    again = await Sessions().claim(scope, receive, row, "ada")
    message = await again()
    assert message["body"].count(b"session_hash") == 1
    assert b"mine" in message["body"]
    assert dict(scope["headers"])[b"content-length"] == str(len(message["body"])).encode()


def test_sessions_are_forgotten_with_their_reader() -> None:
    sessions = Sessions()
    sessions._bind("a", "ada")
    sessions.forget("ada")
    sessions._bind("a", "eve")


# --- where a request comes from ---------------------------------------------------------------------------------------


def test_peers() -> None:
    peers = Peers(["10.0.0.0/8", "::1", "192.0.2.7"])
    for inside in ("10.1.2.3", "::1", "192.0.2.7", "::ffff:10.1.2.3"):
        assert inside in peers
    for outside in ("11.0.0.1", "::2", "192.0.2.8", "testclient", "", None, "10.0.0.1.evil.example"):
        assert outside not in peers


@pytest.mark.parametrize(
    ("peer", "sent", "client", "scheme"),
    [
        ("127.0.0.1", "198.51.100.4", "198.51.100.4", "https"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.4", "198.51.100.4", "https"),
        ("203.0.113.9", "198.51.100.4", "203.0.113.9", "http"),
    ],
)
async def test_forwarded_headers_count_from_trusted_proxies_only(
    peer: str, sent: str, client: str, scheme: str
) -> None:
    seen: list[tuple[str, str | None, str]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((client_of(scope), peer_of(scope), scope["scheme"]))

    headers = [(b"x-forwarded-for", sent.encode()), (b"x-forwarded-proto", b"https")]
    scope: Scope = {"type": "http", "headers": headers, "client": (peer, 1), "scheme": "http"}
    await Forwarded(app, proxies=("127.0.0.1",))(scope, None, None)  # type: ignore[arg-type]
    assert seen == [(client, peer, scheme)]


async def test_nothing_speaks_over_web_sockets() -> None:
    sent: list[object] = []

    async def send(message: object) -> None:
        sent.append(message)

    class Keeper:
        async def admit(self, connection: object) -> Reader:
            raise AssertionError("nobody is asked")

    def answer(scope: Scope, error: AssistantError) -> object:
        return problem_of(error, "")

    gate = Gate(None, keeper=Keeper(), sessions=Sessions(), answer=answer, rates=Rates(0))  # type: ignore[arg-type]
    await gate({"type": "websocket", "path": "/", "headers": []}, None, send)  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1008}]
