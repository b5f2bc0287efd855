"""Who `he` is in a sentence that answers: the name in brackets, and where the article names them as context.

Owns the bracket. It believes only the index of speech: a pronoun that no quote of the article explains stays as it is.
Nothing inside quotation marks is touched. Called by `drafting`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Draft
from assistant.quoting import naming_mention
from index.article import Quote

_PRONOUNS = frozenset(("he", "she", "they"))


def resolved(draft: Draft, speech: Sequence[Quote]) -> Draft:
    """Name the speaker that the first pronoun of a sentence stands for, where the article's speech tells who it is."""
    cited = draft.citations[0]
    article, span = cited.hit.article, cited.span
    for quote in speech:
        speaker = quote.speaker
        if speaker.name is None or speaker.start is None or speaker.mention is None:
            continue
        inside = span.start <= speaker.start < span.end
        if not inside or speaker.mention.lower() not in _PRONOUNS or speaker.name in draft.text:
            continue
        before = article.text[span.start : speaker.start]
        mention = naming_mention(article, speaker.name)
        if mention is None or re.search(rf"\b{re.escape(speaker.mention)}\b", before):
            continue  # another one stands before it: which is meant is not told
        if _surnamed(speaker.name, before, speech):
            continue  # “Ms Lee said that she would go”
        text = re.sub(rf"\b{re.escape(speaker.mention)}\b", f"{speaker.mention} [{speaker.name}]", draft.text, count=1)
        context = (*cited.context, mention)
        return replace(draft, text=text, citations=(replace(cited, context=context), *draft.citations[1:]))
    return draft


def _surnamed(name: str, before: str, speech: Sequence[Quote]) -> bool:
    """Tell whether a sentence has called somebody by the surname already, which nobody else who speaks bears."""
    surname = name.split()[-1]
    bearers = {quote.speaker.name for quote in speech if (quote.speaker.name or "").split()[-1:] == [surname]}
    return len(bearers) == 1 and re.search(rf"(?<!\w){re.escape(surname)}(?!\w)", before) is not None
