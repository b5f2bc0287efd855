"""A newsroom's web site, served by a real nginx on this machine from a folder that a test fills."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SENTENCE = "The ferries between Port Ellery and the islands stay in the harbour on day {}, the union said. "
CONFIGURATION = """
daemon off; master_process off; worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log warn;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; application/rss+xml rss; application/atom+xml atom; application/feed+json json;
          application/xml xml; text/plain txt; application/gzip gz; }}
  access_log {root}/access.log; client_body_temp_path {root}/t; proxy_temp_path {root}/t; fastcgi_temp_path {root}/t;
  uwsgi_temp_path {root}/t; scgi_temp_path {root}/t; gzip on; gzip_types application/rss+xml; etag on;
  server {{
    listen 127.0.0.1:{port}; root {root}/site;
    location /moved/ {{ rewrite ^/moved/(.*)$ /news/$1 permanent; }}
    location /private/ {{ return 302 http://10.0.0.1/$request_uri; }}
    location /round/ {{ return 302 $request_uri; }}
    location /busy/ {{ return 429; }}
    location /broken/ {{ return 500; }}
    location /slow/ {{ limit_rate 20; }}
    location /cut/ {{ return 444; }}
  }}
}}
"""


class Newsroom:
    """Where the site is, what stands on it, and what was asked of it."""

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.url = f"http://127.0.0.1:{port}"

    def put(self, name: str, content: str | bytes) -> str:
        """Publish a file and give its address."""
        path = self.root / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return f"{self.url}/{name}"

    def article(self, name: str, *, title: str = "Ferries", day: int = 9, head: str = "") -> str:
        """Publish an article and give its address."""
        words = "".join(f"<p>{SENTENCE.format(day) * 3}Paragraph {number}.</p>" for number in range(3))
        page = f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        return self.put(name, f"{page}<body><article><h1>{title}</h1>{words}</article></body></html>")

    def asked(self) -> list[str]:
        """Give `PATH STATUS` of every request since the last call."""
        log = self.root / "access.log"
        time.sleep(0.05)
        lines = log.read_text().splitlines() if log.exists() else []
        log.write_text("")
        return [f"{line.split()[6]} {line.split()[8]}" for line in lines]


def rss(*items: str, channel: str = "<title>Harbour Wire</title>") -> str:
    """Write an RSS feed."""
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{channel}{body}</channel></rss>'


@contextmanager
def open_newsroom(root: Path) -> Iterator[Newsroom]:
    """Serve a newsroom from `root`."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    assert Path(program).exists(), "no nginx: run make test, or .ci/nginx"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for folder in ("site", "t"):
        (root / folder).mkdir(parents=True)
    (root / "nginx.conf").write_text(CONFIGURATION.format(root=root, port=port))
    command = [program, "-c", str(root / "nginx.conf"), "-p", str(root), "-e", str(root / "error.log")]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield Newsroom(root, port)
    finally:
        server.terminate()
        server.wait(10)
