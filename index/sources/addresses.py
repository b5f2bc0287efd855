"""Single article addresses: what a web address answers, read by its media type.

Owns which address an article is known by. Fetching is in `fetching`, the formats in their own modules. Front matter is
not read from the web: a stranger's page must not choose the id, the readers or the embargo of an article here.
Called by `opening`.
"""

import hashlib
import re
from dataclasses import replace
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from index.article import Document
from index.errors import InputRefused
from index.sources.decoding import decode, decode_as
from index.sources.fetching import Fetched, IPAddress, fetch, is_public
from index.sources.reading import Origin, SourceOptions
from index.sources.recording import Recorded, as_document

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = frozenset({"text/plain", "text/markdown"})
_TRACKING = re.compile(r"utm_.*|fbclid|gclid|msclkid|mc_[ce]id", re.IGNORECASE)
_SAME_SITE = re.compile(r"^(?:www|m|mobile|amp)\.")


def read_address(given: str, options: SourceOptions) -> Document:
    """Fetch and read the article at an address; raise `InputRefused` where there is none."""

    def permits(address: IPAddress) -> bool:
        return options.allow_private_addresses or is_public(address)

    fetched = fetch(given, timeout=options.url_timeout, max_bytes=options.max_bytes, permits=permits)
    if not fetched.body:
        raise InputRefused("the server answered with nothing", hint="open it in a browser to see what is there")
    return read_fetched(given, fetched, options)


def read_fetched(given: str, fetched: Fetched, options: SourceOptions) -> Document:
    """Read what an address answered."""
    here = plain_address(fetched.url)
    if fetched.media_type in _PAGES:
        from index.sources.page import open_page, page_document

        page, record = open_page(fetched.body, fetched.url, fetched.charset, options)
        url = _known_by(record.canonical, here)
        return page_document(fetched.body, page, record, url, _origin(given, url), options)
    if fetched.media_type == "application/pdf" or fetched.body.startswith(b"%PDF-"):
        from index.sources.pdf import read_pdf

        return replace(read_pdf(fetched.body, _origin(given, here), options), url=here)
    if fetched.media_type in _TEXTS:
        text = (decode_as(fetched.body, fetched.charset) if fetched.charset else None) or decode(fetched.body)
        digest = hashlib.sha256(fetched.body).hexdigest()
        return as_document(text, Recorded(url=here), _origin(given, here), digest, options)
    raise InputRefused(
        f"the server answered with {fetched.media_type or 'no content type'}, which is not read",
        hint="give the address of a page, a PDF or a text",
    )


def plain_address(url: str) -> str:
    """Write an address without what does not say which article it is: fragment, default port, tracking."""
    parts = urlsplit(url)
    query = urlencode(
        [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    )
    if not any(_TRACKING.fullmatch(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        query = parts.query  # as the server wrote it
    return parts._replace(netloc=_host_and_port(parts), path=parts.path or "/", query=query, fragment="").geturl()


def _host_and_port(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def _known_by(canonical: str | None, here: str) -> str:
    """Choose the address an article is known by: the canonical one where the page may claim it.

    A page must not take the place of another site's article, and a site that names its front page everywhere must not
    make one article of all.
    """
    if canonical is None:
        return here
    claimed = plain_address(canonical)
    ours, theirs = urlsplit(here), urlsplit(claimed)
    if _site(ours) != _site(theirs) or (theirs.path == "/" and ours.path != "/" and not theirs.query):
        return here
    return claimed


def _site(parts: SplitResult) -> tuple[str, int | None]:
    port = None if parts.port in (80, 443) else parts.port
    return _SAME_SITE.sub("", parts.hostname or ""), port


def _origin(given: str, url: str) -> Origin:
    parts = urlsplit(url)
    names = [unquote(name) for name in parts.path.split("/") if name]
    stem = re.sub(r"\.\w{1,5}$", "", names[-1]) if names else parts.hostname or "page"
    return Origin(input=given, stem=stem, key=url.encode())
