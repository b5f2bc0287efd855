"""What a sentence offers as an answer."""

from assistant.answer_type import AnswerType
from assistant.offering import offered

NOTHING: frozenset[str] = frozenset()


def exact(kind: AnswerType, sentence: str, asked: str = "") -> frozenset[str]:
    return offered(kind, sentence, asked=frozenset(asked.lower().split()), lower=frozenset({"officials"})).exact


def test_offers_figures_of_the_kind_asked_for() -> None:
    assert exact("money", "It will cost 84 million crowns, and close two lanes.") == {"84 million crowns"}
    assert exact("percent", "Only 31 per cent of 38 hectares survive.") == {"31 per cent"}
    assert exact("date", "She will give her ruling on Dec 12.") == {"dec 12"}
    assert exact("age", "Finn Garrity, 10, is the only pupil.") == {", 10,"}


def test_a_kindred_figure_counts_for_less() -> None:
    offer = offered("money", "It took nine years.", asked=NOTHING, lower=NOTHING)
    assert offer.exact == NOTHING
    assert offer.loose == {"nine"}


def test_what_the_question_says_is_no_answer() -> None:
    assert exact("year", "The 2021 cup was won in 2021.", asked="who won in 2021") == NOTHING
    assert exact("person", "Silas Crewe was found guilty.", asked="was silas crewe guilty") == NOTHING


def test_a_capital_at_the_beginning_makes_no_name() -> None:
    assert exact("place", "Officials closed the bridge in Port Ellery.") == {"port ellery"}


def test_a_person_has_a_name_of_two_words() -> None:
    offer = offered("person", "The goal was scored by Danilo Petrov for Rovers.", asked=NOTHING, lower=NOTHING)
    assert offer.exact == {"danilo petrov"}
    assert offer.loose == {"danilo petrov", "rovers"}
