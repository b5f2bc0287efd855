"""Who said some words: the same, remembered otherwise, or told in the words of who asks.

Owns the search through the statements of the articles found, and what is told about the difference. Words that were
changed in what they say are nobody's: the nearest is shown, and what differs. Called by `attributing`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.domain import DraftCitation, Notice
from assistant.people import folded_words
from assistant.quoting import draft_speech, sentence_around
from assistant.remembered import Likeness, compare
from assistant.said import Reading, Said
from assistant.speech import SpokenQuote, spoken_at, stem, telling_words

NEAR_MISSES = 3
WORTH_SHOWING = 0.5
"""How alike remembered words must be to be shown as the nearest."""
ANSWERS_WHO = 0.0
"""Reranker's logit from which a statement answers who said something in other words."""
IN_PLACE = 0.6
"""Share of the words asked about that stand in the paragraph of such a statement."""
READ = 40
"""Statements that the reranker reads for who said something in other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """Statements of one voice that hold the words, and how like the words are."""

    likeness: Likeness
    held: tuple[SpokenQuote, ...]

    @property
    def speaker(self) -> str | None:
        speaker = self.held[0][1].speaker
        return speaker.name or speaker.mention


def who_said(words: str, reading: Reading) -> Said:
    """Find who is quoted with these words; where they differ only in wording, tell how."""
    matches = sorted(_matches(words, reading), key=lambda m: (-m.likeness.exact, -m.likeness.same, -m.likeness.alike))
    if not matches or not matches[0].likeness.same:
        near = [match for match in matches if match.likeness.alike >= WORTH_SHOWING][:NEAR_MISSES]
        message = "Nobody is quoted with these words."
        if near and near[0].speaker:
            message += f" The nearest are {_owner(near[0].speaker)}: {_told_differences(near[0].likeness)}."
        cited = tuple(DraftCitation(hit=hit, span=hit.span) for match in near for hit, _ in match.held[:1])
        return Said(near=cited, notices=(Notice(code="words_not_found", message=message),))
    best = [m for m in matches if m.likeness.same and m.likeness.exact == matches[0].likeness.exact]
    named = [match for match in best if match.speaker]
    if not named:
        cited = tuple(DraftCitation(hit=hit, span=hit.span) for hit, _ in best[0].held[:NEAR_MISSES])
        message = "These words are quoted, but the article does not make plain whose they are."
        return Said(near=cited, notices=(Notice(code="speaker_open", message=message),))
    notices: tuple[Notice, ...] = ()
    if not named[0].likeness.exact:
        told = f"The words differ from yours: {_told_differences(named[0].likeness)}."
        notices = (Notice(code="words_differ", message=told),)
    return Said(drafts=draft_speech([one for match in named for one in match.held]), notices=notices)


def _owner(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _told_differences(likeness: Likeness) -> str:
    told = []
    for yours, theirs in likeness.changes[:6]:
        if yours and theirs:
            told.append(f"“{theirs}”, not “{yours}”")
        elif theirs:
            told.append(f"“{theirs}” is missing in yours")
        else:
            told.append(f"“{yours}” is not there")
    return "; ".join(told) or "the words stand in another order"


def _matches(words: str, reading: Reading) -> Iterator[_Match]:
    for hit in {hit.article.id: hit for hit in reading.hits}.values():
        spoken = spoken_at(reading.catalogue, hit)
        for _, run in groupby(spoken, key=lambda one: one[1].speaker.name or one[1].start):
            match = _in_run(words, list(run))
            if match is not None:
                yield match


def _in_run(words: str, run: Sequence[SpokenQuote]) -> _Match | None:
    """Look for the words in what one voice says without another in between: a cue may stand inside them."""
    begins: list[int] = []
    length = 0
    for _, quote in run:
        begins.append(length)
        length += len(quote.text) + 1
    likeness = compare(words, " ".join(quote.text for _, quote in run))
    if likeness is None:
        return None
    held = tuple(
        one
        for one, begin in zip(run, begins, strict=True)
        if begin < likeness.end and likeness.start < begin + len(one[1].text)
    )
    return _Match(likeness=likeness, held=held) if held else None


def who_reported(words: str, reading: Reading) -> Said | None:
    """Find who said something in other words than are asked: by its telling words, then as the reranker reads it."""
    wanted = telling_words(words)
    found: list[tuple[float, SpokenQuote]] = []
    for hit in {hit.article.id: hit for hit in reading.hits}.values():
        for one in spoken_at(reading.catalogue, hit):
            share = _share(wanted, one)
            if share >= IN_PLACE and (one[1].speaker.name or one[1].speaker.mention):
                found.append((share, one))
    found = sorted(found, key=lambda scored: -scored[0])[:READ]
    if not found:
        return None
    sentences = [_sentence(one) for _, one in found]
    scores = reading.score(f"Who said {words}?", sentences)
    best = max(scores)
    kept = [one for (_, one), score in zip(found, scores, strict=True) if score >= max(ANSWERS_WHO, best - 2.0)]
    return Said(drafts=draft_speech(kept), pairs=len(scores)) if kept else None


def _share(wanted: set[str], one: SpokenQuote) -> float:
    """Give the share of the words that stand in a statement's paragraph; 0 where none stands in the statement."""
    hit, quote = one
    text = hit.article.text
    begin = text.rfind("\n\n", 0, quote.start) + 1
    end = text.find("\n\n", quote.end)
    around = {stem(word) for word in folded_words(text[begin : end if end > 0 else len(text)])}
    own = {stem(word) for word in folded_words(_sentence(one))}
    return len(wanted & around) / len(wanted) if wanted & own else 0.0


def _sentence(one: SpokenQuote) -> str:
    hit, quote = one
    span = sentence_around(hit.article.text, quote)
    return re.sub(r"\s+", " ", hit.article.text[span.start : span.end])
