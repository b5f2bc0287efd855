"""Bytes to text: UTF-8, what a byte order mark says, or another encoding only where it is beyond doubt.

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
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROLS_ALLOWED = 0.002
_SAMPLE = 256 * 1024
_HINT = "save it as UTF-8 and try again"


def decode(raw: bytes) -> str:
    """Decode `raw`, without its byte order mark; refuse what is binary or in no encoding that can be told."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _text(_strictly(raw, encoding, "its byte order mark"))
    try:
        return _text(raw.decode("utf-8"))
    except UnicodeDecodeError:
        if b"\0" in raw:
            raise _binary() from None
    guess = from_bytes(raw[:_SAMPLE]).best()
    if guess is None or guess.chaos > 0.05 or guess.coherence < 0.3:
        raise InputRefused("not UTF-8, and its encoding cannot be told", hint=_HINT)
    return _text(_strictly(raw, guess.encoding, "its content"))


def _strictly(raw: bytes, encoding: str, says: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeError:
        raise InputRefused(f"wrongly encoded: not the {encoding} that {says} suggests", hint=_HINT) from None


def _text(decoded: str) -> str:
    controls = len(_CONTROL.findall(decoded))
    if "\0" in decoded or controls > len(decoded) * _CONTROLS_ALLOWED:
        raise _binary()
    return _CONTROL.sub("", decoded) if controls else decoded


def _binary() -> InputRefused:
    return InputRefused("binary data, not text", hint="give the article in a format Footnote reads")
