"""How much each clue of `clues` speaks for a sentence. Written by `python -m bench.fit_answering`.

Owns the weights of two rankings as a person can read them, and the reranker they were fitted with.
"""

from collections.abc import Mapping

RERANKER = "f1696820664de9b8"
"""The key of the reranker whose logits these weigh."""

FIRST_READING: Mapping[str, float] = {
    "a headline": 0.63,
    "a question": -0.75,
    "article's best window": -0.18,
    "asking words in sentence": 2.11,
    "begins with a pronoun": 0.1,
    "begins with a quotation": -0.81,
    "figure offered": 1.78,
    "figures missing in sentence": -0.05,
    "figures missing in window": 0.58,
    "fragment": -0.42,
    "fresh": 0.69,
    "kindred figure offered": -0.95,
    "kindred name offered": -0.1,
    "kindred thing offered": 0.15,
    "later": -0.87,
    "length": 0.24,
    "name offered": 1.28,
    "names missing in article": 0.7,
    "names missing in window": -0.14,
    "new words": 0.26,
    "no figure offered": -1.02,
    "no name offered": -1.2,
    "no thing offered": -0.15,
    "nothing new": -0.18,
    "of that week": 1.74,
    "opens its article": 0.76,
    "overlong": -0.19,
    "place of its hit": -1.16,
    "reason offered": 0.44,
    "said elsewhere": 1.53,
    "window": 1.85,
    "words in article": -1.28,
    "words in sentence": 0.96,
    "words in window": -0.83,
}
"""For all candidates: nothing here has cost model work beyond the search."""

SECOND_READING: Mapping[str, float] = {
    "a headline": 0.6,
    "a question": -0.71,
    "article's best window": -0.82,
    "asking words in sentence": 1.75,
    "begins with a pronoun": 0.44,
    "begins with a quotation": -0.84,
    "below the best": -0.76,
    "figure offered": 1.48,
    "figures missing in sentence": 0.18,
    "figures missing in window": 0.31,
    "fragment": -0.34,
    "fresh": 1.21,
    "kindred figure offered": -0.74,
    "kindred name offered": -0.31,
    "kindred thing offered": 0.24,
    "later": -0.22,
    "length": -0.17,
    "name offered": 1.21,
    "names missing in article": 0.49,
    "new words": 0.45,
    "no figure offered": -0.75,
    "no name offered": -0.9,
    "no thing offered": -0.24,
    "nothing new": -0.34,
    "of that week": 1.43,
    "opens its article": 0.63,
    "overlong": -0.05,
    "place of its hit": -0.75,
    "reason offered": 0.39,
    "said elsewhere": 1.13,
    "sentence": 0.4,
    "window": 1.65,
    "words in article": -0.82,
    "words in sentence": -1.25,
    "words in window": 0.02,
}
"""For the few that the reranker has read by themselves."""
