"""Whether a text says a few expected words, wherever letters, marks and articles differ.

Owns the rule by which short answers are compared, the one that question answering sets use. Called by `evaluation` and
by the bench.
"""

import re
import string

_MARK = re.compile(r"\[\d+\]")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’«»–—…")
_ARTICLES = frozenset(("a", "an", "the"))


def folded(text: str) -> list[str]:
    """Fold a text to words: lower case, no citation marks, punctuation or articles."""
    words = _MARK.sub(" ", text).lower().translate(_PUNCTUATION).split()
    return [word for word in words if word not in _ARTICLES]


def holds(text: str, wording: str) -> bool:
    """Tell whether `wording` stands in `text` as a run of words."""
    wanted, words = folded(wording), folded(text)
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))
