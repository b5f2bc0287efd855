"""Bytes to text: UTF-8, what a byte order mark or a page says, or another encoding only where it is beyond doubt.

A wrong guess would put garbage into quotations that claim to be exact, so doubt refuses. Called by the readers of text
and of pages.
"""

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import InputRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_CONTROLS_ALLOWED = 0.002
_LOST_ALLOWED = 0.001
_SAMPLE = 256 * 1024
_HINT = "save it as UTF-8 and try again"

# Windows-1252 is the one single-byte encoding accepted without a declaration, and only where every sign beyond ASCII is
# typography or belongs to one of these alphabets: read as 1252, Czech has `ø` beside `ì`, Polish `³` in its words, old
# Mac quotation marks are `Ò` and `Ó`, and no single alphabet here holds those.
_TYPOGRAPHY = frozenset("“”‘’„‚…–—•€£§©®™°«»¡¿½¼¾·\xa0\xad")
_ALPHABETS = tuple(
    frozenset(letters + letters.upper()) | _TYPOGRAPHY
    for letters in ("àâæçéèêëîïôœùûüÿ", "äöüßéà", "áéíñóúü", "ãõáéíóúâêôàç", "àèéìíòóùú", "äåöéü", "æøåéò", "ëïéèüö")
)
_LOWER = frozenset("àâæçéèêëîïôœùûüäöáíñóúãõìòåø")
_NAMES_IN_ENGLISH = 0.015


def decode(raw: bytes) -> str:
    """Decode `raw`, without its byte order mark; refuse what is binary or in no encoding that can be told."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return _text(raw.decode(encoding))
            except UnicodeError:
                raise InputRefused(
                    f"wrongly encoded: it begins like {encoding.removesuffix('-sig').upper()} and is not", hint=_HINT
                ) from None
    try:
        return _text(raw.decode("utf-8"))
    except UnicodeDecodeError:
        if b"\0" in raw or len(raw) - len(raw.translate(None, _CONTROL_BYTES)) > len(raw) * _CONTROLS_ALLOWED:
            raise _binary() from None
    text = _western(raw) or _guessed(raw)
    if text is None:
        raise InputRefused("wrongly encoded: not UTF-8, and its encoding cannot be told", hint=_HINT)
    return _text(text)


def decode_as(raw: bytes, label: str) -> str | None:
    """Decode what is declared to be in encoding `label`, as browsers do; None where the declaration does not hold.

    Pages that say otherwise and are valid UTF-8 are UTF-8. A few broken bytes become replacement characters.
    """
    try:
        encoding = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    if any(raw.startswith(mark) for mark, _ in _MARKS):
        return decode(raw)
    if not encoding.startswith(("iso2022", "hz")):
        try:
            return _text(raw.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    browsers = {"iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
                "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254"}  # fmt: skip
    try:
        text = raw.decode(browsers.get(encoding, encoding), "replace")
    except (UnicodeError, LookupError):  # codecs that are not for text, and the like
        return None
    return _text(text) if text.count("�") <= max(3, len(text) * _LOST_ALLOWED) else None


def _western(raw: bytes) -> str | None:
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    signs = [character for character in text if character > "\x7f"]
    used = frozenset(signs)
    english = used <= _TYPOGRAPHY | _LOWER and len(signs) <= len(text) * _NAMES_IN_ENGLISH
    return text if english or any(used <= alphabet for alphabet in _ALPHABETS) else None


def _guessed(raw: bytes) -> str | None:
    """Take charset-normalizer's answer where it has only one."""
    sample = raw[:_SAMPLE]
    if len(raw) > _SAMPLE:  # cut at a line, not inside a character
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    answers = list(from_bytes(sample))
    if not answers or len({str(answer) for answer in answers}) > 1 or answers[0].language == "Unknown":
        return None
    try:
        return raw.decode(answers[0].encoding)
    except UnicodeError:
        return None


def _text(decoded: str) -> str:
    controls = len(_CONTROL.findall(decoded))
    if "\0" in decoded or controls > len(decoded) * _CONTROLS_ALLOWED:
        raise _binary()
    return _CONTROL.sub("", decoded) if controls else decoded


def _binary() -> InputRefused:
    return InputRefused("binary data, not text", hint="give the article in a format Footnote reads")
