"""The people of the scripted `Footnote`: what `QuotedPeople` asks of a catalogue, and nothing else."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from index.article import Article, Quote, Scope
from index.catalogue import Join, Person

if TYPE_CHECKING:
    from scripted_footnote import ScriptedFootnote


class ScriptedSpeakers:
    """The little of a catalogue that people need: Macron twice, for the sake of joining."""

    def __init__(self, footnote: "ScriptedFootnote") -> None:
        self._footnote = footnote
        self._joined: list[int] = []

    def people(self, scope: Scope) -> tuple[Person, ...]:
        held = tuple(one.id for one in self._footnote.stored.values() if self._footnote.quotes_of(one))
        name = "Emmanuel Macron"
        return tuple(
            Person(
                id=id, name=name, names=(name,), roles=("president",), outlets=("The Post",), articles=held,
                statements=len(held), first=date(2025, 11, 25), last=None, keys=frozenset({id}),
            )
            for id in ("macron-1", "macron-2")
            if held
        )  # fmt: skip

    def joins(self, scope: Scope) -> tuple[Join, ...]:
        return tuple(Join(id=n, joined_at="2025-11-26T08:00:00+00:00", names=("A", "B")) for n in self._joined)

    def join_people(self, keys: Sequence[str]) -> int:
        self._joined.append(len(self._joined) + 1)
        return self._joined[-1]

    def part_people(self, keys: Sequence[str], scope: Scope) -> int | None:
        return self.join_people(keys)

    def undo_join(self, number: int) -> bool:
        self._joined.remove(number)
        return True

    def articles_quoting(self, scope: Scope, names: Sequence[str] | None) -> tuple[Article, ...]:
        return tuple(a for a in self._footnote.stored.values() if self._footnote.quotes_of(a))

    def quotes_of(self, of: Article) -> tuple[Quote, ...]:
        return self._footnote.quotes_of(of)
