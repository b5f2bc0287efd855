"""Who is quoted, what each of them said, and which of them an editor calls one person.

Owns these calls over the catalogue and their JSON. Everything takes the scope of who asks: a name that stands only in
articles they may not see is not there. Used by `library`, for the command line, the HTTP API and the People tab.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from assistant.errors import AssistantError
from assistant.people import folded_words, who_is_meant
from assistant.speech import telling_words
from assistant.wire import plain, quote_json
from index.article import JSON, Article, Quote, Scope
from index.catalogue import Catalogue, Join, Person, key_of, separate

Statements: TypeAlias = tuple[tuple[Article, Quote], ...]


class PersonNotFound(AssistantError):
    """Nobody of this id is quoted, or nobody this reader may see."""

    code = "person_not_found"
    exit_code = 2
    status = 404


class JoinUnusable(AssistantError):
    """People cannot be joined, or not taken apart, as it was asked."""

    code = "join_unusable"
    exit_code = 2
    status = 422


@dataclass(frozen=True, slots=True)
class QuotedPeople:
    """The people of one catalogue."""

    catalogue: Catalogue

    def listed(self, scope: Scope, *, name: str | None = None) -> tuple[Person, ...]:
        """Give who is quoted in the scope, most quoted first; `name` narrows, however it is spelt."""
        everybody = self.catalogue.people(scope)
        if not (name or "").strip():
            return everybody
        known = list(dict.fromkeys(one for person in everybody for one in person.names))
        begun = " ".join(folded_words(name or ""))
        meant = set(who_is_meant(name or "", known)) or {
            one for one in known if any(word.startswith(begun) for word in folded_words(one))
        }
        return tuple(person for person in everybody if meant.intersection(person.names))

    def person(self, scope: Scope, person_id: str) -> Person:
        """Find somebody by any of their ids. Raises PersonNotFound."""
        found = next((one for one in self.catalogue.people(scope) if person_id in one.keys), None)
        if found is None:
            raise PersonNotFound(f"Nobody has the id “{person_id[:40]}”.", hint="`footnote people` shows the ids.")
        return found

    def timeline(self, scope: Scope, person: Person, *, about: str | None = None) -> Statements:
        """Give what somebody said in the scope, oldest article first; `about` keeps what holds all its words."""
        wanted = telling_words(about or "")
        names = {name.casefold() for name in person.names}
        theirs = replace(scope, article_ids=frozenset(person.articles))
        return tuple(
            (article, quote)
            for article in self.catalogue.articles_quoting(theirs, None)
            for quote in self.catalogue.quotes_of(article)
            if quote.speaker.name is not None
            and names.intersection(name.casefold() for name in separate(quote.speaker.name))
            and wanted <= telling_words(f"{quote.text} {article.title or ''}")
        )

    def join(self, scope: Scope, person_ids: Sequence[str]) -> int:
        """Call people one person; gives the number to undo it by. Raises PersonNotFound, JoinUnusable."""
        people = [self.person(scope, one) for one in person_ids]
        if len({person.id for person in people}) < 2:
            raise JoinUnusable("At least two different people are joined.", hint="Name their ids.")
        return self.catalogue.join_people(sorted({key for person in people for key in person.keys}))

    def part(self, scope: Scope, person_id: str, article_ids: Sequence[str]) -> int:
        """Call who speaks in these articles somebody else than `person_id`; gives the number to undo it by.

        Raises PersonNotFound, JoinUnusable: as `to_part` does, or where an editor joined them.
        """
        person = self.to_part(scope, person_id, article_ids)
        keys = {key_of(article, name) for article in article_ids for name in person.names} & person.keys
        number = self.catalogue.part_people(sorted(keys), scope)
        if number is None:
            raise JoinUnusable("An editor joined them.", hint="Undo that join first: `footnote people joins` lists it.")
        return number

    def to_part(self, scope: Scope, person_id: str, article_ids: Sequence[str]) -> Person:
        """Find whom `part` would take these articles from.

        Raises PersonNotFound, JoinUnusable: where they do not speak in one of them, or nowhere else.
        """
        person = self.person(scope, person_id)
        parted = set(article_ids)
        strange = sorted(parted.difference(person.articles))
        if strange:
            told = f"“{person.name}” does not speak in “{strange[0]}”."
        elif not parted or parted.issuperset(person.articles):
            told = f"Name some articles, not all: “{person.name}” keeps at least one."
        else:
            return person
        raise JoinUnusable(told, hint="`footnote people show ID` lists the articles they speak in.")

    def joins(self, scope: Scope) -> tuple[Join, ...]:
        """Give what was joined or parted, newest first."""
        return self.catalogue.joins(scope)

    def undo(self, scope: Scope, number: int) -> None:
        """Take a join or a parting back. Raises JoinUnusable where none the reader may see has this number."""
        if not any(join.id == number for join in self.joins(scope)) or not self.catalogue.undo_join(number):
            raise JoinUnusable(f"There is no join {number}.", hint="`footnote people joins` lists them.")


def person_json(person: Person) -> dict[str, JSON]:
    """Write somebody who is quoted."""
    return {
        "id": person.id,
        "name": person.name,
        "names": list(person.names),
        "roles": list(person.roles),
        "outlets": list(person.outlets),
        "articles": len(person.articles),
        "statements": person.statements,
        "first": plain(person.first),
        "last": plain(person.last),
    }


def join_json(join: Join) -> dict[str, JSON]:
    """Write what an editor joined or parted."""
    return {
        "id": join.id,
        "joined_at": join.joined_at,
        "names": list(join.names),
        "articles": list(join.articles),
        "outlets": list(join.outlets),
        "apart": join.apart,
    }


def timeline_json(person: Person, statements: Statements) -> dict[str, JSON]:
    """Write somebody with what they said."""
    return {"person": person_json(person), "items": [quote_json(article, quote) for article, quote in statements]}
