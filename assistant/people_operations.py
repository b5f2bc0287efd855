"""What can be asked of the people who are quoted, by name: JSON parameters in, JSON out.

Owns the shape of the one operation `people` and what each action does. `operations` has it in its table.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from assistant.errors import QuestionUnusable
from assistant.quoted_people import join_json, person_json, timeline_json
from index.article import JSON

if TYPE_CHECKING:
    from assistant.application import Footnote


class PeopleParams(BaseModel):
    """`list` takes a name among `words`, `show` and `join` ids, `part` an id and articles, `undo` a number."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    action: Literal["list", "show", "join", "part", "joins", "undo"] = "list"
    words: list[str] = []
    about: str | None = None
    groups: list[str] | None = None


def people(footnote: "Footnote", asked: PeopleParams, _call: object) -> Mapping[str, JSON]:
    """Do one action."""
    scope = footnote.scope(groups=None if asked.groups is None else frozenset(asked.groups))
    book = footnote.people
    match asked.action:
        case "list":
            found = book.listed(scope, name=" ".join(asked.words))
            return {"items": [person_json(one) for one in found]}
        case "show":
            person = book.person(scope, _only(asked.words, "the id of a person"))
            return timeline_json(person, book.timeline(scope, person, about=asked.about))
        case "join":
            return {"joined": book.join(scope, asked.words)}
        case "part":
            if len(asked.words) < 2:
                raise QuestionUnusable("Name the id of a person and articles.", hint="See: footnote people --help")
            return {"parted": book.part(scope, asked.words[0], asked.words[1:])}
        case "joins":
            return {"items": [join_json(one) for one in book.joins(scope)]}
        case "undo":
            number = _only(asked.words, "the number of a join")
            if not (number.isascii() and number.isdecimal() and len(number) < 16):
                raise QuestionUnusable(f"“{number[:40]}” is no number.", hint="`footnote people joins` shows them.")
            book.undo(scope, int(number))
            return {"undone": int(number)}


def _only(words: list[str], what: str) -> str:
    if len(words) != 1:
        raise QuestionUnusable(f"Name {what}.", hint="See: footnote people --help")
    return words[0]
