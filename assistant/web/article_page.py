"""The article as a page of its own: readable without JavaScript, printable, with the cited words marked.

Owns the page around the text, its span parameter and its headers; the text's markup is `render.article_html`. Linked
from every citation, shown inside the chat page's reader, served by `server` at `/articles/{id}`.
"""

import re
from html import escape
from urllib.parse import quote

from starlette.responses import HTMLResponse

from assistant.web import wording
from assistant.web.changes import changes_html
from assistant.web.render import Surface, article_html
from index.article import Article, Span

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_BAD_SPAN = "The link to this page names a passage that the article does not have, so nothing is marked."


def parse_span(written: str | None, length: int) -> Span | None:
    """Read `start-end` (code points, end exclusive). None for a missing, malformed, empty or outlying span."""
    found = _SPAN.fullmatch(written or "")
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return Span(start=start, end=end) if start < end <= length else None


def article_response(
    article: Article, written_span: str | None, surface: Surface, *, newest: Article | None = None
) -> HTMLResponse:
    """Show an article at one revision, the span marked; a span that does not fit is said so, not an error.

    `newest`: the current revision where another one is shown, for saying what has changed since.
    """
    span = parse_span(written_span, len(article.text))
    lines = [_BAD_SPAN] if written_span and span is None else []
    lines += [line for line in (wording.state_line(article.state), wording.language_line(article.language)) if line]
    notices = "".join(f'<p class="fn-notice" role="note">{escape(line)}</p>' for line in lines)
    if newest is not None:
        notices += f'<p class="fn-notice">{_where_now(article, span, newest, surface)}</p>'
    jump = '<p class="fn-jump"><a href="#s">Go to the cited words</a></p>' if span else ""
    changes = "" if newest is None else changes_html(article.text, newest.text)
    body = f"<article>{_head(article, span, surface)}{notices}{jump}{article_html(article, span)}{changes}</article>"
    return page_response(wording.titled(article.title), body, surface, language=article.language)


def _where_now(article: Article, span: Span | None, newest: Article, surface: Surface) -> str:
    """Lead to the current version, at the cited words where it still has them."""
    address = f"{surface.base}/articles/{quote(article.id, safe='')}"
    if span is None:
        return f'<a href="{escape(address)}">Read the current version</a>'
    words = article.text[span.start : span.end]
    at = newest.text.find(words)
    if at < 0:
        return f'The current version does not have the cited words. <a href="{escape(address)}">Read it</a>'
    there = f"{address}?span={at}-{at + len(words)}#s"
    return f'The cited words stand in the current version too. <a href="{escape(there)}">Read them there</a>'


def missing_response(surface: Surface) -> HTMLResponse:
    """Say that there is no such article: the same page for one that is absent and one that may not be seen."""
    body = (
        "<article><h1>No such article</h1><p>There is no article at this address, or it is not one you may read.</p>"
        f'<p><a href="{escape(surface.base)}/">Back to the questions</a></p></article>'
    )
    return page_response("No such article", body, surface, status=404)


def notice_response(title: str, message: str, surface: Surface, *, status: int) -> HTMLResponse:
    """Show one plain message as a page: for what keeps an article from being shown at all."""
    return page_response(
        title, f"<article><h1>{escape(title)}</h1><p>{escape(message)}</p></article>", surface, status=status
    )


def page_response(title: str, body: str, surface: Surface, *, status: int = 200, language: str = "en") -> HTMLResponse:
    """Put a body into our page: own style sheet, no script, strict policy. `body` is markup that is already safe."""
    base = escape(surface.base)
    page = (
        f'<!doctype html>\n<html lang="{escape(language or "en")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>{escape(title)} · Footnote</title>"
        f'<link rel="icon" href="{base}/static/icon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{base}/static/article.css"></head>'
        f"<body>{body}</body></html>\n"
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "private, no-cache"}
    return HTMLResponse(page, status_code=status, headers=headers)


def _head(article: Article, span: Span | None, surface: Surface) -> str:
    zone = surface.timezone
    facts = []
    if article.author:
        facts.append(f'<span class="fn-author">By <bdi>{escape(article.author)}</bdi></span>')
    if article.published:
        facts.append(_time("Published", article.published.isoformat(), wording.when_text(article.published, zone)))
    if article.updated:
        facts.append(_time("Updated", article.updated.isoformat(), wording.when_text(article.updated, zone)))
    if span and (page := article.page_of(span.start)):
        facts.append(f"<span>Page {page}</span>")
    if publisher := wording.followable(article.url):
        if span:
            publisher = wording.at_the_words(publisher, article.text[span.start : span.end])
        link = f'<a href="{escape(publisher)}" target="_blank" rel="noopener noreferrer">Publisher’s page</a>'
        facts.append(link)
    outlet = f'<p class="fn-outlet"><bdi>{escape(article.source)}</bdi></p>' if article.source else ""
    return (
        f"<header>{outlet}<h1><bdi>{escape(wording.titled(article.title))}</bdi></h1>"
        f'<p class="fn-facts">{"".join(facts)}</p></header>'
    )


def _time(label: str, machine: str, human: str) -> str:
    return f'<span>{label} <time datetime="{escape(machine)}">{escape(human)}</time></span>'
