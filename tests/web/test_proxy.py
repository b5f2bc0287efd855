"""Behind a proxy, under a path of its own: a real nginx, with the block that docs/operations.md gives, and a double."""

import json
import re
import shutil
import socket
import subprocess
import time
import tomllib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from chat_page import ask, marked
from live import GRADIOS_OWN, running, watched_page
from playwright.sync_api import Browser, expect
from scripted_footnote import ScriptedFootnote
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.settings import Settings
from assistant.web.server import create_app

pytestmark = [*GRADIOS_OWN]

AROUND = """
daemon off; master_process off; worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log warn;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {root}/t; proxy_temp_path {root}/t; fastcgi_temp_path {root}/t;
  uwsgi_temp_path {root}/t; scgi_temp_path {root}/t;
{block}
}}
"""
ADA = ("ada", "lovelace")


def published(repository: Path, language: str) -> str:
    """Give the one block of this language in the document."""
    text = (repository / "docs" / "operations.md").read_text("utf-8")
    (block,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(block)


@contextmanager
def nginx(repository: Path, root: Path, served: str, *, keep_prefix: bool = False) -> Iterator[str]:
    """Run the published block in front of `served`, on a free port of this machine; give its address."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    assert Path(program).exists(), "no nginx: run make test, or .ci/nginx"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (root / "t").mkdir(parents=True)
    (root / "users").write_text(f"{ADA[0]}:{{PLAIN}}{ADA[1]}\n")
    block = published(repository, "nginx")
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port}",
        "/etc/nginx/footnote.users": f"{root}/users",
        "server 127.0.0.1:7860": f"server {served.removeprefix('http://')}",
        # Gradio names the page's icon late: until then a browser asks for that of the host, which is not ours.
        "location = /footnote {": "location = /favicon.ico { return 204; }\n    location = /footnote {",
    }
    for said, here in changes.items():
        assert said in block
        block = block.replace(said, here)
    if keep_prefix:
        block = block.replace("proxy_pass http://footnote/;", "proxy_pass http://footnote;")
    (root / "nginx.conf").write_text(AROUND.format(root=root, block=block))
    command = [program, "-c", str(root / "nginx.conf"), "-p", str(root), "-e", str(root / "error.log")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as server:
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def footnote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedFootnote]:
    settings = Settings.read(
        data_dir=tmp_path_factory.mktemp("data"), root_path="/footnote", auth="proxy", proxy_addresses="127.0.0.1"
    )
    scripted = ScriptedFootnote(settings)
    yield scripted
    scripted.close()


@pytest.fixture(scope="module")
def served(footnote: ScriptedFootnote) -> Iterator[str]:
    with running(create_app(footnote, footnote.settings), until="/healthz") as address:  # type: ignore[arg-type]
        # Gradio is imported until then, and complains: between two tests nothing would be ignored, and fail the page.
        for _ in range(600):
            if httpx.get(f"{address}/", headers={"X-Forwarded-User": "ada"}, trust_env=False).status_code == 200:
                break
            time.sleep(0.1)
        yield address


@pytest.fixture(scope="module", params=["stripped", "kept"])
def address(
    request: pytest.FixtureRequest, repository: Path, served: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    root = tmp_path_factory.mktemp("nginx") / request.param
    with nginx(repository, root, served, keep_prefix=request.param == "kept") as front:
        yield front


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, auth=ADA, timeout=30, trust_env=False) as client:
        yield client


def test_the_proxy_says_who_asks(client: httpx.Client, footnote: ScriptedFootnote) -> None:
    forged = {"X-Forwarded-User": "eve", "X-Forwarded-Groups": "board", "X-Forwarded-For": "6.6.6.6"}
    answered = client.post("/footnote/api/ask", json={"question": "Macron?"}, headers=forged)
    assert answered.status_code == 200
    assert (footnote.asked[-1].user, footnote.asked[-1].groups) == ("ada", {"desk", "legal"})
    assert answered.json()["citations"][0]["link"].startswith("/articles/")
    assert client.get("/footnote/healthz").json() == {"alive": True}
    with httpx.Client(trust_env=False) as stranger:
        assert stranger.get(f"{client.base_url}/footnote/api/articles").status_code == 401
        moved = stranger.get(f"{client.base_url}/footnote")
        assert (moved.status_code, moved.headers["location"]) == (301, f"{client.base_url}/footnote/")


def test_events_arrive_as_they_happen(client: httpx.Client, footnote: ScriptedFootnote) -> None:
    footnote.delay = 0.4
    try:
        sent = {"json": {"question": "Macron?"}, "headers": {"Accept": "text/event-stream"}}
        arrived: dict[str, float] = {}
        with client.stream("POST", "/footnote/api/ask", **sent) as response:  # type: ignore[arg-type]
            for line in response.iter_lines():
                if line.startswith("event: "):
                    arrived.setdefault(line[7:], time.monotonic())
    finally:
        footnote.delay = 0.0
    assert arrived["answer"] - arrived["searching"] > 0.5
    assert arrived["answer"] - arrived["statement"] > 0.2


def test_addresses_of_other_programs_are_the_proxys(client: httpx.Client) -> None:
    asked = {"model": "footnote", "messages": [{"role": "user", "content": "What did Macron say?"}]}
    message = client.post("/footnote/v1/chat/completions", json=asked).json()["choices"][0]["message"]
    place = message["annotations"][0]["url_citation"]["url"]
    assert place.startswith(f"{str(client.base_url).rstrip('/')}/footnote/articles/")
    assert client.get(place).status_code == 200
    page = client.get("/footnote/articles/macron").text
    assert set(re.findall(r'(?:href|src)="(/[^"]*)"', page)) <= set(re.findall(r'"(/footnote/[^"]*)"', page))


def test_nothing_reaches_us_around_the_proxy(served: str) -> None:
    with httpx.Client(trust_env=False) as client:
        assert client.get(f"{served}/api/articles").status_code == 401, "this machine is the proxy's, but names nobody"


@pytest.mark.browser
def test_the_page_works_under_its_path(address: str, browser: Browser) -> None:
    # As a header: what else a browser can be told makes it stop and ask at every file.
    known = {"Authorization": f"Basic {b64encode(':'.join(ADA).encode()).decode()}"}
    with watched_page(browser, address, extra_http_headers=known) as page:
        page.goto(f"{address}/footnote")
        expect(page.get_by_text("Ask your articles", exact=True)).to_be_visible(timeout=30_000)
        ask(page, "What did Macron say?")
        cited = page.locator(".fn-cite").first
        expect(cited).to_be_visible()
        cited.click()
        link = page.locator('#fn-panel a[href*="/articles/"]').first
        assert str(link.get_attribute("href")).startswith("/footnote/articles/")
        page.goto(address + str(link.get_attribute("href")))
        expect(page.locator("mark")).to_be_visible()


class Stripping:
    """A reverse proxy in front of an application, reduced to what it does to the path."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._prefix:
            path = scope["path"].removeprefix(self._prefix) or "/"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self._app(scope, receive, send)


@pytest.mark.browser
@pytest.mark.parametrize("prefix", ["", "/footnote"])
def test_everything_works_under_a_root_path(browser: Browser, tmp_path: Path, prefix: str) -> None:
    """The reader's browser sees /footnote; a proxy may keep that prefix or strip it on its way to us."""
    settings = Settings.read(data_dir=tmp_path / "data", root_path="/footnote")
    footnote = ScriptedFootnote(settings)
    app = Stripping(create_app(footnote, settings), "" if prefix else "/footnote")  # type: ignore[arg-type]
    with running(app, until="/footnote/") as address:
        with watched_page(browser, address) as page:
            page.goto(f"{address}/footnote")
            ask(page, "What did Macron say?")
            page.locator("#fn-chat .fn-cite").first.click()
            assert marked(page).startswith("“We want peace")
            page.keyboard.press("Escape")
            page.get_by_role("tab", name="Library").click()
            remove = page.locator("#fn-list li", has_text="Accents").get_by_role("button")
            remove.click()
            remove.click()
            expect(page.locator("#fn-list .fn-open")).to_have_text(["Macron"])
            expect(page.locator(".fn-inside")).to_have_text("1 article · 1 outlet")
        with watched_page(browser, address) as page:
            page.goto(f"{address}/footnote/widget-demo")
            page.get_by_label("Your question").fill("What did Macron say?")
            page.get_by_label("Your question").press("Enter")
            page.locator("footnote-chat .fn-cite").first.click()
            link = page.locator("footnote-chat .passage a.fn-open")
            expect(link).to_have_attribute("href", re.compile(f"^{re.escape(address)}/footnote/articles/macron"))
    footnote.close()


# --- the rest of what the document gives ------------------------------------------------------------------------------


def test_the_unit_names_what_there_is(repository: Path) -> None:
    unit = published(repository, "ini")
    assert re.search(r"^ExecStart=\S+/\.venv/bin/footnote serve$", unit, re.MULTILINE)
    assert "User=root" not in unit
    assert "NoNewPrivileges=yes" in unit


def test_the_container_is_made_of_what_is_here_and_runs_without_root(repository: Path) -> None:
    steps = [line.split(maxsplit=1) for line in (repository / "Dockerfile").read_text("utf-8").splitlines() if line]
    last = max(number for number, step in enumerate(steps) if step[0] == "FROM")
    assert steps[last][1].startswith("python:3.12")
    for kind, rest in (step for step in steps if step[0] in ("COPY", "HEALTHCHECK", "CMD")):
        if kind == "COPY" and "--from" not in rest:
            for name in rest.split()[:-1]:
                assert (repository / name).exists(), name
                kept = (repository / ".dockerignore").read_text("utf-8").splitlines()
                assert f"!{name}" in kept, name
        if kind == "HEALTHCHECK":
            command = json.loads(rest.partition("CMD ")[2])
            compile(command[-1], "health check", "exec")
    assert ["USER", "10001:10001"] in steps[last:]
    wheel = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    for package in [*wheel["packages"], *wheel["force-include"]]:
        assert not (repository / package).exists() or ["COPY", f"{package} {package}"] in steps, package
