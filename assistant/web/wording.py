"""The words that surround answers: dates, places, counts, and which links may be followed.

Owns how a date, a source line or "what was searched" reads in English; knows no markup. `render` and `markdown` wrap
these plain strings and escape them; `article_page` and `chat` use them for headings.
"""

from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from assistant.domain import Answer, Citation, Searched
from index.article import State, When

_LANGUAGES = {"fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch"}
_STATES: dict[State, str] = {
    "superseded": "This is an earlier version of the article. A newer one has replaced it.",
    "corrected": "The publisher has corrected this article since.",
    "retracted": "The publisher has retracted this article.",
    "erased": "This article has been erased.",
}
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


def when_text(when: When | None, timezone: ZoneInfo) -> str:
    """Write a day as `25 Nov 2025` and a moment as `25 Nov 2025, 16:40`, in `timezone`. Empty for None."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = when.astimezone(timezone) if when.tzinfo else when
        return f"{when.day} {when:%b %Y, %H:%M}"
    return f"{when.day} {when:%b %Y}"


def day_text(when: When | None, timezone: ZoneInfo) -> str:
    """Write only the day of a day or moment. Empty for None."""
    return when_text(when, timezone).partition(",")[0]


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: `1 article`, `1,204 articles`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def source_line(citation: Citation, timezone: ZoneInfo) -> str:
    """Write outlet, day and page of a citation: `Harbour Wire · 25 Nov 2025 · page 3`."""
    page = f"page {citation.page}" if citation.page else ""
    return " · ".join(part for part in (citation.source or "", day_text(citation.published, timezone), page) if part)


def titled(title: str | None) -> str:
    """Give an article a name even when none is recorded."""
    return (title or "").strip() or "Untitled article"


def state_line(state: State) -> str:
    """Say in one sentence why a version is not the current one. Empty for `current`."""
    return _STATES.get(state, "")


def language_line(language: str) -> str:
    """Warn in one sentence when an article is not recorded as English. Empty for English."""
    code = language.lower().replace("_", "-").partition("-")[0]
    if code in ("", "en", "und"):
        return ""
    name = _LANGUAGES.get(code)
    recorded = f"This article is in {name}." if name else f"This article’s language is recorded as “{language}”."
    return f"{recorded} Footnote reads English best: it may miss passages here."


def searched_line(searched: Searched, timezone: ZoneInfo) -> str:
    """Say what was looked through: how many articles, outlets and between which dates."""
    if not searched.articles:
        return "No article matches these filters, so there was nothing to search."
    line = f"Searched {counted(searched.articles, 'article')}"
    if searched.sources:
        line += f" from {counted(searched.sources, 'outlet')}"
    since, until = day_text(searched.since, timezone), day_text(searched.until, timezone)
    if since and until:
        return f"{line}, published {since} to {until}."
    if since or until:
        return f"{line}, published {'since ' + since if since else 'until ' + until}."
    return f"{line}, of any date."


def small_talk(answer: Answer) -> bool:
    """Tell a greeting or thanks, which nobody expects articles to answer."""
    return any(notice.code in _SMALL_TALK for notice in answer.notices)
