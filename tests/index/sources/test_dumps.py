from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.article import Document, Refusal
from index.sources import SourceOptions, open_inputs

Read = Callable[..., list[Document | Refusal]]
SENTENCE = "The ferries stay in the harbour for a ninth day, the union said on Thursday evening after talks. "


def test_a_table_is_read_row_by_row_by_the_usual_names(write: Callable[..., Path], read: Read) -> None:
    rows = (
        'Headline,Date,Link,Publication,content,pages\n"Ferries, again",2025-11-20,https://w.example/a,Wire,"One.\n\nTwo.",3\n'
        "No text,2025-11-20,,,,\nBad date,soon,,,Words.,\n\n"
        'Mail date,"Thu, 20 Nov 2025 10:00:00 GMT",no address,,Words two.,\n'
    )
    first, empty, bad, mail = read(write("a.csv", "\ufeff" + rows))
    assert isinstance(first, Document)
    assert (first.title, first.published, first.source) == ("Ferries, again", date(2025, 11, 20), "Wire")
    assert (first.url, first.text, first.metadata) == ("https://w.example/a", "One.\n\nTwo.", {"pages": "3"})
    assert first.input.endswith("a.csv:4")
    assert isinstance(empty, Refusal)
    assert "without a text" in empty.reason
    assert isinstance(bad, Refusal)
    assert "not a date" in bad.reason
    assert isinstance(mail, Document)
    assert mail.published == datetime(2025, 11, 20, 10, tzinfo=UTC)


def test_columns_may_be_named(write: Callable[..., Path], options: SourceOptions) -> None:
    path = write("a.csv", "kop;tekst;body\nFerries;Here it is.;not this\n")
    mapped = replace(options, columns={"text": "tekst", "title": "Kop"})
    [document] = open_inputs([str(path)], options=mapped)
    assert isinstance(document, Document)
    assert (document.title, document.text, document.metadata) == ("Ferries", "Here it is.", {"body": "not this"})
    [refused] = open_inputs([str(path)], options=replace(options, columns={"text": "txt"}))
    assert isinstance(refused, Refusal)
    assert "no column 'txt'" in refused.reason
    assert "kop, tekst, body" in refused.hint


def test_fields_of_json_lines_may_be_named_too(write: Callable[..., Path], options: SourceOptions) -> None:
    path = write("a.jsonl", '{"body": "Here it is.", "head": "Ferries", "title": "section"}\n')
    [document] = open_inputs([str(path)], options=replace(options, columns={"text": "body", "title": "head"}))
    assert isinstance(document, Document)
    assert (document.title, document.text) == ("Ferries", "Here it is.")


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "text\n", "\n\n", 'text\n"' + "x" * 5000])
def test_a_table_without_articles_says_so(write: Callable[..., Path], read: Read, content: str) -> None:
    [found] = read(write("a.csv", content))
    assert isinstance(found, Refusal) or found.text.startswith("xxx")


def test_a_message_is_an_article(write: Callable[..., Path], read: Read) -> None:
    message = (
        "From: =?utf-8?q?Ada_Br=C3=ADsling?= <ada@wire.example>\nSubject: Ferries stay\n"
        "Date: Thu, 20 Nov 2025 10:00:00 +0100\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        f"--b\nContent-Type: text/html; charset=utf-8\n\n<p>{SENTENCE}</p><script>x</script>\n"
    )
    [html] = read(write("html.eml", message + "--b--\n"))
    plain = (
        "--b\nContent-Type: text/plain; charset=latin-1\nContent-Transfer-Encoding: 8bit\n\nThe café is open.\n--b--\n"
    )
    [both] = read(write("both.eml", (message + plain).encode("latin-1")))
    assert isinstance(html, Document)
    assert isinstance(both, Document)
    assert (html.title, html.author, html.text) == ("Ferries stay", "Ada Brísling", SENTENCE.strip())
    assert html.published is not None
    assert html.published.isoformat() == "2025-11-20T10:00:00+01:00"
    assert both.text.strip() == "The café is open."


def test_a_message_whose_headers_would_take_minutes_is_refused_at_once(write: Callable[..., Path], read: Read) -> None:
    [refused] = read(write("a.eml", "Content-Type: text/plain; " + "ted; " * 40_000 + "\n\nWords.\n"))
    assert isinstance(refused, Refusal)
    assert "headers" in refused.reason


def test_a_page_saved_as_one_file_is_the_page(write: Callable[..., Path], read: Read) -> None:
    saved = (
        "From: <Saved by Browser>\nSnapshot-Content-Location: https://wire.example/a\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="b"\n\n'
        "--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n"
        "Content-Location: https://wire.example/a\n\n"
        f"<html><head><title>Ferries</title></head><body><article><p>{SENTENCE}=E2=80=9CNo=E2=80=9D.</p></article>\n"
        "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n"
    )
    [page] = read(write("a.mhtml", saved))
    assert isinstance(page, Document)
    assert (page.title, page.url) == ("Ferries", "https://wire.example/a")
    assert page.text.endswith("“No”.")


WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Harbour Wire</title><language>en-GB</language>{}</channel>
</rss>"""
POST = """<item><title>{title}</title><link>https://wire.example/{title}/</link><dc:creator>Ada Brisling</dc:creator>
<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[short]]></excerpt:encoded>
<wp:post_date>2025-11-20 11:00:00</wp:post_date><wp:post_date_gmt>2025-11-20 10:00:00</wp:post_date_gmt>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type></item>"""


def test_a_wordpress_export_gives_what_is_published(write: Callable[..., Path], read: Read) -> None:
    text = f'{SENTENCE}\n\n[caption id="x"]A ferry[/caption]{SENTENCE}<!-- wp:paragraph -->'
    posts = [
        POST.format(title=title, text=text, status=status, kind=kind)
        for title, status, kind in (
            ("One", "publish", "post"),
            ("Two", "draft", "post"),
            ("Three", "inherit", "attachment"),
            ("Four", "publish", "post"),
        )
    ]
    found = read(write("export.xml", WORDPRESS.format("".join(posts))))
    assert [one.title for one in found if isinstance(one, Document)] == ["One", "Four"]
    one = found[0]
    assert isinstance(one, Document)
    assert (one.author, one.source, one.language) == ("Ada Brisling", "Harbour Wire", "en-GB")
    assert (one.published, one.url) == (datetime(2025, 11, 20, 10, tzinfo=UTC), "https://wire.example/One/")
    assert one.text == f"{SENTENCE.strip()}\n\nA ferry{SENTENCE.strip()}"


def test_a_saved_feed_gives_what_stands_in_it_and_fetches_nothing(write: Callable[..., Path], read: Read) -> None:
    whole = f"<title>Whole</title><description><![CDATA[<p>{SENTENCE * 8}</p>]]></description>"
    short = "<title>Short</title><link>https://wire.example/short</link><description>Soon.</description>"
    document, refused = read(
        write("a.rss", f"<rss version='2.0'><channel><item>{whole}</item><item>{short}</item></channel></rss>")
    )
    assert isinstance(document, Document)
    assert document.title == "Whole"
    assert isinstance(refused, Refusal)
    assert "only announces" in refused.reason
    [sitemap] = read(write("b.xml", "<urlset><url><loc>https://wire.example/</loc></url></urlset>"))
    assert isinstance(sitemap, Refusal)
    assert "sitemap" in sitemap.reason
