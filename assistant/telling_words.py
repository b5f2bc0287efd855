"""The words of a text that tell what it is about, cut so that inflected forms meet.

Owns the small words of English and the cutting. Called by `answer_type`, `offering` and `clues`.
"""

import re

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")


SMALL = frozenset(
    """a about above after again against ago all almost along already also although always am among an and another any
    anyone anything are around as at away back be became because become been before being below between both but by
    can could did do does doing done down during each either else even ever every far few for from further get gets
    getting go goes going gone got had has have having he her here hers herself him himself his how however i if in
    instead into is it its itself just last later least less like made make makes making many may me might mine more
    most mr mrs ms dr much must my near never new next no nor not now of off often on once one only onto or other others
    our out over own per perhaps put quite rather really said same say says she should since so some someone something
    soon still such take taken takes than that the their them themselves then there these they thing this those though
    through till to together too took toward towards two under until up upon us very was we week well went were what
    whatever when where whether which while who whom whose why will with within without would yes yet you your
    according following recently recent set these name named called known monday tuesday wednesday thursday friday
    saturday sunday today yesterday tomorrow tell me did’t it’s that’s don’t isn’t""".split()
)
"""Words that say nothing of what a question is about."""


PRONOUNS = frozenset("he she they it his her their this that these those".split())


CALENDAR = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat
    sun""".split()
)
"""Names of times; they are written with a capital and name nobody."""


def content(text: str) -> list[str]:
    """Give the words of a text that say what it is about: lower case, cut to their stems, in order."""
    return [stem(word) for word in WORD.findall(text.lower()) if word not in SMALL]


_DYING = frozenset("die dies died dying dead death deaths kill kills killed".split())
"""One telling word in reports of a toll, whichever of them is used."""


def stem(word: str) -> str:
    """Cut the endings that inflection puts on an English word."""
    word = word.removesuffix("’s").removesuffix("'s")
    if word in _DYING:
        return "die"
    if len(word) > 4 and not word[0].isdigit():
        for ending in ("ies", "ing", "ed", "es", "s", "e", "ly"):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word.removesuffix(ending)
    return word


def alike(one: str, other: str) -> bool:
    """Tell whether two sentences say nearly the same in nearly the same words."""
    words, others = set(WORD.findall(one.lower())), set(WORD.findall(other.lower()))
    return len(words & others) >= 0.7 * min(len(words), len(others) or 1)
