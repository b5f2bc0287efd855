import pytest

from index.sources.page_walls import is_wall

BEGINNING = "The ferries will stay in the harbour for a ninth day, the union said on Thursday evening."
ARTICLE = "\n\n".join(f"{BEGINNING} That makes {day} days so far, and no end of it is seen." for day in range(9))


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to continue reading. Already a subscriber? Sign in.",
        "You have reached your limit of free articles.",
        "This article is only available to subscribers.",
        "We value your privacy.\n\nWe and our 843 partners store and access information on a device, such as cookies.",
        "Please enable JavaScript and cookies to continue.",
        "Verify you are human by completing the action below.",
        "This content is not available in your region.",
    ],
)
def test_a_wall_with_the_first_sentence_is_one_and_a_notice_under_an_article_is_not(wall: str) -> None:
    assert is_wall(f"{BEGINNING}\n\n{wall}", page="", free=True)
    assert not is_wall(f"{ARTICLE}\n\n{wall}", page=wall, free=True)
    assert not is_wall(f"{ARTICLE}\n\n{wall}", page=wall, free=False)


def test_a_page_that_says_it_is_not_for_everybody_is_one_where_little_is_left() -> None:
    assert is_wall(BEGINNING, page="", free=False)
    assert not is_wall(BEGINNING, page="", free=True)
    assert not is_wall(ARTICLE, page="", free=False)


def test_a_paywall_beside_the_beginning_makes_it_one_and_a_way_to_sign_in_does_not() -> None:
    assert is_wall(BEGINNING, page="Home Subscribe Sign in … Subscribe to continue reading", free=True)
    assert not is_wall(BEGINNING, page="Home Subscribe Sign in Already a subscriber? Register", free=True)
