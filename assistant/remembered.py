"""Words somebody remembers, held against words somebody said: the same, differently remembered, or others.

Owns the comparison. It tells the words that carry a statement (its nouns, verbs, numbers, `not`) from those that only
bind them: who remembers `is` for `would be` remembers the statement, who remembers `victory` for `capitulation` does
not. Called by `attributing`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from index.folding import without_accents

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*|…|\.\.\.")
_BINDING = frozenset(
    """a an the this that these those it its he she they we you i me him her them us my your his their our mine who whom
    which what is are was were be been being am do does did done have has had having will would shall should can could
    may might must to of in on at by for from with into onto upon about over under as than then so and or but if when
    while because also just very really there here s re ve ll d m t well oh all any some such own too up out""".split()
)
_SPELLED_OUT = {"can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not"}
_DENYING = frozenset("not no never none nobody nothing neither nor without".split())
NEAR_ENOUGH = 62.0
"""Likeness (0 to 100) of letters from which words are compared one by one."""
SAME_WORD = 80.0
"""Likeness of two long words from which one is a form or a slip of the other; the first letter must be the same."""
DENIED_AHEAD = 3
"""Words before the first remembered one among which a `not` would turn it round."""
LOST = 0.34
"""Share of a statement's carrying words that may be forgotten between the first and the last that are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How remembered words compare with said ones.

    `start`, `end` are where the remembered words stand in the said text. `exact`: word for word; `same`: every word
    that carries the statement is there. `alike` (0 to 1) orders what is not. `changes` pairs what was remembered with
    what was said, either of them empty where words were added or left out.
    """

    start: int
    end: int
    exact: bool
    same: bool
    alike: float
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Token:
    form: str
    shown: str
    start: int
    end: int


def compare(remembered: str, said: str) -> Likeness | None:
    """Hold remembered words against a text; None where they are not even near."""
    asked, known = _tokens(remembered), _tokens(said)
    if not asked or not known:
        return None
    words = [token.form for token in asked]
    near = fuzz.partial_ratio_alignment(" ".join(words), " ".join(t.form for t in known), score_cutoff=NEAR_ENOUGH)
    if near is None:
        return None
    window = (0, len(known))
    if len(words) <= len(known) and "…" not in words:
        begin, finish = _window(known, near.dest_start, near.dest_end)
        window = max(begin - len(words) // 4 - 2, 0), finish + len(words) // 4 + 2
    first, last, pairs, changes = _aligned(asked, known[window[0] : window[1]])
    if last < 0:
        return None
    place = known[window[0] + first].start, known[window[0] + last].end
    carrying = [at for at, token in enumerate(asked) if _carries(token.form)]
    between = known[window[0] + first : window[0] + last + 1]
    kept = {window[0] + pair for pair in pairs.values()}
    missing = [
        token
        for at, token in enumerate(between, window[0] + first)
        if at not in kept and _carries(token.form) and not _left_out(asked, pairs, at - window[0])
    ]
    heard = {at for at, pair in pairs.items() if first <= pair <= last}
    exact = not changes and all(at in heard or token.form == "…" for at, token in enumerate(asked))
    whole = all(at in pairs for at in carrying) and not any(_weighs(token.form) for token in missing)
    ahead = known[max(window[0] + first - DENIED_AHEAD, 0) : window[0] + first]
    whole = whole and not any(token.form in _DENYING for token in ahead)
    enough = len(carrying) >= 2 and len(missing) <= LOST * len(carrying)
    found = sum(at in pairs for at in carrying)
    alike = 2 * found / (len(carrying) + found + len(missing)) if carrying else near.score / 100
    return Likeness(
        start=place[0], end=place[1], exact=exact, same=exact or (whole and enough), alike=alike, changes=changes
    )


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _WORD.finditer(text):
        form = _folded(match.group())
        for part in _parts(form):
            tokens.append(_Token(part, match.group(), match.start(), match.end()))
    return tokens


def _folded(word: str) -> str:
    bare = without_accents(word.casefold())
    return "…" if bare == "..." else bare.replace("’", "'")


def _parts(form: str) -> Sequence[str]:
    if form in _SPELLED_OUT:
        return _SPELLED_OUT[form].split()
    if form.endswith("n't"):
        return form[:-3], "not"
    return form.split("'")


def _carries(form: str) -> bool:
    return form not in _BINDING and form != "…"


def _weighs(form: str) -> bool:
    """Tell whether leaving out a word turns the statement round or changes its figure."""
    return form in _DENYING or form[:1].isdigit()


def _window(known: Sequence[_Token], begin: int, finish: int) -> tuple[int, int]:
    """Give the tokens that the letters from `begin` to `finish` of the joined forms lie in."""
    at, first, last = 0, None, 0
    for number, token in enumerate(known):
        if first is None and at + len(token.form) > begin:
            first = number
        if at < finish:
            last = number + 1
        at += len(token.form) + 1
    return first or 0, last


def _aligned(
    asked: Sequence[_Token], said: Sequence[_Token]
) -> tuple[int, int, dict[int, int], tuple[tuple[str, str], ...]]:
    """Pair the words of both in order: first and last place met, the pairs, and what differs between them."""
    pairs: dict[int, int] = {}
    changed: list[tuple[list[_Token], list[_Token]]] = []
    for step in Indel.opcodes([token.form for token in asked], [token.form for token in said]):
        mine, theirs = range(step.src_start, step.src_end), range(step.dest_start, step.dest_end)
        if step.tag == "equal":
            pairs.update(zip(mine, theirs, strict=True))
            changed.append(([], []))
        elif changed and changed[-1] != ([], []):
            changed[-1][0].extend(asked[at] for at in mine)
            changed[-1][1].extend(said[at] for at in theirs)
        else:
            changed.append(([asked[at] for at in mine], [said[at] for at in theirs]))
    for old, new in changed:
        _pair_forms(asked, said, old, new, pairs)
    first, last = _bounds(asked, pairs)
    if last < 0:
        return 0, -1, pairs, ()
    # What was said before the first and after the last word that is remembered is no difference, but as many words as
    # are remembered there instead.
    place = {id(token): at for at, token in enumerate(said)}
    differences = []
    for old, new in changed:
        own = [token for token in old if token.form != "…"]
        begin, end = first - len(own), last + len(own)
        heard = [token for token in new if begin <= place[id(token)] <= end]
        if own or (heard and len(own) == len(old)):
            differences.append((_shown(old), _shown(heard)))
    return first, last, pairs, tuple(differences)


def _bounds(asked: Sequence[_Token], pairs: dict[int, int]) -> tuple[int, int]:
    """Give the first and the last place met: of words that carry, and of what stands unbroken around them."""
    met = [at for at in sorted(pairs) if _carries(asked[at].form)] or sorted(pairs)
    if not met:
        return 0, -1
    begin, end = met[0], met[-1]
    while begin - 1 in pairs and pairs[begin - 1] >= pairs[begin] - 2:
        begin -= 1
    while end + 1 in pairs and pairs[end + 1] <= pairs[end] + 2:
        end += 1
    return pairs[begin], pairs[end]


def _pair_forms(
    asked: Sequence[_Token], said: Sequence[_Token], old: Sequence[_Token], new: Sequence[_Token], pairs: dict[int, int]
) -> None:
    """Pair what are forms or slips of one word."""
    places = {id(token): at for at, token in enumerate(asked)}
    others = {id(token): at for at, token in enumerate(said)}
    begin = 0
    for token in old:
        for number in range(begin, len(new)):
            if _same_word(token.form, new[number].form):
                pairs[places[id(token)]] = others[id(new[number])]
                begin = number + 1
                break


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or one[0] != other[0] or one.isdigit() or other.isdigit():
        return False
    return fuzz.ratio(one, other) >= SAME_WORD


def _left_out(asked: Sequence[_Token], pairs: dict[int, int], at: int) -> bool:
    """Tell whether the one who remembers marked the place with an ellipsis."""
    before = max((mine for mine, theirs in pairs.items() if theirs < at), default=-1)
    return before + 1 < len(asked) and asked[before + 1].form == "…"


def _shown(tokens: Sequence[_Token]) -> str:
    shown: list[str] = []
    last = -1
    for token in tokens:
        if token.start != last:
            shown.append(token.shown)
        last = token.start
    return " ".join(shown)
