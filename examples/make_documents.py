"""Write the sample articles that no text editor can: the Word document, the PDF and the archive.

Reads `examples/documents/`, writes into `examples/articles/`. Run by hand when a text there changes; the products are
committed. The bytes are the same on every machine: fixed times, nothing compressed, no random ids.

    python examples/make_documents.py            write them
    python examples/make_documents.py --check    exit 1 if what is committed differs
"""

import io
import sys
import textwrap
import zipfile
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document

HERE = Path(__file__).parent
TEXTS = HERE / "documents"
ARTICLES = HERE / "articles"
PAGE_BREAK = "###PAGE###"
_EPOCH = (2025, 11, 24, 0, 0, 0)
_STYLES = {"Normal", "Title", "Heading 1", "Default Paragraph Font"}
_LINE = 88
"""Characters to a line of the PDF: what fits between its margins at 11 points."""


def main() -> int:
    """Write or check the three products."""
    products = {
        ARTICLES / "hospital-waiting-lists.docx": word_document(_text("hospital-waiting-lists.txt")),
        ARTICLES / "harbour-dredging.pdf": pdf_document(_text("harbour-dredging.txt")),
        ARTICLES / "archive.zip": stored_zip({p.name: p.read_bytes() for p in (TEXTS / "archive").glob("*.txt")}),
    }
    if "--check" in sys.argv[1:]:
        return int(any(not path.exists() or path.read_bytes() != data for path, data in products.items()))
    for path, data in products.items():
        path.write_bytes(data)
    return 0


def _text(name: str) -> str:
    return (TEXTS / name).read_text(encoding="utf-8")


def parted(text: str) -> tuple[dict[str, str], str]:
    """Part a text from the `key: value` lines above its first blank line."""
    head, _, body = text.partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), body.strip()


def word_document(text: str) -> bytes:
    """Give a .docx with title, byline, headings and its author and dates in the core properties."""
    fields, body = parted(text)
    document = docx.Document()
    _slim(document)
    document.add_heading(fields["title"], level=0)
    for block in body.split("\n\n"):
        if block.startswith("# "):
            document.add_heading(block[2:], level=1)
        else:
            document.add_paragraph(block)
    properties = document.core_properties
    properties.title, properties.author = fields["title"], fields["author"]
    properties.comments, properties.keywords, properties.last_modified_by = "", "", fields["author"]
    properties.created = properties.modified = datetime.fromisoformat(fields["published"]).replace(tzinfo=None)
    properties.language = "en"
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        # Order matters to readers that sniff the first member, so it is kept.
        return stored_zip({info.filename: archive.read(info) for info in archive.infolist()}, ordered=True)


def _slim(document: Document) -> None:
    """Take out what the library's template brings along and we never use: nine tenths of the file."""
    for relations in (document.part.package.rels, document.part.rels):
        for unused in [r.rId for r in relations.values() if r.reltype.endswith(("/thumbnail", "/stylesWithEffects"))]:
            del relations[unused]
    for style in [style for style in document.styles if style.name not in _STYLES]:
        style.delete()


def stored_zip(members: dict[str, bytes], *, ordered: bool = False) -> bytes:
    """Give an archive whose bytes depend on nothing but its members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in members if ordered else sorted(members):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()


def pdf_document(text: str) -> bytes:
    """Give a PDF of one page per stretch between page breaks, set in Helvetica, with its title and author recorded."""
    fields, body = parted(text)
    pages = [part.strip() for part in body.split(PAGE_BREAK)]
    contents = [_page_content(page, fields["title"] if number == 0 else None) for number, page in enumerate(pages)]
    created = datetime.fromisoformat(fields["published"])
    # Objects 1-4 are catalogue, page tree, font and information; then a page and its content in turn.
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title "
        + _string(fields["title"])
        + b" /Author "
        + _string(fields["author"])
        + f" /CreationDate (D:{created:%Y%m%d%H%M%S}Z) >>".encode(),
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {6 + 2 * number} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body_of_object in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body_of_object + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def _page_content(page: str, title: str | None) -> bytes:
    lines = [b"BT", b"/F1 11 Tf", b"15 TL", b"62 780 Td"]
    if title:
        lines += [b"/F1 16 Tf", _string(title) + b" Tj", b"/F1 11 Tf", b"T*", b"T*"]
    for paragraph in page.split("\n\n"):
        for line in textwrap.wrap(paragraph, _LINE, break_on_hyphens=False):
            lines += [_string(line) + b" Tj", b"T*"]
        lines.append(b"T*")
    return b"\n".join([*lines, b"ET"])


def _string(text: str) -> bytes:
    # WinAnsi is cp1252: it has the curly marks and the dash. What it lacks fails here, loudly.
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(" + escaped.encode("cp1252") + b")"


if __name__ == "__main__":
    sys.exit(main())
