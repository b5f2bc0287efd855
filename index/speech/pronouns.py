"""Who "he" or "she" is.

Owns the choice among the people named before a pronoun: nearness, being the subject of a sentence, being the one who
spoke, sex. A choice that is close is no choice. Called by `reader`.
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
_MARGIN = 0.35


def antecedent(word: str, at: int, sentence: int, paragraph: int, traces: list[Trace]) -> Person | None:
    """Choose the person a pronoun at offset `at` means, from the traces before it; None where two are as likely."""
    sex = SEX[word.lower()]
    best: dict[int, tuple[float, Person]] = {}
    for trace in traces[-_WINDOW:]:
        if trace.at >= at or trace.person.human < 0:
            continue
        if trace.person.sex and trace.person.sex != sex:
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
        score -= 0.0 if trace.person.sex else 0.5
        score -= 0.0 if trace.person.human > 0 else 0.8
        key = id(trace.person)
        if key not in best or best[key][0] < score:
            best[key] = (score, trace.person)
    ranked = sorted(best.values(), key=lambda x: -x[0])
    if not ranked or ranked[0][0] < -3.5:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN:
        return None
    return ranked[0][1]
