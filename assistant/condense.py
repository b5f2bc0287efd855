"""A question that stands alone, made of a conversation: only where it needs the conversation.

Owns when and how earlier turns are used: what replaces a name or “the second one”, what is put before a question that
leans on the last, and how much a search leans on what was said. No model is asked. Called by `chain` and `application`
first of all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from assistant.domain import Question, Turn
from assistant.retiming import at_another_time, time_alone, without_times
from assistant.times import day_meant
from index.article import Earlier, Query
from index.lexical import STOP_WORDS
from index.speech.names import ORGANISATION

LAST_QUESTION = 0.5
LAST_ANSWER = 0.25
FIRST_QUESTION = 0.25
"""How much a search leans on the last turns, and on the first, which mostly says what a conversation is about. The
question itself counts 1 (docs/evaluation.md)."""
WHERE_IT_STANDS = 0.5
"""A question that seems to stand alone leans by this share: few are on another subject."""
ANSWER_READ = 1_500
"""Characters of an answer that are looked at: its beginning says what it is about."""
FEW_WORDS = 3
"""Telling words; a question with no more of them rarely says what it is about."""
TURNS_FOLLOWED = 6
LONGEST_SUBJECT = 7
"""Words; what is longer is a clause, not the name of a subject."""

_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|his|hers|them|their|theirs|it|its|that|this|those|these|there|then|ones?)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^\W*(?:and|but|or|so|also|why|how so|how come|what else|who else|when|where|what about|how about|"
    r"really|since when|which one|the)\b",
    re.IGNORECASE,
)
_PART = r"[^\W\d_a-zß-ÿ][\w’'.-]*\w|[^\W\d_a-zß-ÿ]"
_NAME = re.compile(rf"(?:{_PART})(?:\s+(?:(?:de|del|van|von|der|of|the|bin|al)\s+)*(?:{_PART}))*")
_OPENERS = frozenset(
    "and but so what how why when where who whom whose which really since did does do has have is are was were will "
    "can could would should tell show give list in on the a an if".split()
)
_SOMEBODY_ELSE = re.compile(
    r"^\W*(?P<and>(?:(?:[Aa]nd|[Bb]ut|[Ss]o)\s+)?(?:(?:[Ww]hat|[Hh]ow)\s+about\s+)?)"
    r"(?!(?:And|But|So|What|How|Why|When|Where|Who|Which|Really|Since)\b)"
    r"(?P<who>[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,4})\W*$"
)
_AND = re.compile(r"^\W*(?:(?:and|but|so|or)\s+)?(?:(?:what|how)\s+about\s+)?", re.IGNORECASE)
_OTHER_TOPIC = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:what|how)\s+)?(?P<about>(?:about|on|in|for|with|of|to|at|since|after|before)\s+.+?)"
    r"\W*$",
    re.IGNORECASE,
)
_WHAT_SAID = re.compile(
    r"\b(?P<before>what (?:did|does|has|have)\s+)(?P<who>.+?)(?P<after>\s+(?P<verb>say|said|saying)\b(?P<topic>.*))",
    re.IGNORECASE,
)
_HERS = rf"her(?=\s+(?!(?:{'|'.join(sorted(STOP_WORDS))})\b)\w)"
_PERSON = re.compile(rf"\b(?:(?P<owner>his|{_HERS})|he|she|him|her)\b", re.IGNORECASE)
_NTH = re.compile(
    r"\bthe\s+(?P<nth>first|second|third|fourth|fifth|last|former|latter)(?:\s+(?:one|point|item|thing))?"
    r"(?=\W*$|\s+(?:of\s+(?:these|those|them)|in\s+more\s+detail|please)\W*$)",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "latter": -1, "last": -1}
_WHY = re.compile(r"^\W*(?:(?:and|but|so)\s+)?why\W*$", re.IGNORECASE)
_WHETHER = re.compile(
    r"^(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\b[^?]*\??$", re.IGNORECASE
)
_SUBJECT = re.compile(r"\b(?:the|these|those)\s+(?P<what>[^?.!,;:]+?)[\s?.!]*$", re.IGNORECASE)
_JOINS = re.compile(r"^\W*(?:and|but|so|or)\b\s*(?=\S)", re.IGNORECASE)
_MARK = re.compile(r"\s*\[\d+\]")
_ITEM = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[\"“A-Z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """A question that stands alone, as a person would read it, and what to look for."""

    question: str
    query: Query


def condense(question: Question, *, timezone: ZoneInfo) -> Condensed:
    """Give a question alone, and the search for it: what it looks for, and the day that fresh reports are fresh on."""
    condensed = follow(question.text, question.history)
    today = day_meant(condensed.question, now=question.now, timezone=timezone)
    return replace(condensed, query=replace(condensed.query, today=today))


def follow(question: str, history: Sequence[Turn]) -> Condensed:
    """Give a question that follows on others alone, and the search: its own words first, those before it a little.

    What was said before is weighed rather than joined: joined words drown a new question, and nothing tells surely
    which question is new.
    """
    alone = standalone(question, history)
    rewritten = not alone.endswith(_JOINS.sub("", question))
    asked = [turn.content.strip() for turn in history if turn.role == "user" and turn.content.strip()]
    if not asked or (rewritten and not _PERSON.search(question)):  # a new name, topic or item: the old one misleads
        return Condensed(question=alone, query=Query(text=alone))
    share = 1.0 if _leans(question) else WHERE_IT_STANDS
    told = _last_answer(history)[:ANSWER_READ]
    said = [(asked[-1], LAST_QUESTION), (told, LAST_ANSWER), (asked[0] if len(asked) > 1 else "", FIRST_QUESTION)]
    earlier = tuple(Earlier(text=text, weight=share * weight) for text, weight in said if text)
    # A question that was rewritten is searched as rewritten; one that only follows on, by its own words.
    words = alone if rewritten else question
    return Condensed(question=alone, query=Query(text=alone, words=words, earlier=earlier))


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Give a question that can be read by itself; one that stands alone comes back unchanged."""
    alone: str | None = None
    subject: str | None = None
    turns = list(history)
    # Earlier questions leaned on theirs: “And Putin?”, then “About grain?”. They are followed from the first on.
    places = [at for at, turn in enumerate(turns) if turn.role == "user" and turn.content.strip()][-TURNS_FOLLOWED:]
    for at in places:
        alone = _follows(turns[at].content.strip(), alone, subject, _last_answer(turns[:at]))
        subject = _subject(alone) or subject
    return question if alone is None else _follows(question, alone, subject, _last_answer(turns))


def _follows(question: str, last: str | None, subject: str | None, told: str) -> str:
    """Rewrite a question that follows `last`, to which `told` was the answer, in a conversation about `subject`."""
    if last is None:
        return question
    item = _nth_item(question, told)
    if item is not None:
        return item
    time = time_alone(_AND.sub("", question))
    if time is not None:  # “And in November?” after “Who resigned in October?”
        return at_another_time(last, time)
    if without_times(question) != " ".join(question.split()):
        last, subject = without_times(last), without_times(subject or "") or None
    said = _WHAT_SAID.search(last)
    swapped = _SOMEBODY_ELSE.match(question)
    if swapped and (said or swapped["and"]):
        return _about_somebody_else(swapped["who"], last)
    other = _OTHER_TOPIC.match(question)
    if said and other and not _PRONOUN.search(question):  # “And about grain?” after “What did Macron say?”
        return f"{said['before']}{said['who']} {said['verb']} {other['about']}?"
    short = _telling(question) <= FEW_WORDS
    if not (short or _leans(question) or _BEGINS.match(question)):
        return question
    if _names(question) and not _PRONOUN.search(question) and len(question.split()) > 4:
        return question
    named = _person_in(last, told)
    if named and _PERSON.search(question) and _telling(_PERSON.sub("", question)) > 0:
        return _with_name(question, named)
    if _WHY.match(question) and _WHETHER.match(last):  # “Why?” after “Did the ferry stop?”
        return f"Why {last[0].lower()}{last[1:]}"
    if said:  # “Why?” after “What did Macron say about the plan?”
        subject = f"what {said['who']} said{said['topic'].rstrip(' ?.!')}"
    if subject:
        return f"About {subject}: {_JOINS.sub('', question)}"
    return f"{_opening(last)} {question}"


def _subject(question: str) -> str | None:
    """Give what a question is about, where it ends with it: “the flood in the Tarn Valley”."""
    named = _SUBJECT.search(question.rpartition(": ")[2])
    if named is None or len(named["what"].split()) > LONGEST_SUBJECT or not _telling(named["what"]):
        return None
    return None if _PRONOUN.search(named["what"]) else named.group().strip(" ?.!")


def _leans(question: str) -> bool:
    return bool(_PRONOUN.search(question)) or _telling(question) <= FEW_WORDS


def _telling(question: str) -> int:
    return sum(word not in STOP_WORDS for word in re.findall(r"\w+", question.lower()))


def _last_answer(history: Sequence[Turn]) -> str:
    """Give what was answered last, citation marks left out; empty where the last turn is no answer."""
    if not history or history[-1].role != "assistant":
        return ""
    return _MARK.sub("", history[-1].content).strip()


def _nth_item(question: str, told: str) -> str | None:
    """Put the words of the item in place of “the second one”: lines of the last answer, or else its sentences."""
    wanted = _NTH.search(question)
    if not wanted or not told:
        return None
    lines = [line for line in told.splitlines() if line.strip()]
    listed = [line for line in lines if _ITEM.match(line)]
    items = listed if len(listed) > 1 else lines if len(lines) > 1 else _SENTENCE.split(told)
    place = _PLACES[wanted["nth"].lower()]
    if len(items) < 2 or not -len(items) <= place < len(items):
        return None
    item = _ITEM.sub("", items[place]).strip().rstrip(" .")
    before = question[: wanted.start()].strip()
    return f"{before} this: {item}" if _telling(before) or before else item


def _about_somebody_else(who: str, last: str) -> str:
    said = _WHAT_SAID.search(last)
    if said:  # “And Putin?” after “What did Macron say?”
        return f"{said['before']}{who}{said['after']}"
    names = _names(last)
    if len(names) == 1:  # “And Lyon?” after “When was the bridge in Paris closed?”
        return last.replace(names[0], who)
    return f"{last.rstrip(' ?.!')}: {who}?"


def _names(text: str) -> list[str]:
    """List the runs of capitalised words, the first word of a question left out where it is an ordinary one."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0].lower() in _OPENERS:
            words.pop(0)
        if words and words != ["I"]:
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


def _person_in(last: str, told: str) -> str | None:
    """Give whom a pronoun would mean: whose words the last question was about, or whom it or its answer names whole."""
    said = _WHAT_SAID.search(last)
    if said:
        names = _names(said["who"])
        return names[0] if len(names) == 1 else None
    whole = [name for name in [*_names(last), *_names(told)] if " " in name and not _is_body(name)]
    alone = [name for name in _names(last) if not _is_body(name)]
    return next(iter([*whole, *alone]), None)


def _is_body(name: str) -> bool:
    return any(word in ORGANISATION for word in name.lower().split())


def _with_name(question: str, name: str) -> str:
    """Put a name in the place of the first pronoun."""

    def replaced(match: re.Match[str]) -> str:
        return f"{name}’s" if match["owner"] else name

    return _PERSON.sub(replaced, question, count=1)


def _opening(last: str) -> str:
    """Give the last question as the beginning of this one: at most two of the questions it was put together from."""
    return f"{' '.join(re.split(r'(?<=[?]) ', last)[-2:]).rstrip(' ?.!')}?"
