"""How results read to a person at a terminal.

Owns the words and their order for every command's result, as plain `Line`s; `terminal` colours and escapes them. It
reads the JSON of the contract, because that is the same whether this process or a running server did the work.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

from assistant.terminal import Line, sentences
from index.article import JSON

Result: TypeAlias = Mapping[str, JSON]

SMALL_TALK = frozenset({"greeting", "thanks", "small_talk"})
"""Notices that say all there is to say: nobody expects articles to answer a greeting."""
_MARKS = frozenset("\"“”„«»‘‚'")


def answer_lines(answer: Result, *, base_url: str | None) -> Iterator[Line]:
    """Lay out an answer: its sentences, numbered sources, what was searched. `base_url`: a server that shows them."""
    notices = _records(answer, "notices")
    said = [Line(_text(notice, "message"), style="italic") for notice in notices]
    if _text(answer, "outcome") == "unanswered":
        if any(_text(notice, "code") in SMALL_TALK for notice in notices):
            yield from said
            return
        yield Line("The articles hold no answer to this.", style="bold")
        yield from said
    else:
        yield from said
        yield from (Line(paragraph) for paragraph in _text(answer, "text").split("\n"))
    if _text(answer, "missing"):
        yield Line()
        yield Line(f"Nothing was found on: {_text(answer, 'missing')}", style="yellow")
    if citations := _records(answer, "citations"):
        yield Line()
        for citation in citations:
            yield from _citation_lines(f"[{_text(citation, 'number')}]", citation, base_url)
    if misses := _records(answer, "near_misses"):
        yield Line()
        yield Line("Near misses, which do not answer it:")
        for miss in misses:
            yield from _citation_lines("–", miss, base_url)
    if withheld := _records(answer, "withheld"):
        yield Line()
        yield Line(f"Left out for want of evidence: {counted(len(withheld), 'drafted sentence')}.", style="dim")
    searched = answer.get("searched")
    if isinstance(searched, Mapping):
        yield Line()
        yield Line(searched_words(searched), style="dim")


def _citation_lines(mark: str, citation: Result, base_url: str | None) -> Iterator[Line]:
    title = _text(citation, "title") or "Untitled article"
    place = f"page {_text(citation, 'page')}" if citation.get("page") else ""
    outlet = _joined(_text(citation, "source"), day(_text(citation, "published")), place)
    yield Line(f"{mark} {title}" + (f" — {outlet}" if outlet else ""), style="bold")
    state = _text(citation, "state")
    if state not in ("", "current"):
        yield Line(f"(this text is {state})", indent=4, style="yellow")
    yield Line(_in_marks(_one_line(_text(citation, "quote"))), indent=4)
    if copies := _records(citation, "copies"):
        names = ", ".join(_text(copy, "source") or _text(copy, "article_id") for copy in copies)
        yield Line(f"also in: {names}", indent=4, style="dim")
    shown = f"{base_url.rstrip('/')}{_text(citation, 'link')}" if base_url else _text(citation, "url")
    yield Line(shown or f"footnote article {_text(citation, 'article_id')}", indent=4, style="dim")


def searched_words(searched: Result) -> str:
    """Say what was looked through."""
    articles, outlets = _number(searched, "articles"), _number(searched, "sources")
    if not articles:
        return "There was nothing to search: no article is stored, or none matches the filters."
    words = f"Searched {counted(articles, 'article')}"
    if outlets:
        words += f" from {counted(outlets, 'outlet')}"
    since, until = day(_text(searched, "since")), day(_text(searched, "until"))
    bounds = " ".join(part for part in (since and f"from {since}", until and f"until {until}") if part)
    return words + (f", published {bounds}." if bounds else ".")


def hit_lines(result: Result) -> Iterator[Line]:
    """Lay out search hits, best first."""
    hits = _records(result, "hits")
    if not hits:
        yield Line("Nothing was found.")
    for number, hit in enumerate(hits, 1):
        outlet = _joined(_text(hit, "source"), day(_text(hit, "published")))
        title = _text(hit, "title") or "Untitled article"
        yield Line(f"{number}. {title}" + (f" — {outlet}" if outlet else ""), style="bold")
        yield Line(_one_line(_text(hit, "text")), indent=4)
        yield Line(f"{_text(hit, 'article_id')}, characters {_text(hit, 'start')} to {_text(hit, 'end')}", 4, "dim")


def quote_lines(result: Result) -> Iterator[Line]:
    """Lay out what people said."""
    for quote in _records(result, "items"):
        speaker = quote.get("speaker")
        name = _joined(_text(speaker, "name") or _text(speaker, "mention")) if isinstance(speaker, Mapping) else ""
        outlet = _joined(_text(quote, "title"), _text(quote, "source"), day(_text(quote, "published")))
        yield Line(f"{name or 'Somebody'}:", style="bold")
        yield Line(_one_line(_text(quote, "text")), indent=4)
        yield Line(outlet or _text(quote, "article_id"), indent=4, style="dim")
    yield from _page_end(result, "No quotation matches.")


def article_lines(article: Result) -> Iterator[Line]:
    """Lay out one article: its head, then its text as it is stored."""
    yield Line(_text(article, "title") or "Untitled article", style="bold")
    dates = _joined(_text(article, "source"), _text(article, "author"), day(_text(article, "published")))
    if dates:
        yield Line(dates, style="dim")
    updated = _text(article, "updated")
    groups = article.get("groups")
    seen = ", ".join(str(group) for group in groups) if isinstance(groups, Sequence) else ""
    head = {
        "id": _text(article, "id"),
        "revision": _text(article, "revision"),
        "updated": day(updated),
        "state": "" if _text(article, "state") == "current" else _text(article, "state"),
        "url": _text(article, "url"),
        "groups": seen,
    }
    yield from (Line(f"{name}: {value}", style="dim") for name, value in head.items() if value)
    yield Line()
    yield from (Line(line) for line in _text(article, "text").split("\n"))


def list_lines(result: Result) -> Iterator[Line]:
    """Lay out a page of articles, one a line."""
    for article in _records(result, "items"):
        outlet = _joined(_text(article, "source"), day(_text(article, "published")))
        yield Line(f"{_text(article, 'title') or 'Untitled article'}" + (f" — {outlet}" if outlet else ""))
        yield Line(_text(article, "id"), indent=4, style="dim")
    yield from _page_end(result, "No article matches.")


def _page_end(result: Result, empty: str) -> Iterator[Line]:
    if not _records(result, "items"):
        yield Line(empty)
    if _text(result, "next"):
        yield Line(f"There is more: --cursor {_text(result, 'next')}", style="dim")


def report_lines(report: Result, *, dry_run: bool) -> Iterator[Line]:
    """Lay out what an ingest did."""
    names = ("added", "updated", "unchanged", "removed")
    parts = [f"{_number(report, name):,} {name}" for name in names if _number(report, name)]
    if duplicates := _number(report, "duplicates"):
        parts.append(f"{duplicates:,} of them with a text that was there already")
    refused = _records(report, "refused")
    if refused:
        parts.append(f"{len(refused):,} refused")
    said = ", ".join(parts) or "nothing to do"
    made = f"{counted(_number(report, 'passages'), 'passage')}, {counted(_number(report, 'quotes'), 'quote')}"
    seconds = report.get("seconds")
    took = f"{seconds:.1f} s" if isinstance(seconds, int | float) else ""
    yield Line(
        ("Would be: " if dry_run else "Articles: ") + f"{said} ({_joined(made, took, mark=', ')}).", style="bold"
    )
    for refusal in refused:
        why = sentences(_text(refusal, "reason"), _text(refusal, "hint"))
        yield Line(f"refused {_text(refusal, 'input')}: {why}", style="yellow")


def evaluation_lines(report: Result) -> Iterator[Line]:
    """Lay out how a person's own questions were answered: the shares, by kind, the slowest, every failure."""
    yield Line(f"{counted(_number(report, 'questions'), 'question')} asked.", style="bold")
    shares = {"answered right": report.get("right"), "refused rightly": report.get("refused_rightly")}
    shares["refused wrongly"] = report.get("refused_wrongly")
    found = report.get("found")
    if isinstance(found, Mapping):
        shares |= {f"found among the first {k}" if k != "1" else "found first": share for k, share in found.items()}
    yield from (Line(f"{name:<26}{_share(share)}") for name, share in shares.items() if _of(share))
    times = report.get("milliseconds")
    if isinstance(times, Mapping) and times.get("median") is not None:
        yield Line(f"{'time of an answer':<26}median {times['median']:,} ms, 95% within {times['p95']:,} ms")
    kinds = [kind for kind in _records(report, "kinds") if _of(kind)]
    if kinds:
        yield Line()
        yield Line("By kind, right or rightly refused:", style="bold")
        yield from (Line(f"{_text(kind, 'kind'):<22}{_share(kind)}", indent=4) for kind in kinds)
    if failures := _records(report, "failures"):
        yield Line()
        yield Line(f"{counted(len(failures), 'failure')}:", style="bold")
    for failure in failures:
        yield Line(f"line {_text(failure, 'line')}, {_text(failure, 'failure')}: {_text(failure, 'question')}")
        wanted = failure.get("wanted")
        if isinstance(wanted, Sequence) and wanted:
            yield Line(f"expected: {_one_line(' | '.join(str(one) for one in wanted))}", indent=4, style="dim")
        if _text(failure, "got"):
            yield Line(f"answered: {_one_line(_text(failure, 'got'))}", indent=4, style="dim")
        if place := failure.get("found_at"):
            yield Line(f"The passage was found, in place {place}.", indent=4, style="dim")
        elif place == 0:
            yield Line("The passage was not found.", indent=4, style="dim")
    if slowest := _records(report, "slowest"):
        yield Line()
        yield Line("The slowest:", style="bold")
    yield from (Line(f"{one['milliseconds']:,} ms  {_text(one, 'question')}", indent=4) for one in slowest)
    for line in _records(report, "refused"):
        yield Line(
            f"line {_text(line, 'line')} not asked: {_text(line, 'message')} {_text(line, 'hint')}", style="yellow"
        )


def _of(share: JSON) -> bool:
    return isinstance(share, Mapping) and _number(share, "of") > 0


def _share(share: JSON) -> str:
    """Write `81 of 92  .88 (.80 to .93)`."""
    assert isinstance(share, Mapping)
    value, low, high = (f"{share[name]:.2f}" for name in ("share", "low", "high"))
    return f"{_number(share, 'count'):>4} of {_number(share, 'of'):<5}{value} ({low} to {high})"


def check_lines(result: Result) -> Iterator[Line]:
    """Lay out what a check found."""
    problems = _records(result, "problems")
    yield Line("Everything agrees." if not problems else f"{counted(len(problems), 'problem')}:", style="bold")
    for problem in problems:
        about = _text(problem, "article_id")
        yield Line(f"{_text(problem, 'kind')}" + (f" ({about})" if about else "") + f": {_text(problem, 'detail')}", 4)


def model_lines(result: Result) -> Iterator[Line]:
    """Lay out the model files."""
    for model in _records(result, "items"):
        verdict = "ok" if model.get("ok") else "NOT USABLE"
        yield Line(f"{_text(model, 'name')}: {verdict}", style="bold")
        for name, value in model.items():
            if name not in ("name", "ok") and value not in (None, ""):
                yield Line(f"{name}: {value}", indent=4, style="dim")


def pairs(result: Result, *, indent: int = 0) -> Iterator[Line]:
    """Lay out names and values, nested ones further in."""
    for name, value in result.items():
        label = name.replace("_", " ")
        if isinstance(value, Mapping):
            yield Line(f"{label}:", indent)
            yield from pairs(value, indent=indent + 4)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield Line(f"{label}: {', '.join(str(item) for item in value) or 'none'}", indent)
        else:
            yield Line(f"{label}: {'—' if value is None else value}", indent)


def day(written: str) -> str:
    """Write the day of an ISO date or moment as `25 November 2025`; what is neither stays as it is."""
    try:
        when = datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
    except ValueError:
        return written
    return f"{when.day} {when:%B %Y}"


def counted(count: int, noun: str) -> str:
    """Write a number with its noun: `1 article`, `1,204 articles`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _joined(*parts: str, mark: str = " · ") -> str:
    return mark.join(part for part in parts if part)


def _in_marks(words: str) -> str:
    """Put quotation marks around words that do not begin with some: a quotation's own belong to it."""
    return words if words[:1] in _MARKS else f"“{words}”"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(record: Result, name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value)


def _number(record: Result, name: str) -> int:
    value = record.get(name)
    return value if isinstance(value, int) else 0


def _records(record: Result, name: str) -> list[Result]:
    value = record.get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, Sequence) else []


_FINDINGS = {"supported": ("✓", "green"), "contradicted": ("✗", "red"), "not found": ("?", "yellow")}


def proof_lines(result: Result) -> Iterator[Line]:
    """Lay out proved sentences: each with its mark, what is wrong, and the place that says so."""
    items = _records(result, "items")
    for item in items:
        mark, style = _FINDINGS[_text(item, "verdict")]
        yield Line(f"{mark} {_one_line(_text(item, 'text'))}", style=style)
        if _text(item, "reason"):
            yield Line(_text(item, "reason"), indent=2)
        if differences := _records(item, "differences"):
            yield Line("".join(_difference(piece) for piece in differences), indent=2)
        for citation in _records(item, "citations"):
            outlet = _joined(_text(citation, "title"), _text(citation, "source"), day(_text(citation, "published")))
            yield Line(f"{outlet}: {_in_marks(_one_line(_text(citation, 'quote')))}", indent=2, style="dim")
    if items:
        yield Line()
    counts = [sum(_text(item, "verdict") == finding for item in items) for finding in _FINDINGS]
    yield Line(", ".join(f"{count} {finding}" for count, finding in zip(counts, _FINDINGS, strict=True)) + ".")


def _difference(piece: Result) -> str:
    words = _text(piece, "text")
    return {"gone": f"[-{words}-]", "new": f"{{+{words}+}}"}.get(_text(piece, "change"), words)
