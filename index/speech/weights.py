"""How much each fact of `evidence` speaks for speech.

Owns the weights of two logistic regressions, as a person can read them, and the threshold. Called by `records`.
"""

import math
from collections.abc import Mapping

REPORT: Mapping[str, float] = {
    "always": 1.37,
    "after that": 0.9,
    "begins with a number or owner": -0.26,
    "begins with a question word": 0.22,
    "begins with an object pronoun": 0.28,
    "content far": -0.37,
    "cue infinitive": -0.26,
    "cue manner": 0.29,
    "cue order": 0.23,
    "cue plain": 0.76,
    "cue plain, odd frame": -0.94,
    "cue soft": 0.35,
    "cue takes no clause": 0.09,
    "cue thing": -0.26,
    "cue verdict": 0.47,
    "frame about": 0.13,
    "frame according": 0.51,
    "frame as": -0.15,
    "frame clause": 0.8,
    "frame fronted": -1.66,
    "frame infinitive": 0.75,
    "frame loose": -0.41,
    "frame thing": 0.08,
    "frame verdict": -0.06,
    "holds a finite verb": 0.09,
    "holds a quotation": 0.33,
    "holds a quotation, no clause": 0.3,
    "inside a condition": 0.32,
    "negated": -0.2,
    "no speaker": -0.58,
    "passive": 0.24,
    "place ROOT": -0.19,
    "place acl": -0.65,
    "place advcl": -0.12,
    "place ccomp": 0.11,
    "place other": -0.06,
    "place parataxis": 0.76,
    "place pcomp": -0.07,
    "place relcl": -0.44,
    "place xcomp": 0.11,
    "question": -0.34,
    "speaker I, we, they": 0.1,
    "speaker a known person": 0.15,
    "speaker a name": 0.22,
    "speaker a noun": 0.3,
    "speaker a plural": 0.22,
    "speaker a thing": -0.65,
    "speaker after cue": 0.43,
    "speaker an organisation": 0.2,
    "speaker he or she": 0.39,
    "speaker inside content": -1.18,
    "speaker of another verb": -0.39,
    "tag VB": -0.21,
    "tag VBD": 0.19,
    "tag VBG": 0.28,
    "tag VBN": -0.21,
    "tag VBP": 0.16,
    "tag VBZ": -0.71,
    "to before cue": 0.35,
    "under four words": 0.08,
    "words": 0.08,
}
FRAGMENT: Mapping[str, float] = {
    "always": -0.76,
    "after a comma or colon": 0.48,
    "after a noun or adjective": -0.43,
    "after a preposition": 0.41,
    "after a verb": 0.57,
    "after a word of naming": 0.58,
    "after an article or owner": -0.11,
    "after as": 0.52,
    "before a noun": -0.49,
    "begins with a capital": -0.51,
    "capitals": -1.67,
    "cue of plain saying": -0.36,
    "cue of saying": 0.35,
    "cue of verdict": 0.82,
    "holds a pronoun": 0.35,
    "holds a verb": 0.62,
    "other verb": -0.35,
    "speaker a name": 0.32,
    "speaker a pronoun": 0.2,
    "speaker a thing": 0.09,
    "stop inside": -0.08,
    "under three words": 0.32,
    "verb far": 0.4,
    "words": 0.99,
}

REPORT_ENOUGH = 0.65
FRAGMENT_ENOUGH = 0.5
"""The chance from which a candidate is kept: dearer for reported speech, where a wrong one is words nobody said."""


def chance(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Give the chance that a candidate with these facts is speech."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in features.items())))
