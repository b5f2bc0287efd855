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
from assistant.pronouns import has_person, names_in, other_person, person_meant, with_name, without_person
from assistant.retiming import at_another_time, time_alone, without_times
from assistant.subject import subject_of
from assistant.times import day_meant
from index.article import Earlier, Query
from index.lexical import STOP_WORDS

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

_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|his|hers|them|their|theirs|it|its|that|this|those|these|there|then|ones?)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^\W*(?:and|but|or|so|also|why|how so|how come|what else|who else|when|where|what about|how about|"
    r"really|since when|which one|the)\b",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = re.compile(
    r"^\W*(?P<and>(?:(?:[Aa]nd|[Bb]ut|[Ss]o)\s+)?(?:(?:[Ww]hat|[Hh]ow)\s+about\s+)?)"
    r"(?!(?:And|But|So|What|How|Why|When|Where|Who|Which|Really|Since)\b)"
    r"(?P<who>[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,4})\W*$"
)
_OTHER_PERSON = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:what|how)\s+about\s+)?(?P<pronoun>he|she|him|her)\W*$", re.IGNORECASE
)
_WHO_SAID_THAT = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?who\s+(?:said|says|claimed|claims)\s+(?:that|this|it|so)\W*$",
    re.IGNORECASE,
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
_JOINS = re.compile(r"^\W*(?:and|but|so|or)\b\s*(?=\S)", re.IGNORECASE)
_MARK = re.compile(r"\s*\[\d+\]")
_BRACKET = re.compile(r"\s*\[[^\]]*\]\s*")
_QUOTED = re.compile(r"[“\"](?P<words>[^“”\"]+)[”\"]")
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
    if not asked or (rewritten and not has_person(question)):  # a new name, topic or item: the old one misleads
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
        alone = _follows(turns[at].content.strip(), alone, subject, turns[:at])
        subject = _subject(alone) or subject
    return question if alone is None else _follows(question, alone, subject, turns)


def _follows(question: str, last: str | None, subject: str | None, turns: Sequence[Turn]) -> str:
    """Rewrite a question that follows `last`, in a conversation of these turns, which is about `subject`."""
    if last is None:
        return question
    told = _last_answer(turns)
    item = _nth_item(question, told)
    if item is not None:
        return item
    if _WHO_SAID_THAT.match(question) and told:
        return _who_said(last, told)
    time = time_alone(_AND.sub("", question))
    if time is not None:  # “And in November?” after “Who resigned in October?”
        return at_another_time(last, time)
    if without_times(question) != " ".join(question.split()):
        last, subject = without_times(last), without_times(subject or "") or None
    said = _WHAT_SAID.search(last)
    swapped = _SOMEBODY_ELSE.match(question)
    if swapped and (said or swapped["and"]):
        return _about_somebody_else(swapped["who"], last)
    other_one = _OTHER_PERSON.match(question)
    if other_one and said:  # “And her?” after “What does Mr Brandt say?”
        heard = [_MARK.sub("", turn.content) for turn in reversed(turns)]
        person = other_person(other_one["pronoun"], said["who"], heard)
        if person:
            return _about_somebody_else(person, last)
    other = _OTHER_TOPIC.match(question)
    if said and other and not _PRONOUN.search(question):  # “And about grain?” after “What did Macron say?”
        return f"{said['before']}{said['who']} {said['verb']} {other['about']}?"
    short = _telling(question) <= FEW_WORDS
    if not (short or _leans(question) or _BEGINS.match(question)):
        return question
    if names_in(question) and not _PRONOUN.search(question) and len(question.split()) > 4:
        return question
    named = person_meant(question, said["who"] if said else None, last, told) if has_person(question) else None
    if named and _telling(without_person(question)) > 0:
        return with_name(question, named)
    if _WHY.match(question) and _WHETHER.match(last):  # “Why?” after “Did the ferry stop?”
        return f"Why {last[0].lower()}{last[1:]}"
    if said:  # “Why?” after “What did Macron say about the plan?”
        subject = f"what {said['who']} said{said['topic'].rstrip(' ?.!')}"
    if subject:
        return f"About {subject}: {_JOINS.sub('', question)}"
    return f"{_opening(last)} {question}"


def _who_said(last: str, told: str) -> str:
    """Ask whose words an answer is: what is quoted in the sentence of it that is nearest to the question."""
    sentences = [_BRACKET.sub(" ", one).strip(" .") for line in told.splitlines() for one in _SENTENCE.split(line)]
    wanted = set(_telling_words(last))
    meant = max(sentences, key=lambda sentence: len(wanted.intersection(_telling_words(sentence))))
    quoted = _QUOTED.search(meant)
    return f"Who said “{quoted['words'].strip(' ,')}”?" if quoted else f"Who said: {meant}?"


def _subject(question: str) -> str | None:
    """Give what a question is about by itself, and not what was put before it."""
    subject = subject_of(question.rpartition(": ")[2])
    return None if subject is None or _PRONOUN.search(subject) or not _telling(subject) else subject


def _leans(question: str) -> bool:
    return bool(_PRONOUN.search(question)) or _telling(question) <= FEW_WORDS


def _telling(question: str) -> int:
    return len(_telling_words(question))


def _telling_words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS]


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
    names = names_in(last)
    if len(names) == 1:  # “And Lyon?” after “When was the bridge in Paris closed?”
        return last.replace(names[0], who)
    return f"{last.rstrip(' ?.!')}: {who}?"


def _opening(last: str) -> str:
    """Give the last question as the beginning of this one: at most two of the questions it was put together from."""
    return f"{' '.join(re.split(r'(?<=[?]) ', last)[-2:]).rstrip(' ?.!')}?"
