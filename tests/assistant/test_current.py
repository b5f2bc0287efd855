"""Figures as they stand when somebody asks: the newest report first, each with its outlet and day."""

from datetime import UTC, datetime

import pytest

from assistant.application import Footnote
from assistant.clues import read_question
from assistant.current import asks_for_now


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("How many people have died in the flood so far?", True),
        ("How many people are missing now?", True),
        ("What is the latest death toll of the flood?", True),
        ("How many people died in the flood?", False),
        ("Who are the current owners of the club?", False),
        ("Who wrote “What Now”?", False),
    ],
)
def test_which_questions_mean_now(question: str, now: bool) -> None:
    assert asks_for_now(read_question(question, now=datetime(2025, 11, 26, tzinfo=UTC))) is now


@pytest.mark.parametrize(
    "question",
    ["How many people have died in the Tarn flood so far?", "What is the latest death toll of the Tarn flood?"],
)
def test_the_newest_report_leads_with_its_day(samples: Footnote, question: str) -> None:
    answer = samples.ask(question, now="2025-11-26T09:00:00+00:00")
    texts = [one.text for one in answer.statements]
    assert texts[0].startswith("[Harbour Wire, Nov 13, 2025] ")
    assert "at least 11" in texts[0]
    assert all(text.startswith("[") for text in texts)
