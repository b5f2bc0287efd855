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


_ABOUT = r"(?:\s+(?:about|on|of|regarding|concerning|to|over|with regard to)\s+(?P<topic>.+?))?"
_WHEN = (
    r"(?:\s+(?:today|yesterday|(?:this|last) week|so far|recently|lately|exactly|then|there|since .+|in .+|after .+))?"
)
_END = r"\s*[?.!]*\s*$"
_SAY = (
    r"(?:say|said|saying|says|tell|told|telling|announced?|claim(?:ed)?|comment(?:ed)?|stated?|declared?|add(?:ed)?|"
    r"warn(?:ed)?|argued?|write|written|wrote|promised?|demand(?:ed)?)"
)
_WHO = r"(?P<who>[^?]+?)"

_SPEECH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:and\s+|so\s+|but\s+)?what\s+(?:else\s+)?(?:exactly\s+)?(?:did|does|do|has|have|had|was|is|were|are|would)"
        rf"\s+{_WHO}\s+(?:been\s+)?(?:also\s+)?{_SAY}(?:\s+(?:us|reporters|journalists))?{_ABOUT}{_WHEN}{_END}",
        rf"^what\s+(?:is|was|were|are)\s+(?P<who>[^?]+?)(?:['’]s|['’])\s+(?:reactions?|responses?|comments?|remarks?|statements?|words|position|view|views|opinion|take){_ABOUT}{_END}",
        rf"^how\s+(?:did|does|has|have)\s+{_WHO}\s+(?:react(?:ed)?|respond(?:ed)?|comment(?:ed)?){_ABOUT}{_END}",
        rf"^(?:(?:show\s+me|give\s+me|list|find)\s+)?(?:all\s+)?(?:the\s+)?(?:quotes?|quotations?|statements?|remarks?|"
        rf"comments?|words|everything)\s+(?:by|of|from)\s+{_WHO}{_ABOUT}{_END}",
        rf"^(?:show\s+me\s+|tell\s+me\s+|list\s+)?(?:everything\s+|all\s+)?what\s+{_WHO}\s+(?:has\s+|have\s+|had\s+)?{_SAY}{_ABOUT}{_WHEN}{_END}",
        rf"^(?:did|has|have|does)\s+{_WHO}\s+(?:say|said)\s+anything{_ABOUT}{_WHEN}{_END}",
        rf"^(?:show\s+me\s+|give\s+me\s+|list\s+)?(?P<who>[^?]+?)(?:['’]s|['’])\s+(?:quotes?|quotations?|statements?|remarks?|comments?){_ABOUT}{_END}",
    )
)
_NOBODY = re.compile(
    r"^(?:who|anyone|anybody|someone|people|they|it|that|this|he or she|the (?:article|articles|report|text|paper|story))$",
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
                    return Intent(kind="speech", speaker=who, topic=match["topic"])
    return Intent(kind="plain")
