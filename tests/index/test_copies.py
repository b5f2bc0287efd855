"""Editions of one report, and what only looks like one."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from made_hits import article

from index.article import Span
from index.copies import KEPT, Copies

TEXT = (
    "The ferry Aurora ran aground off Port Vell with 212 people aboard, the coast guard said. All of them were taken "
    "to the mainland by smaller boats. The captain was not hurt. Divers are to look at the hull, and the line stays "
    "closed until then. The operator said it would pay for hotel rooms and buses."
)
ARTICLE = article("one", TEXT, published=date(2025, 11, 30))


def repeats(**changed):
    other = replace(ARTICLE, **{"id": "other", **changed})
    return Copies().repeats(other, Span(start=0, end=len(other.text)), ARTICLE)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"text": f"PORT VELL (Agency) - {TEXT}"},
        {"text": TEXT.replace("All of them", "All").replace("AURORA", "Aurora")},
        {"text": TEXT.upper()},
        {"published": datetime(2025, 12, 3, 9, tzinfo=UTC)},
    ],
)
def test_a_lightly_edited_report_is_the_same(changed):
    assert repeats(**changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": TEXT.replace("212", "221")},
        {"text": TEXT.replace("212", "two hundred")},
        {"text": f"{TEXT} Two of them were children."},
        {"text": f"{TEXT} {TEXT.swapcase()} Nothing is known of the cause, and nobody would say more."},
        {"published": date(2025, 12, 4)},
        {"published": None},
        {"language": "fr"},
        {"id": "one"},
        {"text": "The ferry. " * 30},
        {"text": ""},
    ],
)
def test_other_numbers_days_languages_and_texts_are_another_report(changed):
    assert not repeats(**changed)


def test_a_passage_that_only_one_edition_has_repeats_nothing():
    more = " The mayor thanked the fishermen, who had brought blankets, bread and tea for everybody."
    longer = replace(ARTICLE, id="longer", text=TEXT + more)
    copies = Copies()
    assert copies.repeats(longer, Span(start=0, end=len(TEXT)), ARTICLE)
    assert not copies.repeats(longer, Span(start=len(TEXT) + 1, end=len(longer.text)), ARTICLE)


def test_only_so_many_outlines_are_kept():
    copies = Copies()
    for number in range(KEPT + 5):
        assert copies.repeats(replace(ARTICLE, id=f"a{number}"), Span(start=0, end=len(TEXT)), ARTICLE)
    assert len(copies._outlines) == KEPT
