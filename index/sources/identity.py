"""Who an article is: ids made from where it came from, and the check on ids that an input brings along.

An id must stay the same when the same input is read again, and say something to a person who sees it in a list: a
readable part and a hash. Called by every reader of `index.sources`.
"""

import hashlib
import re
import unicodedata

from index.errors import InputRefused

LONGEST_ID = 200
_READABLE = 60
# 48 bits tell 100,000 files of one name (`index.html`) apart; the text of a line has 64, as nothing else helps there.
_PLACE_HEX = 12
_TEXT_HEX = 16


def id_of_place(stem: str, key: bytes) -> str:
    """Make the id of an article from the place it was read from (path, archive member, canonical URL)."""
    return f"{_slug(stem)}-{hashlib.sha256(key).hexdigest()[:_PLACE_HEX]}"


def id_of_text(text: str) -> str:
    """Make the id of an article that has no place, only a text."""
    words = " ".join(text[:_READABLE].split()[:6])
    return f"{_slug(words)}-{hashlib.sha256(text.encode()).hexdigest()[:_TEXT_HEX]}"


def checked_id(given: str) -> str:
    """Accept an id that an input records, or refuse the input: 1-200 characters, no control characters."""
    if not 1 <= len(given) <= LONGEST_ID:
        raise InputRefused(
            f"its id has {len(given)} characters", hint=f"give an id of 1 to {LONGEST_ID} characters, or none"
        )
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in given):
        raise InputRefused("its id holds control characters", hint="give an id of letters, digits and signs, or none")
    return given


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_READABLE].rstrip("-")
    return slug or "article"
