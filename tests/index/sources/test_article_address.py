"""One article by many routes: how an address is written, and which addresses lead to the same article."""

from dataclasses import replace

import pytest
from small_site import PAGE

from index.sources import SourceOptions
from index.sources.addresses import read_fetched
from index.sources.article_address import address_key, plain_address
from index.sources.fetching import Fetched


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
