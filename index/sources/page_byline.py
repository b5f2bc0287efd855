"""Who wrote an article and on what day, as the page shows it: the byline and the date line, where no record says so.

trafilatura finds the byline and htmldate the day: by where such lines stand on pages, which is right more
often than not and no record. What came from here is named in the article's metadata. Called by `page`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from index.sources.page_record import PageRecord

READ_OFF = "read_off_the_page"
"""The metadata field that names what came from here."""
_LONGEST_NAME = 80
_CALENDAR = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATED = re.compile(rf"[\s,|·•-]+(?:{_CALENDAR})\b.*$|^(?:{_CALENDAR})$", re.IGNORECASE)
_NO_DATE = {"extensive_search": False, "original_date": True, "max_date": "1990-01-02"}
_NEW_YEAR = re.compile(r"\b(?:jan(?:uary)?\b|0?1[./-]0?1[./-]|\d{4}[./-]0?1[./-]0?1\b)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDED = re.compile(rf"/((?:19|20)\d\d)/({'|'.join(_MONTHS)})[a-z]*/(\d{{1,2}})/", re.IGNORECASE)
"""A day in an address with the month in letters, which htmldate passes by."""
_OLDEST = 1990
_NOBODY = re.compile(
    r"(?:\w*admin(?:istrator)?|editors?|staff(?: (?:writers?|reporters?|reports?))?|(?:web|news) ?(?:desk|team|master)|"
    r"guest|unknown|user|author|by|posted|updated)",
    re.IGNORECASE,
)


def with_byline(page: HtmlElement, record: PageRecord) -> tuple[PageRecord, tuple[str, ...]]:
    """Fill in author and day of publication where `record` has none; also say which of the two came from the page.

    An outlet that names itself as the author of everything gives way to the byline.
    """
    nameless = record.author is None or _folded(record.author) == _folded(record.outlet or "")
    undated = record.published is None
    if not nameless and not undated:
        return record, ()
    try:
        shown = extract_metadata(page, date_config=_NO_DATE).author if nameless else None
        written = _find_day(page, record.canonical) if undated else None
    except (RecursionError, ValueError, TypeError, LookupError, AttributeError, etree.LxmlError):
        return record, ()  # a page that trips it up shows nothing that can be trusted
    found: list[str] = []
    names = ", ".join(_names(shown or "")) if nameless else ""
    if names:
        record = replace(record, author=names)
        found.append("author")
    day = _day(written, page)
    if day:
        record = replace(record, published=day)
        found.append("published")
    return record, tuple(found)


def _find_day(page: HtmlElement, address: str | None) -> str | None:
    """Find the day that the page's address names, else one where pages write it."""
    url = _WORDED.sub(lambda found: f"/{found[1]}/{_MONTHS.index(found[2].lower()) + 1}/{found[3]}/", address or "")
    return find_date(page, url=url or None, original_date=True, max_date=date.today().isoformat())


def _names(shown: str) -> Iterator[str]:
    for written in dict.fromkeys(shown.split(";")):
        name = _DATED.sub("", " ".join(written.split()))
        if 2 < len(name) <= _LONGEST_NAME and not _NOBODY.fullmatch(name):
            yield name


def _day(shown: str | None, page: HtmlElement) -> date | None:
    try:
        day = date.fromisoformat((shown or "")[:10])
    except ValueError:
        return None
    if (day.month, day.day) == (1, 1) and not _NEW_YEAR.search(page.text_content()):
        return None  # a year alone, as in a copyright notice
    return day if day.year >= _OLDEST and day <= date.today() else None


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
