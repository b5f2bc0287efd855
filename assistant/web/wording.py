"""The words that surround answers: dates, places, counts, and which links may be followed.

Owns how a date, a source line or "what was searched" reads, in the language of its `Words`; knows no markup. `render`
and `markdown` wrap these plain strings and escape them; `article_page` and `chat` use them for headings.
"""

from datetime import datetime
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from assistant.domain import Answer, Citation, Notice, Searched
from assistant.web.words import ENGLISH, Words
from index.article import State, When

_LANGUAGES = {"fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch"}
_WHOLE_WORDS = 24
_EDGE_WORDS = 6
"""Words of a quotation that a text fragment names whole, and at either end of a longer one."""
_SMALL_TALK = frozenset({"greeting", "thanks", "small_talk"})


def followable(url: str | None) -> str | None:
    """Give the address back when a person may be sent there (http or https, with a host), else None."""
    if not url or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def at_the_words(url: str, words: str) -> str:
    """Give the address of a page with a text fragment, so that a browser scrolls to the words and marks them.

    A fragment cannot run over paragraphs, nor be long: then it names how the words begin and end.
    """
    lines = [line.split() for line in words.splitlines() if line.strip()]
    if not lines:
        return url
    count = sum(len(line) for line in lines)
    if len(lines) == 1 and count <= _WHOLE_WORDS:
        directive = _fragment(lines[0])
    else:
        directive = f"{_fragment(lines[0][:_EDGE_WORDS])},{_fragment(lines[-1][-_EDGE_WORDS:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def _fragment(words: list[str]) -> str:
    return quote(" ".join(words), safe="").replace("-", "%2D")


def when_text(when: When | None, timezone: ZoneInfo, words: Words = ENGLISH) -> str:
    """Write a day as `25 Nov 2025` and a moment as `25 Nov 2025, 16:40`, in `timezone`. Empty for None."""
    if when is None:
        return ""
    time = ""
    if isinstance(when, datetime):
        when = when.astimezone(timezone) if when.tzinfo else when
        time = f", {when:%H:%M}"
    return f"{when.day} {words.months[when.month - 1]} {when.year}{time}"


def day_text(when: When | None, timezone: ZoneInfo, words: Words = ENGLISH) -> str:
    """Write only the day of a day or moment. Empty for None."""
    return when_text(when, timezone, words).partition(",")[0]


def counted(count: int, one: str, many: str | None = None, words: Words = ENGLISH) -> str:
    """Write a number with its noun: `1 article`, `1,204 articles`."""
    return f"{count:,}".replace(",", words.thousands) + f" {one if count == 1 else many or one + 's'}"


def source_line(citation: Citation, timezone: ZoneInfo, words: Words = ENGLISH) -> str:
    """Write outlet, day and page of a citation: `Harbour Wire · 25 Nov 2025 · page 3`."""
    page = words.page.format(page=citation.page) if citation.page else ""
    day = day_text(citation.published, timezone, words)
    return " · ".join(part for part in (citation.source or "", day, page) if part)


def titled(title: str | None, words: Words = ENGLISH) -> str:
    """Give an article a name even when none is recorded."""
    return (title or "").strip() or words.untitled


def state_line(state: State, words: Words = ENGLISH) -> str:
    """Say in one sentence why a version is not the current one. Empty for `current`."""
    return words.states.get(state, "")


def notice_line(notice: Notice, words: Words = ENGLISH) -> str:
    """Say a notice, in the reader's language where its words are known."""
    return words.notices.get(notice.code, notice.message)


def language_line(language: str) -> str:
    """Warn in one sentence when an article is not recorded as English. Empty for English."""
    code = language.lower().replace("_", "-").partition("-")[0]
    if code in ("", "en", "und"):
        return ""
    name = _LANGUAGES.get(code)
    recorded = f"This article is in {name}." if name else f"This article’s language is recorded as “{language}”."
    return f"{recorded} Footnote reads English best: it may miss passages here."


def searched_line(searched: Searched, timezone: ZoneInfo, words: Words = ENGLISH) -> str:
    """Say what was looked through: how many articles, outlets and between which dates."""
    if not searched.articles:
        return words.nothing_to_search
    line = (words.searched_outlets if searched.sources else words.searched).format(
        articles=counted(searched.articles, *words.article, words),
        outlets=counted(searched.sources, *words.outlet, words),
    )
    since, until = day_text(searched.since, timezone, words), day_text(searched.until, timezone, words)
    if since and until:
        return line + words.between.format(since=since, until=until)
    if since:
        return line + words.since.format(since=since)
    return line + (words.until.format(until=until) if until else words.any_date)


def small_talk(answer: Answer) -> bool:
    """Tell a greeting or thanks, which nobody expects articles to answer."""
    return any(notice.code in _SMALL_TALK for notice in answer.notices)
