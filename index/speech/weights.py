"""How much each fact of `evidence` speaks for speech.

Owns the weights of two logistic regressions, as a person can read them, and the threshold. Called by `records`.
"""

import math
from collections.abc import Mapping

REPORT: Mapping[str, float] = {
    "always": 1.25,
    "after that": 0.87,
    "begins with a number or owner": -0.26,
    "begins with a question word": 0.16,
    "begins with an object pronoun": 0.31,
    "content far": -0.37,
    "cue infinitive": -0.36,
    "cue manner": 0.32,
    "cue order": 0.24,
    "cue plain": 0.7,
    "cue plain, odd frame": -0.85,
    "cue soft": 0.41,
    "cue takes no clause": 0.12,
    "cue thing": -0.25,
    "cue verdict": 0.46,
    "frame about": 0.22,
    "frame according": 0.49,
    "frame as": -0.2,
    "frame clause": 0.83,
    "frame fronted": -1.67,
    "frame infinitive": 0.79,
    "frame loose": -0.43,
    "frame thing": 0.12,
    "frame verdict": -0.14,
    "holds a finite verb": 0.1,
    "holds a quotation": 0.37,
    "holds a quotation, no clause": 0.35,
    "inside a condition": 0.37,
    "negated": -0.09,
    "no speaker": -0.62,
    "passive": 0.42,
    "place ROOT": -0.23,
    "place acl": -0.6,
    "place advcl": -0.14,
    "place conj": 0.09,
    "place other": -0.09,
    "place parataxis": 0.75,
    "place pcomp": -0.13,
    "place relcl": -0.35,
    "place xcomp": 0.24,
    "question": -0.36,
    "speaker I, we, they": 0.25,
    "speaker a known person": 0.32,
    "speaker a name": 0.13,
    "speaker a noun": 0.33,
    "speaker a plural": 0.27,
    "speaker a thing": -0.7,
    "speaker after cue": 0.41,
    "speaker an organisation": 0.59,
    "speaker he or she": 0.34,
    "speaker inside content": -1.16,
    "speaker of another verb": -0.49,
    "tag VB": -0.37,
    "tag VBD": 0.21,
    "tag VBG": 0.33,
    "tag VBN": -0.15,
    "tag VBP": 0.12,
    "tag VBZ": -0.63,
    "to before cue": 0.44,
    "under four words": 0.07,
    "words": 0.17,
}
FRAGMENT: Mapping[str, float] = {
    "always": -1.2,
    "after a comma or colon": 0.46,
    "after a noun or adjective": -0.34,
    "after a preposition": 0.49,
    "after a verb": 0.74,
    "after a word of naming": 0.65,
    "after an article or owner": 0.1,
    "after as": 0.39,
    "before a noun": -0.37,
    "begins with a capital": -0.46,
    "capitals": -1.55,
    "cue of plain saying": -0.36,
    "cue of saying": 0.35,
    "cue of verdict": 0.73,
    "holds a pronoun": 0.12,
    "holds a verb": 0.63,
    "no speaker": 0.21,
    "opens the sentence": -0.22,
    "other verb": -0.35,
    "speaker a name": 0.33,
    "speaker a pronoun": 0.09,
    "speaker a thing": 0.1,
    "stop inside": -0.06,
    "under three words": 0.41,
    "verb far": 0.32,
    "words": 1.2,
}


def likely(features: Mapping[str, float], weights: Mapping[str, float]) -> bool:
    """Tell whether the facts add up to at least an even chance."""
    return probability(features, weights) >= 0.65


def probability(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Give the chance that a candidate with these facts is speech."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in features.items())))
