"""A person's own questions, asked of their own articles and judged by what they wrote beside each.

Owns the shape of a line of such a file, the rules by which an answer is right, and the report as JSON. How a question
is asked comes in as a function; how the report reads is `readable`'s. Called by `commands`.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from assistant.batch import lines_of, patiently
from assistant.errors import QuestionUnusable
from assistant.handover import Failed
from assistant.wordings import holds
from index.article import JSON

FOUND_AT = (1, 4, 10)
SLOWEST = 5
_DIGITS = re.compile(r"-[0-9a-f]{12}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of a question: the answer, and the hits it was made from, in the contract's JSON."""

    answer: Mapping[str, JSON]
    hits: Sequence[Mapping[str, JSON]]


Ask: TypeAlias = Callable[[Mapping[str, JSON], Callable[[Mapping[str, JSON]], None]], Mapping[str, JSON]]
"""Ask one question, tell the events of its answer, give the answer."""
Failure: TypeAlias = Literal["answered otherwise", "refused wrongly", "answered what has no answer"]
Several: TypeAlias = Annotated[
    list[str], BeforeValidator(lambda value: [] if value is None else [value] if isinstance(value, str) else value)
]
"""A text, several, or null."""


class Expecting(BaseModel):
    """One line of the file; what is not named here (`now since until source author history groups`) goes to `ask`.

    `answer`: what the answer must hold, in one of these wordings; `contains`: the same, and a passage must hold it too.
    `article` and `articles`: where it may come from, by id; the digits that end a file's id may be left out.
    """

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    question: str
    id: str | int | None = None
    answer: Several = []
    contains: Several = []
    article: Several = []
    articles: Several = []
    unanswerable: bool = False
    expect: Literal["answered", "unanswered"] | None = None
    kind: str | None = None

    @property
    def no_answer(self) -> bool:
        """Tell whether the articles are meant to hold none."""
        return self.unanswerable or self.expect == "unanswered"

    @property
    def wordings(self) -> list[str]:
        """Give what the answer may say."""
        return [*self.answer, *self.contains]

    @property
    def origins(self) -> frozenset[str]:
        """Give the articles it may come from."""
        return frozenset((*self.article, *self.articles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question with its verdicts."""

    line: int
    expecting: Expecting
    reply: Reply
    right: bool | None
    """None where the line says too little to tell."""
    found_at: int | None
    """The place of the first hit that was expected, from 1; 0 where none was; None where none is expected."""

    @property
    def refused(self) -> bool:
        """Tell whether the answer was that there is none."""
        return self.reply.answer["outcome"] == "unanswered"

    @property
    def failure(self) -> Failure | None:
        """Say what went wrong."""
        if self.right is not False:
            return None
        if self.expecting.no_answer:
            return "answered what has no answer"
        return "refused wrongly" if self.refused else "answered otherwise"

    @property
    def milliseconds(self) -> float:
        """Give how long the answer took, where it was made."""
        timings = self.reply.answer["timings_ms"]
        total = timings["total"] if isinstance(timings, Mapping) else None
        return float(total) if isinstance(total, int | float) else math.nan


def evaluate(lines: IO[bytes], ask: Ask, *, asked: Callable[[int], None]) -> dict[str, JSON]:
    """Ask every line in turn, so that each is timed alone, and report. `asked` hears how many are done.

    Raises QuestionUnusable when the file holds no line at all, and what `ask` raises for other than the line's fault.
    """
    judged: list[Judged] = []
    refused: list[JSON] = []
    for number, raw in lines_of(lines):
        try:
            expecting = _read(raw)
            fields = {**(expecting.model_extra or {}), "question": expecting.question}
            reply = patiently(fields, lambda fields: _reply(fields, ask))
            judged.append(_judge(number, expecting, reply))
        except (QuestionUnusable, Failed) as error:
            if isinstance(error, Failed) and error.exit_code != QuestionUnusable.exit_code:
                raise
            refused.append({"line": number, "message": error.message, "hint": error.hint})
        asked(len(judged) + len(refused))
    if not judged and not refused:
        raise QuestionUnusable("The file holds no line.", hint='Write lines like {"question": ..., "answer": ...}.')
    return {**_report(judged), "refused": refused}


def _reply(fields: Mapping[str, JSON], ask: Ask) -> Reply:
    hits: list[Mapping[str, JSON]] = []

    def heard(event: Mapping[str, JSON]) -> None:
        data = event.get("data")
        found = data.get("hits") if event.get("name") == "sources" and isinstance(data, Mapping) else None
        if isinstance(found, Sequence):
            hits.extend(hit for hit in found if isinstance(hit, Mapping))

    return Reply(answer=ask(fields, heard), hits=hits)


def _read(raw: bytes | None) -> Expecting:
    hint = 'A line looks like {"question": "Who resigned?", "answer": "Vell", "article": "harbour"}.'
    if raw is None:
        raise QuestionUnusable("The line is too long.", hint=hint)
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        raise QuestionUnusable("The line is no JSON.", hint=hint) from None
    try:
        return Expecting.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = str(first["loc"][0]) if first["loc"] else "the line"
        raise QuestionUnusable(f"{where}: {first['msg']}.", hint=hint) from None


def _judge(line: int, expecting: Expecting, reply: Reply) -> Judged:
    refused = reply.answer["outcome"] == "unanswered"
    right: bool | None = None
    if expecting.no_answer or refused:
        right = expecting.no_answer and refused
    elif expecting.wordings:
        right = any(holds(str(reply.answer["text"]), wording) for wording in expecting.wordings)
    elif expecting.origins:
        citations = reply.answer["citations"]
        assert isinstance(citations, Sequence)
        right = any(_from(one, expecting.origins) for one in citations if isinstance(one, Mapping))
    found_at = None
    if not expecting.no_answer and (expecting.contains or expecting.origins):
        places = (place for place, hit in enumerate(reply.hits, 1) if _expected(hit, expecting))
        found_at = next(places, 0)
    return Judged(line=line, expecting=expecting, reply=reply, right=right, found_at=found_at)


def _expected(hit: Mapping[str, JSON], expecting: Expecting) -> bool:
    if expecting.origins and not _from(hit, expecting.origins):
        return False
    return not expecting.contains or any(holds(str(hit["text"]), wording) for wording in expecting.contains)


def _from(one: Mapping[str, JSON], origins: frozenset[str]) -> bool:
    article = str(one["article_id"])
    return article in origins or _DIGITS.sub("", article) in origins


# --- the report ---------------------------------------------------------------------------------------------------


def _report(judged: Sequence[Judged]) -> dict[str, JSON]:
    answerable = [one for one in judged if not one.expecting.no_answer]
    found = [one.found_at for one in judged if one.found_at is not None]
    kinds = sorted({one.expecting.kind for one in judged if one.expecting.kind})
    slow = sorted(judged, key=lambda one: one.milliseconds, reverse=True)
    times = [one.milliseconds for one in reversed(slow)]
    return {
        "questions": len(judged),
        "right": _share([one.right for one in answerable if one.right is not None]),
        "found": {str(k): _share([0 < place <= k for place in found]) for k in FOUND_AT},
        "refused_rightly": _share([one.refused for one in judged if one.expecting.no_answer]),
        "refused_wrongly": _share([one.refused for one in answerable]),
        "kinds": [
            {
                "kind": kind,
                **_share([one.right for one in judged if one.expecting.kind == kind and one.right is not None]),
            }
            for kind in kinds
        ],
        "milliseconds": {
            "median": round(times[len(times) // 2]) if times else None,
            "p95": round(times[int(0.95 * len(times))]) if times else None,
        },
        "slowest": [{**_named(one), "milliseconds": round(one.milliseconds)} for one in slow[:SLOWEST]],
        "failures": [_failure(one) for one in judged if one.failure],
    }


def _share(verdicts: Sequence[bool]) -> dict[str, JSON]:
    """Count, with the 95% interval of Wilson (1927), which holds for few questions and for shares near 0 and 1."""
    count, of = sum(verdicts), len(verdicts)
    if not of:
        return {"count": 0, "of": 0, "share": None, "low": None, "high": None}
    z, share = 1.96, count / of
    middle, scale = share + z * z / (2 * of), 1 + z * z / of
    reach = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return {"count": count, "of": of, "share": round(share, 3), "low": round(low, 3), "high": round(high, 3)}


def _named(one: Judged) -> dict[str, JSON]:
    return {"line": one.line, "id": one.expecting.id, "question": one.expecting.question}


def _failure(one: Judged) -> dict[str, JSON]:
    return {
        **_named(one),
        "kind": one.expecting.kind,
        "failure": one.failure,
        "found_at": one.found_at,
        "wanted": list(one.expecting.wordings) or sorted(one.expecting.origins),
        "got": one.reply.answer["text"],
    }
