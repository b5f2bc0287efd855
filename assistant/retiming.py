"""Questions without their times, at other times, and once for each of two: `And in November?`, `in May and in June`.

Owns the rewording; what is a time, `time_words` tells. Called by `intent` and `broad` (what is asked about, times left
out), `condense` (a follow-up that is a time) and `in_turn` (two times in one question).
"""

import re
from itertools import pairwise

from assistant.time_words import names_a_day_or_month, time_matches

_AND = re.compile(r",?\s+and\s+(?:also\s+)?", re.IGNORECASE)


def without_times(text: str) -> str:
    """Leave out of a text the times that are told with a preposition, or from the day of asking."""
    for match in reversed(list(time_matches(text))):
        bare = (match["how"] or "of").lower() == "of" and names_a_day_or_month(match)  # “the budget of 2024”
        text = text if bare else f"{text[: match.start()]} {text[match.end() :]}"
    return " ".join(text.split())


def time_alone(text: str) -> str | None:
    """Give the time that a text is, where it is nothing else; None otherwise."""
    whole = text.strip(" ?.!,")
    return next((whole for match in time_matches(whole) if match.group() == whole), None)


def at_another_time(question: str, time: str) -> str:
    """Put a time in the place of the first that a question names, else at its end."""
    known, new = next(time_matches(question), None), next(time_matches(time), None)
    if known is None:
        return f"{question.rstrip(' ?.!')} {time}?"
    if known["how"] and new and not new["how"] and names_a_day_or_month(new):
        time = f"{known['how']} {time}"  # “And November?” after “in October”
    elif new and new["how"] and known.start():
        time = f"{time[0].lower()}{time[1:]}"
    return f"{question[: known.start()]}{time}{question[known.end() :]}"


def at_each_time(question: str) -> tuple[str, ...]:
    """Give a question about two times (`in October and in November`) once for each; one about one as it is."""
    for one, other in pairwise(time_matches(question)):
        joined = _AND.fullmatch(question, one.end(), other.start())
        if joined and (one["how"] or "in").lower() in ("in", "on", "of") and not (one["year4"] or other["year4"]):
            first = f"{question[: one.end()]}{question[other.end() :]}"
            return first, at_another_time(first, other.group())
    return (question,)
