"""Web addresses to documents: one page, or every article that a feed or a sitemap lists.

Owns the order of asking, what is asked again, and when a feed's own text is the article. Formats are in `feeds`,
`sitemaps` and `addresses`, requests in `visiting`. Called by `opening`.
"""

import hashlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from index.article import Document, Refusal
from index.errors import InputRefused
from index.sources.addresses import origin_of, read_fetched
from index.sources.article_address import address_key, plain_address
from index.sources.feeds import Entry, feeds_named, is_feed, read_feed
from index.sources.fetching import AnswerLater, Fetched
from index.sources.reading import Read, Seen, SourceOptions, printable, refusal
from index.sources.recording import Recorded, as_document
from index.sources.sitemaps import is_sitemap, read_sitemap, unpacked
from index.sources.visiting import Visit

_MOST_SITEMAPS = 200
_DEEPEST = 3
# A feed's own text is the article from here on, unless it breaks off.
_WHOLE = 600
_BREAKS_OFF = ("…", "...", "[…]", "[...]", "read more", "continue reading", "(more…)")


def read_listed(given: str, options: SourceOptions) -> Iterator[Read]:
    """Read what an address named by a person holds: a page's article, or those of a feed or sitemap, newest first.

    With `options.seen`, a standing source: what has not changed since is not asked for again, and a page without an
    article gives those of the feed it names.
    """
    visit = Visit(options)
    seen = options.seen
    try:
        fetched = visit.get(given, seen=None if seen is None else seen.get(given))
        if fetched.unchanged:
            return
        listed = _listed(fetched, visit, options)
        if listed is None:
            try:
                yield read_fetched(given, fetched, options)
                if seen is not None:
                    seen[given] = Seen(etag=fetched.etag, modified=fetched.modified)
                return
            except InputRefused as refused:
                listed, fetched = _behind_the_page(fetched, visit, options, refused)
    except InputRefused as refused:
        yield refusal(printable(given), refused)
        return
    later = yield from _read_entries(_newest_first(listed), visit, options)
    if seen is not None and not later:
        seen[given] = Seen(etag=fetched.etag, modified=fetched.modified)


def _listed(fetched: Fetched, visit: Visit, options: SourceOptions) -> list[Entry | Refusal] | None:
    """Give what a feed or a sitemap lists, None where the answer is neither."""
    body = unpacked(fetched.body)
    if is_feed(body):
        return list(read_feed(body, fetched.url, options.timezone))
    if is_sitemap(body):
        return list(_sitemap_entries(body, fetched.url, visit, options))
    return None


def _sitemap_entries(body: bytes, url: str, visit: Visit, options: SourceOptions) -> Iterator[Entry | Refusal]:
    """Follow sitemap indexes, each sitemap once, the one that changed last first, until there is enough to read."""
    asked = {url}
    waiting = [(0, "", url, body)]
    found = 0
    while waiting:
        depth, _, here, raw = waiting.pop(0)
        try:
            sitemap = read_sitemap(raw or unpacked(visit.get(here, uninvited=True).body), options.timezone)
        except InputRefused as refused:
            yield refusal(printable(here), refused)
            continue
        yield from sitemap.entries
        found += len(sitemap.entries)
        for location, changed in sorted(sitemap.sitemaps, key=lambda one: one[1], reverse=True):
            if depth < _DEEPEST and location not in asked and len(asked) < _MOST_SITEMAPS:
                asked.add(location)
                waiting.append((depth + 1, changed, location, b""))
        if found > options.most_pages and options.seen is None:
            return


def _behind_the_page(
    fetched: Fetched, visit: Visit, options: SourceOptions, refused: InputRefused
) -> tuple[list[Entry | Refusal], Fetched]:
    """Give what the feed lists that a page without an article names, or for a standing source the site's sitemap.

    Raises `refused` where there is neither.
    """
    named = _feeds_of(fetched)
    if not named and options.seen is not None and "html" in fetched.media_type:
        named = sorted(visit.sitemaps(fetched.url), key=lambda url: "news" not in url)
    if not named:
        raise refused
    if options.seen is None:
        raise InputRefused(refused.message, hint=f"it names a feed: {printable(named[0])}")
    feed = visit.get(named[0], seen=options.seen.get(named[0]))
    return (_listed(feed, visit, options) or []), replace(feed, etag=None, modified=None)


def _feeds_of(fetched: Fetched) -> list[str]:
    if "html" not in fetched.media_type:
        return []
    import trafilatura

    page = trafilatura.load_html(fetched.body)
    links: Iterable[Mapping[str, str]] = () if page is None else (dict(link.attrib) for link in page.iter("link"))
    return feeds_named(iter(links), fetched.url)


def _newest_first(listed: Iterable[Entry | Refusal]) -> list[Entry | Refusal]:
    """Sort by day, newest first, what has none last and otherwise as it came; one entry for each article."""
    first: dict[str, Entry | Refusal] = {}
    for number, one in enumerate(listed):
        key = address_key(one.url) if isinstance(one, Entry) and one.url else f"#{number}"
        first.setdefault(key, one)

    def day(one: Entry | Refusal) -> str:
        when = one.published if isinstance(one, Entry) else None
        return "" if when is None else date(when.year, when.month, when.day).isoformat()

    return sorted(first.values(), key=day, reverse=True)


def _read_entries(
    listed: Iterable[Entry | Refusal], visit: Visit, options: SourceOptions
) -> Generator[Read, None, bool]:
    """Read entry by entry. Returns whether some are left for a later run."""
    later = False
    pages = left = 0
    for one in listed:
        if isinstance(one, Refusal):
            yield one
            later = True
            continue
        if one.url is None:
            name = printable(one.title or "an entry")
            neither = Refusal(input=name, reason="an entry without a link or a text", hint="give the page itself")
            yield whole_article(one, options) or neither
            continue
        key = address_key(one.url)
        before = options.seen.get(key) if options.seen is not None else None
        if before is not None and before.mark == one.mark:
            continue
        read = whole_article(one, options)
        if read is None:
            if pages >= options.most_pages:
                left += 1
                continue
            pages += 1
            try:
                read = _from_page(one, before, visit, options)
            except AnswerLater as refused:
                later = True
                read = refusal(printable(one.url), refused)
        if read is not None:
            yield read
    if left:
        yield Refusal(
            input="the rest of the list",
            reason=f"{left:,} more pages than the {options.most_pages:,} of one run",
            hint="they come with the next runs of a standing source: footnote sources add",
        )
    return later or left > 0


def whole_article(entry: Entry, options: SourceOptions) -> Read | None:
    """Make the article of an entry that holds all of it; None where it only announces one."""
    from index.sources.page import read_fragment

    if len(entry.content) < _WHOLE:
        return None
    try:
        text = read_fragment(entry.content, entry.title)
    except InputRefused:
        return None
    if len(text) < _WHOLE or text.rstrip(" ]>").lower().endswith(_BREAKS_OFF):
        return None
    url = plain_address(entry.url) if entry.url else None
    says = Recorded(
        title=entry.title,
        source=entry.outlet,
        author=entry.author,
        published=entry.published,
        updated=entry.updated,
        url=url,
        language=entry.language,
    )
    where = url or hashlib.sha256(entry.mark.encode("utf-8", "replace")).hexdigest()
    try:
        digest = hashlib.sha256(entry.content.encode("utf-8", "replace")).hexdigest()
        document = as_document(text, says, origin_of(where, where), digest, options)
    except InputRefused as refused:
        return refusal(printable(where), refused)
    if entry.url:
        _note(entry, Seen(mark=entry.mark), options)
    return document


def _from_page(entry: Entry, before: Seen | None, visit: Visit, options: SourceOptions) -> Read | None:
    """Fetch and read the page of an entry; None where it has not changed. Raises `AnswerLater`."""
    assert entry.url is not None
    try:
        fetched = visit.get(entry.url, seen=before, uninvited=True)
        if fetched.unchanged:
            _note(entry, replace(before or Seen(), mark=entry.mark), options)
            return None
        document = _completed(read_fetched(entry.url, fetched, options), entry)
    except AnswerLater:
        raise
    except InputRefused as refused:
        _note(entry, Seen(mark=entry.mark, refused=refused.message), options)
        return refusal(printable(entry.url), refused)
    _note(entry, Seen(mark=entry.mark, etag=fetched.etag, modified=fetched.modified), options)
    return document


def _note(entry: Entry, seen: Seen, options: SourceOptions) -> None:
    if options.seen is not None and entry.url:
        options.seen[address_key(entry.url)] = seen


def _completed(document: Document, entry: Entry) -> Document:
    """Fill what a page does not record from what the list says of it, which is better than what was read off it."""
    read_off = document.metadata.get("read_off_the_page")
    guessed = read_off if isinstance(read_off, list) else []
    metadata = dict(document.metadata)
    published, author = document.published, document.author
    if entry.published and (published is None or "published" in guessed):
        published, guessed = entry.published, [name for name in guessed if name != "published"]
    if entry.author and (author is None or "author" in guessed):
        author, guessed = entry.author, [name for name in guessed if name != "author"]
    if guessed != read_off and read_off is not None:
        metadata.pop("read_off_the_page")
        metadata |= {"read_off_the_page": guessed} if guessed else {}
    return replace(
        document,
        title=document.title or entry.title,
        source=document.source or entry.outlet,
        author=author,
        published=published,
        language=document.language or entry.language,
        metadata=metadata,
    )
