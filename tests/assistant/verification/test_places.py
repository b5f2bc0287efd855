"""Words and names stay where the passage has them, and directions keep their sense."""

import pytest

from assistant.verification import Cited, Evidence
from assistant.verification.places import displaced


def given(*spans: str) -> Evidence:
    return Evidence(cited=tuple(Cited(words=one) for one in spans))


TRUMP = "He had asked Driscoll to continue with the Ukrainians while Steve Witkoff would go to Moscow."
POST = "She became the observatory's director in 1979, the first woman in the post, and held it until 1999."
FIRST = "In its first form it asked Kyiv to hand over land and to give up any prospect of joining NATO."
RISE = (
    "The agreement gives 1,350 crew members a rise of 4.2 per cent from January and a further 2 per cent a year later."
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He had asked Witkoff to continue with the Ukrainians while Driscoll would go to Moscow.", TRUMP),
        ("She became the observatory's director in 1999 and held the post until 1979.", POST),
        ("In its first form the proposal asked NATO to hand over land.", FIRST),
        ("It gives crew members a rise of 2 per cent from January and a further 4.2 per cent a year later.", RISE),
        ("The parcel had been sent to Northgate.", "The parcel had been sent from Northgate and carried stamps."),
        ("The piano was bought by a school.", "He had bought the piano from a school in Łąkowo."),
        ("The work was awarded by Halberd Civil.", "The work was awarded to Halberd Civil, the only bidder."),
        ("Gallow Hill produced zinc and lead until 1891.", "Gallow Hill produced zinc and lead from 1891."),
        ("Sales grew from 6.5 per cent to 3.4 billion.", "Sales grew by 6.5 per cent to 3.4 billion crowns."),
    ],
)
def test_what_stands_in_another_place_is_refused(text: str, words: str) -> None:
    assert displaced(text, given(words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("While Witkoff would go to Moscow, Driscoll was to continue with the Ukrainians.", TRUMP),
        ("She held the post until 1999, having become the observatory's director in 1979.", POST),
        ("In its first form the proposal asked Kyiv to hand over land.", FIRST),
        ("Crew members get 4.2 per cent more from January and a further 2 per cent a year later.", RISE),
        ("The parcel, which carried stamps, had been sent from Northgate.", "The parcel had been sent from Northgate."),
        ("From the 1,100 people away, few return to their homes.", "About 1,100 people remain away from their homes."),
        ("Joseph and Edith Marl ran the post office.", "Edith and Joseph Marl, both in their eighties, ran it."),
        (
            "In the capital rents rose by 31 per cent since 2021.",
            "Since 2021 rents rose by 31 per cent in the capital.",
        ),
    ],
)
def test_another_order_passes(text: str, words: str) -> None:
    assert displaced(text, given(words)) is None


def test_what_one_sentence_says_of_somebody_is_not_told_of_another() -> None:
    spans = ("Ms Carla Brandt wants the sale to the Lorne Group declared void.", "Mr Otto Brandt says that she agreed.")
    assert displaced("Otto Brandt wants the sale to the Lorne Group declared void.", given(*spans))
    assert displaced("Carla Brandt wants the sale to the Lorne Group to be void.", given(*spans)) is None
    insurers = ("The Association of Insurers put insured losses at 340 million crowns.", "Tarn County arrives at more.")
    assert displaced("Tarn County put insured losses at 340 million crowns.", given(*insurers))
