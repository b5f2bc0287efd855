"""Questions without their times, at other times, and once for each of two: `And in November?`, `in May and in June`.

Owns the rewording; what is a time, `time_words` tells. Called by `intent` and `broad` (what is asked about, times left
out), `condense` (a follow-up that is a time) and `in_turn` (two times in one question).
"""

import re
from itertools import pairwise

from assistant.time_words import JOINED, names_a_day_or_month, time_matches

_AND = re.compile(r",?\s+(?:and(?:\s+also)?|(?:as\s+)?compared\s+(?:to|with)|than|versus)\s+", re.IGNORECASE)
_OR = re.compile(r",?\s+or\s+", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:more|fewer|less|higher|lower|better|worse)\b", re.IGNORECASE)


def without_times(text: str) -> str:
    """Leave out of a text the times that are told with a preposition, or from the day of asking."""
    kept, at, left = "", 0, False
    for match in time_matches(text):
        between = text[at : match.start()]
        bare = (match["how"] or "of").lower() == "of" and names_a_day_or_month(match)  # “the budget of 2024”
        left = (left and JOINED.fullmatch(between) is not None) or not bare  # “in May and June”
        kept += f"{'' if left and JOINED.fullmatch(between) else between} {'' if left else match.group()}"
        at = match.end()
    return " ".join(f"{kept}{text[at:]}".split())


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
        between = question[one.end() : other.start()]
        joined = _AND.fullmatch(between) or (_OR.fullmatch(between) and _COMPARED.search(question))
        if joined and (one["how"] or "in").lower() in ("in", "on", "of") and not (one["year4"] or other["year4"]):
            first = f"{question[: one.end()]}{question[other.end() :]}"
            return first, at_another_time(first, other.group())
    return (question,)
