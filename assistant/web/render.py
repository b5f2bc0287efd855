"""The one renderer: answers, citation cards and article text as HTML.

Article text, model text and everything recorded with an article is data: it passes `escaping` before it stands in
markup, and the only links are our own article pages and addresses `wording.followable` lets through. The Gradio page,
the widget's stream and the article page all show what these functions return. Markdown is in `markdown`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from unicodedata import bidirectional
from urllib.parse import quote
from zoneinfo import ZoneInfo

from assistant.domain import Answer, Citation, Statement
from assistant.web import wording
from assistant.web.escaping import escaped, in_attribute
from assistant.web.words import ENGLISH, Words
from index.article import Article, Span

_AROUND = 170
"""Characters shown on either side of the quoted words in a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Where markup will stand: the server's root path (no trailing slash), the time zone and language it is read in."""

    timezone: ZoneInfo
    base: str = ""
    words: Words = ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The words right before and after a quotation, in the same paragraph, cut between words."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one turn of a conversation needs besides its answer: its place in the page and the words around quotes.

    `turn` goes into element ids (`src-{turn}-{number}`); letters, digits and hyphens only. `around` is keyed by
    citation number.
    """

    turn: str
    around: Mapping[int, Surroundings] = field(default_factory=dict)


def surroundings(article: Article, span: Span) -> Surroundings:
    """Cut the words around a span out of its article, within the paragraph."""
    before = article.text[max(0, span.start - _AROUND) : span.start]
    after = article.text[span.end : span.end + _AROUND]
    paragraph, mark = before.rpartition("\n")[2], "…"
    if "\n" not in before and span.start > _AROUND:
        paragraph = mark + paragraph.partition(" ")[2]
    tail, newline, _ = after.partition("\n")
    if not newline and span.end + _AROUND < len(article.text):
        tail = tail.rpartition(" ")[0] + mark
    return Surroundings(before=paragraph, after=tail)


def statement_html(statement: Statement, citations: Sequence[Citation], shown: Shown, words: Words = ENGLISH) -> str:
    """Write one statement as a paragraph, its citation numbers as links to their cards."""
    titles = {citation.number: citation for citation in citations}
    numbers = "".join(_number_html(number, titles.get(number), shown, words) for number in statement.citations)
    direction = _direction(statement.text)
    return f'<p class="fn-statement" dir="{direction}"><bdi>{escaped(statement.text)}</bdi>{numbers}</p>'


def _direction(words: str) -> str:
    """Tell which way words run, by the first letter that says so. `dir="auto"` would not look into the `<bdi>`."""
    strong = (bidirectional(char) for char in words)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def _number_html(number: int, citation: Citation | None, shown: Shown, words: Words) -> str:
    label = words.source.format(number=number)
    if citation is not None:
        label += f": {wording.titled(citation.title, words)}" + (f", {citation.source}" if citation.source else "")
    return (
        f'<a class="fn-cite" href="#src-{in_attribute(shown.turn)}-{number}" title="{in_attribute(label)}"'
        f' aria-label="{in_attribute(label)}">{number}</a>'
    )


def answer_html(answer: Answer, shown: Shown, surface: Surface) -> str:
    """Write a whole answer: statements, what is missing, near misses, notices, what was withheld and searched."""
    words = surface.words
    parts = [statement_html(statement, answer.citations, shown, words) for statement in answer.statements]
    parts += [f'<p class="fn-notice">{escaped(wording.notice_line(notice, words))}</p>' for notice in answer.notices]
    if answer.outcome == "unanswered" and not wording.small_talk(answer):
        searched = wording.searched_line(answer.searched, surface.timezone, words)
        parts.append(f'<p class="fn-nothing">{escaped(words.nothing)}</p>')
        parts.append(f'<p class="fn-searched">{escaped(searched)}</p>')
        parts.append(_near_misses_html(answer.near_misses, surface))
    elif answer.outcome == "partly" and answer.missing:
        parts.append(f'<p class="fn-missing">{escaped(words.missing.format(missing=answer.missing))}</p>')
    parts.append(_withheld_html(answer, words))
    if not wording.small_talk(answer):
        parts.append(_colophon_html(answer, shown, surface))
    return f'<div class="fn-answer">{"".join(parts)}</div>'


def _near_misses_html(near_misses: Sequence[Citation], surface: Surface) -> str:
    if not near_misses:
        return ""
    items = "".join(
        f'<li><a class="fn-open" href="{in_attribute(_link(miss, surface))}">'
        f"<bdi>{escaped(wording.titled(miss.title, surface.words))}</bdi></a>"
        f' <span class="fn-meta">{escaped(wording.source_line(miss, surface.timezone, surface.words))}</span>'
        f'<span class="fn-near-quote"><bdi>{escaped(_shortened(miss.quote))}</bdi></span></li>'
        for miss in near_misses
    )
    return f'<div class="fn-near"><p>{escaped(surface.words.near)}</p><ul>{items}</ul></div>'


def _withheld_html(answer: Answer, words: Words) -> str:
    if not answer.withheld:
        return ""
    items = "".join(f"<li><bdi>{escaped(w.text)}</bdi> <em>{escaped(w.reason)}</em></li>" for w in answer.withheld)
    said = words.withheld[len(answer.withheld) > 1].format(count=len(answer.withheld))
    return f'<details class="fn-withheld"><summary>{escaped(said)}</summary><ul>{items}</ul></details>'


def _colophon_html(answer: Answer, shown: Shown, surface: Surface) -> str:
    """Write what stands below an answer: ways to copy and to judge it, and where it comes from."""
    words = surface.words
    links, facts = "", list[str]()
    if answer.statements:
        links = _action_html("fn-copy", f"copy-{shown.turn}", words.copy)
        facts.append(wording.searched_line(answer.searched, surface.timezone, words).rstrip("."))
        facts.append(words.as_of.format(when=wording.when_text(answer.as_of, surface.timezone, words)))
    if answer.model:
        facts.append(answer.model)
    links += _action_html("fn-rate", f"up-{answer.id}", words.helpful)
    links += _action_html("fn-rate", f"down-{answer.id}", words.unhelpful)
    said = f'<span class="fn-facts">{escaped(" · ".join(facts))}</span>' if facts else ""
    return f'<p class="fn-colophon">{links}{said}</p>'


def _action_html(kind: str, target: str, label: str) -> str:
    return f'<a class="{kind}" href="#{in_attribute(target)}" role="button">{escaped(label)}</a>'


def cards_html(citations: Sequence[Citation], shown: Shown, surface: Surface) -> str:
    """Write the cards of one turn's citations: closed `<details>` with the quoted words in `<mark>`."""
    return "".join(_card_html(citation, shown, surface) for citation in citations if citation.number is not None)


def _card_html(citation: Citation, shown: Shown, surface: Surface) -> str:
    number, words = citation.number or 0, surface.words
    around = shown.around.get(number, Surroundings())
    rows = [
        f'<blockquote class="fn-quote" dir="auto">{escaped(around.before)}<mark>{escaped(citation.quote)}</mark>'
        f"{escaped(around.after)}</blockquote>"
    ]
    rows += [
        f'<p class="fn-state">{escaped(line)}</p>' for line in (wording.state_line(citation.state, words),) if line
    ]
    rows += [
        f'<p class="fn-context">{escaped(words.context)} <q><bdi>{escaped(evidence.quote)}</bdi></q></p>'
        for evidence in citation.context
    ]
    if citation.copies:
        outlets = ", ".join(copy.source or copy.article_id for copy in citation.copies)
        rows.append(f'<p class="fn-copies">{escaped(words.copies.format(outlets=outlets))}</p>')
    links = f'<a class="fn-open" href="{in_attribute(_link(citation, surface))}">{escaped(words.read)}</a>'
    if publisher := wording.followable(citation.url):
        place = in_attribute(wording.at_the_words(publisher, citation.quote))
        label = escaped(words.publisher)
        links += f' <a class="fn-out" href="{place}" target="_blank" rel="noopener noreferrer">{label}</a>'
    title, line = wording.titled(citation.title, words), wording.source_line(citation, surface.timezone, words)
    return (
        f'<details class="fn-card" id="src-{in_attribute(shown.turn)}-{number}"><summary>'
        f'<span class="fn-number">{number}</span><span class="fn-head"><bdi class="fn-title">{escaped(title)}</bdi>'
        f'<span class="fn-meta">{escaped(line)}</span>'
        f'<span class="fn-snippet"><bdi>{escaped(_shortened(citation.quote))}</bdi></span></span></summary>'
        f'<div class="fn-body">{"".join(rows)}<p class="fn-links">{links}</p></div></details>'
    )


def _link(citation: Citation, surface: Surface) -> str:
    """Only our own article pages: a link from elsewhere would be somebody else's words."""
    return surface.base + citation.link if citation.link.startswith("/articles/") else "#"


def _shortened(words: str, longest: int = 240) -> str:
    words = " ".join(words.split())
    return words if len(words) <= longest else words[:longest].rpartition(" ")[0] + "…"


def article_html(article: Article, span: Span | None) -> str:
    """Write the text of an article, the words of `span` in the page's one `<mark id="s">`.

    The text stands as one block (shown with `white-space: pre-wrap`), so that a mark may run over paragraphs and its
    text content is exactly `article.text[span.start:span.end]`.
    """
    if span is None:
        return f'<div class="fn-text" dir="auto">{escape(article.text, quote=False)}</div>'
    before, words, after = (
        escape(part, quote=False)
        for part in (article.text[: span.start], article.text[span.start : span.end], article.text[span.end :])
    )
    return f'<div class="fn-text" dir="auto">{before}<mark id="s" tabindex="-1">{words}</mark>{after}</div>'


def listing_html(articles: Sequence[Article], surface: Surface, *, removable: bool) -> str:
    """Write articles as a list: title as a link to the article, outlet, date and author, a way to remove it."""
    items = "".join(_listed_html(article, surface, removable=removable) for article in articles)
    return f'<ul class="fn-listing">{items}</ul>' if items else ""


def _listed_html(article: Article, surface: Surface, *, removable: bool) -> str:
    place = quote(article.id, safe="")
    title = wording.titled(article.title)
    when = wording.when_text(article.published, surface.timezone)
    line = " · ".join(part for part in (article.source or "", when, article.author or "") if part)
    remove = ""
    if removable:
        label = in_attribute(f"Remove {title}")
        remove = f'<a class="fn-remove" role="button" href="#remove-{place}" title="{label}">Remove</a>'
    return (
        f'<li><span class="fn-head"><a class="fn-open" href="{in_attribute(surface.base)}/articles/{place}">'
        f'<bdi>{escaped(title)}</bdi></a><span class="fn-meta">{escaped(line)}</span></span>{remove}</li>'
    )


def intake_html(done: int, total: int | None, lines: Sequence[tuple[str, str]], summary: str) -> str:
    """Write how far an ingest is: a bar while it runs, what became of each input, a summary at the end."""
    bar = ""
    if not summary:
        measure = f' value="{done}" max="{total}"' if total else ""
        bar = f'<progress{measure}></progress><p class="fn-status" role="status">Reading… {done} done</p>'
    items = "".join(f"<li><bdi>{escaped(name)}</bdi> <em>{escaped(what)}</em></li>" for name, what in lines)
    ended = f'<p class="fn-status" role="status">{escaped(summary)}</p>' if summary else ""
    return f'<div class="fn-intake">{bar}{ended}<ul>{items}</ul></div>'
