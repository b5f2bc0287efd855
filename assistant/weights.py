"""How much the clues and signs of an answer weigh. Written by `python -m bench.fit_answering`.

Owns the weights as a person can read them, and the reranker they were fitted with.
"""

from collections.abc import Mapping

RERANKER = "f1696820664de9b8"
"""The key of the reranker whose logits these weigh."""

FIRST_READING: Mapping[str, float] = {
    "a headline": 0.53,
    "a question": -0.96,
    "article's best window": -0.12,
    "asking words in sentence": 2.15,
    "begins with a pronoun": -0.05,
    "begins with a quotation": -0.88,
    "figure offered": 1.95,
    "figures missing in sentence": -0.29,
    "figures missing in window": 0.95,
    "fragment": 0.02,
    "fresh": 0.73,
    "kindred figure offered": -0.99,
    "kindred name offered": 0.04,
    "kindred thing offered": -0.16,
    "later": 0.12,
    "length": 0.15,
    "name offered": 1.41,
    "names missing in article": 0.33,
    "names missing in window": 0.99,
    "new words": -0.01,
    "no figure offered": -1.25,
    "no name offered": -1.52,
    "no thing offered": 0.16,
    "nothing new": -0.42,
    "of that week": 1.16,
    "of the time asked for": 1.36,
    "opens its article": 0.77,
    "overlong": -0.2,
    "place of its hit": -0.34,
    "reason offered": 0.5,
    "said elsewhere": 1.54,
    "window": 2.17,
    "words in article": -0.93,
    "words in sentence": 1.36,
    "words in window": -1.2,
}
"""For all candidates: nothing here has cost model work beyond the search."""

SECOND_READING: Mapping[str, float] = {
    "a headline": 0.65,
    "a question": -0.79,
    "article's best window": -0.75,
    "asking words in sentence": 1.5,
    "begins with a pronoun": 0.44,
    "begins with a quotation": -0.66,
    "below the best": -0.77,
    "figure offered": 1.4,
    "figures missing in sentence": 0.03,
    "figures missing in window": 0.1,
    "fragment": -0.1,
    "fresh": 0.64,
    "kindred figure offered": -0.68,
    "kindred name offered": -0.02,
    "kindred thing offered": 0.15,
    "later": -0.09,
    "length": -0.04,
    "name offered": 1.27,
    "names missing in article": 0.04,
    "names missing in window": 1.05,
    "new words": 0.2,
    "no figure offered": -0.71,
    "no name offered": -1.25,
    "no thing offered": -0.15,
    "nothing new": -0.39,
    "of that week": 1.09,
    "of the time asked for": 0.88,
    "opens its article": 0.41,
    "overlong": -0.23,
    "place of its hit": -0.26,
    "reason offered": 0.5,
    "said elsewhere": 1.41,
    "sentence": 0.55,
    "window": 1.36,
    "words in article": -0.51,
    "words in sentence": -1.35,
    "words in window": -0.04,
}
"""For the few that the reranker has read by themselves."""

ANSWERED: Mapping[str, float] = {
    "agreement": 0.54,
    "always": -0.91,
    "articles at odds": -1.02,
    "articles on topic": -0.77,
    "best": 1.11,
    "best, levelled": -0.07,
    "dated": 0.22,
    "figure asked for": -0.45,
    "figures missing": -0.55,
    "length": -0.8,
    "name asked for": -0.75,
    "names missing": -0.27,
    "none offers it": -0.79,
    "nothing of a kind asked for": 0.28,
    "of that week": 0.51,
    "said elsewhere": 0.6,
    "votes": 0.41,
    "words in sentence": 0.03,
    "words in window": 0.96,
}
"""The odds that the articles answer."""

RIGHT: Mapping[str, float] = {
    "always": -2.62,
    "answered": 0.64,
    "mean": 0.69,
    "share": 2.08,
}
"""The odds that one sentence does."""
