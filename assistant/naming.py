"""Which mentions elsewhere in an article say who is meant in a cited sentence: `Emmanuel Macron` for `he`.

Owns the context that a statement's citation needs for the names it uses. A name is only ever resolved the safe way: the
same surname, the speaker that the index of speech knows, or the one person the sentence before is about. It decides
nothing about truth. Called by `model_drafting`.
"""

import re
from collections.abc import Sequence

from assistant.people import who_is_meant
from assistant.quoting import naming_mention
from index.article import Article, Quote, Span
from index.sentences import split_sentences

_NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w’'-]*(?:\s+[A-ZÀ-ÞĀ-Ž][\w’'-]*)*")
_POINTS_BACK = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|their|them|the\s+[a-z]+|its?|this|that|who)\b", re.IGNORECASE
)
NEAR = 18
"""Words at the start of a sentence among which its subject is looked for."""


def context_of(text: str, article: Article, spans: Sequence[Span], speech: Sequence[Quote]) -> tuple[Span, ...]:
    """Give the naming mentions that `text` needs beside the cited `spans` of one article; most often none."""
    cited = " ".join(article.text[span.start : span.end] for span in spans)
    needed: list[Span] = []
    for match in _NAME.finditer(text):
        name = _without_titles(match.group().removesuffix("’s").removesuffix("'s"))
        if not name or _all_there(name, cited):
            continue
        mention = _by_surname(name, cited, article) or _by_speech(name, spans, speech, article)
        if mention is None and _POINTS_BACK.search(cited):
            mention = _by_the_sentence_before(name, spans, speech, article)
        if mention is not None and mention not in needed:
            needed.append(mention)
    return tuple(needed)


def _without_titles(name: str) -> str:
    return re.sub(r"^(?:(?:Mr|Mrs|Ms|Dr|The|In|On|At|But|According|For)\s+)+", "", name)


def _all_there(name: str, cited: str) -> bool:
    return all(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", cited) for part in name.split())


def _by_surname(name: str, cited: str, article: Article) -> Span | None:
    """Resolve `Emmanuel Macron` where the cited words have `Macron`, and the article has that full name only."""
    parts = name.split()
    if len(parts) < 2 or not re.search(rf"(?<!\w){re.escape(parts[-1])}(?!\w)", cited):
        return None
    given = rf"([A-ZÀ-Þ][\w’'-]+)\s+{re.escape(parts[-1])}(?!\w)"
    others = {match[1] for match in re.finditer(given, article.text)} - {"Mr", "Mrs", "Ms", "Dr", parts[-2]}
    known = re.search(rf"{re.escape(parts[-2])}\s+{re.escape(parts[-1])}", article.text)
    if known is None or any(other + " " + parts[-1] in cited for other in others):
        return None
    return _mention(name, article) or naming_mention(article, known.group())


def _by_speech(name: str, spans: Sequence[Span], speech: Sequence[Quote], article: Article) -> Span | None:
    """Resolve a name that the index of speech gives to words inside the cited spans."""
    for quote in speech:
        who = quote.speaker.name
        if who is None or not any(quote.start < span.end and span.start < quote.end for span in spans):
            continue
        if who_is_meant(name, [who]):
            return naming_mention(article, who) or _mention(name, article)
    return None


def _by_the_sentence_before(name: str, spans: Sequence[Span], speech: Sequence[Quote], article: Article) -> Span | None:
    """Resolve a name that the sentence before begins with, where the cited one only points back to it."""
    first = min(spans, key=lambda span: span.start)
    before = [span for span in split_sentences(article.text) if span.end <= first.start][-2:]
    for sentence in reversed(before):
        words = article.text[sentence.start : sentence.end]
        opening = " ".join(words.split()[:NEAR])
        named = [match.group() for match in _NAME.finditer(opening)]
        persons = [one for one in named if who_is_meant(name, [one])]
        if persons and _is_person(name, persons[0], speech, article):
            at = words.find(persons[0].split()[-1])
            begin = words.find(persons[0].split()[0])
            if at >= begin >= 0:
                found = Span(start=sentence.start + begin, end=sentence.start + at + len(persons[0].split()[-1]))
                full = _mention(name, article)
                return full if full is not None and len(name.split()) > len(persons[0].split()) else found
        if any(len(one.split()) > 1 for one in named):
            return None  # somebody else is spoken of
    return None


def _is_person(name: str, named: str, speech: Sequence[Quote], article: Article) -> bool:
    if who_is_meant(name, [quote.speaker.name for quote in speech if quote.speaker.name]):
        return True
    titled = rf"(?:Mr|Mrs|Ms|Dr)\.?\s+{re.escape(name.split()[-1])}"
    return len(name.split()) > 1 or len(named.split()) > 1 or re.search(titled, article.text) is not None


def _mention(name: str, article: Article) -> Span | None:
    at = article.text.find(name)
    return None if at < 0 else naming_mention(article, name)
