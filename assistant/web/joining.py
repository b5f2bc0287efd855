"""The words and markup around joining and parting people: what will happen, what happened, and what can be undone.

Owns the escaping of their names and of titles. What is joined is `assistant.quoted_people`'s. Used by `chat.joining`.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.web import wording
from assistant.web.escaping import escaped, in_attribute
from index.catalogue import Join, Person

MOST_TITLES = 3
"""How many of the articles are named that somebody is parted from."""
_FOR_ALL = "for every reader, and in answers"
INVITING_JOIN = "Pick who is the same person as the one above, under another name or under the same."
INVITING_PART = "Tick the articles below in which another person of the same name speaks."


def heading_html(text: str) -> str:
    """Write what a group of components is about."""
    return f"<h3>{escaped(text)}</h3>"


def line_html(text: str) -> str:
    """Write one line."""
    return f'<p class="fn-status">{escaped(text)}</p>'


def join_foreseen(one: Person, other: Person) -> str:
    """Say what joining these two will do."""
    both = len({*one.articles} & {*other.articles})
    doubt = f" Careful: both speak in {wording.counted(both, 'article')}." if both else ""
    return f"{described(one)} and {described(other)} will be one person, {_FOR_ALL}.{doubt} You can undo it."


def part_foreseen(person: Person, titles: Sequence[str | None], articles: int) -> str:
    """Say what parting somebody from so many articles will do; `titles`: of the first few."""
    named = ", ".join(f"“{wording.titled(title)}”" for title in titles)
    more = f" and {articles - len(titles)} more" if articles > len(titles) else ""
    count = f"{articles} of {wording.counted(len(person.articles), 'article')}"
    return f"In {count} it will be another “{person.name}”, {_FOR_ALL}: {named}{more}. You can undo it."


def described(person: Person) -> str:
    """Name somebody so that namesakes can be told apart."""
    facts = (*person.outlets[:2], *person.roles[:1], wording.counted(person.statements, "statement"))
    return f"“{person.name}” ({', '.join(facts)})"


def told(join: Join) -> str:
    """Say what an editor joined or parted."""
    names = [f"“{name}”" for name in join.names]
    if join.apart:
        return f"{_listed(names)}: somebody else in {wording.counted(len(join.articles), 'article')}"
    if len(names) == 1:
        return f"{names[0]}: namesakes are one person"
    return f"{_listed(names)} are one person"


def joins_html(joins: Sequence[Join], timezone: ZoneInfo) -> str:
    """Write what editors joined and parted, newest first, each with its undoing."""
    if not joins:
        return line_html("Nobody has been joined or parted yet.")
    return f'<div class="fn-intake fn-followed"><ul>{"".join(_item(join, timezone) for join in joins)}</ul></div>'


def _item(join: Join, timezone: ZoneInfo) -> str:
    when = wording.when_text(datetime.fromisoformat(join.joined_at), timezone)
    facts = " · ".join(part for part in (", ".join(join.outlets[:6]), when) if part)
    label = in_attribute(f"Undo: {told(join)}")
    return (
        f'<li><div class="fn-head"><bdi>{escaped(told(join))}</bdi>'
        f'<span class="fn-meta">{escaped(facts)}</span></div>'
        f'<a class="fn-act" role="button" href="#act-{join.id}" title="{label}">Undo</a></li>'
    )


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
