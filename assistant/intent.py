"""What kind of question it is, read without a model: about speech, a greeting, or something to search for.

Owns the phrasings. It searches nothing and knows no article. Called by `chain`; `people` matches the names.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.broad import read_broad
from assistant.retiming import without_times

Kind: TypeAlias = Literal["greeting", "speech", "words", "broad", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a question is after. For `speech`: whose words (as asked), about what and told to whom, where it says.

    For `broad`: about what, None for the news as such. For `words`: who said them. `quoted` tells whether they stand in
    quotation marks, so that these words are meant and not their sense.
    """

    kind: Kind
    speaker: str | None = None
    topic: str | None = None
    told_to: str | None = None
    words: str | None = None
    quoted: bool = False


_END = r"\s*[?.!]*\s*$"
_SAY = (
    r"(?P<cue>say|said|saying|says|tell|told|telling|announced?|claim(?:ed)?|comment(?:ed)?|stated?|declared?|"
    r"add(?:ed)?|warn(?:ed)?|argued?|write|written|wrote|promised?|demand(?:ed)?|remember(?:ed)?|think|call(?:ed)?)"
)
_WHO = r"(?P<who>[^?]+?)"
_REST = r"(?:\s+(?P<rest>.+?))?"

_ON = r"(?:\s+(?P<rest>(?:about|on|regarding|concerning|over|to|of|in|since|after|before|during|as to)\s.+?))?"
_UTTERANCE = (
    r"reactions?|responses?|comments?|remarks?|statements?|words|position|stance|views?|opinions?|take|quotes?|"
    r"quotations?|line|answer|promises?|warnings?"
)

_SPEECH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:and\s+|so\s+|but\s+)?what\s+(?:else\s+)?(?:exactly\s+)?(?:did|does|do|has|have|had|was|is|were|are|would)"
        rf"\s+{_WHO}\s+(?:been\s+)?(?:also\s+)?{_SAY}\b{_REST}{_END}",
        rf"^what\s+(?:is|was|were|are)\s+(?P<who>[^?]+?)(?:['’]s|['’])\s+(?:own\s+)?(?:{_UTTERANCE})\b{_REST}{_END}",
        rf"^how\s+(?:did|does|has|have)\s+{_WHO}\s+(?:react(?:ed)?|respond(?:ed)?|comment(?:ed)?|feel|felt|see|view|"
        rf"describe|explain|justify)\b{_REST}{_END}",
        rf"^(?P<who>[A-ZÀ-Þ][\w’'.-]*(?:\s+[A-ZÀ-Þ][\w’'.-]*){{0,3}})\s+(?:quotes|quotations|statements)\b{_ON}{_END}",
        rf"^(?:(?:show\s+me|give\s+me|list|find)\s+)?(?:all\s+)?(?:the\s+)?(?:quotes?|quotations?|statements?|remarks?|"
        rf"comments?|words|everything)\s+(?:by|of|from)\s+{_WHO}(?:\s+(?P<rest>(?:about|on|regarding)\s.+?))?{_END}",
        rf"^(?:(?:show\s+me|tell\s+me|list)\s+)?(?:everything\s+|all\s+)?what\s+{_WHO}\s+(?:has\s+|have\s+|had\s+)?"
        rf"{_SAY}\b{_REST}{_END}",
        rf"^(?:did|has|have|had|does|is|was)\s+{_WHO}\s+(?:ever\s+|also\s+|already\s+)?(?:been\s+quoted|quoted|say|said|"
        rf"comment(?:ed)?|react(?:ed)?|respond(?:ed)?|speak|spoken|talk(?:ed)?|made?\s+any\s+(?:comments?|statements?|"
        rf"remarks?)|ma[dk]e\s+a\s+(?:comment|statement|remark))(?:\s+(?:anything|something|publicly|at\s+all))*{_ON}{_END}",
        rf"^what\s+(?:is|was|were|are)\s+the\s+(?:{_UTTERANCE})\s+(?:of|by|from)\s+{_WHO}{_ON}{_END}",
        rf"^(?P<who>[^?]+?)(?:['’]s|['’])\s+(?:{_UTTERANCE})\b{_REST}{_END}",
        rf"^(?:where|how)\s+(?:does|did)\s+{_WHO}\s+stand\b{_ON}{_END}",
        rf"^what\s+(?:words\s+did|remarks\s+did|comments\s+did|statements\s+did|else\s+did)\s+{_WHO}\s+(?:make|use)\b"
        rf"{_REST}{_END}",
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
    r"that|this|he or she|the (?:articles?|report|text|paper|story)|the (?:article|story|piece) (?:on|about)\b.*)$",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(
    r"^(?:(?:so|and|but|please|do\s+you\s+know|can\s+you\s+tell\s+me|tell\s+me|find(?:\s+out)?)\s+)*"
    r"(?:who(?:\s+was\s+it(?:\s+(?:who|that))?|\s+is\s+it\s+that)?|which\s+[\w-]+(?:\s+[\w-]+)?)\s+"
    r"(?:has\s+|have\s+|had\s+|first\s+|once\s+|ever\s+|exactly\s+|really\s+|actually\s+|is\s+(?:being\s+)?quoted\s+(?:as\s+)?|"
    r"was\s+quoted\s+(?:as\s+)?)*"
    r"(?:said|says?|saying|told|tells|claim(?:ed|s)|call(?:ed|s)|describ(?:ed|es)|label(?:l?ed|s)|dubbed|brand(?:ed|s)|"
    r"accus(?:ed|es)|warn(?:ed|s)|promis(?:ed|es)|argu(?:ed|es)|wrote|writes|tweeted|announc(?:ed|es)|declar(?:ed|es)|"
    r"den(?:ied|ies)|add(?:ed|s)|ask(?:ed|s)|demand(?:ed|s)|urg(?:ed|es)|insist(?:ed|s)|stat(?:ed|es)|suggest(?:ed|s)|"
    r"predict(?:ed|s)|complain(?:ed|s)|prais(?:ed|es)|critici[sz](?:ed|es)|compar(?:ed|es)|liken(?:ed|s)|condemn(?:ed|s)|"
    r"used\s+the\s+(?:words?|phrase|term|expression))\b\s*[:,]?\s*(?P<words>.+?)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_WHOSE = re.compile(
    r"^(?:whose\s+(?:words|quote|quotation|line|statement)\s+(?:is|are|was|were)(?:\s+(?:this|these))?|"
    r"who\s+is\s+(?:the\s+)?(?:source|author|speaker)\s+of(?:\s+the\s+(?:quote|quotation|words|line|sentence))?|"
    r"(?:from\s+)?whom?\s+(?:is|was|are|were)\s+(?:the\s+)?(?:quote|quotation|words|line|sentence))\s*[:,]?\s*(?P<words>.+?)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_SAID_BY_WHOM = re.compile(
    r"^(?P<words>[\"“«„'‘].+[\"”»“'’])\s*[-–—:,.?]*\s*(?:who\s+(?:said|says|wrote|is)\b|whose\s+(?:words|quote)\b|by\s+whom\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = re.compile(r"[\"“”«„‟]|(?<!\w)['‘]{1,2}(?=\w)|``")
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening|day)|greetings|thanks?|thank you|thanks? a lot|"
    r"thank you (?:very|so) much|many thanks|cheers|bye|goodbye|ok|okay|great|cool|nice|well done|how are you|"
    r"who are you|what can you do)(?:\s+(?:there|everyone|all|footnote|again|very much|so much))?\W*)+$",
    re.IGNORECASE,
)


_SHORTENED = re.compile(r"(?<=^what)['’]s\b", re.IGNORECASE)
_CIVIL = re.compile(
    r"^(?:(?:please|can you|could you|would you|i(?:['’]d| would) like to know|i want to know|"
    r"summari[sz]e|sum up|give me|show me|tell me|list|find(?: me)?|do you know)\s+)+"
    r"(?=(?:all\s+|everything\s+|the\s+|any\s+)*"
    r"(?:what|who|whose|how|quotes?|quotations?|statements?|remarks?|comments?|everything|words)\b)|"
    r"^any\s+(?=(?:quotes?|statements?|comments?|remarks?)\s)|(?<=\s)have to (?=say\b)|(?<=\s)had to (?=say\b)",
    re.IGNORECASE,
)
_AND_WHAT_DID = re.compile(
    r"(?<=\w)\s+(?P<say>say|said|told)[,;?]?\s+(?:and\s+)?what\s+(?:did|does|has|have)\s+(?=\S[^?]*\b(?P=say)\b)",
    re.IGNORECASE,
)
"""The seam of "What did A say and what did B say?", which asks what A and B said."""


def read_intent(question: str) -> Intent:
    """Tell what a standalone question is after."""
    asked = _CIVIL.sub("", _SHORTENED.sub(" is", " ".join(question.split())))
    if _GREETING.match(asked) or not re.search(r"[^\W_]", asked):
        return Intent(kind="greeting")
    if (words := _remembered(asked)) is not None:
        return words
    if len(asked) <= 400:  # the phrasings are short; a long text is searched for as it stands
        asked = _AND_WHAT_DID.sub(" and ", asked)
        for pattern in _SPEECH:
            match = pattern.match(asked)
            if match:
                who = match["who"].strip(" ,")
                if not _NOBODY.match(who) and len(who.split()) <= 8:
                    told = match.groupdict().get("cue", "").lower() in ("tell", "told", "telling")
                    topic, told_to = _topic(match["rest"], told=told)
                    return Intent(kind="speech", speaker=who, topic=topic, told_to=told_to)
    broad = read_broad(asked)
    return Intent(kind="plain") if broad is None else Intent(kind="broad", topic=broad.topic)


def _remembered(asked: str) -> Intent | None:
    """Read the words whose speaker is asked for: those in quotation marks, else what follows the verb."""
    match = _WHO_SAID.match(asked) or _WHOSE.match(asked) or _SAID_BY_WHOM.match(asked)
    if match is None:
        return None
    words = match["words"]
    mark = _MARKED.search(words)
    if mark is not None:
        inner = words[mark.end() :].rstrip("?. ").rstrip("\"”»“'’`").strip()
        if _lettered(inner):
            return Intent(kind="words", words=inner, quoted=True)
    bare = re.sub(r"^that\s+|[?\s]+$", "", words)
    if len(_lettered(bare)) < 2 or _NOBODY.match(bare):
        return None  # "Who said that?", "Who called?"
    return Intent(kind="words", words=bare)


def _lettered(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _topic(rest: str | None, *, told: bool) -> tuple[str | None, str | None]:
    """Give what the words after the verb say the speech is about, and whom it was told to; a time is neither."""
    topic = _TIME.sub(" ", without_times(rest or "")).strip(" ,")
    told_to = None
    if told and not _BEFORE_TOPIC.match(topic + " ") and (named := _TOLD.match(topic)):
        told_to, topic = named.group(), topic[named.end() :].strip(" ,")
    while (shorter := _BEFORE_TOPIC.sub("", topic)) != topic:
        topic = shorter
    return " ".join(topic.split()) or None, told_to
