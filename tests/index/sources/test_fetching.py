"""Whom we ask: public addresses only, the one that was checked, by no proxy of the environment."""

import ipaddress
import socket

import pytest
from small_site import Site, document, refusal

from index.article import Refusal
from index.errors import InputRefused
from index.sources import SourceOptions, open_inputs
from index.sources.fetching import IPAddress, fetch, is_public


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


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["224.0.0.1", "240.0.0.1", "255.255.255.255", "2002:7f00:1::1", "::", "ff02::1", "192.0.2.1"]
)
def test_others_are_not(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
