"""Several people in one question ("What did Macron and Lavrov say?"): what each said, and who is not quoted.

Owns taking such words apart. A name that is known as it stands ("Marks and Spencer") is one speaker. `speech` finds
what one of them said. Called by `chain` and `attributing`.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.speech import Spoken, SpokenQuote, spoken_by
from index.article import Scope
from index.catalogue import Catalogue

_AND = re.compile(r"\s(?:and|&)\s", re.IGNORECASE)
_BETWEEN = re.compile(r",?\s+(?:and|&)\s+|\s*,\s+", re.IGNORECASE)
_NAMESAKES = 1_000_000
"""More than there are people of one name."""
_BOTH = re.compile(r"^both\s+", re.IGNORECASE)


def spoken_by_each(catalogue: Catalogue, asked: str, scope: Scope) -> Spoken:
    """Gather everything said in the scope by whoever `asked` may mean, one person or several."""
    whole = spoken_by(catalogue, asked, scope)
    words = [one for one in _BETWEEN.split(_BOTH.sub("", asked)) if one]
    if whole.names or len(words) < 2 or not _AND.search(asked):
        return whole  # "Joana Figueira, the transport minister" is one person
    each = tuple((one, spoken_by(catalogue, one, scope)) for one in words)
    # "the trade and industry secretary" is one office: only names are taken apart, or people who are quoted here.
    if not any(one.quotes for _, one in each) or not all(one.quotes or _is_name(said) for said, one in each):
        return whole
    place = {_key(quote): at for at, (_, one) in reversed(list(enumerate(each))) for quote in one.quotes}

    def voice(one: SpokenQuote) -> tuple[int, int]:
        at = place[_key(one)]
        bearer, name = each[at][1].voice(one)
        return at * _NAMESAKES + bearer, name

    return Spoken(
        names=tuple(dict.fromkeys(name for _, one in each for name in one.names)),
        quotes=tuple({_key(quote): quote for _, one in each for quote in one.quotes}.values()),
        voice=voice,
        each=each,
    )


def unquoted(spoken: Spoken, shown: Sequence[SpokenQuote]) -> Iterator[str]:
    """Name those asked for beside others of whom nothing is shown."""
    keys = {_key(one) for one in shown}
    for words, one in spoken.each:
        if keys.isdisjoint(_key(quote) for quote in one.quotes):
            yield words


def _key(one: SpokenQuote) -> tuple[str, int, int]:
    hit, quote = one
    return hit.article.id, quote.start, quote.end


def _is_name(words: str) -> bool:
    return any(word[:1].isupper() for word in words.split())
