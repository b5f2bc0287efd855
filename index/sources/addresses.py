"""Single article addresses: what a web address answers, read by its media type.

Fetching is in `fetching`, what an address says in `article_address`, the formats in their own modules. Front matter is
not read from the web: a stranger's page must not choose the id, the readers or the embargo of an article here.
Called by `listings`.
"""

import hashlib
import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from index.article import Document
from index.errors import InputRefused
from index.sources.article_address import address_key, known_by, plain_address
from index.sources.decoding import decode, decode_as
from index.sources.fetching import Fetched
from index.sources.reading import Origin, SourceOptions
from index.sources.recording import Recorded, as_document

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = frozenset({"text/plain", "text/markdown"})


def read_fetched(given: str, fetched: Fetched, options: SourceOptions) -> Document:
    """Read the article that an address answered with; raise `InputRefused` where there is none."""
    if not fetched.body:
        raise InputRefused("the server answered with nothing", hint="open it in a browser to see what is there")
    here = plain_address(fetched.url)
    if fetched.media_type in _PAGES:
        from index.sources.page import open_page, page_document

        page, record = open_page(fetched.body, fetched.url, fetched.charset, options)
        url = known_by(record.canonical, here)
        return page_document(fetched.body, page, record, url, origin_of(given, url), options)
    if fetched.media_type == "application/pdf" or fetched.body.startswith(b"%PDF-"):
        from index.sources.pdf import read_pdf

        return replace(read_pdf(fetched.body, origin_of(given, here), options), url=here)
    if fetched.media_type in _TEXTS:
        text = (decode_as(fetched.body, fetched.charset) if fetched.charset else None) or decode(fetched.body)
        digest = hashlib.sha256(fetched.body).hexdigest()
        return as_document(text, Recorded(url=here), origin_of(given, here), digest, options)
    raise InputRefused(
        f"the server answered with {fetched.media_type or 'no content type'}, which is not read",
        hint="give the address of a page, a PDF or a text",
    )


def origin_of(given: str, url: str) -> Origin:
    """Say where an article of the web is: `given` for messages, `url` for its id."""
    key = address_key(url)
    parts = urlsplit(key)
    names = [unquote(name) for name in parts.path.split("/") if name]
    stem = re.sub(r"\.\w{1,5}$", "", names[-1]) if names else parts.hostname or "page"
    return Origin(input=given, stem=stem, key=key.encode())
