"""Articles from web addresses: what an answer becomes, and the answers that hold no article."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from small_site import PAGE, Site, document, refusal

from index.errors import InputRefused
from index.sources import SourceOptions
from index.sources.addresses import read_fetched
from index.sources.fetching import Fetched


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


def test_an_answer_with_nothing_in_it_is_refused(options: SourceOptions) -> None:
    fetched = Fetched(url="https://wire.example/a", media_type="text/html", charset=None, body=b"")
    with pytest.raises(InputRefused, match="nothing"):
        read_fetched("given", fetched, options)


@pytest.mark.parametrize("path", ["/slow", "/slowhead"])
def test_a_server_that_never_ends_is_left_at_the_deadline(site: str, private: SourceOptions, path: str) -> None:
    began = time.monotonic()
    assert "no complete answer within 1 s" in refusal(site + path, replace(private, url_timeout=1.0))
    assert time.monotonic() - began < 3


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
