"""The times that running English names, as days: `since October`, `last week`, `two days ago`, `in early May`.

Owns their forms, and what is none although it looks like one (`Black Friday`, `the Sunday Times`, `Theresa May`). What
a time bounds is `times`' business. Called by `times`, and by `retiming`, which changes the times of a question.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WEEKDAY = "|".join(_DAYS)
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_SOME = r"(?:an?\s+)?(?:couple\s+of|few)|several"
_COUNT = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}|{_SOME}"
_JOIN = r"\s*(?:[-–]|\b(?:to|and|or)\b)\s*"
_YEAR = r"(?:19|20)\d\d"
_PART = (
    r"early|mid|late|(?:beginning|start|middle|end)\s+of|(?:first|second)\s+half\s+of|"
    r"(?:first|second|third|fourth|last)\s+week\s+(?:of|in)"
)
_TH = r"(?:st|nd|rd|th)?"
_POINT = (
    rf"(?P<iso>\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|(?:1[3-9]|2\d|3[01])/\d{{1,2}}/\d{{4}})"
    rf"|(?:(?:{_WEEKDAY}),?\s+(?:the\s+)?)?(?P<week>week\s+of\s+(?:the\s+)?)?(?:"
    rf"(?P<month1>{_MONTH})\s+(?P<day1>\d{{1,2}}){_TH}(?!\d)(?:{_JOIN}(?P<last1>\d{{1,2}}){_TH}(?![\w%]|[.,]\d|\s+[a-z]))?"
    rf"(?:,?\s+(?P<year1>\d{{4}}))?"
    rf"|(?:(?P<first2>\d{{1,2}}){_TH}{_JOIN}(?:the\s+)?)?(?P<day2>\d{{1,2}}){_TH}\s+(?:of\s+)?(?P<month2>{_MONTH})(?:,?\s+(?P<year2>\d{{4}}))?)"
    rf"|(?:(?P<part>{_PART})[\s-]+|(?P<that>last|this)\s+)?(?P<month3>{_MONTH})(?:,?\s+(?P<year3>{_YEAR}))?|(?P<year4>(?<![./]){_YEAR})"
    r"|(?P<near>(?:day\s+before\s+)?yesterday|today|this\s+(?:morning|afternoon|evening)|tonight|last\s+night|"
    r"(?<=the\s)week\s+before\s+last|(?:(?P<earlier>earlier)\s+)?(?:this|(?<!the\s)last)\s+(?:week|month|year)(?!\s+of\b))"
    rf"|(?:past|last|previous)\s+(?:(?P<span>{_COUNT})\s+)?(?P<span_of>hours?|days|weeks?|months?|(?(span)day|(?!)))(?!\s+of\b)"
    rf"|(?P<ago>{_COUNT}|an?)\s+(?P<ago_of>day|week|month|year)s?\s+ago"
    r"|(?P<weekend>(?:(?<=over\sthe\s)|(?<=during\sthe\s)|(?<=at\sthe\s)|this\s+|last\s+|past\s+)weekend)"
    rf"|(?:(?P<which>last|past|this|next|coming)\s+)?(?P<weekday>{_WEEKDAY})(?!\s+of\b)"
)
_TIME = re.compile(
    rf"\b(?:(?P<how>since|after|from|before|until|till|by|in|on|during|over|within|throughout|between|around|at|(?:as\s+)?of)\s+)?"
    rf"(?:the\s+)?(?:{_POINT})(?:\s+(?:of\s+)?(?P<whose>this|last)\s+(?P<whole>week|year))?"
    r"(?:\s+(?:morning|afternoon|evening|night))?(?!\w)",
    re.IGNORECASE,
)
JOINED = re.compile(_JOIN, re.IGNORECASE)
_OPEN = ("since", "after", "before", "until", "till", "by")
_WORD_BEFORE = re.compile(r"([^\W_][\w’'-]*)\s+$")
_WORD_AFTER = re.compile(r"\s+([^\W\d_]\w*)")
_FEASTS = frozenset("black good bloody super ash palm easter cyber shrove maundy whit boxing giving".split())
_PARTS = {"early": (1, 10), "begin": (1, 10), "start": (1, 10), "mid": (11, 20), "middl": (11, 20)}
LONGEST_WORD = 40
"""Characters, for whoever looks a word back."""
_AROUND = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTime:
    """A time that a text names: its first and its last day, and how it is named."""

    first: date
    last: date
    how: str
    """The preposition before it, lower case."""
    words: str
    start: int
    end: int
    yearless: bool = False
    """A day or month without its year: taken for the last one."""
    year: bool = False
    """A whole year."""
    near: bool = False
    """Told from the day of asking: `yesterday`, `last week`, `on Monday`."""
    current: bool = False
    """`This week`, `this month`."""
    past: bool = False
    """Gone by as such: `yesterday`, `last week`; one is `from` it, not ever since."""
    day: bool = False
    """A day of a month."""


def times_named(text: str, today: date) -> Iterator[NamedTime]:
    """Read the times of a text in order. A month or day without a year is the last one that has begun."""
    read = [one for match in time_matches(text) if (one := _read(match, today)) is not None]
    at = 0
    while at < len(read):
        one = read[at]
        following = read[at + 1] if at + 1 < len(read) else None
        if following is not None and one.how not in _OPEN and JOINED.fullmatch(text, one.end, following.start):
            one, at = _joined(text, one, following), at + 1
        yield one
        at += 1


def time_matches(text: str) -> Iterator[re.Match[str]]:
    """Find the words of the times of a text; whether the calendar has them is not asked. See `_TIME` for the groups."""
    return (match for match in _TIME.finditer(text) if not _is_a_name(text, match))


def begins_with_a_time(text: str) -> bool:
    """Tell whether a time opens a text: `In August, the minister resigned`."""
    return next((match.start() == 0 for match in time_matches(text)), False)


def names_a_day_or_month(match: re.Match[str]) -> bool:
    """Tell whether it is one of the calendar, and not told from the day of asking."""
    return bool(match["iso"] or match["year4"] or any(match[f"month{form}"] for form in "123"))


def back(day: date, years: int) -> date:
    """Give the same day so many years before."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) and years else day.day)


def _read(match: re.Match[str], today: date) -> NamedTime | None:
    try:
        days = _days(match, today)
    except (ValueError, OverflowError):
        return None  # Nov 31
    if days is None or not 1000 <= days[0].year <= days[1].year <= 9000:
        return None
    how = (match["how"] or ("in" if match["part"] or match["that"] else "")).lower()
    has_month = any(match[f"month{form}"] for form in "123")
    around = _AROUND if how == "around" else timedelta()
    return NamedTime(
        first=days[0] - around,
        last=days[1] + around,
        how=how,
        words=match.group(),
        start=match.start(),
        end=match.end(),
        yearless=has_month and not _year_of(match, today),
        year=bool(match["year4"]) or _names_a_year(match),
        near=not (match["iso"] or has_month or match["year4"] or _names_a_year(match)),
        past=bool(match["near"] or match["span_of"] or match["ago"] or match["weekend"]),
        day=bool(match["iso"] or match["month1"] or match["month2"]),
        current=re.fullmatch(r"this\s+(?:week|month)", match["near"] or "", re.IGNORECASE) is not None,
    )


def _names_a_year(match: re.Match[str]) -> bool:
    return bool(match["near"] and match["near"].lower().endswith("year"))


def _joined(text: str, one: NamedTime, other: NamedTime) -> NamedTime:
    """Give the time from one to another: `between May and July`, `in May or in June`."""
    first, last = one.first, other.last
    if first > last:
        first = back(first, 1) if one.yearless else min(first, other.first)
    return replace(
        one,
        first=first,
        last=max(first, last),
        how="between" if one.how == "from" else one.how,
        words=text[one.start : other.end],
        end=other.end,
        yearless=one.yearless and other.yearless,
    )


def _is_a_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether it only looks like a time: a verb, or a part of the name of somebody or something."""
    word = match["weekday"] or match["month3"]
    if match["that"] and word == "may":
        return True  # “say this may end”
    if word is None or any(match[beside] for beside in ("part", "that", "which", "year3", "whose")):
        title = match["near"] in ("Today", "Yesterday") and not match["how"]  # “USA Today”
        return title and match.start() > 0
    if match["month3"] and word.lower() in ("may", "march", "mar") and not match["how"]:
        return True  # a verb more often than a month
    after = _WORD_AFTER.match(text, match.end())
    article = re.search(r"\bthe\s", match.group(), re.IGNORECASE) is not None
    if after and after[1][0].isupper() and not after[1].isupper() and (article or not match["how"]):
        return True  # “the Sunday Times”, “April Jones”
    before = _WORD_BEFORE.search(text, max(0, match.start() - LONGEST_WORD), match.start())
    if before is None or match["how"]:
        return False
    named = before[1][0].isupper() and not before[1].isupper() and before.start() > 0
    return named or before[1].lower() in _FEASTS  # “Theresa May”, “black friday”


def _days(match: re.Match[str], today: date) -> tuple[date, date] | None:
    if match["iso"]:
        numbers = re.split(r"[./-]", match["iso"])
        year, month, number = map(int, numbers if "-" in match["iso"] else reversed(numbers))
        day = date(year, month, number)
        return day, day
    for form, begin, end in (("1", "day1", "last1"), ("2", "first2", "day2")):
        if match[f"month{form}"]:
            first = _last_day(match, form, int(match[begin] or match[end]), today)
            last = first.replace(day=int(match[end] or match[begin]))
            if match["week"]:
                monday = first - timedelta(days=first.weekday())
                return monday, monday + timedelta(days=6)
            return min(first, last), max(first, last)
    if match["month3"]:
        month = _month(match["month3"])
        year = _year_of(match, today) or (today.year if month <= today.month else today.year - 1)
        begin_day, end_day = _part_of(match["part"] or "", calendar.monthrange(year, month)[1])
        return date(year, month, begin_day), date(year, month, end_day)
    if match["year4"]:
        return date(int(match["year4"]), 1, 1), date(int(match["year4"]), 12, 31)
    if match["weekday"] and (match["whole"] or "").lower() == "week":
        monday = _near(f"{match['whose'].lower()} week", today)[0]
        day = monday + timedelta(days=_DAYS.index(match["weekday"].lower()))
        return (day, day) if day <= today else None
    if match["weekday"]:
        return _weekday(match["weekday"].lower(), (match["which"] or "").lower(), today)
    if match["weekend"]:
        return _weekend(match["weekend"].lower(), today)
    if match["ago"]:
        return _ago(match["ago"].lower(), match["ago_of"].lower(), today)
    if match["span_of"]:
        return _until_today(match, today)
    return _near(" ".join(match["near"].lower().removeprefix("earlier").split()), today)


def _last_day(match: re.Match[str], form: str, number: int, today: date) -> date:
    """Give the day in its year, else the last that there was: February 29 is in few years."""
    month, year = _month(match[f"month{form}"]), _year_of(match, today)
    if year:
        return date(year, month, number)
    for before in range(9):
        if number <= calendar.monthrange(today.year - before, month)[1]:
            day = date(today.year - before, month, number)
            if day <= today:
                return day
    raise ValueError(number)


def _year_of(match: re.Match[str], today: date) -> int | None:
    """Give the year that a day or month is said to be of: `October 2025`, `October last year`."""
    if (match["whole"] or "").lower() == "year":
        return today.year - (match["whose"].lower() == "last")
    if year := next((int(match[f"year{form}"]) for form in "123" if match[f"year{form}"]), None):
        return year
    last = match["month3"] and (match["that"] or "").lower() == "last"
    return today.year - 1 if last and _month(match["month3"]) == today.month else None  # the running one is “this”


def _part_of(part: str, length: int) -> tuple[int, int]:
    words = part.lower().split()
    if not words:
        return 1, length
    if "week" in words:
        place = "first second third fourth last".split().index(words[0])
        return (length - 6, length) if place == 4 else (1 + 7 * place, 7 + 7 * place)
    if "half" in words:
        return (1, 15) if words[0] == "first" else (16, length)
    return next((days for begin, days in _PARTS.items() if words[0].startswith(begin)), (21, length))


def _weekday(name: str, which: str, today: date) -> tuple[date, date] | None:
    gone = (today.weekday() - _DAYS.index(name)) % 7
    if which in ("next", "coming") or (which == "this" and gone > today.weekday()):
        return None  # to come
    day = today - timedelta(days=gone or (7 if which in ("last", "past") else 0))
    return day, day


def _weekend(words: str, today: date) -> tuple[date, date] | None:
    if words.startswith("this") and today.weekday() in (2, 3, 4):
        return None  # rather the one to come
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if words.startswith("last") and today.weekday() >= 5:
        saturday -= timedelta(days=7)
    return saturday, saturday + timedelta(days=1)


def _ago(count: str, unit: str, today: date) -> tuple[date, date]:
    length = {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    least, most = (2, 6) if re.search("few|several", count) else (_number(count), _number(count))
    about = timedelta(days=min(length // 2, 45))
    return today - timedelta(days=most * length) - about, min(today, today - timedelta(days=least * length) + about)


def _until_today(match: re.Match[str], today: date) -> tuple[date, date]:
    """Read `the past week`, `the last 30 days`, `the past few months`: up to now."""
    count = (match["span"] or "one").lower()
    number = 6 if re.search("few|several", count) else _number(count)
    unit = match["span_of"].lower().removesuffix("s")
    days = -(-number // 24) if unit == "hour" else number * {"day": 1, "week": 7, "month": 30}[unit]
    return today - timedelta(days=days), today


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 2 if "couple" in word else 1 + _NUMBERS.index(word) if word in _NUMBERS else 1


def _near(words: str, today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    yesterday = today - timedelta(days=1)
    return {
        "yesterday": (yesterday, yesterday),
        "day before yesterday": (today - timedelta(days=2), today - timedelta(days=2)),
        "last night": (yesterday, today),
        "this week": (monday, today),
        "week before last": (monday - timedelta(days=14), monday - timedelta(days=8)),
        "last week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": (first, today),
        "last month": (before, first - timedelta(days=1)),
        "this year": (today.replace(month=1, day=1), today),
        "last year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }.get(words, (today, today))


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1
