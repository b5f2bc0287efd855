"""Whether a drafted statement stands in the passage it cites: nothing is shown that does not pass here.

Owns the order of the checks and the verdict. Each check is a file of its own beside this one; they generate nothing and
search nothing. Called by `chain` on every draft, whoever drafted it.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

from assistant.days import days
from assistant.domain import Draft
from assistant.domain import Support as Kind
from assistant.quantities import quantities
from assistant.verification.bounds import wrong_bound
from assistant.verification.certainty import too_certain, unattributed
from assistant.verification.dates import wrong_date
from assistant.verification.evidence import Evidence, evidence_of
from assistant.verification.letters import foreign_letters
from assistant.verification.names import wrong_name
from assistant.verification.numbers import wrong_number
from assistant.verification.orders import reporting
from assistant.verification.places import displaced
from assistant.verification.polarity import wrong_way_round
from assistant.verification.quotations import cut_short, disowned, misquoted, outer_quotations, stands_in
from assistant.verification.roles import exchanged
from assistant.verification.speaking import wrong_speaker
from assistant.verification.support import Support
from index.folding import fold

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_INSERTED = re.compile(r"\s?\[[^\[\]]*\]")
_SAID = re.compile(r"(?P<who>[^“”:]+) said: “(?P<words>.+)”", re.DOTALL)
_MARKUP = re.compile(
    r"https?://|\bwww\.|<[a-zA-Z/!]|\]\(|```|!\[|\b[\w-]+\.(?:com|org|net|io|xyz|info|biz|example)\b|\S@\S+\.\S",
    re.IGNORECASE,
)
_GARBLED = re.compile(r"[^\W\d_][@#$%&*^~|=+<>]+[^\W\d_]|[^\W\d_]\d+[^\W\d_]+\d|\w{30,}")

NO_REPORT = "The sentence asks or orders something; it reports nothing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verification found. `reason` is for people; empty when the statement holds. `score`: how well it is borne
    out, where that was measured."""

    support: Kind | None
    reason: str = ""
    score: float | None = None

    @property
    def holds(self) -> bool:
        """Tell whether the statement may be shown."""
        return self.support is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A draft that did not hold, and why, in words a person understands."""

    draft: Draft
    reason: str


def verify(
    draft: Draft,
    support: Support | None = None,
    *,
    deadline: float | None = None,
    cancelled: threading.Event | None = None,
) -> Verdict:
    """Hold one draft against its evidence: cited spans, their context, and the cited articles' stored metadata."""
    if not draft.citations:
        return Verdict(support=None, reason="It cites nothing.")
    for citation in draft.citations:
        for span in (citation.span, *citation.context):
            if not 0 <= span.start < span.end <= len(citation.hit.article.text):
                return Verdict(support=None, reason="It cites words that are not in the article.")
    return judge(draft.text, evidence_of(draft.citations), support, deadline=deadline, cancelled=cancelled)


def judge(
    text: str,
    evidence: Evidence,
    support: Support | None = None,
    *,
    deadline: float | None = None,
    cancelled: threading.Event | None = None,
) -> Verdict:
    """Hold a text against evidence. Without `support`, other words than the evidence's own are refused.

    Raises what the models of `support` raise: Cancelled, Overloaded, ModelUnusable.
    """
    if not _WORD.search(text):
        return Verdict(support=None, reason="It says nothing.")
    if not reporting(text):
        return Verdict(support=None, reason=NO_REPORT)
    quoting = bool(outer_quotations(text))
    wrong = misquoted(text, evidence.spans) or cut_short(text, evidence.spans)
    if wrong is None and _whole(text, evidence):
        return Verdict(support="verbatim")
    if wrong is None and _attributed(text, evidence) and wrong_name(text, evidence) is None:
        return Verdict(support="verbatim")
    wrong = wrong or contradiction(text, evidence)
    if wrong is not None:
        return Verdict(support=None, reason=wrong)
    reported = [one for span in evidence.spans for one in reporting(span)]
    if not reported:
        return Verdict(support=None, reason=NO_REPORT)
    if disowned(text, evidence.spans) or unattributed(text, evidence):
        return Verdict(support=None, reason="It gives somebody's words as a fact, without saying whose they are.")
    strange = _strange_word(text, evidence)
    if strange is None:
        return Verdict(support="verbatim" if quoting else "supported")
    if support is None:
        return Verdict(support=None, reason=f"The passage does not say “{strange}”.")
    measured = support.measure(text, reported, deadline=deadline, cancelled=cancelled)
    score = measured.probability if support.calibrated else None
    if not support.holds(measured):
        return Verdict(support=None, reason="The passage does not say this.", score=score)
    return Verdict(support="supported", score=score)


def contradiction(text: str, evidence: Evidence) -> str | None:
    """Say what a text gets wrong about its evidence, word by word; None where no single thing is wrong."""
    for check in CHECKS:
        wrong = check(text, evidence)
        if wrong is not None:
            return wrong
    return None


def _marked_up(text: str, evidence: Evidence) -> str | None:
    if _MARKUP.search(text):
        return "It has links or markup; statements are plain sentences."
    garbled = _GARBLED.search(text)
    if garbled and garbled.group() not in evidence.all:
        return "It is not written in plain words."
    return None


CHECKS: tuple[Callable[[str, Evidence], str | None], ...] = (
    _marked_up,
    foreign_letters,
    wrong_number,
    wrong_bound,
    wrong_date,
    wrong_name,
    wrong_speaker,
    wrong_way_round,
    too_certain,
    exchanged,
    displaced,
)


def _attributed(text: str, evidence: Evidence) -> bool:
    """Tell whether a text is somebody's quotation as the index of speech has it: "Holm said: “…”".

    What stands inside is verbatim, and who says what or denies what *there* is theirs to say.
    """
    match = _SAID.fullmatch(text)
    if match is None:
        return False
    who, words = match["who"], match["words"]
    near = fold("\n".join(part for one in evidence.cited for part in one.context)).casefold()
    return any(
        stands_in(words, said.words)
        and (said.speaker == who or (said.speaker is None and fold(who).casefold() in near))
        for said in evidence.speech
    )


def _whole(text: str, evidence: Evidence) -> bool:
    """Tell whether a text stands word for word in one cited span, and is not the torn-off part of a sentence."""
    bare = fold(_INSERTED.sub("", text)).strip()
    for span in map(fold, evidence.spans):
        at = span.find(bare)
        if at < 0:
            continue
        before, after = span[:at].rstrip(" \"'("), span[at + len(bare) :]
        if (not before or before[-1] in ".!?:\n") and (
            bare[-1:] in ".!?\"'" or after.strip(" \"')")[:1] in ("", *".!?")
        ):
            return True
    return False


def _strange_word(text: str, evidence: Evidence) -> str | None:
    """Give the first word that is not the evidence's own; numbers and dates were compared by value."""
    without = fold(_INSERTED.sub("", text)).strip()
    for quotation in outer_quotations(text):
        without = without.replace(fold(quotation), " ")
    known = {word.lower() for word in _WORD.findall(evidence.folded)} | _ATTRIBUTING
    for words in [*(day.words for day in days(without)), *(number.words for number in quantities(without))]:
        without = without.replace(words, " ", 1)
    return next((word for word in _WORD.findall(without) if word.lower() not in known), None)


_ATTRIBUTING = frozenset("said says told added wrote that the a an of to in on at by and according".split())
"""Words a statement may use to say whose words it quotes; none of them carries a fact."""
