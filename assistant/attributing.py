"""An answer about speech: whose statements, in what order, and what to say where there are none.

Owns the choice among what the index of speech holds: everything a person said, or what they said on a topic. Words of
one person never come under another's name. `speech` reads the index, `whose_words` finds who said some words, `quoting`
words the statements. Called by `chain`, whoever drafts other answers.
"""

from collections.abc import Iterator, Sequence

from assistant.domain import DraftCitation, Notice
from assistant.intent import Intent
from assistant.offices import spoken_in_office
from assistant.quoting import draft_speech
from assistant.said import Reading, Said
from assistant.several_speakers import unquoted
from assistant.speech import MOST, Spoken, SpokenQuote, spoken_as, spoken_in, told_to
from assistant.whose_words import who_reported, who_said

NEAR_MISSES = 3
READ_FOR_OTHERS = 60
"""Statements of others that are read for who is quoted on a topic."""


def attribute(intent: Intent, spoken: Spoken | None, reading: Reading) -> Said | None:
    """Answer a question about speech from the index; None where it holds no speech to answer it from."""
    if intent.kind == "words" and intent.words:
        return who_said(intent.words, reading) if intent.quoted else who_reported(intent.words, reading)
    if spoken is None or intent.speaker is None:
        return None
    holder = spoken_in_office(reading.catalogue, intent.speaker, reading.hits)
    if holder is not None:
        return _of_a_person(intent, holder, reading)
    if spoken.quotes:
        return _of_a_person(intent, spoken, reading)
    unnamed = spoken_as(reading.catalogue, intent.speaker, reading.hits)
    if unnamed:
        return _of_a_person(intent, Spoken(names=(), quotes=unnamed), reading)
    return _nobody(intent.speaker, intent.topic, reading) if _is_name(intent.speaker) else None


def _is_name(asked: str) -> bool:
    return any(word[:1].isupper() for word in asked.split())


# --- everything somebody said -------------------------------------------------------------------------------------


def _of_a_person(intent: Intent, spoken: Spoken, reading: Reading) -> Said:
    asked, topic = intent.speaker or "", intent.topic
    quotes: Sequence[SpokenQuote] = spoken.quotes

    def place(one: SpokenQuote) -> tuple[tuple[int, int], bool]:
        return spoken.voice(one), not told_to(intent.told_to, one)

    notices = list(_about_the_name(asked, spoken))
    pairs = 0
    if topic:
        quotes, pairs = reading.on_topic(topic, quotes)
        quotes = sorted(quotes, key=place)
        if not quotes:
            return _nothing_on(asked, topic, spoken, reading, pairs)
    else:
        quotes = sorted(quotes, key=lambda one: (place(one), one[1].kind == "indirect"))
    if len(quotes) > MOST:
        more = f"These are the first {MOST} of {len(quotes):,} statements. Name a topic or a time for fewer."
        notices.append(Notice(code="first_statements", message=more))
    missing = "; ".join(unquoted(spoken, quotes)) or None
    return Said(drafts=draft_speech(quotes[:MOST]), notices=tuple(notices), pairs=pairs, missing=missing)


def _about_the_name(asked: str, spoken: Spoken) -> Iterator[Notice]:
    if spoken.each:
        for words, one in spoken.each:
            yield from _about_the_name(words, one)
    elif spoken.names and not spoken.exactly:
        yield Notice(code="spelt_otherwise", message=f"“{asked}” is spelt {_listed(spoken.names)} here.")
    elif len(apart := _apart(spoken.names)) > 1:
        yield Notice(code="several_people", message=f"“{asked}” may mean {_listed(apart)}.")
    elif spoken.people > 1:
        message = f"What {spoken.names[0]} is called differs here: it may be {spoken.people} people of one name."
        yield Notice(code="namesakes", message=message)


def _apart(names: Sequence[str]) -> list[str]:
    """Leave out names of those who spoke together where one of them is listed alone: "Ann Holm and her lawyers"."""
    return [name for name in names if not any(part in names and part != name for part in name.split(" and "))]


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:5])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _nothing_on(asked: str, topic: str, spoken: Spoken, reading: Reading, pairs: int) -> Said:
    others, more = _others_on(topic, reading, besides=spoken.names)
    near = (*_nearest(others), *_nearest(spoken.quotes))[:NEAR_MISSES]
    quoted = f"{_listed(spoken.names)} is quoted here" if spoken.names else f"What {asked} said is quoted here"
    message = f"{quoted}, but not on {topic}."
    notices = (Notice(code="nothing_on_topic", message=message + _quoted_instead(others)),)
    return Said(near=near, notices=notices, pairs=pairs + more)


def _nobody(asked: str, topic: str | None, reading: Reading) -> Said | None:
    others, pairs = _others_on(topic, reading, besides=())
    if not others and not spoken_in(reading.catalogue, reading.hits):
        return None  # no index of speech, or nobody speaks: the sentences may still tell
    message = f"Nothing that {asked} said is quoted in these articles."
    notices = (Notice(code="nothing_by_person", message=message + (_quoted_instead(others) if topic else "")),)
    return Said(near=_nearest(others), notices=notices, pairs=pairs)


def _others_on(topic: str | None, reading: Reading, *, besides: Sequence[str]) -> tuple[tuple[SpokenQuote, ...], int]:
    quotes = spoken_in(reading.catalogue, reading.hits, besides=besides)[:READ_FOR_OTHERS]
    return reading.on_topic(topic, quotes) if topic and quotes else (quotes, 0)


def _quoted_instead(others: Sequence[SpokenQuote]) -> str:
    names = list(dict.fromkeys(quote.speaker.name for _, quote in others if quote.speaker.name))[:NEAR_MISSES]
    return f" On this, {_listed(names).replace(' or ', ' and ')} can be read." if names else ""


def _nearest(quotes: Sequence[SpokenQuote]) -> tuple[DraftCitation, ...]:
    """Give the first statement of each speaker."""
    first = {quote.speaker.name: (hit, quote) for hit, quote in reversed(quotes)}
    chosen = [one for one in quotes if first.get(one[1].speaker.name) == one][:NEAR_MISSES]
    return tuple(DraftCitation(hit=hit, span=hit.span) for hit, _ in chosen)
