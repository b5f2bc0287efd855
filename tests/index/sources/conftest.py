"""What the tests of the sources share: options, reading a file, a web site, and PDF files written here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from small_site import open_site

from index.article import Document, Refusal
from index.sources import SourceOptions, open_inputs
from index.sources.reading import Origin

Read = Callable[..., list[Document | Refusal]]


@pytest.fixture
def options() -> SourceOptions:
    return SourceOptions(timezone=ZoneInfo("Europe/Paris"))


@pytest.fixture
def origin() -> Origin:
    return Origin(input="/articles/an article.txt", stem="an article", key=b"/articles/an article.txt")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file below the test's folder."""

    def writing(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return writing


@pytest.fixture
def read(options: SourceOptions) -> Read:
    """Read what is at a path, by the front door."""

    def reading(*paths: Path, **changes: object) -> list[Document | Refusal]:
        return list(open_inputs([str(path) for path in paths], options=options))

    return reading


@pytest.fixture
def one(read: Read) -> Callable[[Path], Document]:
    """Read the one document at a path."""

    def reading(path: Path) -> Document:
        [document] = read(path)
        assert isinstance(document, Document), document
        return document

    return reading


@pytest.fixture
def refused(read: Read) -> Callable[[Path], Refusal]:
    """Read the one refusal that a path gives, and check that it is a line for a person."""

    def reading(path: Path) -> Refusal:
        [refusal] = read(path)
        assert isinstance(refusal, Refusal), refusal
        assert refusal.input == str(path)
        assert refusal.reason
        assert refusal.hint
        assert "\n" not in refusal.reason + refusal.hint
        assert "Traceback" not in refusal.reason
        assert "Error" not in refusal.reason
        return refusal

    return reading


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Serve the site of `small_site`."""
    with open_site() as address:
        yield address


@pytest.fixture
def private(options: SourceOptions) -> SourceOptions:
    """Give options for a site on this machine, with short patience."""
    return replace(options, allow_private_addresses=True, url_timeout=5.0, max_bytes=2_000_000, pause=0.0)


@pytest.fixture(scope="module")
def make_pdf() -> Callable[..., bytes]:
    """Write a PDF of lines, each at (x, y, size, words), with an information dictionary."""
    return written_pdf


def written_pdf(
    pages: Sequence[Sequence[tuple[float, float, float, str]]], info: dict[str, str] | None = None
) -> bytes:
    def literal(words: str) -> bytes:
        return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")

    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for page in pages:
        drawn = b"\n".join(
            b"BT /F1 %.1f Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET" % (size, x, y, literal(words))
            for x, y, size, words in page
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    objects.append(
        b"<< %s >>" % b" ".join(b"/%s (%s)" % (key.encode(), literal(said)) for key, said in (info or {}).items())
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, written in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, len(objects), start)  # fmt: skip
    return bytes(out)
