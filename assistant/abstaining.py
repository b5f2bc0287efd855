"""How sure we may be that the articles answer a question at all, and that a sentence does.

Owns the signs that decide between an answer and none, and the two calibrated probabilities made of them: they hold only
for the reranker they were fitted with. What they weigh is `weights`'. Called by `drafting`.
"""

import math
from collections.abc import Mapping, Sequence

from assistant.candidates import Candidate
from assistant.clues import Asked
from assistant.offering import facts
from assistant.ranking import Ranked, weigh
from assistant.weights import ANSWERED, RERANKER, RIGHT

LEAST_PROBABILITY = 0.33
"""Below this there is no answer: see docs/evaluation.md for what it refuses, rightly and wrongly."""
DOUBTFUL = 0.45
"""Below this an answer is given, and said to be doubtful."""
LEAST_LOGIT = -2.0
"""The same for a reranker that nothing is calibrated for: the best of sentence and window, in its logits."""
PLAIN_LOGIT = 6.0
"""A first sentence that has every word of the question and answers so well is given, whatever the odds: they know
dates and names by their form, and take `on Friday` for no date and `the harbour master` for nobody."""
_LOOKED_AT = 3
_RIVALS = 4
_MOST_LEAD = 3.0


def answers(asked: Asked, ranked: Sequence[Ranked], candidates: Sequence[Candidate], *, reranker: str) -> float | None:
    """Give the probability that the ranked sentences answer; None for a reranker it was not fitted with.

    `candidates`: all that they were chosen from.
    """
    return answered(asked, ranked, candidates, ANSWERED) if ranked and reranker == RERANKER else None


def answered(
    asked: Asked, ranked: Sequence[Ranked], candidates: Sequence[Candidate], weights: Mapping[str, float]
) -> float:
    """Give the same with given weights."""
    return _logistic(weigh(signs_of(asked, ranked, candidates), weights))


def is_enough(probability: float | None, ranked: Sequence[Ranked]) -> bool:
    """Tell whether to answer."""
    if probability is not None:
        return probability >= LEAST_PROBABILITY or (bool(ranked) and says_it_all(ranked[0]))
    return max((one.mean for one in ranked), default=LEAST_LOGIT - 1) >= LEAST_LOGIT


def says_it_all(first: Ranked) -> bool:
    """Tell whether a first sentence is given whatever the odds."""
    return first.mean >= PLAIN_LOGIT and first.clues["words in sentence"] >= 1.0


def is_right(probability: float, ranked: Sequence[Ranked], place: int) -> float:
    """Give the probability that the sentence at `place` holds the answer, given that of an answer at all."""
    return _logistic(weigh(place_of(probability, ranked, place), RIGHT))


def place_of(probability: float, ranked: Sequence[Ranked], place: int) -> dict[str, float]:
    """Give what speaks for one sentence among the ranked."""
    share = math.exp(ranked[place].weight - ranked[0].weight) / sum(
        math.exp(one.weight - ranked[0].weight) for one in ranked
    )
    return {"always": 1.0, "answered": _odds(probability), "share": share, "mean": ranked[place].mean / 5}


def signs_of(asked: Asked, ranked: Sequence[Ranked], candidates: Sequence[Candidate]) -> dict[str, float]:
    """Give the signs that the ranked sentences answer: how well, how much of the question, and whether they agree."""
    clues, first = [one.clues for one in ranked], ranked[0].clues
    topical: dict[str, float] = {}
    heard: dict[str, dict[str, float]] = {}
    for one in ranked:
        article, sure = one.candidate.article.id, _logistic(one.mean)
        topical[article] = max(topical.get(article, 0.0), sure)
        for fact in facts(asked.kind, one.offer) - asked.words:
            heard.setdefault(fact, {})[article] = max(heard.get(fact, {}).get(article, 0.0), sure)
    votes = max((sum(by_article.values()) for by_article in heard.values()), default=0.0)
    on_topic = sum(topical.values())
    group = next((one for one in ("figure", "name", "thing") if f"{one} offered" in first), "nothing of a kind")
    exact = group in ("figure", "name")
    offering = [one.mean for one in ranked if exact and one.clues[f"{group} offered"]]
    return {
        "always": 1.0,
        f"{group} asked for": 1.0,
        "best": max(one.mean for one in ranked) / 5,
        "best that offers it": max(offering, default=-10.0) / 5,
        "none offers it": float(exact and not offering),
        "said elsewhere": max(told["said elsewhere"] for told in clues),
        "votes": votes / 3,
        "agreement": votes / (on_topic + 0.3),
        "articles on topic": min(on_topic, 5.0) / 5,
        "articles at odds": (on_topic - votes) / 5,
        "lead of its article": _lead(candidates),
        "words in window": max(told["words in window"] for told in clues),
        "words in sentence": max(told["words in sentence"] for told in clues),
        "words in article": max(told["words in article"] for told in clues),
        "names missing in article": max(told["names missing in article"] for told in clues),
        "figures missing": min(told["figures missing in window"] for told in clues[:_LOOKED_AT]),
        "prose": max(told["begins with a pronoun"] for told in clues),
        "first: weight": ranked[0].weight / 5,
        "first: sentence": first["sentence"],
        "first: offers it": float(exact and first[f"{group} offered"]),
        "first: said elsewhere": first["said elsewhere"],
        "first: words in sentence": first["words in sentence"],
        "first: names missing in article": first["names missing in article"],
        "first: fragment": first["fragment"],
        "first: length": first["length"],
        "first: of that week": first.get("of that week", 0.0),
        "first: dated": float("of that week" in first),
    }


def _lead(candidates: Sequence[Candidate]) -> float:
    """Tell how far the best window is ahead of the next articles' best ones, in five logits.

    Where one article answers, the others of its topic fall behind; where none does, they are all alike.
    """
    best: dict[str, float] = {}
    for one in candidates:
        best[one.article.id] = max(best.get(one.article.id, one.window), one.window)
    windows = sorted(best.values(), reverse=True)
    rivals = windows[1 : 1 + _RIVALS]
    return min((windows[0] - sum(rivals) / len(rivals)) / 5, _MOST_LEAD) if rivals else 1.0


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _odds(probability: float) -> float:
    held = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(held / (1 - held))
