"""Whether a text says of itself that it corrects an earlier one.

Owns the wordings. It decides nothing about truth: a newer text that announces a correction makes the older one
`corrected` instead of `superseded`. Used by `catalogue.reading`.
"""

import re

_THIS = r"(?:this|an earlier version of this|a previous version of this) (?:article|story|report|piece)"
_ANNOUNCED = re.compile(
    r"^\W*(?:(?:editor[’']s? (?:note|correction)|corrections?|clarification|erratum)\b\W*[:\-–—(]"
    rf"|{_THIS} (?:(?:has been|was|is) (?:\w+ )?(?:corrected|amended)\b"
    r"|[^.\n]{0,80}\b(?:mis(?:stated|spelled|identified)|incorrectly|wrongly|in error)\b))",
    re.IGNORECASE | re.MULTILINE,
)


def announces_correction(text: str) -> bool:
    """Tell whether a line of `text` begins by saying that something was corrected."""
    return _ANNOUNCED.search(text) is not None
