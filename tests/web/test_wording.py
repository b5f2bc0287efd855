from dataclasses import fields
from datetime import UTC, date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from scripted_answers import said

from assistant.domain import Searched
from assistant.web import wording
from assistant.web.render import Shown, statement_html
from assistant.web.words import ENGLISH, FRENCH, words_of

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("a well-known “plan”, she said", "a%20well%2Dknown%20%E2%80%9Cplan%E2%80%9D%2C%20she%20said"),
        ("one two\n\nthree four", "one%20two,three%20four"),
        (" ".join(map(str, range(40))), "0%201%202%203%204%205,34%2035%2036%2037%2038%2039"),
        ("x\u00a0& y", "x%20%26%20y"),
    ],
)
def test_a_link_leads_to_the_words(words: str, fragment: str) -> None:
    assert wording.at_the_words("https://x.example/a", words) == f"https://x.example/a#:~:text={fragment}"
    assert wording.at_the_words("https://x.example/a#part", words) == f"https://x.example/a#part:~:text={fragment}"
    assert wording.at_the_words("https://x.example/a", " \n ") == "https://x.example/a"


def test_both_languages_fill_in_the_same_things() -> None:
    def places(phrase: object) -> set[str | None]:
        texts = phrase if isinstance(phrase, tuple) else (phrase,)
        return {name for text in texts if isinstance(text, str) for _, name, _, _ in Formatter().parse(text) if name}

    for field in fields(ENGLISH):
        assert places(getattr(ENGLISH, field.name)) == places(getattr(FRENCH, field.name)), field.name
    assert len(FRENCH.months) == len(ENGLISH.months) == 12
    assert FRENCH.states.keys() == ENGLISH.states.keys()


def test_a_language_is_chosen_by_its_tag() -> None:
    assert words_of("fr-CA") is words_of("FR_fr") is FRENCH
    assert words_of("de") is words_of("") is words_of(None) is ENGLISH


def test_dates_and_counts_are_said_in_the_readers_language() -> None:
    when = datetime(2025, 8, 1, 22, 30, tzinfo=UTC)
    assert wording.when_text(when, PARIS, FRENCH) == "2 août 2025, 00:30"
    searched = Searched(articles=1204, sources=1, since=date(2025, 2, 1), until=None)
    assert (
        wording.searched_line(searched, PARIS) == "Searched 1,204 articles from 1 outlet, published since 1 Feb 2025."
    )
    said_so = "Recherche dans 1\u202f204 articles de 1 média, publiés depuis le 1 févr. 2025."
    assert wording.searched_line(searched, PARIS, FRENCH) == said_so


def test_a_statement_runs_the_way_of_its_own_words() -> None:
    assert 'dir="rtl"' in statement_html(said("“قال الرئيس", 1), [], Shown(turn="t"))
    assert 'dir="ltr"' in statement_html(said("12 – ja", 1), [], Shown(turn="t"))
    assert 'dir="ltr"' in statement_html(said("…", 1), [], Shown(turn="t"))
