"""Answers made of what people said: every statement attributed, in the words of the article.

Owns the wording of quotes as statements and the evidence of who spoke. Which quotes are meant, and in what order, is
`speech`'s; truth is `verification`'s. Called by `chain`.
"""

import re
from collections.abc import Sequence

from assistant.domain import Draft, DraftCitation
from index.article import Article, Hit, Quote, Span
from index.sentences import split_sentences

_WORD = re.compile(r"[^\W_]+")


def draft_speech(spoken: Sequence[tuple[Hit, Quote]]) -> tuple[Draft, ...]:
    """Word a person's statements: attributed, in the order given, the same words once with every citation."""
    drafts: dict[tuple[str | None, str], Draft] = {}
    for hit, quote in spoken:
        key = (quote.speaker.name, _same_words(quote.text))
        made = _speech_draft(hit, quote)
        if key in drafts:
            before = drafts[key]
            drafts[key] = Draft(
                text=before.text, citations=(*before.citations, *made.citations), speaker=before.speaker
            )
        else:
            drafts[key] = made
    return tuple(drafts.values())


def _same_words(text: str) -> str:
    return " ".join(word.lower() for word in _WORD.findall(text))


def _speech_draft(hit: Hit, quote: Quote) -> Draft:
    article, name = hit.article, quote.speaker.name
    naming = naming_mention(article, name) if name else None
    context = () if naming is None else (naming,)
    if quote.kind == "direct":
        words = _within_marks(quote.text)
        text = f"{name} said: “{words}”"
        cited = DraftCitation(hit=hit, span=Span(start=quote.start, end=quote.end), context=context)
        return Draft(text=text, citations=(cited,), speaker=name)
    sentence = sentence_around(article.text, quote)
    words = " ".join(article.text[sentence.start : sentence.end].split())
    mention = quote.speaker.mention
    if name and mention and mention.lower() in ("he", "she", "they") and name not in words:
        words = re.sub(rf"\b{re.escape(mention)}\b", f"{mention} [{name}]", words, count=1)
    cited = DraftCitation(hit=hit, span=sentence, context=context)
    return Draft(text=words, citations=(cited,), speaker=name)


def _within_marks(text: str) -> str:
    inner = " ".join(text.split()).strip("“”\"«»„‟″'‘’`").strip()
    return inner.removesuffix(",").rstrip()


def sentence_around(text: str, quote: Quote) -> Span:
    """Give the whole sentences that hold a quote, its cue and the words for its speaker."""
    first = min([quote.start, *([quote.cue.start] if quote.cue else []), *_starts(quote)])
    last = max([quote.end, *([quote.cue.end] if quote.cue else []), *_ends(quote)])
    begin = text.rfind("\n\n", 0, first) + 1
    finish = text.find("\n\n", last)
    finish = len(text) if finish < 0 else finish
    held = [
        Span(start=begin + span.start, end=begin + span.end)
        for span in split_sentences(text[begin:finish])
        if begin + span.start < last and first < begin + span.end
    ]
    return Span(start=held[0].start, end=held[-1].end) if held else Span(start=first, end=last)


def _starts(quote: Quote) -> list[int]:
    return [] if quote.speaker.start is None else [quote.speaker.start]


def _ends(quote: Quote) -> list[int]:
    return [] if quote.speaker.end is None else [quote.speaker.end]


def naming_mention(article: Article, name: str) -> Span | None:
    """Find where the article first names somebody in full; with the words before it that say who that is."""
    at = article.text.find(name)
    if at < 0:
        return None
    before = re.search(r"(?:[A-Z][\w’'-]*[ \u00a0])*$", article.text[max(0, at - 60) : at])
    start = at - len(before.group()) if before else at
    return Span(start=start, end=at + len(name))
