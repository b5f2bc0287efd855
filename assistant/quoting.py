"""Answers made of what people said: every statement attributed, in the words of the article.

Owns the wording of quotes as statements and the evidence of who spoke. Which quotes are meant, and in what order, is
`attributing`'s; truth is `verification`'s. Called by `attributing`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Draft, DraftCitation
from index.article import Article, Hit, Quote, Span
from index.sentences import split_sentences

_WORD = re.compile(r"[^\W_]+")


def draft_speech(spoken: Sequence[tuple[Hit, Quote]]) -> tuple[Draft, ...]:
    """Word a person's statements: attributed, in the order given, the same words once with every citation."""
    drafts: dict[tuple[str | None, str], Draft] = {}
    for hit, quote in spoken:
        speaker = quote.speaker.name or quote.speaker.mention
        made = _speech_draft(hit, quote)
        key = (speaker, _same_words(quote.text))
        whole = next((known for known in drafts if known[0] == speaker and _holds(known[1], key[1])), key)
        before = drafts.get(whole)
        if before is None and any(_same_sentence(made, known) for known in drafts.values()):
            continue  # two quotations of one sentence
        if before is None:
            drafts[key] = made
        elif not any(one.hit.article.id == hit.article.id and _touch(one.span, made) for one in before.citations):
            drafts[whole] = replace(before, citations=(*before.citations, *made.citations))
    return tuple(drafts.values())


SHORTEST = 5
"""Words of a quotation that is the same as a longer one which holds them; fewer may have been said twice."""


def _holds(words: str, others: str) -> bool:
    return words == others or (others.count(" ") >= SHORTEST - 1 and f" {others} " in f" {words} ")


def _touch(span: Span, draft: Draft) -> bool:
    return any(span.touches(one.span) for one in draft.citations)


def _same_sentence(made: Draft, known: Draft) -> bool:
    one, other = made.citations[0], known.citations[0]
    return made.text == known.text and one.span == other.span and one.hit.article.id == other.hit.article.id


def _same_words(text: str) -> str:
    return " ".join(word.lower() for word in _WORD.findall(text))


def _speech_draft(hit: Hit, quote: Quote) -> Draft:
    article, name, mention = hit.article, quote.speaker.name, quote.speaker.mention
    naming = naming_mention(article, name) if name else None
    if name is None and quote.speaker.start is not None and quote.speaker.end is not None:
        naming = Span(start=quote.speaker.start, end=quote.speaker.end)
    context = () if naming is None else (naming,)
    if quote.kind == "direct" and (who := name or mention) and not _fragment(quote):
        words = _within_marks(quote.text)
        called = " ".join(who.split())
        text = f"{called[:1].upper()}{called[1:]} said: “{words}”"
        own = Span(start=quote.start, end=quote.end)
        cited = DraftCitation(hit=hit, span=own, context=context, speech=(quote,))
        return Draft(text=text, citations=(cited,), speaker=name)
    sentence = sentence_around(article.text, quote)
    words = " ".join(article.text[sentence.start : sentence.end].split())
    if name and mention and mention.lower() in ("he", "she", "they") and name not in words:
        words = re.sub(rf"\b{re.escape(mention)}\b", f"{mention} [{name}]", words, count=1)
    cited = DraftCitation(hit=hit, span=sentence, context=context, speech=(quote,))
    return Draft(text=words, citations=(cited,), speaker=name)


def _fragment(quote: Quote) -> bool:
    """Tell a few words inside the reporter's sentence: “spirit and letter” says nothing by itself."""
    words = _WORD.findall(quote.text)
    return (
        len(words) < SHORTEST and bool(words) and words[0].islower() and not quote.text.rstrip("”\"’' ").endswith(".")
    )


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
