"""Who did it, to whom, why, and which of two things: they do not change places unnoticed."""

import pytest

from assistant.verification import Cited, Evidence
from assistant.verification.roles import exchanged


def given(*spans: str) -> Evidence:
    return Evidence(cited=tuple(Cited(words=one) for one in spans))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Two navy vessels were supplied by islanders on Greater Skerry.",
            "Islanders on Greater Skerry were supplied by two navy vessels.",
        ),
        (
            "The Court of Audit has asked the opposition to examine the contract.",
            "The opposition has asked the Court of Audit to examine the contract.",
        ),
        (
            "Both parties asked Judge Amara Quill to consider a settlement.",
            "Judge Amara Quill asked both parties to consider a settlement.",
        ),
        (
            "The workforce thanked Hugo Pemberlake and announced a fund.",
            "Mr Hugo Pemberlake, the company's managing director, thanked the workforce and announced a fund.",
        ),
        (
            "The yard paid 62 million crowns for Lorne Group.",
            "Lorne Group paid 62 million crowns for the yard, which employs 340 people.",
        ),
        (
            "The pumping station at Weir End was flooded because drinking water is being brought in by tanker.",
            "Drinking water is being brought in by tanker because the pumping station at Weir End was flooded.",
        ),
        (
            "It sold more milk than oat drinks in a quarter for the first time.",
            "It raised its forecast after selling more oat drinks than milk in a quarter for the first time.",
        ),
        (
            "Wages in the capital have gone up by 31 per cent since 2021, while rents rose by 14 per cent.",
            "Rents in the capital have gone up by 31 per cent since 2021, while wages rose by 14 per cent.",
        ),
        ("The map was fair but the amount was not.", "The amount was fair but the map was not."),
        ("She hired the Fell Top Observatory.", "In 1958 she was hired by the Fell Top Observatory."),
        ("She has invited Mr Salandra to train with her.", "Mr Salandra, 57, has invited her to train with him."),
    ],
)
def test_what_changes_places_is_refused(text: str, words: str) -> None:
    assert exchanged(text, given(words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Two navy vessels supplied the islanders on Greater Skerry.",
            "Islanders on Greater Skerry were supplied by two navy vessels.",
        ),
        (
            "The Court of Audit was asked by the opposition to look into the contract.",
            "The opposition has asked the Court of Audit to examine the contract.",
        ),
        (
            "The workforce was thanked by Hugo Pemberlake, the managing director.",
            "Mr Hugo Pemberlake, the company's managing director, thanked the workforce and announced a fund.",
        ),
        (
            "Because the pumping station was flooded, drinking water is being brought in by tanker.",
            "Drinking water is being brought in by tanker because the pumping station at Weir End was flooded.",
        ),
        (
            "It sold more oat drinks than milk for the first time.",
            "It raised its forecast after selling more oat drinks than milk in a quarter for the first time.",
        ),
        (
            "Since 2021 rents in the capital have risen by 31 per cent, but wages only by 14 per cent.",
            "Rents in the capital have gone up by 31 per cent since 2021, while wages rose by 14 per cent.",
        ),
        (
            "Wages rose by 14 per cent, while rents have gone up by 31 per cent since 2021.",
            "Rents in the capital have gone up by 31 per cent since 2021, while wages rose by 14 per cent.",
        ),
        ("Edith and Joseph Marl ran the post office.", "Joseph and Edith Marl ran the post office for 31 years."),
        ("Mr Salandra has invited Junia to train.", "Mr Salandra, 57, has invited her to train with him."),
        ("Since the 1990s it has been discussed, which costs much.", "It, discussed since the 1990s, costs much."),
        ("The road was closed by the flood.", "The flood closed the road."),
        (
            "Dearer cocoa cost it 40 million crowns, and chocolate prices would go up.",
            "Higher prices for cocoa cost it 40 million crowns, and chocolate would become dearer.",
        ),
    ],
)
def test_the_same_places_in_another_order_pass(text: str, words: str) -> None:
    assert exchanged(text, given(words)) is None


def test_two_sentences_may_be_the_two_sides_of_a_contrast() -> None:
    spans = ("The school costs 118,000 crowns a year.", "A place on the boat would have cost 9,000.")
    assert exchanged("The school costs 9,000 crowns a year, while a place on the boat cost 118,000.", given(*spans))
    assert exchanged("The school costs 118,000 crowns, while a place on the boat cost 9,000.", given(*spans)) is None
