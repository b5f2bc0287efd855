"""What every kind of file owes whoever ingests it, the kinds being told apart by nothing but their endings."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.article import Document, Refusal
from index.sources import SourceOptions, open_inputs
from index.sources.identity import checked_id
from index.sources.kinds import ARCHIVE, KINDS, record_source

OPTIONS = SourceOptions(timezone=ZoneInfo("Europe/Paris"))
WORDS = "The ferries stay in the harbour for a ninth day, the union said on Thursday."


def _pdf() -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    fonts = DictionaryObject(
        {NameObject("/F1"): DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})}
    )
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawn = DecodedStreamObject()
    drawn.set_data(f"BT /F1 11 Tf 60 700 Td ({WORDS}) Tj ET".encode())
    page[NameObject("/Contents")] = drawn
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _docx() -> bytes:
    file = docx.Document()
    file.add_paragraph(WORDS)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _html() -> bytes:
    return f"<!doctype html><html><body><article><p>{WORDS}</p></article></body></html>".encode()


def _wordpress() -> bytes:
    return f"""<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><content:encoded><![CDATA[{WORDS}]]></content:encoded>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>""".encode()


def _saved_page() -> bytes:
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n'
    return head.encode() + _html() + b"\n--b--\n"


MADE: dict[str, Callable[[], bytes]] = {
    ".txt": WORDS.encode,
    ".md": WORDS.encode,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".docx": _docx,
    ".jsonl": lambda: json.dumps({"text": WORDS}).encode(),
    ".csv": f'text\n"{WORDS}"\n'.encode,
    ".tsv": f"text\n{WORDS}\n".encode,
    ".xml": _wordpress,
    ".rss": _wordpress,
    ".atom": _wordpress,
    ".eml": f"MIME-Version: 1.0\nContent-Type: text/plain\n\n{WORDS}\n".encode,
    ".mhtml": _saved_page,
    ".mht": _saved_page,
}


def read(path: Path, options: SourceOptions = OPTIONS) -> list[Document | Refusal]:
    return list(open_inputs([str(path)], options=options))


@pytest.fixture(params=sorted(MADE))
def article(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"an article{request.param}"
    path.write_bytes(MADE[request.param]())
    return path


def test_every_kind_that_is_read_is_held_to_this() -> None:
    assert {*MADE, ARCHIVE} == set(KINDS)


def test_the_words_come_whole_and_nothing_is_made_up(article: Path) -> None:
    [document] = read(article)
    assert isinstance(document, Document), document
    assert document.text.strip() == WORDS
    assert (document.title, document.author, document.source) == (None, None, None)
    assert (document.published, document.updated, document.url) == (None, None, None)
    assert document.groups == frozenset()
    assert (document.revision, document.earlier, document.state) == (None, (), "current")


def test_the_id_and_the_hash_are_the_same_again_and_the_origin_is_the_file(article: Path) -> None:
    [document], [again] = read(article), read(article)
    assert document == again
    assert isinstance(document, Document)
    assert checked_id(document.id) == document.id
    assert len(document.raw_sha256) == len(hashlib.sha256().hexdigest())
    if record_source(article.suffix) is None:
        assert document.raw_sha256 == hashlib.sha256(article.read_bytes()).hexdigest()
    assert re.sub(r":\d+$", "", document.input) == str(article)


def test_the_groups_of_the_run_reach_it(article: Path) -> None:
    [document] = read(article, replace(OPTIONS, groups=frozenset({"staff"})))
    assert isinstance(document, Document)
    assert document.groups == {"staff"}


@pytest.mark.parametrize("content", [b"", b"\0" * 2000, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 30])
def test_what_is_of_no_kind_is_refused_on_one_line(article: Path, content: bytes) -> None:
    article.write_bytes(content)
    refusals = read(article)
    assert refusals
    for refusal in refusals:
        assert isinstance(refusal, Refusal), refusal
        assert refusal.reason
        assert refusal.hint
        assert "\n" not in refusal.input + refusal.reason + refusal.hint


def test_half_of_it_is_a_document_or_a_refusal(article: Path) -> None:
    whole = article.read_bytes()
    for size in range(1, len(whole), max(1, len(whole) // 25)):
        article.write_bytes(whole[:size])
        found = read(article)
        # An export may break off after its article.
        assert len(found) == 1 or (article.suffix in (".xml", ".rss", ".atom") and len(found) == 2)


def test_what_is_larger_than_a_file_may_be_is_refused(article: Path) -> None:
    [refusal] = read(article, replace(OPTIONS, max_bytes=40))
    assert isinstance(refusal, Refusal)
    assert "40 bytes" in refusal.reason


def test_what_is_longer_than_an_article_may_be_is_refused(article: Path) -> None:
    [refusal] = read(article, replace(OPTIONS, max_characters=20))
    assert isinstance(refusal, Refusal)
    assert "20" in refusal.reason
