"""Which questions compare, and what is asked of each side."""

import pytest

from assistant.comparing import sides_compared


@pytest.mark.parametrize(
    ("asked", "sides"),
    [
        (
            "Compare the bridge and the wind farm in cost.",
            {"the bridge": "the bridge cost", "the wind farm": "the wind farm cost"},
        ),
        ("Compare Macron with Lavrov on peace", {"Macron": "Macron peace", "Lavrov": "Lavrov peace"}),
        ("How does the crab compare to the seal?", {"the crab": "the crab", "the seal": "the seal"}),
        ("What is the difference between bread and butter?", {"bread": "bread", "butter": "butter"}),
        (
            "What’s the difference between the insurers’ and the county’s estimate of the flood?",
            {"the insurers": "the insurers estimate of the flood", "the county": "the county estimate of the flood"},
        ),
        (
            "What are the differences between temporary and permanent homes in the valley?",
            {"temporary": "temporary homes the valley", "permanent": "permanent homes the valley"},
        ),
        ("How do Sundlink and Nimbora losses differ?", {"Sundlink": "Sundlink losses", "Nimbora": "Nimbora losses"}),
        (
            "Ingersoll or Solbakk: who ran faster?",
            {"Ingersoll": "Ingersoll ran faster", "Solbakk": "Solbakk ran faster"},
        ),
        (
            "Who ran faster, Ingersoll or Solbakk?",
            {"Ingersoll": "Ingersoll ran faster", "Solbakk": "Solbakk ran faster"},
        ),
    ],
)
def test_both_sides_are_asked_about(asked: str, sides: dict[str, str]) -> None:
    found = sides_compared(asked)
    assert {one.side: one.asked for one in found} == sides
    assert [one.other for one in found] == [one.side for one in reversed(found)]


@pytest.mark.parametrize(
    "asked",
    [
        "What did Macron and Lavrov say about the peace plan?",
        "Should I eat bread or butter: what is better?",
        "Is the bridge or the tram line more expensive?",
        "What differences did the ministers settle?",
        "Who won?",
    ],
)
def test_other_questions_compare_nothing(asked: str) -> None:
    assert sides_compared(asked) == ()


def test_somebody_is_compared_by_what_they_said() -> None:
    assert [one.said for one in sides_compared("Compare Macron and the crab on the peace plan.")] == [
        "What did Macron say about the peace plan?",
        None,
    ]
