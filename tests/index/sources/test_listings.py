import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from newsroom import SENTENCE, Newsroom, open_newsroom, rss

from index.article import Document, Refusal
from index.sources import SourceOptions, open_inputs
from index.sources.reading import Seen

FULL = f"<![CDATA[<p>{SENTENCE.format(3) * 4}</p><p>{SENTENCE.format(33) * 4}</p>]]>"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path_factory.mktemp("newsroom")) as newsroom:
        yield newsroom


@pytest.fixture
def newsroom(served: Newsroom) -> Newsroom:
    for path in sorted((served.root / "site").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    served.asked()
    return served


@pytest.fixture
def near(options: SourceOptions) -> SourceOptions:
    return replace(options, allow_private_addresses=True, pause=0.0, url_timeout=3.0)


def documents(options: SourceOptions, *urls: str) -> list[Document]:
    found = list(open_inputs(urls, options=options))
    assert all(isinstance(one, Document) for one in found), found
    return [one for one in found if isinstance(one, Document)]


def test_a_feed_gives_its_articles_newest_first_whole_from_the_page_or_from_itself(
    newsroom: Newsroom, near: SourceOptions
) -> None:
    first = newsroom.article("news/first.html")
    feed = newsroom.put(
        "feed.rss",
        rss(
            f"<title>First</title><link>{first}?utm_source=rss</link><pubDate>Mon, 17 Nov 2025 08:00:00 GMT</pubDate>"
            "<author>ada@wire.example (Ada Brisling)</author><description>Ferries stay.</description>",
            f"<title>Second &amp;amp; whole</title><link>{newsroom.url}/news/second</link>"
            f"<pubDate>Tue, 18 Nov 2025 08:00:00 GMT</pubDate><content:encoded>{FULL}</content:encoded>",
        ),
    )
    second, one = documents(near, feed)
    assert (second.title, second.source, second.published) == (
        "Second & whole",
        "Harbour Wire",
        datetime(2025, 11, 18, 8, tzinfo=UTC),
    )
    assert second.text.count("day 3") == 8  # and 33
    assert one.text.count("day 9") == 9
    assert (one.title, one.published) == ("Ferries", datetime(2025, 11, 17, 8, tzinfo=UTC))
    assert one.author is not None
    assert "Ada Brisling" in one.author
    assert one.id == documents(near, first)[0].id
    assert f"{newsroom.url}/news/second 200" not in newsroom.asked()


def test_atom_and_json_feeds_are_feeds_too(newsroom: Newsroom, near: SourceOptions) -> None:
    newsroom.article("news/a.html")
    atom = newsroom.put(
        "feed.atom",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title>A</title><id>urn:a</id>'
        '<link rel="alternate" href="/news/a.html"/><updated>2025-11-18T08:00:00Z</updated></entry></feed>',
    )
    item = {"id": "1", "url": "/news/a.html", "title": "A", "date_published": "2025-11-18T08:00:00Z"}
    item |= {"authors": [{"name": "Ada Brisling"}], "content_html": f"<p>{SENTENCE.format(4) * 9}</p>"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [item, "no item"]}
    [one] = documents(near, atom)
    [other] = documents(near, newsroom.put("feed.json", json.dumps(feed)))
    assert one.id == other.id
    assert one.published == other.published == datetime(2025, 11, 18, 8, tzinfo=UTC)
    assert (other.author, other.text.count("day 4")) == ("Ada Brisling", 9)


def test_sitemaps_news_sitemaps_and_indexes_packed_or_not(newsroom: Newsroom, near: SourceOptions) -> None:
    urls = [newsroom.article(f"news/{name}.html", title=name) for name in ("a", "b")]
    news = (
        "<news:news><news:publication><news:name>Wire</news:name></news:publication>"
        "<news:publication_date>2025-11-18</news:publication_date><news:title>A</news:title></news:news>"
    )
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    packed = newsroom.put(
        "one.xml.gz", gzip.compress(f"<urlset {space}><url><loc>{urls[0]}</loc>{news}</url></urlset>".encode())
    )
    plain = newsroom.put("two.xml", f"<urlset {space}><url><loc>{urls[1]}</loc></url></urlset>")
    index = f"<sitemap><loc>{packed}</loc></sitemap><sitemap><loc>{plain}</loc></sitemap>"
    round_trip = (
        f"<sitemap><loc>{newsroom.url}/index.xml</loc></sitemap>"  # an index that lists itself ends all the same
    )
    given = newsroom.put("index.xml", f"<sitemapindex {space}>{index}{round_trip}</sitemapindex>")
    found = {one.title: one for one in documents(near, given)}
    assert set(found) == {"a", "b"}
    assert (found["a"].published, found["a"].source) == (date(2025, 11, 18), "Wire")
    assert newsroom.asked().count("/index.xml 200") == 1


def test_a_standing_source_asks_only_for_what_is_new(newsroom: Newsroom, near: SourceOptions) -> None:
    seen: dict[str, Seen] = {}
    standing = replace(near, seen=seen)
    items = [f"<guid>{n}</guid><title>{n}</title><link>{newsroom.article(f'news/{n}.html')}</link>" for n in "ab"]
    feed = newsroom.put("feed.rss", rss(*items))
    assert len(documents(standing, feed)) == 2
    newsroom.asked()
    assert documents(standing, feed) == []
    assert newsroom.asked() == ["/feed.rss 304"]
    time.sleep(1.1)  # Last-Modified has seconds
    items.append(f"<guid>c</guid><title>c</title><link>{newsroom.article('news/c.html')}</link>")
    newsroom.put("feed.rss", rss(*items))
    [new] = documents(standing, feed)
    assert new.url == f"{newsroom.url}/news/c.html"
    assert newsroom.asked() == ["/feed.rss 200", "/robots.txt 404", "/news/c.html 200"]
    newsroom.put("feed.rss", rss(items[0].replace("<guid>a", "<guid>a2"), *items[1:]))
    assert documents(standing, feed) == []  # the entry changed, the page did not: asked for, and not sent
    assert newsroom.asked()[-1] == "/news/a.html 304"


def test_a_home_page_leads_to_its_feed_where_the_source_stands(newsroom: Newsroom, near: SourceOptions) -> None:
    item = f"<title>a</title><link>{newsroom.article('news/a.html')}</link>"
    newsroom.put("feed.rss", rss(item))
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.rss">'
    home = newsroom.put(
        "index.html", f"<html><head><title>Wire</title>{head}</head><body><a href=/a>A</a></body></html>"
    )
    [refused] = open_inputs([home], options=near)
    assert isinstance(refused, Refusal)
    assert f"{newsroom.url}/feed.rss" in refused.hint
    assert len(documents(replace(near, seen={}), home)) == 1


def test_a_site_without_a_feed_is_followed_by_the_sitemap_it_names(newsroom: Newsroom, near: SourceOptions) -> None:
    sitemap = newsroom.put("news-map.xml", f"<urlset><url><loc>{newsroom.article('news/a.html')}</loc></url></urlset>")
    newsroom.put("robots.txt", f"Sitemap: {newsroom.url}/all.xml\nSitemap: {sitemap}\nSitemap: file:///etc/passwd\n")
    home = newsroom.put("index.html", "<html><body><a href=/news/a.html>A</a></body></html>")
    assert len(documents(replace(near, seen={}), home)) == 1
    assert isinstance(next(open_inputs([home], options=near)), Refusal)


def test_robots_are_heard_for_what_is_found_and_not_for_what_is_named(newsroom: Newsroom, near: SourceOptions) -> None:
    newsroom.put("robots.txt", "User-agent: *\nDisallow: /news/\n")
    page = newsroom.article("news/a.html")
    [refused] = open_inputs([newsroom.put("feed.rss", rss(f"<link>{page}</link>"))], options=near)
    assert isinstance(refused, Refusal)
    assert "robots.txt" in refused.reason
    assert len(documents(near, page)) == 1


def test_what_goes_wrong_with_one_entry_stays_with_it(newsroom: Newsroom, near: SourceOptions) -> None:
    paths = ("news/none", "round/x", "busy/x", "broken/x", "cut/x", "slow/x.html")
    newsroom.article("slow/x.html")
    good = newsroom.article("news/good.html")
    items = [f"<guid>{path}</guid><link>{newsroom.url}/{path}</link>" for path in paths]
    feed = newsroom.put(
        "feed.rss", rss(*items, f"<link>{newsroom.url}/moved/good.html</link>", "<title>Nowhere</title>")
    )
    seen: dict[str, Seen] = {}
    only_here = replace(near, url_timeout=1.0, seen=seen)
    began = time.monotonic()
    found = list(open_inputs([feed], options=only_here))
    assert time.monotonic() - began < 15
    refused = {one.input: one.reason for one in found if isinstance(one, Refusal)}
    [document] = [one for one in found if isinstance(one, Document)]
    assert document.url == good
    said = [refused[f"{newsroom.url}/{path}"] for path in paths]
    for words, reason in zip(("404", "redirects", "429", "500", "cannot be reached", "no complete"), said, strict=True):
        assert words in reason
    assert "without a link" in refused["Nowhere"]
    # What may go well another time is asked for again; what will not is not.
    again = {one.input for one in open_inputs([feed], options=only_here) if isinstance(one, Refusal)}
    assert f"{newsroom.url}/busy/x" in again
    assert f"{newsroom.url}/news/none" not in again


def test_no_redirect_leads_to_a_private_address(newsroom: Newsroom, options: SourceOptions) -> None:
    [refused] = open_inputs([f"{newsroom.url}/private/x"], options=replace(options, url_timeout=2.0))
    assert isinstance(refused, Refusal)
    assert "private address" in refused.reason
    assert newsroom.asked() == []


def test_one_run_reads_no_more_pages_than_it_may(newsroom: Newsroom, near: SourceOptions) -> None:
    items = [f"<guid>{n}</guid><link>{newsroom.article(f'news/{n}.html')}</link>" for n in range(5)]
    feed = newsroom.put("feed.rss", rss(*items))
    seen: dict[str, Seen] = {}
    standing = replace(near, most_pages=3, seen=seen)
    first = list(open_inputs([feed], options=standing))
    assert [type(one) for one in first] == [Document] * 3 + [Refusal]
    assert len(documents(standing, feed)) == 2  # the rest, though the feed itself has not changed


@pytest.mark.parametrize(
    "feed",
    [
        "<rss><channel><item><title>",
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item>',
        '{"version": "https://jsonfeed.org/version/1", "items": 5}',
        '{"version": "https://jsonfeed.org/version/1", "items": [' + "[" * 9000,
        "<urlset><url><loc>http://",
    ],
)
def test_a_damaged_or_hostile_list_is_refused(
    newsroom: Newsroom, near: SourceOptions, feed: str, tmp_path: Path
) -> None:
    found = list(open_inputs([newsroom.put("feed.xml", feed)], options=near))
    assert len(found) <= 1
    assert all(isinstance(one, Refusal) and "\n" not in one.reason for one in found)
