"""How much the clues and signs of an answer weigh. Written by `python -m bench.fit_answering`.

Owns the weights as a person can read them, and the reranker they were fitted with.
"""

from collections.abc import Mapping

RERANKER = "f1696820664de9b8"
"""The key of the reranker whose logits these weigh."""

FIRST_READING: Mapping[str, float] = {
    "a headline": 0.56,
    "a question": -0.72,
    "article's best window": -0.18,
    "asking words in sentence": 2.08,
    "begins with a pronoun": 0.05,
    "begins with a quotation": -0.83,
    "figure offered": 1.76,
    "figures missing in sentence": -0.25,
    "figures missing in window": 0.6,
    "fragment": -0.12,
    "fresh": 0.53,
    "kindred figure offered": -0.98,
    "kindred name offered": -0.09,
    "kindred thing offered": 0.13,
    "later": -0.86,
    "length": 0.22,
    "name offered": 1.3,
    "names missing in article": 0.68,
    "names missing in window": -0.08,
    "new words": 0.08,
    "no figure offered": -0.96,
    "no name offered": -1.27,
    "no thing offered": -0.13,
    "nothing new": -0.35,
    "of that week": 1.52,
    "of the time asked for": 0.88,
    "opens its article": 0.71,
    "overlong": -0.12,
    "place of its hit": -1.05,
    "reason offered": 0.45,
    "said elsewhere": 2.02,
    "window": 1.8,
    "words in article": -1.17,
    "words in sentence": 0.9,
    "words in window": -0.77,
}
"""For all candidates: nothing here has cost model work beyond the search."""

SECOND_READING: Mapping[str, float] = {
    "a headline": 0.56,
    "a question": -0.64,
    "article's best window": -0.75,
    "asking words in sentence": 1.72,
    "begins with a pronoun": 0.35,
    "begins with a quotation": -0.85,
    "below the best": -0.73,
    "figure offered": 1.45,
    "figures missing in sentence": -0.01,
    "figures missing in window": 0.34,
    "fragment": -0.13,
    "fresh": 1.0,
    "kindred figure offered": -0.73,
    "kindred name offered": -0.06,
    "kindred thing offered": 0.3,
    "later": -0.41,
    "length": -0.23,
    "name offered": 1.04,
    "names missing in article": 0.45,
    "names missing in window": 0.03,
    "new words": 0.33,
    "no figure offered": -0.73,
    "no name offered": -0.99,
    "no thing offered": -0.3,
    "nothing new": -0.44,
    "of that week": 1.34,
    "of the time asked for": 0.88,
    "opens its article": 0.69,
    "overlong": -0.09,
    "place of its hit": -0.5,
    "reason offered": 0.39,
    "said elsewhere": 1.67,
    "sentence": 0.37,
    "window": 1.6,
    "words in article": -0.76,
    "words in sentence": -1.25,
    "words in window": 0.13,
}
"""For the few that the reranker has read by themselves."""

ANSWERED: Mapping[str, float] = {
    "agreement": 0.44,
    "always": -0.82,
    "articles at odds": -0.72,
    "articles on topic": -0.49,
    "best": 0.96,
    "best, levelled": -0.19,
    "dated": 0.43,
    "figure asked for": -0.41,
    "figures missing": -0.53,
    "length": -0.98,
    "name asked for": -0.62,
    "names missing": -0.4,
    "none offers it": -0.94,
    "nothing of a kind asked for": 0.21,
    "of that week": 0.59,
    "said elsewhere": 1.02,
    "thing asked for": -0.01,
    "votes": 0.22,
    "words in sentence": -0.01,
    "words in window": 1.05,
}
"""The odds that the articles answer."""

RIGHT: Mapping[str, float] = {
    "always": -2.65,
    "answered": 0.49,
    "mean": 0.97,
    "share": 1.36,
}
"""The odds that one sentence does."""
