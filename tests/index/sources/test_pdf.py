import io
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader, PdfWriter

from index.article import Document, Refusal
from index.errors import InputRefused
from index.sources import SourceOptions
from index.sources.pdf import read_pdf
from index.sources.reading import Origin

MakePdf = Callable[..., bytes]
PAGES = [
    [
        (60, 780, 16, "A harbour dug again"),
        (60, 750, 11, "Every October a ship comes to the harbour and takes away the"),
        (60, 735, 11, "bottom. Every April she leaves, and it comes back."),
        (60, 705, 11, "“It is an argument,” said the master of the ship, who is 56 and"),
    ],
    [(60, 780, 11, "has dredged on four continents. “The river says one thing.”")],
]


def test_pages_are_apart_by_form_feeds_and_lines_joined(
    make_pdf: MakePdf, write: Callable[..., Path], one: Callable[[Path], Document]
) -> None:
    document = one(write("a.pdf", make_pdf(PAGES, {"Title": "Dug again", "Author": "Stellan Okoro"})))
    assert document.text == (
        "A harbour dug again\n\n"
        "Every October a ship comes to the harbour and takes away the bottom. "
        "Every April she leaves, and it comes back."
        "\n\n“It is an argument,” said the master of the ship, who is 56 and\f"
        "has dredged on four continents. “The river says one thing.”"
    )
    assert (document.title, document.author, document.language) == ("Dug again", "Stellan Okoro", "en-GB")
    assert document.published is None


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Microsoft Word - final2.docx", "Administrator"),
        ("untitled", "user"),
        ("/home/x/a.html", "Windows User"),
        ("a.indd", ""),
        ("", ""),
    ],
)
def test_what_a_program_left_is_no_title_and_no_author(
    make_pdf: MakePdf, origin: Origin, options: SourceOptions, title: str, author: str
) -> None:
    document = read_pdf(make_pdf(PAGES, {"Title": title, "Author": author}), origin, options)
    assert (document.title, document.author) == (None, None)


def test_what_is_left_out_of_the_pages_is_kept_with_the_article(
    make_pdf: MakePdf, origin: Origin, options: SourceOptions
) -> None:
    pages = [
        [(60, 820, 9, "The Meridian Post"), (60, 700, 11, f"A sentence only for page {n}."), (60, 20, 9, f"- {n} -")]
        for n in "123"
    ]
    document = read_pdf(make_pdf(pages), origin, options)
    assert "Meridian" not in document.text
    assert document.metadata["page_furniture"] == ["The Meridian Post", "- 1 -", "- 2 -", "- 3 -"]


def test_a_password_refuses(make_pdf: MakePdf, write: Callable[..., Path], refused: Callable[[Path], Refusal]) -> None:
    out = io.BytesIO()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf(PAGES))))
    writer.encrypt(user_password="secret", owner_password="secret", algorithm="RC4-128")
    writer.write(out)
    assert "password" in refused(write("a.pdf", out.getvalue())).reason


def test_a_file_that_only_its_owner_may_change_is_read(
    make_pdf: MakePdf, origin: Origin, options: SourceOptions
) -> None:
    out = io.BytesIO()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf(PAGES))))
    writer.encrypt(user_password="", owner_password="secret", algorithm="RC4-128")
    writer.write(out)
    assert "Every October" in read_pdf(out.getvalue(), origin, options).text


def test_modern_encryption_is_refused_as_such(make_pdf: MakePdf, origin: Origin, options: SourceOptions) -> None:
    keys = b"/U (%s) /O (%s) /UE (%s) /OE (%s) /Perms (%s)" % (b"u" * 48, b"o" * 48, b"e" * 32, b"f" * 32, b"p" * 16)
    encrypt = b"/ID [(a) (b)] /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 %s >>" % keys
    raw = make_pdf(PAGES).replace(b"trailer\n<< /Size", b"trailer\n<< " + encrypt + b" /Size")
    with pytest.raises(InputRefused, match="protected by a password"):
        read_pdf(raw, origin, options)


def test_a_scan_is_refused_with_what_to_do(
    make_pdf: MakePdf, write: Callable[..., Path], refused: Callable[[Path], Refusal]
) -> None:
    refusal = refused(write("a.pdf", make_pdf([[], []])))
    assert "scanned" in refusal.reason
    assert "OCR" in refusal.hint


@pytest.mark.parametrize(
    "content", [b"no pdf at all", b"%PDF-1.7", b"%PDF-1.4\n1 0 obj\n<<", b"%PDF-1.4\nxref\n0 1\ntrailer <<>>"]
)
def test_what_is_no_whole_pdf_is_refused(
    write: Callable[..., Path], refused: Callable[[Path], Refusal], content: bytes
) -> None:
    assert "PDF" in refused(write("a.pdf", content)).reason


def test_damage_anywhere_ends_in_a_refusal_or_a_text(make_pdf: MakePdf, origin: Origin, options: SourceOptions) -> None:
    whole = make_pdf(PAGES, {"Title": "Dug again"})
    chance = random.Random(7)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        if chance.random() < 0.3:
            del damaged[chance.randrange(len(damaged)) :]
        with suppress(InputRefused):
            read_pdf(bytes(damaged), origin, options)


def test_endless_text_is_refused_before_it_is_all_read(make_pdf: MakePdf, origin: Origin) -> None:
    short = SourceOptions(timezone=ZoneInfo("UTC"), max_characters=100)
    with pytest.raises(InputRefused, match="more than 100 characters"):
        read_pdf(make_pdf(PAGES), origin, short)
