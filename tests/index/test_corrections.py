import pytest

from index.corrections import announces_correction


@pytest.mark.parametrize(
    "text",
    [
        "The dam held.\n\nCorrection: an earlier version gave the wrong height.",
        "CORRECTION (Nov 3): The mayor's name is Holm.",
        "Editor’s note: The figure was wrong.",
        "An earlier version of this article misstated the year.",
        "This story has been corrected to say that nine people died.",
    ],
)
def test_a_correction_is_announced(text):
    assert announces_correction(text)


@pytest.mark.parametrize(
    "text",
    [
        "The correction of the river began in 1880.",
        "A market correction is near, the bank said.",
        "This story begins in a village whose map was later corrected.\n",
        "He was wrong. This article of the law stands.",
        "",
    ],
)
def test_other_words_are_not(text):
    assert not announces_correction(text)
