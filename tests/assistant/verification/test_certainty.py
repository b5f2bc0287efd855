"""What may be, is wanted, denied, claimed or conditional is not told as a fact."""

import pytest

from assistant.verification import Cited, Evidence
from assistant.verification.certainty import too_certain


def given(*spans: str) -> Evidence:
    return Evidence(cited=tuple(Cited(words=one) for one in spans))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Zelensky will travel to the United States within days.",
            "He could travel to the United States within days, his aides said.",
        ),
        ("Approval will come by the summer of 2026.", "He said that approval could come by the summer of 2026."),
        (
            "Driscoll saw Ukrainian representatives in the city as well.",
            "Mr Driscoll was expected to see Ukrainian representatives in the city as well.",
        ),
        ("Members have voted for the settlement.", "Members are to vote on the settlement by Dec 5."),
        ("The board has decided on a share buyback.", "The board would decide on a share buyback in February."),
        ("Two families have moved to the island.", "Two families have asked about moving to the island."),
        (
            "The Court of Audit will examine the contract.",
            "The opposition has asked the Court of Audit to examine the contract.",
        ),
        (
            "Increases are limited to 3 per cent a year.",
            "The union Keyholders wants increases to be limited to 3 per cent a year.",
        ),
        ("More rain fell during the night.", "More rain was forecast for the night."),
        (
            "Calloway telephoned the governor on the eve of the meeting.",
            "He denied a report that he had telephoned the governor on the eve of the meeting.",
        ),
        (
            "Calloway said he had telephoned the governor.",
            "He denied a newspaper report that he had telephoned the governor.",
        ),
        ("Silas Crewe let the thieves in.", "Mr Silas Crewe, a former guard, denies having let the thieves in."),
        ("Half of the staff knew the code.", "Ms Petra Vance suggested that half of the staff knew the code."),
        ("The threat is illegal.", "The Landlords' Federation called the threat illegal."),
        (
            "The traders would go to court.",
            "The traders would go to court if the delivery bays were not open before the first space was closed.",
        ),
        (
            "Tenants would withhold a tenth of the rent from January.",
            "Tenants would withhold a tenth of the rent from January unless a limit was passed.",
        ),
        ("They conferred by video link on Nov 25.", "They were to confer by video link later on Nov 25."),
        ("It went to court.", "It may go to court over the lime trees."),
        ("The bridge carried ambulances from noon.", "It sent a bridge, which should carry ambulances from noon."),
        ("Snow will fall above 600m on Saturday.", "Snow above 600m is possible on Saturday."),
        ("A place on the boat cost 9,000.", "A place on the boat would have cost 9,000."),
        ("The repairs would cost 48 million.", "An earlier version said that the repairs would cost 48 million."),
        ("Ms Anquetil said that a limit will stop people from building.", "They say that a limit will stop people."),
    ],
)
def test_what_is_no_fact_in_the_passage_is_none_in_the_statement(text: str, words: str) -> None:
    assert too_certain(text, given(words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Zelensky might travel to the United States.",
            "He could travel to the United States within days, his aides said.",
        ),
        ("The vaccine could be approved by summer 2026.", "He said that approval could come by the summer of 2026."),
        (
            "Driscoll will see Ukrainian representatives.",
            "Mr Driscoll was expected to see Ukrainian representatives in the city as well.",
        ),
        ("Members have until Dec 5 to vote.", "Members are to vote on the settlement by Dec 5."),
        (
            "The opposition wants the Court of Audit to look into the contract.",
            "The opposition has asked the Court of Audit to examine the contract.",
        ),
        ("Further rain was expected during the night.", "More rain was forecast for the night."),
        (
            "Silas Crewe denies that he let the thieves in.",
            "Mr Silas Crewe, a former guard, denies having let the thieves in.",
        ),
        (
            "Silas Crewe did not let the thieves in, he says.",
            "Mr Silas Crewe, a former guard, denies having let the thieves in.",
        ),
        (
            "The Landlords' Federation said the threat was against the law.",
            "The Landlords' Federation called the threat illegal.",
        ),
        (
            "If the bays do not open first, the traders will go to court.",
            "The traders would go to court if the delivery bays were not open before the first space was closed.",
        ),
        (
            "The traders threaten to go to court.",
            "The traders would go to court if the delivery bays were not open before the first space was closed.",
        ),
        (
            "Asked, he said that the telephone was off.",
            "Asked if the report was true, he said that his telephone was off.",
        ),
        ("The site opens in May.", "It may rain. The site opens in May."),
        ("She promised an interim report.", "She could not build walls, but she could promise an interim report."),
        ("They were due to confer by video link.", "They were to confer by video link later on Nov 25."),
        ("Snow may fall above 600m on Saturday.", "Snow above 600m is possible on Saturday."),
        ("A place on the boat would have cost 9,000.", "A place on the boat would have cost 9,000 crowns."),
        (
            "It sold more oat drinks than milk.",
            "It raised its profit forecast after selling more oat drinks than milk.",
        ),
        ("They are guided in their work.", "It will guide them in their work."),
    ],
)
def test_the_same_certainty_in_other_words_passes(text: str, words: str) -> None:
    assert too_certain(text, given(words)) is None
