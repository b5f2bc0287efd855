"""`Who is Sunniva Dahl?`: the sentence that says beside the name what somebody is.

Owns telling such a question, and such a sentence. The more articles name somebody, the less one of them stands out from
the others; what stands beside a name needs no such sign. Called by `drafting`.
"""

import re
from collections.abc import Iterable

from assistant.candidates import Candidate
from index.speech.roles import roles_of

_WHO_IS = re.compile(
    r"^\W*(?:(?i:and|so)\s+)?[Ww]ho(?:\s+(?:is|was)|[’']s)\s+(?:(?:Mr|Mrs|Ms|Dr|Prof)\.?\s+)?"
    r"(?P<name>[^\W\d_a-z][\w’'.-]*(?:\s+(?:(?:al|bin|da|de|den|der|di|du|el|la|le|ter|van|von)\s+)*[^\W\d_a-z][\w’'.-]*){0,4}?)"
    r"\s*[?.!]*$"
)


def introduction(question: str, candidates: Iterable[Candidate]) -> Candidate | None:
    """Give the first sentence that says who bears the name asked for; None where that is not asked, or not said."""
    asked = _WHO_IS.match(question)
    if asked is None:
        return None
    return next((one for one in candidates if roles_of(one.text, asked["name"])), None)
