"""A web site of good and bad pages, answered by Python's own server, and reading the one article at an address.

What a newsroom publishes is in `newsroom`; here is what no proper server would say.
"""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from index.article import Document, Refusal
from index.sources import SourceOptions, open_inputs

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferries stay</title>{head}</head>
<body><article>
<p>The ferries between Port Ellery and the islands will stay in the harbour for a ninth day, the union said.</p>
<p>“We want to sail,” said its chairman, and added that the next talks would begin on Saturday.</p>
</article></body></html>"""


class Site(BaseHTTPRequestHandler):
    """A small web site of good and bad pages."""

    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers["User-Agent"], self.headers["Host"]))
        path, _, rest = self.path.partition("?")
        name = "answer_" + path.strip("/").partition("/")[0]
        getattr(self, name, self.answer_missing)(rest)

    def send(self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_missing(self, _: str) -> None:
        self.send(b"gone", status=404)

    def answer_page(self, _: str) -> None:
        self.send(PAGE.format(head="").encode())

    def answer_legacy(self, _: str) -> None:
        self.send(
            PAGE.format(head="").replace('<meta charset="utf-8">', "").encode("cp1252"),
            "text/html; charset=windows-1252",
        )

    def answer_packed(self, _: str) -> None:
        self.send(gzip.compress(PAGE.format(head="").encode()), Content_Encoding="gzip")

    def answer_bomb(self, _: str) -> None:
        self.send(gzip.compress(b" " * 3_000_000), Content_Encoding="gzip")

    def answer_text(self, _: str) -> None:
        self.send("---\nid: taken\ngroups: []\n---\nThe café is open.".encode("latin-1"), "text/plain; charset=latin-1")

    def answer_picture(self, _: str) -> None:
        self.send(b"\x89PNG", "image/png")

    def answer_empty(self, _: str) -> None:
        self.send(b"")

    def answer_unsaid(self, _: str) -> None:
        self.send(b"what am I", "")

    def answer_to(self, target: str) -> None:
        self.send(b"", status=302, Location=target)

    def answer_round(self, _: str) -> None:
        self.send(b"", status=301, Location=self.path)

    def answer_slow(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.drip()

    def answer_slowhead(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.drip()

    def drip(self) -> None:
        try:
            while True:
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def answer_endless(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"<p>and so on</p>" * 4096)
        except OSError:
            pass

    def answer_large(self, _: str) -> None:
        self.send(b"x", Content_Length="999999999")

    def answer_noise(self, _: str) -> None:
        self.wfile.write(b"this is not HTTP\r\n\r\n")

    def answer_cut(self, _: str) -> None:
        self.send(b"<p>half", Content_Length="5000")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def document(url: str, options: SourceOptions) -> Document:
    [found] = open_inputs([url], options=options)
    assert isinstance(found, Document), found
    return found


@contextmanager
def open_site() -> Iterator[str]:
    """Serve the site and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def refusal(url: str, options: SourceOptions) -> str:
    [found] = open_inputs([url], options=options)
    assert isinstance(found, Refusal), found
    assert found.input == url
    assert found.hint
    assert "\n" not in found.reason
    return found.reason
