"""Who "he" or "she" is.

Owns the choice among the people named before a pronoun: nearness, being the subject of a sentence, being the one who
spoke, sex. A choice that is close is no choice. Called by `cast`.
"""

from dataclasses import dataclass

from index.speech.people import Person

SEX = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m", "hers": "f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One mention of a person. `rank`: 2 the subject of a sentence, 1 another subject, 0 anything else."""

    person: Person
    at: int
    sentence: int
    paragraph: int
    rank: int
    possessive: bool = False
    speaker: bool = False


_WINDOW = 40
_MARGIN = 0.2


def antecedent(word: str, at: int, sentence: int, paragraph: int, traces: list[Trace]) -> tuple[Person | None, bool]:
    """Choose the person a pronoun at offset `at` means, from the traces before it; None where two are as likely.

    The flag tells a choice without a rival: then the pronoun also tells the person's sex.
    """
    sex = SEX[word.lower()]
    best: dict[int, tuple[float, Person]] = {}
    for trace in traces[-_WINDOW:]:
        person = trace.person
        if trace.at >= at or person.human < 0 or person.sex not in ("", sex) or not _bodied(person):
            continue
        apart = sentence - trace.sentence
        if apart > 8:
            continue
        score = -0.8 * apart - 0.3 * (paragraph - trace.paragraph)
        score += (0.0, 0.6, 1.4)[trace.rank]
        if apart == 0 and trace.rank < 2:
            score -= 0.8
        score -= 0.5 * trace.possessive
        score += 0.6 * trace.speaker
        score -= 0.0 if person.sex else 0.3
        if not person.human:
            score -= 0.3 if len(person.words) > 1 or person.evidence["speaks"] else 1.6
        key = id(person)
        if key not in best or best[key][0] < score:
            best[key] = (score, person)
    ranked = sorted(best.values(), key=lambda x: -x[0])
    if not ranked or ranked[0][0] < -3.5:
        return None, False
    ahead = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 9.0
    return (None, False) if ahead < _MARGIN else (ranked[0][1], ahead > 1.0)


def _bodied(person: Person) -> bool:
    """Tell whether a name may be a person's: not a lone word seen once, nor a lone plural ("Germans")."""
    if person.human or len(person.words) > 1 or person.evidence["speaks"]:
        return True
    return person.evidence["seen"] > 1 and not person.words[0].endswith("s")
