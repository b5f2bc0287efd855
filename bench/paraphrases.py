"""Honest paraphrases of the sample articles, and what becomes of each when one thing in it is changed.

Owns reading `paraphrases.jsonl` (written for this project: an article, words that name the cited sentences, a sentence
in other words), the alterations, and the two figures: honest statements shown, altered ones refused. Needs no data but
the samples.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.application import Footnote
from assistant.domain import Draft, DraftCitation
from assistant.naming import context_of
from assistant.settings import Settings
from assistant.verification import Verdict, verify
from bench.measuring import Figure, figure
from index.article import Article, Hit, Quote, Span
from index.sentences import split_sentences

FILE = Path(__file__).with_name("paraphrases.jsonl")
ALTERED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A statement, where it stands, and, once something in it was changed, what."""

    text: str
    article: Article
    spans: tuple[Span, ...]
    speech: tuple[Quote, ...]
    altered: str | None = None

    @property
    def draft(self) -> Draft:
        """The statement with its citations, as a language model's drafter would make it."""
        context = context_of(self.text, self.article, self.spans, self.speech)
        cited = tuple(
            DraftCitation(
                hit=Hit(
                    article=self.article, passage_id=0, start=span.start, end=span.end, span=span, score=0, ranks={}
                ),
                span=span,
                context=context if at == 0 else (),
                speech=tuple(one for one in self.speech if one.start < span.end and span.start < one.end),
            )
            for at, span in enumerate(self.spans)
        )
        return Draft(text=self.text, citations=cited)


def cases(footnote: Footnote) -> list[Case]:
    """Read the paraphrases; the samples must be in."""
    articles: dict[str, Article] = {}
    for listed in footnote.articles(footnote.scope(groups=None), limit=200).items:
        articles[listed.id] = articles[re.sub(r"-[0-9a-f]{12}$", "", listed.id)] = footnote.article(
            listed.id, groups=None
        )
    made: list[Case] = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        article = articles[record["article"]]
        spans = tuple(_sentence_with(article.text, words) for words in record["cites"])
        made.append(Case(text=record["text"], article=article, spans=spans, speech=footnote.quotes_of(article)))
    return made


def _sentence_with(text: str, words: str) -> Span:
    at = text.index(words)
    return next(span for span in split_sentences(text) if span.start <= at < span.end)


def altered(honest: Sequence[Case], *, most: int = ALTERED) -> list[Case]:
    """Change one thing in each statement, by rule and in a fixed order; the kinds come in turn."""
    chance = random.Random(11)
    people = sorted({one.speaker.name for case in honest for one in case.speech if one.speaker.name})
    made: dict[str, list[Case]] = {name: [] for name in ALTERATIONS}
    for case in honest:
        for name, alter in ALTERATIONS.items():
            text = alter(case, honest, people, chance)
            if text is not None and text != case.text:
                made[name].append(replace(case, text=text, altered=name))
    for kind in made.values():
        chance.shuffle(kind)
    taken: list[Case] = []
    while len(taken) < most and any(made.values()):
        taken += [kind.pop() for kind in made.values() if kind]
    return taken[:most]


# --- the alterations ----------------------------------------------------------------------------------------------

Alter = Callable[[Case, Sequence[Case], Sequence[str], random.Random], str | None]

_NUMBER = re.compile(r"(?<![\w.,:])\d[\d,]*(?:\.\d+)?(?![\w:]|,\d|\.\d)")
_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_DATE = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|"
    r"Dec(?:ember)?)\b"
)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_NAMES = re.compile(r"(?<!^)(?<![.!?] )\b[A-ZÀ-ÞŁ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*")
_VERB = re.compile(
    r"\b(is|are|was|were|will|would|should|has|have|had|can|could|may|must)\b(?! not\b)(?=\s+[a-z])", re.IGNORECASE
)
_LIKE = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "i": "і", "A": "Α", "B": "В", "M": "М", "T": "Т"}


def _other_number(case: Case, _: Sequence[Case], __: Sequence[str], chance: random.Random) -> str | None:
    digits = [match for match in _NUMBER.finditer(case.text) if not _near_a_month(case.text, match)]
    if digits:
        match = chance.choice(digits)
        changed = _shifted(match.group(), chance)
        return case.text[: match.start()] + changed + case.text[match.end() :]
    spelt = [word for word in _WORDS if re.search(rf"\b{word}\b", case.text)]
    if not spelt:
        return None
    word = chance.choice(spelt)
    return re.sub(rf"\b{word}\b", chance.choice([one for one in _WORDS if one != word]), case.text, count=1)


def _near_a_month(text: str, match: re.Match[str]) -> bool:
    return bool(_DATE.search(text[max(0, match.start() - 10) : match.end() + 11]))


def _shifted(number: str, chance: random.Random) -> str:
    at = chance.choice([place for place, one in enumerate(number) if one.isdigit()])
    digit = chance.choice([one for one in "123456789" if one != number[at]])
    return number[:at] + digit + number[at + 1 :]


def _other_name(case: Case, honest: Sequence[Case], _: Sequence[str], chance: random.Random) -> str | None:
    """Put another name in place of one: of the same article where it has one, of any other else."""
    calendar = (*_DAYS, *_MONTHS, "Nov", "Dec", "Oct", "Aug")
    named = [one for one in _NAMES.finditer(case.text) if one.group().split()[0] not in calendar]
    if not named:
        return None
    match = chance.choice(named)
    source = case.article if chance.random() < 0.6 else chance.choice(honest).article
    others = sorted(
        {
            one.group()
            for one in _NAMES.finditer(source.text)
            if one.group().split()[0] not in (*calendar, "The", "A", "It", "He", "She", "His", "Her", "I")
            and not set(one.group().split()) & set(case.text.replace("’s", "").replace("'s", "").split())
            and (" " in one.group()) == (" " in match.group())
        }
    )
    if not others:
        return None
    return case.text[: match.start()] + chance.choice(others) + case.text[match.end() :]


def _denied(case: Case, _: Sequence[Case], __: Sequence[str], ___: random.Random) -> str | None:
    """Deny what a statement says, or say what it denies."""
    for was, becomes in ((" not ", " "), (" cannot ", " can "), ("No ", "A "), (" never ", " always ")):
        if was in case.text:
            return case.text.replace(was, becomes, 1)
    match = _VERB.search(case.text)
    return None if match is None else case.text[: match.end()] + " not" + case.text[match.end() :]


def _other_date(case: Case, _: Sequence[Case], __: Sequence[str], chance: random.Random) -> str | None:
    weekday = next((day for day in _DAYS if day in case.text), None)
    if weekday:
        return case.text.replace(weekday, chance.choice([day for day in _DAYS if day != weekday]), 1)
    match = _DATE.search(case.text)
    if match is None:
        year = re.search(r"\b(?:19|20)\d\d\b", case.text)
        return None if year is None else case.text.replace(year.group(), str(int(year.group()) + 1), 1)
    number = re.search(r"\b\d{1,2}\b", case.text[max(0, match.start() - 3) : match.end() + 3])
    if number and chance.random() < 0.5:
        other = str(int(number.group()) % 28 + 1)
        near = case.text[max(0, match.start() - 3) : match.end() + 3]
        return case.text.replace(near, near.replace(number.group(), other, 1), 1)
    other = chance.choice([one for one in _MONTHS if not one.startswith(match.group()[:3])])
    return case.text[: match.start()] + other + case.text[match.end() :]


def _other_speaker(case: Case, _: Sequence[Case], people: Sequence[str], chance: random.Random) -> str | None:
    """Give a person's words to another: of the same article where there is one."""
    for name in sorted(people, key=len, reverse=True):
        surname = name.split()[-1]
        stands = name if name in case.text else f"Mr {surname}" if f"Mr {surname}" in case.text else None
        if stands is None or not re.search(
            r"\b(?:said|told|added|warned|called|promised|argued|denied|pointed|that)\b", case.text
        ):
            continue
        own = [one.speaker.name for one in case.speech if one.speaker.name and surname not in one.speaker.name]
        others = own or [one for one in people if surname not in one]
        return case.text.replace(stands, chance.choice(sorted(set(others))), 1)
    return None


def _other_quotation(case: Case, honest: Sequence[Case], _: Sequence[str], chance: random.Random) -> str | None:
    """Add words that were really said, in another article."""
    elsewhere = [other for other in honest if other.article.id != case.article.id and other.speech]
    quote = chance.choice([one for other in elsewhere for one in other.speech if one.kind == "direct"])
    words = " ".join(quote.text.strip("“”\"'‘’ ,").split())
    if len(words.split()) < 3 or any(mark in words for mark in '“”"‘’'):
        return None
    return case.text.rstrip(".") + f", adding: “{words}”"


def _other_letter(case: Case, _: Sequence[Case], __: Sequence[str], chance: random.Random) -> str | None:
    places = [at for at, one in enumerate(case.text) if one in _LIKE]
    at = chance.choice(places)
    return case.text[:at] + _LIKE[case.text[at]] + case.text[at + 1 :]


ALTERATIONS: dict[str, Alter] = {
    "number": _other_number,
    "name": _other_name,
    "negation": _denied,
    "date": _other_date,
    "speaker": _other_speaker,
    "quotation": _other_quotation,
    "letter": _other_letter,
}


# --- the figures --------------------------------------------------------------------------------------------------


def judged(footnote: Footnote, statements: Sequence[Case]) -> Iterator[tuple[Case, Verdict]]:
    """Verify statements as the program does."""
    for case in statements:
        yield case, verify(case.draft, footnote._parts.support)


def run(work: Path) -> list[Figure]:
    """Measure how many honest statements are shown and how many altered ones refused; print what goes wrong."""
    with Footnote.open(Settings.read(data_dir=work / "samples")) as footnote:
        footnote.ingest(["examples/articles"])
        honest = cases(footnote)
        shown: list[float] = []
        for case, verdict in judged(footnote, honest):
            shown.append(verdict.holds)
            if not verdict.holds:
                print(f"silenced: {verdict.reason} | {case.text}")
        refused: dict[str, list[float]] = {name: [] for name in ALTERATIONS}
        for case, verdict in judged(footnote, altered(honest)):
            refused[case.altered or ""].append(not verdict.holds)
            if verdict.holds:
                print(f"let through ({case.altered}): {case.text}")
    everything = [one for values in refused.values() for one in values]
    return [
        figure("honest paraphrases shown", shown),
        figure("altered statements refused", everything),
        *(figure(f"altered: {name}", values) for name, values in refused.items()),
    ]
