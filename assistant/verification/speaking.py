"""Whether words are attributed to the person who spoke them.

Owns finding whose words a statement says they are, and holding that against the speech in its evidence: from the index
of speech where it knows, from the verbs of saying otherwise.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.people import who_is_meant
from assistant.verification.evidence import Evidence
from assistant.verification.quotations import outer_quotations, stands_in
from index.folding import fold

_NAMES = r"[A-ZÀ-ÞĀ-Ž][\w'-]*(?:(?:\s+|-)(?:of\s+(?:the\s+)?)?[A-ZÀ-ÞĀ-Ž][\w'-]*)*"
_SAYS = (
    r"(?:said|says|say|told|tells|added|adds|warned|warns|argued|argues|insisted|insists|called|announced|announces|wrote|"
    r"writes|replied|answered|asked|claimed|claims|denied|denies|stated|states|promised|promises|urged|urges|demanded|"
    r"demands|suggested|suggests|explained|explains|noted|notes|confirmed|confirms|described|describes|recalled|recalls|"
    r"declared|declares|admitted|admits|conceded|concedes|complained|complains|predicted|predicts|signalled|signaled|"
    r"stressed|vowed|pledged|remarked|commented|joked|acknowledged|maintains|maintained|believes|expects|estimated|"
    r"estimates|defended|thanked|apologised|apologized|objected|revealed|reported|reports)"
)
_LINKS = r"(?:\s+(?:also|has|had|have|have|then|later|further|publicly|recently|since|once|herself|himself))*"
_ACTIVE = "".join(rf"(?<!\b{word} )" for word in ("is", "are", "was", "were", "be", "been"))
_BEFORE = re.compile(
    rf"(?P<who>{_NAMES})(?:,[^,\"]{{1,80}},)?(?:\s+(?:from|of|for)\s+[^,.\"]{{1,40}}?)?{_LINKS}\s+{_ACTIVE}{_SAYS}\b"
)
_AFTER = re.compile(rf"[,\"]\s*{_SAYS}\s+(?:the\s+|its\s+|a\s+)?(?:[a-z'-]+\s+){{0,4}}?,?\s*(?P<who>{_NAMES})")
_ACCORDING = re.compile(rf"\b[Aa]ccording to\s+(?:the\s+|its\s+)?(?:[a-z'-]+\s+){{0,4}}?(?P<who>{_NAMES})")


def wrong_speaker(text: str, evidence: Evidence) -> str | None:
    """Say who is given words that the evidence gives to somebody else; None where nobody is."""
    group = _another_group(text, evidence.words)
    if group is not None:
        return group
    claimed = list(speakers_named(text))
    if not claimed:
        return None
    quoted = _speakers_of_quotations(text, evidence)
    known = [said.speaker for said in evidence.speech if said.speaker] + list(speakers_named(evidence.words))
    for who in claimed:
        if quoted and not _among(who, quoted):
            return f"The passage gives these words to {quoted[0]}, not to {who}."
        if not quoted and known and not _among(who, known):
            return f"In the passage it is {known[0]} who says this, not {who}."
    return None


def _another_group(text: str, given: str) -> str | None:
    """Tell of `police said` where the passage has it from the organisers, and no police at all."""
    known = set(_groups(given))
    for who in _groups(text):
        if known and who not in known and not re.search(rf"\b{who}\b", given, re.IGNORECASE):
            return f"In the passage it is the {min(known)} who say this, not the {who}."
    return None


def _groups(text: str) -> list[str]:
    return [next(filter(None, match.groups())).lower() for match in _GROUP.finditer(text)]


_GROUPS = (
    r"(police|organi[sz]ers|protesters|economists|scientists|doctors|witnesses|prosecutors|residents|tenants|landlords|"
    r"analysts|critics|fishermen|farmers|rescuers|firefighters|insurers|unions?|soldiers|teachers|patients|islanders)"
)
_GROUP = re.compile(
    rf"\b[Aa]ccording to (?:the )?{_GROUPS}\b|\b{_GROUPS} (?:have |had )?(?:said|say|says|reported|report)\b|"
    rf"\b(?:said|say) (?:the )?{_GROUPS}\b",
    re.IGNORECASE,
)


def speakers_named(text: str) -> Iterator[str]:
    """Give the names that a text says something was said by; a heading in capitals or a plain word is none."""
    folded = fold(text)
    for pattern in (_BEFORE, _AFTER, _ACCORDING):
        for match in pattern.finditer(folded):
            who = re.sub(
                r"^(?:According|But|And|Then|Later|When|While|Although|The|In|On|At|Asked)\s+", "", match["who"]
            )
            who = who.removesuffix("'s")
            if not re.fullmatch(r"(?:The|He|She|They|It|I|We|That|This|One|His|Her|Officials|Police|Nobody|Some)", who):
                yield who


def _speakers_of_quotations(text: str, evidence: Evidence) -> list[str]:
    """Give the known speakers of what a statement quotes; none where the index of speech does not know one of them."""
    speakers: list[str] = []
    for quotation in outer_quotations(text):
        own = [
            said.speaker
            for said in evidence.speech
            if said.speaker and (stands_in(quotation, said.words) or stands_in(said.words.strip("“”\"' ,"), quotation))
        ]
        if not own:
            return []
        speakers += own
    return speakers


def _among(who: str, speakers: Sequence[str]) -> bool:
    return bool(who_is_meant(who, speakers)) or any(who_is_meant(one, [who]) for one in speakers)
