"""Numbers keep their bounds, parts stay parts: `more than`, `all` and `140 of the 140` need evidence."""

import pytest

from assistant.verification import Cited, Evidence
from assistant.verification.bounds import wrong_bound


def given(*spans: str) -> Evidence:
    return Evidence(cited=tuple(Cited(words=one) for one in spans))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Lorries of less than 20 tonnes have been banned since Nov 3.",
            "Lorries of more than 20 tonnes have been banned since Nov 3.",
        ),
        (
            "More than 90,000 passengers had to change their plans.",
            "About 90,000 passengers had to change their plans, and lorries queued for up to 14km outside Port Ellery.",
        ),
        (
            "Lorries queued for at least 14km outside Port Ellery.",
            "About 90,000 passengers had to change their plans, and lorries queued for up to 14km outside Port Ellery.",
        ),
        ("At most six people were killed.", "At least six people were killed in Kyiv."),
        ("Fewer than three people were killed.", "At least three people were killed and 14 were missing."),
        ("He will be out for at most six weeks.", "He would be out for at least six weeks."),
        ("The school costs 118,000 crowns or more.", "The school costs 118,000 crowns a year."),
        (
            "All those first reported missing have turned up.",
            "Some of those first reported missing have since turned up.",
        ),
        (
            "The first sailing will be free for all passengers.",
            "The first sailing will be free of charge for foot passengers.",
        ),
        ("Everybody in the hall was impatient.", "Some in the hall were impatient."),
        ("Most of the proposals were taken into account.", "Several proposals were taken into account."),
        (
            "Engineers found cracks in all of the bridge's 140 hangers.",
            "Engineers found cracks in 26 of the bridge's 140 hangers during a routine inspection in October.",
        ),
        (
            "Engineers found cracks in 140 hangers during an inspection.",
            "Engineers found cracks in 26 of the bridge's 140 hangers during a routine inspection in October.",
        ),
        ("Six of them were thinking of giving up.", "One in six of them was thinking of giving up."),
        ("It is closed to all cars.", "It is closed to all lorries and caravans. Cars may cross at 40km/h."),
        ("That is the highest value since 1931.", "That is the third-highest value since records began there in 1931."),
        ("You could not buy a ticket in the entire country.", "You could not buy a ticket in parts of the country."),
    ],
)
def test_a_bound_or_a_whole_that_the_passage_does_not_have_is_refused(text: str, words: str) -> None:
    assert wrong_bound(text, given(words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Since Nov 3, lorries heavier than 20 tonnes have been banned.",
            "Lorries of more than 20 tonnes have been banned since Nov 3.",
        ),
        (
            "Around 90,000 passengers had to change their plans.",
            "About 90,000 passengers had to change their plans, and lorries queued for up to 14km outside Port Ellery.",
        ),
        (
            "Lorries queued for 14km.",
            "About 90,000 passengers had to change their plans, and lorries queued for up to 14km outside Port Ellery.",
        ),
        ("No fewer than six people were killed.", "At least six people were killed in Kyiv."),
        ("The water came up to the first floor.", "Water reached the first floor."),
        ("The turbines stand in water as deep as 55m.", "The turbines stand in water up to 55m deep."),
        ("It has promised to keep all of them.", "It has promised to keep everyone."),
        ("Nobody was hurt at all.", "No one came to harm."),
        ("After all, the shaft will be flooded.", "The shaft will be flooded."),
        (
            "Cracks were found in 26 of the 140 hangers.",
            "Engineers found cracks in 26 of the bridge's 140 hangers during a routine inspection in October.",
        ),
        ("One of the four villages has no electricity.", "Electricity is back in three of the four villages."),
        ("It is closed to all lorries.", "It is closed to all lorries and caravans. Cars may cross at 40km/h."),
        ("It is the third-highest gust.", "That is the third-highest value since records began there in 1931."),
        ("One of them voted for a cut.", "Ms Henrike Salo, one of the two, voted for a cut."),
    ],
)
def test_the_same_amount_in_other_words_passes(text: str, words: str) -> None:
    assert wrong_bound(text, given(words)) is None
