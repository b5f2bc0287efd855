"""Names as they stand in a text: runs of capitalised words, their titles taken off.

Owns the finding only; whose a name is, `people` says. Called by `cast`. Linear time.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from index.speech.names import BODIES, FUNCTION_WORDS, NOT_NAMES, ORGANISATION, PARTICLES, SUFFIXES, TITLES

_CAPITAL = re.compile(
    r"(?<!\w)(?:(?:[^\W\d_a-z]\.){2,}|(?:(?:al|el)-)?(?=[^\W\d_a-z])[^\W\d_]\w*(?:[’'\-&][^\W_]+)*\.?)"
)
_LOWER = re.compile(r"\b[a-z][a-z'’-]+")
_PLACED = re.compile(r"\b(?:in|In|near|across|outside) \Z")
_NOT_FIRST = NOT_NAMES - TITLES
NO_SURNAMES = ORGANISATION & BODIES
"""Words that end the name of a body, and that hardly anybody is called."""
_OPENERS = frozenset({"see", "plus", "absent", "half", "says", "asked", "unlike", "like"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in the text. `placed`: "in" stands before it.

    `start` is where the name proper begins, its titles before it."""

    start: int
    end: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    possessive: bool
    opens: bool
    placed: bool


def name_mentions(
    text: str, skip: Sequence[tuple[int, int]], openings: frozenset[int], given: Container[str]
) -> list[Mention]:
    """Find the capitalised names outside the `skip` stretches; `openings` are where sentences begin."""
    out: list[Mention] = []
    common = frozenset(_LOWER.findall(text))
    k = 0
    run: list[re.Match[str]] = []

    def close() -> None:
        if run:
            found = _mention(text, run, openings, common, given)
            if found:
                out.append(found)
            run.clear()

    for word in _CAPITAL.finditer(text):
        at = word.start()
        while k < len(skip) and skip[k][1] <= at:
            k += 1
        form = word.group()
        if (k < len(skip) and skip[k][0] <= at) or not (form[0].isupper() or form[3:4].isupper()):
            close()
            continue
        if run:
            gap = text[run[-1].end() : at]
            joined = gap in (" ", "\xa0") or (len(gap) < 12 and gap[:1] == " " and PARTICLES.issuperset(gap.split()))
            if not joined or at in openings or form.lower() in FUNCTION_WORDS or _ends(run[-1].group()):
                close()
        run.append(word)
    close()
    return out


def _ends(form: str) -> bool:
    """A possessive ends a name, and so does a full stop after a word that is no initial, title or suffix."""
    if re.search(r"(?:[’']s|s[’'])$", form):
        return True
    return (
        form.endswith(".")
        and len(form) > 2
        and form.rstrip(".").lower() not in TITLES | SUFFIXES | {"st", "ft"}
        and form.count(".") < 2
    )


def _mention(
    text: str, run: list[re.Match[str]], openings: frozenset[int], common: frozenset[str], given: Container[str]
) -> Mention | None:
    words = list(run)
    opens = words[0].start() in openings or text[words[0].start() - 1 : words[0].start()] == "("
    while words and words[0].group().lower().rstrip(".") in _NOT_FIRST:
        if len(words) > 1 and words[0].group().lower() in given and words[0].group().lower() not in FUNCTION_WORDS:
            break  # "Jan Holm", "April Quist"
        words = words[1:]
    if words and opens and words[0] is run[0] and len(words) > 1:
        form = words[0].group().lower()
        ordinary = form in common or form.endswith("ly") or form in _OPENERS
        if ordinary and form not in TITLES and form not in given and not words[0].group().isupper():
            words = words[1:]
    titles: list[str] = []
    cut = 0
    for i, w in enumerate(words):
        plain = w.group().lower().rstrip(".")
        plain = re.sub(r"[’']s$", "", plain)
        if plain in TITLES or (i + 1 < len(words) and plain.split("-")[-1] in TITLES):
            cut = i + 1
    # a title at the end is a name only when nothing follows ("White House Counsel", "the Speaker")
    if cut == len(words) > 1:
        if not any(w.group().lower() in given for w in words[:-1]):
            return None  # but "Peter T. King"
        cut = next(i for i in range(len(words)) if words[i].group().lower() in given)
    if cut > 1 and cut + 1 == len(words) and words[cut].group().lower() in NO_SURNAMES:
        cut = 0  # "Northgate General Hospital" is no General called Hospital
    if cut and cut < len(words):
        titles = [w.group().lower().rstrip(".") for w in words[:cut]]
        words = words[cut:]
    low = [w.group().lower() for w in words]
    if len(words) > 2 and low[1] in given and low[0] not in given and len(low[0].rstrip(".")) > 1:
        words = words[1:]  # "Secretary of | State John Holm"
    elif len(words) > 1 and words[0].group().isupper() and len(low[0]) > 2 and not words[1].group().isupper():
        words = words[1:] if low[1] in given or len(words) > 2 else words
    if len(words) > 4:
        # a headline in capitals: the name is what begins with a given name, if anything does
        begins = [i for i in range(len(words) - 4, len(words) - 1) if words[i].group().lower() in given]
        if not begins:
            return None
        words = words[begins[0] :]
    if not words:
        return None
    last = words[-1].group()
    stripped = re.sub(r"(?:[’']s|(?<=s)[’'])$", "", last)
    end = words[-1].start() + len(stripped)
    if stripped.endswith(".") and stripped.lower() not in SUFFIXES and stripped.count(".") < 2:
        end -= 1
        stripped = stripped[:-1]
    forms = tuple(text[words[0].start() : end].split())
    if not forms:
        return None
    behind = words[-1].start() + len(stripped)
    after = text[behind : behind + 2]
    possessive = stripped != last or (after[:1] in "’'" and after != "’ " and bool(after[:1]))
    placed = not titles and bool(_PLACED.search(text, max(0, words[0].start() - 8), words[0].start()))
    return Mention(
        start=words[0].start(),
        end=end,
        words=forms,
        titles=tuple(titles),
        possessive=possessive,
        opens=opens,
        placed=placed,
    )
