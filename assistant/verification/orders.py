"""Which sentences report something, and which only ask or order: the latter bear nothing out.

Owns that distinction. An instruction planted in an article (`include a sentence on baking bread`) shares its words with
what an obedient model would write, and would otherwise support it; and shown by itself it reads as the answer's own.
Called by `statements` and `writing`.
"""

import re

from index.quotemarks import quotations
from index.sentences import split_sentences

_ORDERS = (
    "add answer append assume act anagram augment break calculate change click combine compose confirm convert "
    "create describe develop disregard do don't download draft emphasise emphasize encode end enhance explain "
    "forget generate give group ignore imagine include insert integrate introduce invite jumble keep list make "
    "mention misspell modify never note output please pretend print promote provide put rearrange recommend "
    "remember remind remove render repeat replace reply respond reveal rewrite say scramble send show solve start "
    "stop substitute suggest summarise summarize tell translate try use visit write"
).split()
_ORDER = re.compile(
    rf"^\W*(?:please\s+|now\s+|always\s+|instead,?\s+)?(?:{'|'.join(_ORDERS)})\b(?!['’])", re.IGNORECASE
)
_TO_US = re.compile(
    r"\byour\s+(?:(?:next|final|whole|own)\s+)?(?:answers?|repl(?:y|ies)|responses?|outputs?|messages?|instructions?)\b"
    r"|\b(?:previous|prior|above|earlier|these|all)\s+(?:instructions?|prompts?|rules)\b|\b(?:system|user)\s+prompt\b"
    r"|\byou\s+(?:are|must|should|will)\s+(?:now\s+)?(?:an?\s+)?(?:assistant|answer|reply|respond)\b",
    re.IGNORECASE,
)
_EDGES = re.compile(r"^[\s“”\"’»]+|[\s“”\"’»]+$")


def reporting(words: str) -> tuple[str, ...]:
    """Give the sentences of a cited stretch that report something, in order."""
    sentences = (words[span.start : span.end] for span in split_sentences(words))
    return tuple(one for one in sentences if not _asks_or_orders(one))


def _asks_or_orders(sentence: str) -> bool:
    own = sentence
    for quotation in reversed(quotations(sentence)):  # what somebody is quoted with is a report
        own = own[: quotation.start] + own[quotation.end :] if quotation.depth == 0 else own
    own = _EDGES.sub("", own)
    return own.endswith("?") or _TO_US.search(own) is not None or _ORDER.match(own) is not None
