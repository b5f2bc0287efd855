"""Inputs nobody should send: good files of every kind, broken in ways that files break and attackers think of.

A seed gives the same inputs again, so that one that fails can be made anew: `mutation(seed)`.
"""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable

SENTENCE = "The ferries between Port Ellery and the islands stay in the harbour for a ninth day, the union said. "
PARAGRAPHS = "".join(f"<p>{SENTENCE * 2}Paragraph {number}.</p>" for number in range(4))
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferries | Wire</title>'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferries","datePublished":"2025-11-20",'
    '"author":[{"name":"Ada Brisling"}]}</script><link rel="canonical" href="https://wire.example/a"></head>'
    f'<body><nav><a href="/">Home</a></nav><article><h1>Ferries</h1>{PARAGRAPHS}</article></body></html>'
)
FEED = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Wire</title><item><title>Ferries</title><link>https://wire.example/a</link>"
    f"<pubDate>Thu, 20 Nov 2025 10:00:00 GMT</pubDate><content:encoded><![CDATA[{PARAGRAPHS}]]></content:encoded>"
    "</item></channel></rss>"
)
EXPORT = FEED.replace("<channel>", '<channel xmlns:wp="http://wordpress.org/export/1.2/">').replace(
    "</item>", "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
)
MAIL = (
    "From: Ada <ada@wire.example>\nSubject: Ferries\nDate: Thu, 20 Nov 2025 10:00:00 +0000\nMIME-Version: 1.0\n"
    'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n'
    f"{SENTENCE * 4}\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>x=3D</p>\n--b--\n"
)
RECORDS = "".join(json.dumps({"text": SENTENCE * 3, "title": f"T{n}", "groups": ["a"]}) + "\n" for n in range(4))
TABLE = "title,text,date\n" + "".join(f'"T{n}","{SENTENCE * 3}",2025-11-20\n' for n in range(4))
MARKDOWN = f"---\ntitle: Ferries\npublished: 2025-11-20\n---\n# Ferries\n\n{SENTENCE}\n\n- one\n- two\n\n"
MARKDOWN += "| a | b |\n|---|---|\n| c | d |\n"
SAVED = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n'


def good_files(pdf: bytes, docx: bytes) -> dict[str, bytes]:
    """Give one good file for every ending."""
    files = {
        ".txt": (SENTENCE * 5).encode(),
        ".md": MARKDOWN.encode(),
        ".html": PAGE.encode(),
        ".jsonl": RECORDS.encode(),
        ".csv": TABLE.encode(),
        ".xml": EXPORT.encode(),
        ".rss": FEED.encode(),
        ".eml": MAIL.encode(),
        ".mhtml": f"{SAVED}{PAGE}\n--b--\n".encode(),
        ".pdf": pdf,
        ".docx": docx,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, content in files.items():
            archive.writestr(f"a{suffix}", content)
    return {**files, ".zip": packed.getvalue()}


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _flip(raw: bytes, chance: random.Random) -> bytes:
    broken = bytearray(raw)
    for _ in range(chance.choice((1, 3, 30, 300))):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def _noise(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.randbytes(chance.choice((1, 16, 1000))) + raw[at:]


def _lose(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at + chance.choice((1, 10, 200)) :]


def _repeat(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    piece = raw[at : at + chance.choice((1, 5, 40))]
    return raw[:at] + piece * chance.choice((10, 1000, 20_000)) + raw[at:]


def _splice(raw: bytes, chance: random.Random) -> bytes:
    one, two = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    return raw[two:] + raw[one:two] + raw[:one]


def _sign(raw: bytes, chance: random.Random) -> bytes:
    signs = (b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b"]]>", b"&#x110000;", b"\xed\xa0\x80", b"\r", b"\x1b[2J", b'"')
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(signs) * chance.choice((1, 50)) + raw[at:]


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_cut, _flip, _noise, _lose, _repeat, _splice, _sign)


def mutation(seed: int, good: dict[str, bytes]) -> tuple[str, bytes]:
    """Give the ending and the bytes of one broken file: damaged up to three times, now and then under another name."""
    chance = random.Random(seed)
    suffix = chance.choice(sorted(good))
    raw = good[suffix]
    for _ in range(chance.choice((1, 1, 2, 3))):
        raw = chance.choice(WAYS)(raw, chance) or b"x"
    return (chance.choice(sorted(good)) if chance.random() < 0.1 else suffix), raw


def _zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def _nested(depth: int) -> bytes:
    inner = _zipped("a.txt", SENTENCE.encode())
    for _ in range(depth):
        inner = _zipped("inner.zip", inner)
    return inner


def _laughs(root: str) -> bytes:
    entities = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f"<?xml version='1.0'?><!DOCTYPE {root} [{entities}]>".encode()


def hostile_files() -> dict[str, bytes]:
    """Give what was made to harm, by file name."""
    attributes = " ".join(f"a{number}" for number in range(300_000))
    laughs = "<channel><item><title>&e11;</title></item></channel></rss>"
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", _laughs("d") + b"<d>&e11;</d>")
    return {
        "attributes.html": f"<html><body><p {attributes}>x</p>{PARAGRAPHS}".encode(),
        "attributes-quoted.html": f'<html><body><p x=">" {attributes}>x</p>{PARAGRAPHS}'.encode(),
        "deep.html": b"<div>" * 100_000,
        "deep-table.html": b"<table><tr><td>" * 9_000 + PARAGRAPHS.encode(),
        "unclosed.html": b"<a" * 2_000_000,
        "remarks.html": b"<!--" * 1_000_000,
        "long-word.html": b"<p>" + b"w" * 9_000_000,
        "dates.html": b"<p>" + b"2019-11-11 " * 150_000,
        "names.html": b"<div class=author>by " + b"a " * 900_000,
        "entities.html": _laughs("html") + b"<html><body><p>&e11;</p>" + PARAGRAPHS.encode(),
        "record.html": b'<script type="application/ld+json">' + b"[" * 400_000 + b"</script>" + PARAGRAPHS.encode(),
        "laughs.rss": _laughs("rss") + b"<rss>" + laughs.encode(),
        "laughs.xml": _laughs("rss") + b'<rss xmlns:wp="http://wordpress.org/export/1.2/">' + laughs.encode(),
        "outside.xml": b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + EXPORT.replace("Paragraph", "&x;").encode(),
        "deep.xml": EXPORT.replace("<item>", "<a>" * 50_000 + "<item>").encode(),
        "laughs.docx": word.getvalue(),
        "bomb.zip": _zipped("a.txt", b"\0" * 300_000_000),
        "nested.zip": _nested(20),
        "line.jsonl": b'{"text": "' + b"x" * 10_000_000 + b'"}\n' + RECORDS.encode(),
        "deep.jsonl": b'{"text": ' + b"[" * 1_000_000 + b"\n" + RECORDS.encode(),
        "line.csv": b"text\n" + b"x" * 10_000_000 + b"\n",
        "quote.csv": b'text\n"' + b"x\n" * 2_000_000,
        "columns.csv": b"text," * 400_000 + b"\n" + b"x," * 400_000,
        "line.txt": b"x" * 10_000_000,
        "marks.txt": ("a" + "\u0301\u0323" * 2_000_000).encode(),
        "line.md": b"*" * 2_000_000,
        "brackets.md": b"[" * 500_000,
        "quotes.md": b">" * 50_000 + b" x",
        "front.md": b"---\na: &a [x]\n" + b"".join(b"b%d: [*a, *a, *a]\n" % n for n in range(20_000)) + b"---\nx",
        "parts.eml": MAIL.encode().replace(b"--b--", b"--b\n\nx\n" * 100_000),
        "nested.eml": b"Content-Type: message/rfc822\n\n" * 5_000 + MAIL.encode(),
        "headers.eml": b"Subject: " + b"=?utf-8?q?=41?= " * 200_000 + b"\n\nx",
        "sitemap.xml": b"<urlset>" + b"<url><loc>https://a.example/</loc></url>" * 60_000,
        "packed.xml": gzip.compress(b" " * 100_000_000),
        "loop.pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9"
        b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    }
