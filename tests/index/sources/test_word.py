import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordFile

from index.article import Document, Refusal
from index.errors import InputRefused
from index.sources import SourceOptions
from index.sources.reading import Origin
from index.sources.word import read_word


def saved(file: WordFile) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def article() -> bytes:
    file = docx.Document()
    file.core_properties.title = "Counted twice"
    file.core_properties.author = "Beatrix Holm"
    file.add_heading("Hospitals counted patients twice", level=1)
    paragraph = file.add_paragraph("“We did not ")
    paragraph.add_run("know").bold = True
    paragraph.add_run(",” said the director.\tShe left.")
    file.add_paragraph("")
    file.add_paragraph("first", style="List Bullet")
    file.add_paragraph("second", style="List Bullet")
    table = file.add_table(rows=2, cols=2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ("place", "patients", "Cray", "48"), strict=True
    ):
        cell.text = words
    file.add_paragraph("The end.")
    return saved(file)


def edited(raw: bytes, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == "word/document.xml":
                assert old in content.decode()
                content = content.decode().replace(old, new).encode()
            after.writestr(part, content)
    return out.getvalue()


def test_paragraphs_lists_and_tables_come_in_reading_order(
    article: bytes, write: Callable[..., Path], one: Callable[[Path], Document]
) -> None:
    document = one(write("a.docx", article))
    assert document.text == (
        "Hospitals counted patients twice\n\n“We did not know,” said the director.\tShe left.\n\n"
        "- first\n- second\nplace | patients\nCray | 48\n\nThe end."
    )
    assert (document.title, document.author, document.published) == ("Counted twice", "Beatrix Holm", None)


def test_a_paragraph_of_style_title_is_the_title_where_none_is_set(origin: Origin, options: SourceOptions) -> None:
    file = docx.Document()
    file.add_heading("The title on the page", level=0)
    file.add_paragraph("The text.")
    document = read_word(saved(file), origin, options)
    assert document.title == "The title on the page"
    assert document.author is None  # what the library writes there is nobody's name


def test_tracked_changes_are_read_as_accepted(article: bytes, origin: Origin, options: SourceOptions) -> None:
    run = "<w:r><w:t>The end.</w:t></w:r>"
    changes = (
        "<w:del w:id='1'><w:r><w:delText>Gone.</w:delText></w:r><w:r><w:t>Gone too.</w:t></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>Put in.</w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t xml:space='preserve'> Linked.</w:t><w:br/><w:t>Below.</w:t></w:r></w:hyperlink>"
    )
    assert read_word(edited(article, run, changes), origin, options).text.endswith("Put in. Linked.\nBelow.")


def test_content_controls_are_part_of_the_text(article: bytes, origin: Origin, options: SourceOptions) -> None:
    inside = "<w:sdtContent><w:p><w:r><w:t>Inside.</w:t></w:r></w:p></w:sdtContent>"
    wrapped = f"<w:sdt><w:sdtPr><w:tag w:val='x'/></w:sdtPr>{inside}</w:sdt>"
    assert read_word(edited(article, "<w:sectPr", wrapped + "<w:sectPr"), origin, options).text.endswith(
        "The end.\n\nInside."
    )


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(
    article: bytes, write: Callable[..., Path], refused: Callable[[Path], Refusal], part: float
) -> None:
    refusal = refused(write("a.docx", article[: int(len(article) * part)]))
    assert refusal.reason == "a Word file that is damaged or truncated"


def test_other_zips_and_old_or_protected_files_are_refused(
    write: Callable[..., Path], refused: Callable[[Path], Refusal]
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "no Word here")
    assert "Word" in refused(write("a.docx", out.getvalue())).reason
    assert "password" in refused(write("b.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)).reason


def test_a_bomb_is_refused_before_it_goes_off(
    article: bytes, write: Callable[..., Path], refused: Callable[[Path], Refusal]
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(article)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(part, before.read(part))
        after.writestr("word/media/image1.png", b"\0" * 30_000_000)
    assert "bomb" in refused(write("a.docx", out.getvalue())).reason


def test_entities_that_grow_are_not_followed(article: bytes, origin: Origin, options: SourceOptions) -> None:
    head = (
        "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>"
    )
    raw = edited(article, "<w:document ", f"{head}<w:document ")
    raw = edited(raw, "The end.", "The end. &b;&c;")
    with suppress(InputRefused):
        text = read_word(raw, origin, options).text
        assert "root:" not in text
        assert "aaaa" not in text


def test_damage_anywhere_ends_in_a_refusal_or_a_text(article: bytes, origin: Origin, options: SourceOptions) -> None:
    chance = random.Random(3)
    for _ in range(100):
        damaged = bytearray(article)
        for _ in range(chance.choice((1, 5, 50))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(InputRefused):
            read_word(bytes(damaged), origin, options)
