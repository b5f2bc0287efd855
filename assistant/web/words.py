"""The languages of what surrounds an answer: one table of phrases each.

Owns the phrases and nothing else; `wording` makes sentences of them and `render` marks them up. What articles say, and
what answers quote, stays in its own language.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from index.article import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. Pairs are for one and for several; `{...}` is filled in by `wording`."""

    code: str
    thousands: str
    months: tuple[str, ...]
    article: tuple[str, str]
    outlet: tuple[str, str]
    untitled: str
    page: str
    states: Mapping[State, str]
    searched: str
    searched_outlets: str
    any_date: str
    between: str
    since: str
    until: str
    nothing_to_search: str
    nothing: str
    near: str
    missing: str
    withheld: tuple[str, str]
    as_of: str
    copy: str
    helpful: str
    unhelpful: str
    source: str
    context: str
    copies: str
    read: str
    publisher: str
    notices: Mapping[str, str]


ENGLISH = Words(
    code="en",
    thousands=",",
    months=tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    article=("article", "articles"),
    outlet=("outlet", "outlets"),
    untitled="Untitled article",
    page="page {page}",
    states={
        "superseded": "This is an earlier version of the article. A newer one has replaced it.",
        "corrected": "The publisher has corrected this article since.",
        "retracted": "The publisher has retracted this article.",
        "erased": "This article has been erased.",
    },
    searched="Searched {articles}",
    searched_outlets="Searched {articles} from {outlets}",
    any_date=", of any date.",
    between=", published {since} to {until}.",
    since=", published since {since}.",
    until=", published until {until}.",
    nothing_to_search="No article matches these filters, so there was nothing to search.",
    nothing="The articles do not answer this.",
    near="Closest passages. They do not answer the question:",
    missing="Not found in the articles: {missing}",
    withheld=(
        "{count} drafted sentence withheld: the articles do not support it",
        "{count} drafted sentences withheld: the articles do not support them",
    ),
    as_of="as of {when}",
    copy="Copy with sources",
    helpful="Helpful",
    unhelpful="Not helpful",
    source="Source {number}",
    context="Also relies on:",
    copies="Same text also in: {outlets}",
    read="Read in the article",
    publisher="Publisher’s page",
    notices={},
)
FRENCH = Words(
    code="fr",
    thousands="\u202f",
    months=tuple("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()),
    article=("article", "articles"),
    outlet=("média", "médias"),
    untitled="Article sans titre",
    page="page {page}",
    states={
        "superseded": "Ceci est une version antérieure de l’article. Une plus récente l’a remplacée.",
        "corrected": "L’éditeur a corrigé cet article depuis.",
        "retracted": "L’éditeur a retiré cet article.",
        "erased": "Cet article a été effacé.",
    },
    searched="Recherche dans {articles}",
    searched_outlets="Recherche dans {articles} de {outlets}",
    any_date=", toutes dates.",
    between=", publiés du {since} au {until}.",
    since=", publiés depuis le {since}.",
    until=", publiés jusqu’au {until}.",
    nothing_to_search="Aucun article ne correspond à ces filtres\u202f: il n’y avait rien à chercher.",
    nothing="Les articles ne répondent pas à cette question.",
    near="Passages les plus proches. Ils ne répondent pas à la question\u202f:",
    missing="Absent des articles\u202f: {missing}",
    withheld=(
        "{count} phrase écartée\u202f: les articles ne l’étayent pas",
        "{count} phrases écartées\u202f: les articles ne les étayent pas",
    ),
    as_of="au {when}",
    copy="Copier avec les sources",
    helpful="Utile",
    unhelpful="Pas utile",
    source="Source {number}",
    context="S’appuie aussi sur\u202f:",
    copies="Même texte aussi dans\u202f: {outlets}",
    read="Lire dans l’article",
    publisher="Page de l’éditeur",
    notices={"greeting": "Posez-moi une question sur vos articles."},
)
LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "fr": FRENCH}


def words_of(language: str | None) -> Words:
    """Choose by a language tag such as `fr-CA`; English where there is none or none we know."""
    return LANGUAGES.get((language or "").lower().replace("_", "-").partition("-")[0], ENGLISH)
