"""An answer as Markdown with its sources, for the clipboard.

Owns the escaping for Markdown: article and model text never becomes a heading, a link or HTML where it is pasted. It is
to `render` what plain text is to HTML, called by `chat` and `api`.
"""

import re

from assistant.domain import Answer, Citation
from assistant.web import wording
from assistant.web.render import Surface

_OPENING = frozenset("“‘«„\"'")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&$^!])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto)(:)|\b(www)(\.)")
_LINE_START = re.compile(r"^([-+=>:]|\d+(?=[.)]))")


def escaped(words: str) -> str:
    """Escape words for Markdown, on one line: they read as they stand, whatever they hold."""
    line = _SPECIAL.sub(r"\\\1", " ".join(words.split()))
    line = _ADDRESS.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", line)
    return _LINE_START.sub(lambda found: found[0] + "\\" if found[0].isdigit() else "\\" + found[0], line)


def answer_markdown(answer: Answer, surface: Surface, *, host: str = "") -> str:
    """Write question, statements with `[n]` and the numbered list of sources.

    `host` (scheme and authority) makes links to our own article pages absolute; publishers' addresses are used first.
    """
    lines = [f"**{escaped(answer.question)}**", ""]
    for statement in answer.statements:
        numbers = "".join(f"\\[{number}\\]" for number in statement.citations)
        lines += [f"{escaped(statement.text)} {numbers}", ""]
    if answer.outcome == "unanswered" and not wording.small_talk(answer):
        lines += ["The articles do not answer this. " + wording.searched_line(answer.searched, surface.timezone), ""]
    elif answer.missing:
        lines += [f"Not found in the articles: {escaped(answer.missing)}", ""]
    if answer.citations:
        lines += ["Sources", ""]
        lines += [_source(citation, surface, host) for citation in answer.citations]
    return "\n".join(lines).rstrip() + "\n"


def _source(citation: Citation, surface: Surface, host: str) -> str:
    title = escaped(wording.titled(citation.title))
    address = wording.followable(citation.url)
    if address is None and host and citation.link.startswith("/articles/"):
        address = f"{host}{surface.base}{citation.link}"
    named = f"[{title}](<{address}>)" if address and not set("<>\\") & set(address) else title
    line = wording.source_line(citation, surface.timezone)
    words = escaped(citation.quote)
    quoted = words if citation.quote[:1] in _OPENING else f"“{words}”"
    return f"{citation.number}. {named}" + (f", {escaped(line)}" if line else "") + f": {quoted}"
