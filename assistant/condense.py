"""A question that stands alone, made of a conversation: only where it needs the conversation.

Owns when and how earlier turns are used. No model is asked. Called by `chain` first of all.
"""

import re
from collections.abc import Sequence

from assistant.domain import Turn

_LEANS = re.compile(
    r"\b(?:he|she|they|him|her|his|hers|them|their|theirs|it|its|that|this|those|these|there|then|the (?:first|second|"
    r"third|last|other|former|latter) one|one)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^\W*(?:and|but|or|so|also|why|how so|how come|what else|who else|when|where|what about|how about|"
    r"really|since when|which one|the)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")
_SOMEBODY_ELSE = re.compile(
    r"^\W*(?:(?:[Aa]nd|[Bb]ut|[Ss]o)\s+)?(?:(?:[Ww]hat|[Hh]ow) about\s+)?"
    r"(?!(?:And|But|So|What|How|Why|When|Where|Who|Which|Really|Since)\b)"
    r"(?P<who>[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,4})\W*$"
)
_WHAT_SAID = re.compile(
    r"\b(?P<before>what (?:did|does|has|have)\s+)(?P<who>.+?)(?P<after>\s+(?:say|said|saying)\b.*)", re.IGNORECASE
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Give a question that can be searched for by itself; one that stands alone comes back unchanged."""
    earlier = [turn.content.strip() for turn in history if turn.role == "user" and turn.content.strip()]
    if not earlier:
        return question
    last = earlier[-1]
    swapped = _SOMEBODY_ELSE.match(question)
    if swapped:  # "And Putin?" after "What did Macron say?"
        pattern = _WHAT_SAID.search(last)
        if pattern:
            return f"{pattern['before']}{swapped['who']}{pattern['after']}"
        return f"{last.rstrip(' ?.!')}: {swapped['who']}?"
    short = len(question.split()) <= 4
    if not (short or _LEANS.search(question) or _BEGINS.match(question)):
        return question
    named = _NAME.findall(question)
    if named and not _LEANS.search(question) and not short:
        return question
    return f"{last.rstrip(' ?.!')}? {question}"
