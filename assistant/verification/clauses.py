"""The words of a sentence with what the grammar checks need of them, and which sentence of the evidence is nearest.

Owns this reading; it is no parser: word order, small words and endings. Used by `certainty` and `roles`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.verification.plain_words import FUNCTION_WORDS, stem
from index.folding import fold
from index.sentences import split_sentences

_TOKEN = re.compile(r"\d[\d,.]*\d|\d|[^\W\d_]+(?:[’'][^\W\d_]+)*|[.;:!?,\"()]|\s-+\s")
_VERBS = """
go went gone/see saw seen/give gave given/take took taken/become became/begin began begun/fall fell fallen/win won
rise rose risen/come came/make made/lead led/build built/buy bought/sell sold/leave left/hold held/meet met/pay paid
speak spoke spoken/send sent/find found/lose lost/bring brought/tell told/write wrote written/choose chose chosen
drive drove driven/fly flew flown/grow grew grown/know knew known/keep kept/break broke broken/beat beaten
"""
_IRREGULAR = {
    past: verb[0] for verb in map(str.split, _VERBS.strip().replace("\n", "/").split("/")) for past in verb[1:]
}
"""Past forms that no cutting of endings brings to their verb."""
_MARKS = frozenset('.;:!?,"()')


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word or mark. `stem` is empty for marks; `carries` tells content from grammar; `name`: it has a capital."""

    text: str
    stem: str
    carries: bool
    name: bool


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """The words of one sentence, in order."""

    words: tuple[Word, ...]

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """Its words in lower case."""
        return tuple(word.text for word in self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all its words."""
        return frozenset(word.stem for word in self.words if word.stem)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the words that carry content."""
        return frozenset(word.stem for word in self.words if word.carries)

    def has(self, words: frozenset[str]) -> bool:
        """Tell whether one of `words`, in lower case, is among its own."""
        return not words.isdisjoint(self.lower)


def read(text: str) -> Sentence:
    """Read a sentence."""
    return Sentence(words=tuple(_word(one) for one in _TOKEN.findall(fold(text))))


def _word(found: str) -> Word:
    lower = found.strip().lower()
    if lower in _MARKS or not any(char.isalnum() for char in lower):
        return Word(text=lower[:1], stem="", carries=False, name=False)
    return Word(
        text="May" if found == "May" else lower,  # the month is no modal verb
        stem=lower.replace(",", "") if lower[0].isdigit() else stem(_IRREGULAR.get(lower, lower)),
        carries=lower not in FUNCTION_WORDS and lower != "unless",
        name=found[0].isupper(),
    )


def is_irregular_past(word: str) -> bool:
    """Tell whether a word is a past form like `went`."""
    return word in _IRREGULAR


def sentences(spans: Sequence[str]) -> list[Sentence]:
    """Read each sentence of some stretches of text."""
    return [read(span[one.start : one.end]) for span in spans for one in split_sentences(span)]


def nearest(said: Sentence, given: Sequence[Sentence]) -> Sentence | None:
    """Give the sentence that shares most content with `said`, the first of equals; None where none shares any."""
    best = max(given, key=lambda one: len(one.content & said.content), default=None)
    return best if best is not None and best.content & said.content else None
