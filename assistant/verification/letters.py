"""Letters of other alphabets that look like our own: `Маcron` with a Cyrillic М is not `Macron`.

Owns that one check. A reader cannot see such a letter, and a search for the name does not find it.
"""

import re
import unicodedata

from assistant.verification.evidence import Evidence
from index.folding import without_accents

_WORD = re.compile(r"[^\W\d_]+")


def foreign_letters(text: str, evidence: Evidence) -> str | None:
    """Say which word has letters that are not what they look like; None where none has.

    A word may have any letters that it has in the evidence, and accents on plain letters.
    """
    known: set[str] | None = None
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        if word.isascii():
            continue
        if known is None:
            known = {one.casefold() for one in _WORD.findall(unicodedata.normalize("NFC", evidence.all))}
        if word.casefold() not in known and not without_accents(word).isascii():
            return f"“{word}” is written with letters that only look like those in the passage."
    return None
