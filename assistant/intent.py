"""What kind of question it is, read without a model: about speech, a greeting, or something to search for.

Owns the phrasings. It searches nothing and knows no article. Called by `chain`; `people` matches the names.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["greeting", "speech", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a question is after. For `speech`: whose words (as asked), and about what, where it says."""

    kind: Kind
    speaker: str | None = None
    topic: str | None = None


_END = r"\s*[?.!]*\s*$"
_SAY = (
    r"(?P<cue>say|said|saying|says|tell|told|telling|announced?|claim(?:ed)?|comment(?:ed)?|stated?|declared?|"
    r"add(?:ed)?|warn(?:ed)?|argued?|write|written|wrote|promised?|demand(?:ed)?|remember(?:ed)?|think|call(?:ed)?)"
)
_WHO = r"(?P<who>[^?]+?)"
_REST = r"(?:\s+(?P<rest>.+?))?"

_SPEECH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:and\s+|so\s+|but\s+)?what\s+(?:else\s+)?(?:exactly\s+)?(?:did|does|do|has|have|had|was|is|were|are|would)"
        rf"\s+{_WHO}\s+(?:been\s+)?(?:also\s+)?{_SAY}\b{_REST}{_END}",
        rf"^what\s+(?:is|was|were|are)\s+(?P<who>[^?]+?)(?:['’]s|['’])\s+(?:own\s+)?(?:reactions?|responses?|comments?|"
        rf"remarks?|statements?|words|position|view|views|opinion|take)\b{_REST}{_END}",
        rf"^how\s+(?:did|does|has|have)\s+{_WHO}\s+(?:react(?:ed)?|respond(?:ed)?|comment(?:ed)?)\b{_REST}{_END}",
        rf"^(?:(?:show\s+me|give\s+me|list|find)\s+)?(?:all\s+)?(?:the\s+)?(?:quotes?|quotations?|statements?|remarks?|"
        rf"comments?|words|everything)\s+(?:by|of|from)\s+{_WHO}(?:\s+(?P<rest>(?:about|on|regarding)\s.+?))?{_END}",
        rf"^(?:(?:show\s+me|tell\s+me|list)\s+)?(?:everything\s+|all\s+)?what\s+{_WHO}\s+(?:has\s+|have\s+|had\s+)?"
        rf"{_SAY}\b{_REST}{_END}",
        rf"^(?:did|has|have|does)\s+{_WHO}\s+(?:say|said)\s+anything\b{_REST}{_END}",
        rf"^(?:(?:show\s+me|give\s+me|list)\s+)?(?P<who>[^?]+?)(?:['’]s|['’])\s+(?:quotes?|quotations?|statements?|"
        rf"remarks?|comments?)\b{_REST}{_END}",
    )
)
_BEFORE_TOPIC = re.compile(
    r"^(?:about|on|of|regarding|concerning|to|over|with regard to|as to|at|after|in|during|that|when|of how)\s+",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^(?:the\s+|a\s+|an\s+)?[\w’'.-]+(?:\s+[\w’'.-]+){0,3}?(?=\s+(?:about|on|that|of|over)\s|$)", re.IGNORECASE
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_TIME = re.compile(
    rf"\b(?:(?:on|in|since|after|before|during|until|by|from)\s+)?(?:(?:last|this|next)\s+(?:{_DAY}|week|month|year|night)|"
    rf"{_DAY}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?|{_MONTH}\s+\d{{4}}|"
    rf"(?<=in\s){_MONTH}|(?<=since\s){_MONTH}|\d{{4}}|today|yesterday|tomorrow|so far|recently|lately|exactly|then)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:(?:did|does|do|has|have|had|is|are|was|were|would|can|will)\b.*|the|an?|who|anyone|anybody|someone|people|they|it|"
    r"that|this|he or she|the (?:articles?|report|text|paper|story))$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening|day)|greetings|thanks?|thank you|thanks? a lot|"
    r"thank you (?:very|so) much|many thanks|cheers|bye|goodbye|ok|okay|great|cool|nice|well done|how are you|"
    r"who are you|what can you do)(?:\s+(?:there|everyone|all|footnote|again|very much|so much))?\W*)+$",
    re.IGNORECASE,
)


def read_intent(question: str) -> Intent:
    """Tell what a standalone question is after."""
    asked = " ".join(question.split())
    if _GREETING.match(asked) or not re.search(r"[^\W_]", asked):
        return Intent(kind="greeting")
    if len(asked) <= 400:  # the phrasings are short; a long text is searched for as it stands
        for pattern in _SPEECH:
            match = pattern.match(asked)
            if match:
                who = match["who"].strip(" ,")
                if not _NOBODY.match(who) and len(who.split()) <= 8:
                    told = match.groupdict().get("cue", "").lower() in ("tell", "told", "telling")
                    return Intent(kind="speech", speaker=who, topic=_topic(match["rest"], told=told))
    return Intent(kind="plain")


def _topic(rest: str | None, *, told: bool) -> str | None:
    """Give what the words after the verb say the speech is about: not whom it was said to, and not when."""
    topic = _TIME.sub(" ", rest or "").strip(" ,")
    if told and not _BEFORE_TOPIC.match(topic + " "):
        topic = _TOLD.sub("", topic).strip(" ,")
    while (shorter := _BEFORE_TOPIC.sub("", topic)) != topic:
        topic = shorter
    return " ".join(topic.split()) or None
