"""Who is named in an article: each person's fullest name, and which person a surname or a title means.

Owns capitalised names and their joining. Two people of one surname stay two; a surname that fits both is nobody's until
the article says whose. Pronouns are next door in `pronouns`. Called by `reader`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from index.speech.names import (
    FUNCTION_WORDS,
    HE_TITLES,
    NOT_NAMES,
    ORGANISATION,
    PARTICLES,
    SHE_TITLES,
    SUFFIXES,
    TITLES,
)

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_][\w]*(?:[’'\-&][^\W_]+)*\.?")
_OPENERS = frozenset({"see", "plus", "absent", "half", "says", "asked", "unlike", "like"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in the text. `start` is where the name proper begins, its titles before it."""

    start: int
    end: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    possessive: bool
    opens: bool


def name_mentions(
    text: str, skip: Sequence[tuple[int, int]], openings: frozenset[int], given: Container[str]
) -> list[Mention]:
    """Find the capitalised names outside the `skip` stretches; `openings` are where sentences begin."""
    out: list[Mention] = []
    lower = Counter(m.group().lower() for m in re.finditer(r"\b[a-z][a-z'’-]+\b", text))
    k = 0
    run: list[re.Match[str]] = []

    def close() -> None:
        if run:
            found = _mention(text, run, openings, lower, given)
            if found:
                out.append(found)
            run.clear()

    for word in _WORD.finditer(text):
        while k < len(skip) and skip[k][1] <= word.start():
            k += 1
        if k < len(skip) and skip[k][0] <= word.start():
            close()
            continue
        form = word.group()
        gap = text[run[-1].end() : word.start()] if run else ""
        if run and ((gap != " " and gap != "\xa0") or _ends(run[-1].group())):
            close()
        if word.start() in openings or (run and form.lower() in FUNCTION_WORDS):
            close()
        if form[0].isupper() or (run and form in PARTICLES) or (form[:3] in ("al-", "el-") and len(form) > 4):
            run.append(word)
        else:
            close()
    close()
    return out


def _ends(form: str) -> bool:
    """A possessive ends a name, and so does a full stop after a word that is no initial, title or suffix."""
    if re.search(r"(?:[’']s|s[’'])$", form):
        return True
    return (
        form.endswith(".")
        and len(form) > 2
        and form.rstrip(".").lower() not in TITLES | SUFFIXES | {"st", "ft"}
        and form.count(".") < 2
    )


def _mention(
    text: str, run: list[re.Match[str]], openings: frozenset[int], lower: Counter[str], given: Container[str]
) -> Mention | None:
    words = list(run)
    opens = words[0].start() in openings
    while words and words[0].group().lower().rstrip(".") in NOT_NAMES - TITLES:
        words = words[1:]
    if words and opens and words[0] is run[0] and len(words) > 1:
        form = words[0].group().lower()
        common = lower[form] or form.endswith("ly") or form in _OPENERS
        if common and form not in TITLES and form not in given and not words[0].group().isupper():
            words = words[1:]
    while words and words[-1].group() in PARTICLES:
        words = words[:-1]
    titles: list[str] = []
    cut = 0
    for i, w in enumerate(words):
        plain = w.group().lower().rstrip(".")
        plain = re.sub(r"[’']s$", "", plain)
        if plain in TITLES or (i + 1 < len(words) and plain.split("-")[-1] in TITLES):
            cut = i + 1
    # a title at the end is a name only when nothing follows ("White House Counsel", "the Speaker")
    if cut == len(words) > 1:
        if words[-2].group().lower() not in given:
            return None
        cut = next(i for i in range(len(words)) if words[i].group().lower() in given)
    if cut and cut < len(words):
        titles = [w.group().lower().rstrip(".") for w in words[:cut]]
        words = words[cut:]
    if len(words) > 4:
        # a headline in capitals: the name is what begins with a given name, if anything does
        begins = [i for i in range(len(words) - 4, len(words) - 1) if words[i].group().lower() in given]
        if not begins:
            return None
        words = words[begins[0] :]
    if not words:
        return None
    last = words[-1].group()
    stripped = re.sub(r"(?:[’']s|(?<=s)[’'])$", "", last)
    end = words[-1].start() + len(stripped)
    if stripped.endswith(".") and stripped.lower() not in SUFFIXES and stripped.count(".") < 2:
        end -= 1
        stripped = stripped[:-1]
    forms = tuple([w.group() for w in words[:-1]] + [stripped])
    if not any(f[0].isupper() for f in forms) or not forms[-1]:
        return None
    after = text[words[-1].start() + len(stripped) :][:2]
    possessive = stripped != last or (after[:1] in "’'" and after != "’ " and bool(after[:1]))
    return Mention(
        start=words[0].start(), end=end, words=forms, titles=tuple(titles), possessive=possessive, opens=opens
    )


_NEAR = 300  # characters: a full name this near may be the one that a bare surname takes up


class People:
    """The names of one article, joined to people and organisations."""

    def __init__(self, mentions: Sequence[Mention], sexes: "dict[str, str]") -> None:
        self.mentions = list(mentions)
        self._sexes = sexes
        self._by_surname: defaultdict[str, list[Person]] = defaultdict(list)
        self._of: list[Person | None] = [None] * len(self.mentions)
        self._join()

    def _join(self) -> None:
        for i, m in enumerate(self.mentions):
            if len([w for w in m.words if w.lower() not in SUFFIXES]) < 2:
                continue
            person = self._known(m.words)
            if person is None:
                person = Person(words=m.words, first=m.start)
                self._by_surname[person.surname.lower()].append(person)
            elif len(m.words) > len(person.words):
                person.words = m.words
            person.evidence["full"] += 1
            self._learn(person, m)
            self._of[i] = person
        recent: dict[str, tuple[Person, int]] = {}
        for i, m in enumerate(self.mentions):
            own = self._of[i]
            if own is not None:
                recent[own.surname.lower()] = own, m.start
                continue
            bearers = self._by_surname.get(m.words[0].lower(), [])
            chosen = self._bearer(bearers, m, recent)
            if chosen is None and not bearers:
                chosen = Person(words=m.words, first=m.start)
                if len(m.words[0]) > 1:
                    self._by_surname[m.words[0].lower()].append(chosen)
            if chosen is not None:
                self._of[i] = chosen
                self._learn(chosen, m)
        for person in {id(p): p for p in self._of if p is not None}.values():
            self._judge(person)

    def _known(self, words: tuple[str, ...]) -> Person | None:
        probe = Person(words=words)
        junior = {w.lower().rstrip(".") for w in words} & SUFFIXES
        for p in self._by_surname.get(probe.surname.lower(), []):
            if bool(junior) != bool({w.lower().rstrip(".") for w in p.words} & SUFFIXES):
                continue
            if any(_same_given(a, b) for a in probe.given for b in p.given):
                return p
        return None

    def _bearer(self, bearers: list[Person], m: Mention, recent: dict[str, tuple[Person, int]]) -> Person | None:
        """Whose surname this is: the only bearer's, or the one most named in full if no other was named just before."""
        if len(bearers) > 1 and m.titles:
            sex = _titled_sex(m.titles)
            if sex:
                fitting = [p for p in bearers if (p.sex or self._given_sex(p)) in ("", sex)]
                bearers = fitting or bearers
        earlier = [p for p in bearers if p.first <= m.start] or bearers
        if len(earlier) < 2:
            return earlier[0] if earlier else None
        main = max(earlier, key=lambda p: (p.evidence["full"], -p.first))
        last = recent.get(m.words[0].lower())
        near = last is not None and last[0] is not main and m.start - last[1] < _NEAR
        return None if near else main

    def _learn(self, person: Person, m: Mention) -> None:
        sex = _titled_sex(m.titles)
        if sex:
            person.evidence[sex] += 2
        if m.titles:
            person.evidence["titled"] += 1

    def _given_sex(self, person: Person) -> str:
        rest = [w for w in person.words if w.lower() not in SUFFIXES]
        return self._sexes.get(rest[0].lower(), "") if len(rest) > 1 else ""

    def _judge(self, person: Person) -> None:
        lowered = [w.lower().rstrip(".") for w in person.words]
        known = lowered[0] in self._sexes and len(lowered) > 1
        if person.evidence["titled"]:
            person.human = 1
        elif lowered[-1] in ORGANISATION or (not known and any(w in ORGANISATION for w in lowered)):
            person.human = -1
        elif known:
            person.human = 1
        given = self._given_sex(person)
        if person.evidence["m"] != person.evidence["f"]:
            person.sex = "m" if person.evidence["m"] > person.evidence["f"] else "f"
        elif given in ("m", "f"):
            person.sex = given

    def of(self, i: int) -> Person | None:
        """Give whose name mention `i` is, None where the article leaves it open."""
        return self._of[i]

    def within(self, start: int, end: int) -> list[int]:
        """Give the numbers of the mentions that lie between two offsets."""
        return [i for i, m in enumerate(self.mentions) if m.start < end and start < m.end]


def _same_given(a: str, b: str) -> bool:
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 3 and long.startswith(short)


def _titled_sex(titles: tuple[str, ...]) -> str:
    if any(t in HE_TITLES for t in titles):
        return "m"
    return "f" if any(t in SHE_TITLES for t in titles) else ""
