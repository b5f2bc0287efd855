"""How much each fact of `evidence` speaks for speech.

Owns the weights of two logistic regressions, as a person can read them, and the threshold. `python -m
bench.speech_weights` fits them anew. Called by `records`.
"""

import math
from collections.abc import Mapping

REPORT: Mapping[str, float] = {
    "always": 0.7,
    "after that": 0.54,
    "begins with a number or owner": -0.28,
    "begins with a question word": 0.12,
    "begins with an object pronoun": 0.33,
    "content far": 0.13,
    "cue infinitive": -0.13,
    "cue order": -0.08,
    "cue plain": 0.64,
    "cue plain, odd frame": -0.91,
    "cue soft": 0.13,
    "cue verdict": 0.52,
    "frame according": 0.4,
    "frame as": 0.08,
    "frame clause": 1.14,
    "frame fronted": -2.14,
    "frame infinitive": 0.64,
    "frame order": 0.59,
    "frame parenthesis": -0.16,
    "frame verdict": 0.18,
    "holds a quotation": 0.25,
    "holds a quotation, no clause": 0.16,
    "inside a condition": -0.34,
    "modal": -0.41,
    "negated": -0.16,
    "no full stop": 0.09,
    "no speaker": -0.57,
    "passive": 0.11,
    "place ROOT": -0.05,
    "place acl": -0.22,
    "place advcl": 0.29,
    "place ccomp": -0.21,
    "place other": -0.07,
    "place parataxis": 0.63,
    "place pcomp": 0.37,
    "place relcl": -0.43,
    "question": -0.24,
    "speaker a known person": 0.34,
    "speaker a name": 0.36,
    "speaker a noun": 0.31,
    "speaker a plural": 0.53,
    "speaker a thing": -0.7,
    "speaker after cue": 0.52,
    "speaker an organisation": 0.56,
    "speaker far": 0.2,
    "speaker he or she": 0.73,
    "speaker inside content": -1.38,
    "speaker of another verb": -0.48,
    "tag VB": -0.29,
    "tag VBD": 0.25,
    "tag VBN": -0.22,
    "tag VBP": 0.52,
    "under four words": -0.13,
}
FRAGMENT: Mapping[str, float] = {
    "always": -0.7,
    "after a comma or colon": 0.15,
    "after a noun or adjective": 0.25,
    "after a preposition": 0.8,
    "after a verb": 0.95,
    "after a word of naming": 0.16,
    "after an article or owner": 0.58,
    "after as": 1.05,
    "before a noun": -0.58,
    "begins with a capital": 0.13,
    "capitals": -0.96,
    "cue of plain saying": -0.44,
    "cue of saying": -0.24,
    "cue of verdict": 1.3,
    "holds a pronoun": 0.47,
    "holds a verb": 0.37,
    "in brackets": 0.06,
    "no speaker": -0.45,
    "opens the sentence": -0.56,
    "other verb": -0.46,
    "speaker a name": -0.15,
    "speaker a pronoun": 0.21,
    "stop inside": 0.11,
    "verb far": 0.46,
    "words": 0.72,
}

REPORT_ENOUGH = 0.6
FRAGMENT_ENOUGH = 0.5
"""The chance from which a candidate is kept: dearer for reported speech, where a wrong one is words nobody said."""


def chance(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Give the chance that a candidate with these facts is speech."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in features.items())))
