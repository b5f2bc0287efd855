"""What a person said, as markup: one block an article, oldest first, each statement one click from its place.

Owns the markup of the People tab, escaped. `render` has what is common to answers and articles. Used by `chat.people`.
"""

from collections.abc import Collection, Iterator
from itertools import groupby
from urllib.parse import quote as percent

from assistant.citing import link_to
from assistant.quoted_people import Statements
from assistant.web import wording
from assistant.web.escaping import escaped, in_attribute
from assistant.web.render import Surface
from index.article import Article, Quote, Span
from index.catalogue import Person

MOST = 400
"""Statements shown at once."""
MOST_OFFERED = 500
"""People in a chooser."""


def person_html(
    person: Person, statements: Statements, surface: Surface, *, ticked: Collection[str] | None = None
) -> str:
    """Write who somebody is and what they said; where `ticked` is given, with a box to tick at each article."""
    facts = [wording.counted(len(statements), "statement"), ", ".join(person.roles[:4]), ", ".join(person.outlets[:6])]
    line = " · ".join(fact for fact in facts if fact)
    also = [name for name in person.names if name != person.name]
    called = f'<p class="fn-meta">Also as <bdi>{escaped(", ".join(also))}</bdi></p>' if also else ""
    more = "" if len(statements) <= MOST else f'<p class="fn-notice">The first {MOST} are shown. Filter by words.</p>'
    blocks = "".join(
        _article_html(article, [quote for _, quote in said], surface, _tick_html(article, ticked))
        for article, said in groupby(statements[:MOST], key=lambda one: one[0])
    )
    nothing = '<p class="fn-notice">Nothing they said holds these words.</p>' if not statements else ""
    return (
        f'<div class="fn-person"><h2><bdi>{escaped(person.name)}</bdi></h2><p class="fn-meta">{escaped(line)}</p>'
        f'{called}{more}{nothing}<ol class="fn-timeline">{blocks}</ol></div>'
    )


def _article_html(article: Article, quotes: list[Quote], surface: Surface, tick: str) -> str:
    when = wording.when_text(article.published, surface.timezone) or "No date"
    head = " · ".join(part for part in (when, article.source or "") if part)
    items = "".join(_quote_html(article, quote, surface) for quote in quotes)
    title = wording.titled(article.title)
    return (
        f'<li><p class="fn-when">{escaped(head)}</p><p class="fn-where"><bdi>{escaped(title)}</bdi></p>'
        f'{tick}<ul class="fn-said">{items}</ul></li>'
    )


def _tick_html(article: Article, ticked: Collection[str] | None) -> str:
    if ticked is None:
        return ""
    checked = " checked" if article.id in ticked else ""
    label = in_attribute(f"Somebody else speaks in “{wording.titled(article.title)}”")
    box = f'<input type="checkbox" name="{percent(article.id, safe="")}" title="{label}"{checked}>'
    return f'<label class="fn-tick">{box} Somebody else</label>'


def _quote_html(article: Article, quote: Quote, surface: Surface) -> str:
    link = surface.base + link_to(article, Span(start=quote.start, end=quote.end))
    words = " ".join(quote.text.split())
    kind = "" if quote.kind == "direct" else ' <span class="fn-kind">reported</span>'
    return f'<li><a class="fn-open" href="{in_attribute(link)}"><bdi>{escaped(words)}</bdi></a>{kind}</li>'


def options(people: tuple[Person, ...]) -> Iterator[tuple[str, str]]:
    """Give what a chooser shows for each person, and their id; namesakes are told apart by outlet and role."""
    names = [person.name for person in people]
    for person in people:
        told = ", ".join((*person.outlets[:1], *person.roles[:1])) if names.count(person.name) > 1 else ""
        yield f"{person.name}{f' ({told})' if told else ''} · {person.statements}", person.id
