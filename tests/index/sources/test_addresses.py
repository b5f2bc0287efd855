import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from index.article import Document, Refusal
from index.errors import InputRefused
from index.sources import SourceOptions, open_inputs
from index.sources.addresses import read_fetched
from index.sources.article_address import address_key, plain_address
from index.sources.fetching import Fetched, IPAddress, fetch, is_public

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


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def private(options: SourceOptions) -> SourceOptions:
    return replace(options, allow_private_addresses=True, url_timeout=5.0, max_bytes=2_000_000, pause=0.0)


def refusal(url: str, options: SourceOptions) -> str:
    [found] = open_inputs([url], options=options)
    assert isinstance(found, Refusal), found
    assert found.input == url
    assert found.hint
    assert "\n" not in found.reason
    return found.reason


def document(url: str, options: SourceOptions) -> Document:
    [found] = open_inputs([url], options=options)
    assert isinstance(found, Document), found
    return found


def test_a_page_is_known_by_its_address(site: str, private: SourceOptions) -> None:
    page = document(f"{site}/page/ferries-stay.html?utm_source=x#top", private)
    assert "“We want to sail,” said" in page.text
    assert page.id.startswith("ferries-stay-")
    assert page.id == document(f"{site}/page/ferries-stay.html", private).id
    assert page.url == f"{site}/page/ferries-stay.html"
    assert page.input == f"{site}/page/ferries-stay.html?utm_source=x#top"
    assert page.id != document(f"{site}/page/other", private).id


def test_the_server_is_told_who_asks(site: str, private: SourceOptions) -> None:
    document(f"{site}/page/who", private)
    [(_, agent, host)] = [asked for asked in Site.asked if asked[0] == "/page/who"]
    assert agent.startswith("Footnote/")
    assert host == site.removeprefix("http://")


def test_encodings_and_packing_of_the_server_are_undone(site: str, private: SourceOptions) -> None:
    assert "“We want to sail,”" in document(f"{site}/legacy", private).text
    assert "“We want to sail,”" in document(f"{site}/packed", private).text


def test_a_text_from_the_web_chooses_neither_id_nor_readers(site: str, private: SourceOptions) -> None:
    text = document(f"{site}/text/café", replace(private, groups=frozenset({"staff"})))
    assert text.id != "taken"
    assert text.groups == {"staff"}
    assert text.text.endswith("The café is open.")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nothing", "404 Not Found"),
        ("/picture", "image/png"),
        ("/unsaid", "no content type"),
        ("/empty", "nothing"),
        ("/round", "more than 5 redirects"),
        ("/endless", "larger than 2 MiB"),
        ("/large", "larger than 2 MiB"),
        ("/bomb", "larger than 2 MiB"),
        ("/noise", "cannot be reached"),
        ("/cut", "cannot be reached"),
        ("/to?ftp://e.example/x", "addresses of kind ftp: are not read"),
        ("/to?file:///etc/passwd", "addresses of kind file: are not read"),
        ("/to?http://", "redirects"),
        ("/to?http://[::1", "Invalid URL"),
    ],
)
def test_answers_that_hold_no_article_are_refused(site: str, private: SourceOptions, path: str, words: str) -> None:
    assert words in refusal(site + path, replace(private, max_bytes=2 * 1024 * 1024))


@pytest.mark.parametrize("path", ["/slow", "/slowhead"])
def test_a_server_that_never_ends_is_left_at_the_deadline(site: str, private: SourceOptions, path: str) -> None:
    began = time.monotonic()
    assert "no complete answer within 1 s" in refusal(site + path, replace(private, url_timeout=1.0))
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:7860/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
     "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://169.254.169.254/latest/meta-data",
     "http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[64:ff9b::7f00:1]/", "http://2130706433/"],
)  # fmt: skip
def test_private_addresses_are_not_asked(options: SourceOptions, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    real = socket.getaddrinfo

    def numbers_only(host: str, *args: object, **kwargs: object) -> object:
        return real("127.0.0.1" if host in ("localhost", "2130706433") else host, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(socket, "getaddrinfo", numbers_only)
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("it was asked"))
    assert "private address" in refusal(url, options)


def test_a_redirect_to_a_private_address_is_not_followed(site: str) -> None:
    asked = len(Site.asked)

    def only_first(address: IPAddress) -> bool:
        return address == ipaddress.ip_address("127.0.0.1")

    with pytest.raises(InputRefused, match="private address"):
        fetch(f"{site}/to?{site.replace('127.0.0.1', '127.0.0.2')}/page", timeout=5, max_bytes=1000, permits=only_first)
    assert len(Site.asked) == asked + 1


def test_the_connection_goes_to_the_address_that_was_checked(
    site: str, private: SourceOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.rpartition(":")[2])
    lookups: list[str] = []

    def rebinding(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        if host != "rebinding.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        lookups.append(host)
        address = "127.0.0.1" if len(lookups) == 1 else "127.0.0.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    page = document(f"http://rebinding.example:{port}/page/rebound", private)
    assert page.url == f"http://rebinding.example:{port}/page/rebound"
    assert lookups == ["rebinding.example"]
    assert ("/page/rebound", f"rebinding.example:{port}") in [(path, host) for path, _, host in Site.asked]


def test_a_proxy_of_the_environment_is_not_used(
    site: str, private: SourceOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert document(f"{site}/page/direct", private)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://e.example/x", "addresses of kind ftp: are not read"),
        ("file:///etc/passwd", "addresses of kind file: are not read"),
        ("https://", "not a web address"),
        ("https://user:secret@e.example/", "user name"),
        ("https://e.example:99999/", "not a web address"),
        ("http://" + "a" * 300 + ".example/", "no such host"),
        ("http://\u2603.invalid\n/", "not a web address"),
    ],
)
def test_addresses_that_are_none_are_refused(
    options: SourceOptions, monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    def unknown(host: str, *_: object, **__: object) -> object:
        host.encode("idna")
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    [found] = open_inputs([url], options=options)
    assert isinstance(found, Refusal)
    assert words in found.reason
    assert "secret" not in found.reason


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://wire.example/a">', "https://wire.example/a"),
        ('<link rel="canonical" href="/a?page=2">', "https://www.wire.example/a?page=2"),
        ('<link rel="canonical" href="https://amp.wire.example/a#x">', "https://amp.wire.example/a"),
        ('<link rel="canonical" href="https://other.example/a">', "https://www.wire.example/2025/a"),
        ('<link rel="canonical" href="https://wire.example/">', "https://www.wire.example/2025/a"),
        ('<link rel="canonical" href="javascript:x">', "https://www.wire.example/2025/a"),
        ("", "https://www.wire.example/2025/a"),
    ],
)
def test_a_page_may_name_its_address_on_its_own_site_only(options: SourceOptions, head: str, url: str) -> None:
    fetched = Fetched(
        url="https://www.wire.example/2025/a",
        media_type="text/html",
        charset=None,
        body=PAGE.format(head=head).encode(),
    )
    assert read_fetched("given", fetched, options).url == url


def test_a_pdf_is_read_from_the_web_too(options: SourceOptions, make_pdf: Callable[..., bytes]) -> None:
    body = make_pdf([[(60, 700, 11, "The ferries stay in the harbour, the union said.")]])
    for kind in ("application/pdf", "application/octet-stream"):
        pdf = read_fetched(
            "given", Fetched(url="https://e.example/r.pdf", media_type=kind, charset=None, body=body), options
        )
        assert (pdf.url, pdf.text) == ("https://e.example/r.pdf", "The ferries stay in the harbour, the union said.")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("HTTPS://Wire.Example:443/a#b", "https://wire.example/a"),
        ("http://wire.example", "http://wire.example/"),
        ("https://wire.example/a?id=7&utm_source=x&fbclid=y", "https://wire.example/a?id=7"),
        ("https://wire.example/a?b=%20c&d", "https://wire.example/a?b=%20c&d"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_an_address_is_written_one_way(written: str, plain: str) -> None:
    assert plain_address(written) == plain
    assert plain_address(plain) == plain


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["224.0.0.1", "240.0.0.1", "255.255.255.255", "2002:7f00:1::1", "::", "ff02::1", "192.0.2.1"]
)
def test_others_are_not(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_an_answer_with_nothing_in_it_is_refused(options: SourceOptions) -> None:
    fetched = Fetched(url="https://wire.example/a", media_type="text/html", charset=None, body=b"")
    with pytest.raises(InputRefused, match="nothing"):
        read_fetched("given", fetched, options)


@pytest.mark.parametrize(
    "route",
    [
        "http://wire.example/2025/ferries",
        "https://www.wire.example/2025/ferries/",
        "https://m.wire.example/2025/ferries?utm_source=feed&fbclid=x",
        "https://amp.wire.example/2025/ferries",
        "https://wire.example:443/2025/ferries/amp/",
        "https://wire.example/2025/ferries.amp",
        "https://wire.example/2025/ferries?amp=1#top",
        "https://wire.example/2025/ferries?outputType=amp",
        "https://wire.example/2025/ferries/index.html",
        "https://wire.example/amp/2025/ferries",
        "https://www.google.com/amp/s/www.wire.example/2025/ferries",
        "https://wire-example.cdn.ampproject.org/c/s/wire.example/2025/ferries/amp",
        "HTTPS://WIRE.EXAMPLE/2025/ferries",
    ],
)
def test_an_article_by_another_route_is_the_same_one(options: SourceOptions, route: str) -> None:
    assert address_key(route) == "https://wire.example/2025/ferries"
    fetched = Fetched(url=route, media_type="text/html", charset=None, body=PAGE.format(head="").encode())
    plain = replace(fetched, url="https://wire.example/2025/ferries")
    assert read_fetched("given", fetched, options).id == read_fetched("given", plain, options).id


@pytest.mark.parametrize(
    "other",
    [
        "https://other.example/2025/ferries",
        "https://wire.example/2025/ferries-2",
        "https://wire.example/2025/ferries?page=2",
        "https://wire.example:8443/2025/ferries",
        "https://wire.example/2025/camp",
        "https://wire.example/",
        "https://www.google.com/search?q=ferries",
    ],
)
def test_another_article_is_another_one(other: str) -> None:
    assert address_key(other) != address_key("https://wire.example/2025/ferries")
    assert address_key(address_key(other)) == address_key(other)
