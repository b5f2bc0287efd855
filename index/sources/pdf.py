"""PDF files: pages of running text with form feeds between them, and the title and author where they are meant.

The one home of pypdf. Columns are in `columns`, layout in `print_layout`. The date in a PDF is when the file was made,
not when the article was published, and is not read. Called by `opening` and `addresses`.
"""

import hashlib
import io
import re
import struct
import zlib
from collections import Counter
from collections.abc import Sequence

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError, WrongPasswordError

from index.article import Document
from index.errors import InputRefused
from index.sources.columns import in_reading_order
from index.sources.print_layout import Line, flow
from index.sources.reading import Origin, SourceOptions
from index.sources.recording import Recorded, as_document

_MOST_PAGES = 3_000
_FEWEST_LETTERS = 16
_WIDEST_LETTER = 0.55
"""Of the height of the type, on average over a line."""
_UNREADABLE_ALLOWED = 0.1
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufffd]|\(cid:\d+\)")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|untitled.*|(?:document|file|scan)\W?\d*|\S*[/\\]\S*"
    r"|\S+\.(?:pdf|docx?|html?|odt|rtf|txt|indd|qxd|pptx?|pages|tex|dvi)|about:blank)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:admin(?:istrator)?|(?:windows|microsoft office|default)? ?user|owner|unknown|author|root|guest|n/?a)",
    re.IGNORECASE,
)
# pypdf follows the structure of a file as it finds it: a damaged one makes it raise what the damage happens to trip.
_DAMAGE = (PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError,
           RecursionError, TypeError, ValueError, struct.error, zlib.error)  # fmt: skip


def read_pdf(raw: bytes, origin: Origin, options: SourceOptions) -> Document:
    """Read the text of a PDF; encrypted, scanned and damaged files are refused."""
    if b"%PDF-" not in raw[:1024]:
        raise InputRefused("not a PDF, whatever its name says", hint="check what the file is")
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted()
        if len(reader.pages) > _MOST_PAGES:
            raise InputRefused(f"a PDF of more than {_MOST_PAGES:,} pages", hint="split it into its articles")
        says = _record(reader)
        pages = _pages(reader, options.max_characters)
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        raise _encrypted() from None
    except LimitReachedError:
        raise InputRefused("a PDF that unpacks to more than it may", hint="save it again in a viewer") from None
    except _DAMAGE:
        raise InputRefused(
            "a damaged PDF", hint="open it in a viewer and save it again, or give its text as .txt"
        ) from None
    flowed = flow(pages)
    text = "\f".join(flowed.pages)
    if sum(character.isalpha() for character in text) < _FEWEST_LETTERS:
        raise InputRefused("a PDF without text, probably scanned", hint="run text recognition (OCR) over it first")
    if len(_UNREADABLE.findall(text)) > len(text) * _UNREADABLE_ALLOWED:
        raise InputRefused(
            "a PDF whose fonts do not tell which letters they show", hint="run text recognition (OCR) over it first"
        )
    metadata = {"page_furniture": list(flowed.furniture)} if flowed.furniture else {}
    says = Recorded(title=says.title, author=says.author, language=says.language, metadata=metadata)
    return as_document(_UNREADABLE.sub("�", text), says, origin, hashlib.sha256(raw).hexdigest(), options)


def _pages(reader: PdfReader, most: int) -> Sequence[Sequence[Line]]:
    pages = []
    length = 0
    for page in reader.pages:
        lines = _lines(page)
        length += sum(len(line.text) for line in lines)
        if length > most:
            raise InputRefused(f"a text of more than {most:,} characters", hint="split it into its articles")
        pages.append(lines)
    return pages


def _lines(page: PageObject) -> list[Line]:
    """Take the lines of a page, each with the place of its first words and the size of most of them."""
    lines: list[Line] = []
    words: list[str] = []
    place: tuple[float, float] | None = None
    sizes: Counter[float] = Counter()

    def end_line() -> None:
        nonlocal place
        x, y = place or (0.0, 0.0)
        size = sizes.most_common(1)[0][0] if sizes else 0.0
        lines.append(Line(text="".join(words).translate(_LIGATURES), x=x, y=y, size=size))
        words.clear()
        sizes.clear()
        place = None

    def take(text: str, _ctm: Sequence[float], matrix: Sequence[float], _font: object, size: float) -> None:
        nonlocal place
        height = abs(float(size) * float(matrix[3] or matrix[1] or 1.0))
        for number, part in enumerate(text.split("\n")):
            if number:
                end_line()
            if part.strip():
                # What begins far to the right of where the line can have ended is the next column's.
                here = (float(matrix[4]), float(matrix[5]))
                reach = sum(map(len, words)) * height * _WIDEST_LETTER
                if place and here[1] == place[1] and here[0] > place[0] + reach + height:
                    end_line()
                place = place or here
                sizes[height] += len(part)
            words.append(part)

    page.extract_text(visitor_text=take)
    end_line()
    return in_reading_order(lines)


def _record(reader: PdfReader) -> Recorded:
    info = reader.metadata
    title = _sensible(info.title if info else None, _NO_TITLE)
    author = _sensible(info.author if info else None, _NO_AUTHOR)
    language = reader.root_object.get("/Lang")
    spoken = str(language).strip() if language else ""
    return Recorded(title=title, author=author, language=spoken if _LANGUAGE.fullmatch(spoken) else None)


def _sensible(written: object, nonsense: re.Pattern[str]) -> str | None:
    words = " ".join(_UNREADABLE.sub("", str(written)).split()) if isinstance(written, str) else ""
    return words if 0 < len(words) <= 300 and not nonsense.fullmatch(words) else None


def _encrypted() -> InputRefused:
    return InputRefused("a PDF that is protected by a password", hint="save a copy without protection and give that")
