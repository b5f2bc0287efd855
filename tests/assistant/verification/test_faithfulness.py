"""A sentence that an article bears out scores above the same sentence changed, and above one it does not speak of."""

import pytest

from assistant.application import Footnote
from assistant.verification import Faithfulness

ARTICLE = (
    "The council of Ostrand voted on Monday to close the harbour bridge for six months. Engineer Ida Renholt found "
    "cracks in two of its piers.\n\nThe repair will cost 4.2 million euros, and the ferries will run later at night."
)


@pytest.fixture
def faithfulness(samples: Footnote) -> Faithfulness:
    return samples._parts.faithfulness


def test_what_is_said_scores_above_what_is_changed_and_what_is_elsewhere(faithfulness: Faithfulness) -> None:
    said = faithfulness.probability("Ida Renholt found cracks in two piers of the harbour bridge.", ARTICLE)
    changed = faithfulness.probability("Ida Renholt found cracks in nine piers of the harbour bridge.", ARTICLE)
    elsewhere = faithfulness.probability("The museum of Osaka bought a vase.", ARTICLE)
    assert 1 >= said > changed > elsewhere >= 0
    assert said > 0.6
    assert elsewhere < 0.1


@pytest.mark.parametrize("sentence", ["", "…", "the of and"])
def test_nothing_to_measure(faithfulness: Faithfulness, sentence: str) -> None:
    assert faithfulness.probability(sentence, ARTICLE) == 0.0
    assert faithfulness.probability("A sentence.", "") == 0.0
