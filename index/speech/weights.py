"""How much each fact of `evidence` speaks for speech.

Owns the weights of two logistic regressions, as a person can read them, and the threshold. Called by `records`.
"""

import math
from collections.abc import Mapping

REPORT: Mapping[str, float] = {
    "always": 0.82,
    "after that": 0.93,
    "begins with a number or owner": -0.32,
    "begins with a question word": 0.26,
    "begins with an object pronoun": 0.36,
    "content far": -0.39,
    "cue infinitive": -0.36,
    "cue manner": 0.31,
    "cue order": 0.15,
    "cue plain": 0.97,
    "cue plain, odd frame": -0.9,
    "cue soft": 0.41,
    "cue takes no clause": 0.24,
    "cue thing": -0.16,
    "cue verdict": 0.55,
    "frame about": 0.4,
    "frame according": 0.45,
    "frame as": -0.4,
    "frame clause": 0.74,
    "frame fronted": -1.6,
    "frame infinitive": 1.05,
    "frame loose": -0.49,
    "frame order": 0.25,
    "frame parenthesis": -0.84,
    "frame thing": 0.34,
    "frame verdict": 0.09,
    "holds a finite verb": 0.48,
    "holds a quotation": 0.52,
    "holds a quotation, no clause": 0.22,
    "in pieces": 0.09,
    "inside a condition": 0.38,
    "modal": 0.22,
    "negated": -0.06,
    "no speaker": -0.61,
    "passive": 0.46,
    "place ROOT": -0.33,
    "place acl": -0.62,
    "place advcl": -0.12,
    "place other": -0.12,
    "place parataxis": 0.97,
    "place pcomp": -0.11,
    "place relcl": -0.45,
    "place xcomp": 0.26,
    "question": -0.41,
    "speaker I, we, they": 0.06,
    "speaker a known person": 0.12,
    "speaker a name": 0.16,
    "speaker a noun": 0.35,
    "speaker a plural": 0.27,
    "speaker a thing": -0.65,
    "speaker after cue": 0.43,
    "speaker an organisation": 0.52,
    "speaker he or she": 0.42,
    "speaker inside content": -0.74,
    "speaker of another verb": -0.37,
    "tag VB": -0.44,
    "tag VBD": 0.23,
    "tag VBG": 0.26,
    "tag VBN": -0.17,
    "tag VBP": 0.26,
    "tag VBZ": -0.58,
    "to before cue": 0.4,
    "words": 0.22,
}
FRAGMENT: Mapping[str, float] = {
    "always": -0.61,
    "after a comma or colon": 0.18,
    "after a noun or adjective": -0.35,
    "after a preposition": 0.37,
    "after a verb": 0.58,
    "after a word of naming": 0.47,
    "after an article or owner": 0.16,
    "after as": 0.26,
    "before a noun": -0.65,
    "begins with a capital": -0.3,
    "capitals": -1.55,
    "cue of saying": 0.46,
    "cue of verdict": 0.55,
    "holds a verb": 0.58,
    "no speaker": -0.07,
    "opens the sentence": -0.16,
    "other verb": -0.47,
    "speaker a name": 0.18,
    "speaker a pronoun": -0.05,
    "speaker a thing": 0.29,
    "stop inside": 0.35,
    "under three words": 0.1,
    "verb far": 0.25,
    "words": 1.03,
}


def likely(features: Mapping[str, float], weights: Mapping[str, float]) -> bool:
    """Tell whether the facts add up to at least an even chance."""
    return probability(features, weights) >= 0.5


def probability(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Give the chance that a candidate with these facts is speech."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in features.items())))
