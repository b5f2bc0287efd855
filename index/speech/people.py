"""Who is named in an article: each person's fullest name, and which person a surname or a title means.

Owns the joining of names (found by `mentions`). Two people of one surname stay two; a surname that fits both is
nobody's until the article says whose. Pronouns are next door in `pronouns`. Called by `cast`.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.speech.mentions import NO_SURNAMES, Mention
from index.speech.names import HE_TITLES, ORGANISATION, SHE_TITLES, SUFFIXES


@dataclass(slots=True, kw_only=True)
class Person:
    """A name the article gives and what it tells of its bearer. `human`: 1 a person, -1 an organisation, 0 unknown."""

    words: tuple[str, ...]
    human: int = 0
    sex: str = ""
    first: int = 0
    evidence: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The name as the article writes it."""
        return " ".join(self.words)

    @property
    def surname(self) -> str:
        """The last word that is no suffix."""
        rest = [w for w in self.words if w.lower() not in SUFFIXES]
        return rest[-1] if rest else self.words[-1]

    @property
    def given(self) -> frozenset[str]:
        """The words before the surname, lower case."""
        rest = [w for w in self.words if w.lower() not in SUFFIXES]
        return frozenset(w.lower().rstrip(".") for w in rest[:-1])


_BEARERS = 40  # no article has more people of one surname; a table of names may
_NEAR = 300  # characters: a full name this near may be the one that a bare surname takes up


class People:
    """The names of one article, joined to people and organisations."""

    def __init__(
        self, mentions: Sequence[Mention], sexes: Mapping[str, str], headlines: Sequence[tuple[int, int]] = ()
    ) -> None:
        self._headlines = [offset for bounds in headlines for offset in bounds]
        self.mentions = list(mentions)
        self._starts = [m.start for m in self.mentions]
        self._ends = [m.end for m in self.mentions]
        self._sexes = sexes
        self._by_surname: defaultdict[str, list[Person]] = defaultdict(list)
        self._of: list[Person | None] = [None] * len(self.mentions)
        self._places = frozenset(m.words[0].lower() for m in self.mentions if m.placed and len(m.words) == 1)
        self._join()

    def _join(self) -> None:
        for i, m in enumerate(self.mentions):
            if len([w for w in m.words if w.lower() not in SUFFIXES]) < 2:
                continue
            if m.words[0].lower() not in self._sexes and bisect_right(self._headlines, m.start) % 2:
                continue  # where every word has a capital, a capital tells nothing
            person = self._known(m.words)
            if person is None and m.words[0].lower() in ORGANISATION and m.words[0].lower() not in self._sexes:
                self._of[i] = Person(words=m.words, human=-1, first=m.start)  # "Team Brandt", "Senate Liberals"
                continue
            if person is None:
                person = Person(words=m.words, first=m.start)
                self._by_surname[person.surname.lower()].append(person)
            elif len(m.words) > len(person.words):
                person.words = m.words
            person.evidence["full"] += 1
            self._learn(person, m)
            self._of[i] = person
        recent: dict[int, int] = {}
        for i, m in enumerate(self.mentions):
            own = self._of[i]
            if own is not None:
                recent[id(own)] = m.start
                continue
            if len(m.words) > 1:
                continue
            bearers = self._by_surname.get(m.words[0].lower(), [])[:_BEARERS]
            if len(bearers) > 1 and m.words[0].lower() in NO_SURNAMES:
                continue  # "the Department", where the article has two
            chosen = self._bearer(bearers, m, recent)
            if chosen is None and not bearers:
                chosen = Person(words=m.words, first=m.start)
                if len(m.words[0]) > 1:
                    self._by_surname[m.words[0].lower()].append(chosen)
            if chosen is not None:
                self._of[i] = chosen
                recent[id(chosen)] = m.start
                self._learn(chosen, m)
        for person in {id(p): p for p in self._of if p is not None}.values():
            self._judge(person)

    def _known(self, words: tuple[str, ...]) -> Person | None:
        probe = Person(words=words)
        if probe.surname.lower() in NO_SURNAMES:
            return self._known_body(words)
        junior = {w.lower().rstrip(".") for w in words} & SUFFIXES
        for p in self._by_surname.get(probe.surname.lower(), [])[:_BEARERS]:
            if bool(junior) != bool({w.lower().rstrip(".") for w in p.words} & SUFFIXES):
                continue
            if any(_same_given(a, b) for a in probe.given for b in p.given):
                return p
        return None

    def _known_body(self, words: tuple[str, ...]) -> Person | None:
        """Find the body of this name, or the only one whose name ends with it, or that ends its name.

        "US Treasury Department" is no "US Justice Department", and of two Treasury Departments neither is meant.
        """
        bodies = self._by_surname.get(words[-1].lower(), [])[:_BEARERS]
        same = next((p for p in bodies if p.words == words), None)
        near = [p for p in bodies if _ends(words, p.words) or _ends(p.words, words)]
        return same or (near[0] if len(near) == 1 else None)

    def _bearer(self, bearers: list[Person], m: Mention, recent: Mapping[int, int]) -> Person | None:
        """Whose surname this is: the only bearer's so far, or of several the one whom the article calls by it.

        That is who was called by the surname before another bearer came, or who is named in full twice as often as any
        other. Not where another was named in full just before, and else nobody: it would be a guess.
        """
        earlier = [p for p in bearers if p.first <= m.start] or bearers
        if len(earlier) > 1:
            earlier = [p for p in earlier if not self._after_a_place(p)] or earlier
        if len(earlier) == 1:
            earlier[0].evidence["alone"] += 1
        sex = _titled_sex(m.titles)
        if len(earlier) > 1 and sex:
            sexes = {id(p): self._sex_so_far(p) for p in earlier}
            earlier = [p for p in earlier if sexes[id(p)] == sex] or [p for p in earlier if not sexes[id(p)]]
        if len(earlier) < 2:
            return earlier[0] if earlier else None
        called = [p for p in earlier if p.evidence["alone"]]
        main, other = sorted(earlier, key=lambda p: -p.evidence["full"])[:2]
        if len(called) == 1:
            main = called[0]
        elif main.evidence["full"] == other.evidence["full"]:
            other, main = sorted(earlier, key=lambda p: recent.get(id(p), 0))[-2:]
            return None if recent.get(id(main), 0) - recent.get(id(other), 0) < _NEAR else main
        seen = recent.get(id(main), 0)
        near = any(p is not main and seen < recent.get(id(p), 0) > m.start - _NEAR for p in earlier)
        return None if near else main

    def _after_a_place(self, person: Person) -> bool:
        """Tell whether the word before a surname is a place the article names ("Ostrand Holm said" in a headline)."""
        first = person.words[0].lower()
        return first in self._places and first not in self._sexes and person.evidence["full"] < 2

    def _sex_so_far(self, person: Person) -> str:
        """Give the sex that titles before, or else the given name, tell; empty where neither does."""
        men, women = person.evidence["m"], person.evidence["f"]
        if men != women:
            return "m" if men > women else "f"
        given = self._given_sex(person)
        return given if given in ("m", "f") else ""

    def _learn(self, person: Person, m: Mention) -> None:
        sex = _titled_sex(m.titles)
        if sex:
            person.evidence[sex] += 2
        person.evidence["titled"] += bool(m.titles)
        person.evidence["placed"] += m.placed
        person.evidence["inside"] += not m.opens
        person.evidence["seen"] += 1

    def _given_sex(self, person: Person) -> str:
        rest = [w for w in person.words if w.lower() not in SUFFIXES]
        return self._sexes.get(rest[0].lower(), "") if len(rest) > 1 else ""

    def _judge(self, person: Person) -> None:
        if person.human < 0:
            return
        lowered = [w.lower().rstrip(".") for w in person.words]
        known = lowered[0] in self._sexes and len(lowered) > 1
        if person.evidence["titled"]:
            person.human = 1
        elif lowered[-1] in ORGANISATION or (not known and any(w in ORGANISATION for w in lowered)):
            person.human = -1
        elif known:
            person.human = 1
        elif person.evidence["placed"] or (len(person.words) == 1 and person.words[0].isupper()):
            person.human = -1
        given = self._given_sex(person)
        if person.evidence["m"] != person.evidence["f"]:
            person.sex = "m" if person.evidence["m"] > person.evidence["f"] else "f"
        elif given in ("m", "f"):
            person.sex = given

    def of(self, i: int) -> Person | None:
        """Give whose name mention `i` is, None where the article leaves it open."""
        return self._of[i]

    def surnames(self) -> frozenset[str]:
        """Give the last names of all who are known to be people."""
        return frozenset(p.surname for p in self._of if p is not None and p.human > 0)

    def within(self, start: int, end: int) -> list[int]:
        """Give the numbers of the mentions that lie between two offsets."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        return list(range(first, last))


def _ends(words: tuple[str, ...], end: tuple[str, ...]) -> bool:
    return words[-len(end) :] == end


def _same_given(a: str, b: str) -> bool:
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 3 and (long.startswith(short) or _one_letter_more(short, long))


def _one_letter_more(short: str, long: str) -> bool:
    """Tell whether a doubled letter is all that differs: "Hilary", "Hillary"."""
    return len(long) == len(short) + 1 and any(
        long[i] == long[i - 1] and long[:i] + long[i + 1 :] == short for i in range(1, len(long))
    )


def _titled_sex(titles: tuple[str, ...]) -> str:
    if any(t in HE_TITLES for t in titles):
        return "m"
    return "f" if any(t in SHE_TITLES for t in titles) else ""
