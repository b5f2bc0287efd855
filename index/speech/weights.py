"""How much each fact of `evidence` speaks for speech.

Owns the weights of two logistic regressions, as a person can read them, and the threshold. Called by `records`.
"""

import math
from collections.abc import Mapping

REPORT: Mapping[str, float] = {
    "always": 1.45,
    "after that": 0.9,
    "begins with a number or owner": -0.28,
    "begins with a question word": 0.21,
    "begins with an object pronoun": 0.23,
    "content far": -0.37,
    "cue infinitive": -0.29,
    "cue manner": 0.27,
    "cue order": 0.36,
    "cue plain": 0.72,
    "cue plain, odd frame": -0.91,
    "cue soft": 0.38,
    "cue takes no clause": 0.11,
    "cue thing": -0.32,
    "cue verdict": 0.45,
    "frame about": 0.07,
    "frame according": 0.55,
    "frame as": -0.17,
    "frame clause": 0.81,
    "frame fronted": -1.66,
    "frame infinitive": 0.76,
    "frame loose": -0.4,
    "frame order": -0.14,
    "frame thing": 0.11,
    "holds a finite verb": 0.1,
    "holds a quotation": 0.32,
    "holds a quotation, no clause": 0.4,
    "inside a condition": 0.3,
    "negated": -0.19,
    "no speaker": -0.55,
    "passive": 0.1,
    "place ROOT": -0.25,
    "place acl": -0.4,
    "place advcl": -0.14,
    "place ccomp": 0.05,
    "place other": -0.08,
    "place parataxis": 0.76,
    "place pcomp": -0.06,
    "place relcl": -0.52,
    "place xcomp": 0.13,
    "question": -0.36,
    "speaker I, we, they": 0.11,
    "speaker a known person": 0.15,
    "speaker a name": 0.21,
    "speaker a noun": 0.28,
    "speaker a plural": 0.24,
    "speaker a thing": -0.66,
    "speaker after cue": 0.32,
    "speaker an organisation": 0.21,
    "speaker he or she": 0.38,
    "speaker inside content": -1.23,
    "speaker of another verb": -0.35,
    "tag VB": -0.23,
    "tag VBD": 0.19,
    "tag VBG": 0.18,
    "tag VBN": -0.13,
    "tag VBP": 0.16,
    "tag VBZ": -0.7,
    "to before cue": 0.26,
    "under four words": 0.09,
    "words": 0.06,
}
FRAGMENT: Mapping[str, float] = {
    "always": -0.42,
    "after a noun or adjective": -0.38,
    "after a preposition": 0.71,
    "after a verb": 0.22,
    "after as": 0.21,
    "before a noun": -0.43,
    "begins with a capital": -0.1,
    "capitals": -2.22,
    "cue of plain saying": -0.38,
    "cue of saying": 0.51,
    "cue of verdict": 0.61,
    "holds a pronoun": 0.22,
    "holds a verb": 0.58,
    "other verb": -0.51,
    "speaker a name": 0.1,
    "speaker a pronoun": 0.22,
    "speaker a thing": -0.19,
    "stop inside": -0.09,
    "under three words": 0.06,
    "verb far": 0.28,
    "words": 1.04,
}

REPORT_ENOUGH = 0.72
FRAGMENT_ENOUGH = 0.5
"""The chance from which a candidate is kept: dearer for reported speech, where a wrong one is words nobody said."""


def chance(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Give the chance that a candidate with these facts is speech."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in features.items())))
