"""Mail: `.eml` messages, and the saved web pages (`.mhtml`) that are built like one.

Owns which part of a message is the article. Attachments are not read: save them beside it. Called by `opening` and
`archives`.
"""

import email
import email.policy
import hashlib
import itertools
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from index.article import Document
from index.errors import InputRefused
from index.sources.decoding import decode, decode_as
from index.sources.moments import parse_page_date
from index.sources.reading import MEBIBYTE, Origin, SourceOptions
from index.sources.recording import Recorded, as_document, is_web_address, one_line

_LONGEST_HEADERS = MEBIBYTE
_MOST_PARTS = 1_000
_MOST_BOUNDARIES = 20_000
_LONGEST_HEADER = 5_000
_LONGEST_FIELD = 2_000
_ABOUT_CONTENT = re.compile(rb"^content-[a-z-]+:(?:[^\n]*+\n[ \t])*+[^\n]*+", re.IGNORECASE | re.MULTILINE)


def read_mail(raw: bytes, origin: Origin, options: SourceOptions) -> Document:
    """Read the text of a message: its plain part where it has one, else its HTML."""
    message = _parsed(raw, "a mail message")
    plain = html = None
    for part in _parts(message):
        if part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain" and plain is None:
            plain = _text(part)
        elif part.get_content_type() == "text/html" and html is None:
            html = _text(part)
    name, address = parseaddr(_header(message, "from"))
    sent = _header(message, "date")
    says = Recorded(
        title=one_line(_header(message, "subject")),
        author=one_line(name or address),
        published=parse_page_date(sent, options.timezone) if sent else None,
    )
    if plain and plain.strip():
        text = plain
    elif html:
        from index.sources.page import read_fragment

        text = read_fragment(html, says.title)
    else:
        raise InputRefused("a message without text", hint="save its attachments and give those")
    return as_document(text, says, origin, hashlib.sha256(raw).hexdigest(), options)


def read_saved_page(raw: bytes, origin: Origin, options: SourceOptions) -> Document:
    """Read a page that a browser saved as one file."""
    message = _parsed(raw, "a saved page")
    page = next((part for part in _parts(message) if part.get_content_type() == "text/html"), None)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body.strip():
        raise InputRefused("a saved page without HTML", hint="save it again as a single file")
    from index.sources.page import open_page, page_document

    where = _header(page, "content-location") or _header(message, "snapshot-content-location")
    address = where if is_web_address(where) else None
    opened, record = open_page(body, address, page.get_content_charset(), options)
    return page_document(raw, opened, record, record.canonical or address, origin, options)


def _parsed(raw: bytes, what: str) -> "Message[str, str]":
    if raw.count(b"\n--") > _MOST_BOUNDARIES:  # each may begin a part, and the parser makes all of them
        raise InputRefused(f"{what} of more than {_MOST_PARTS:,} parts", hint="save its text alone")
    head = raw[:_LONGEST_HEADERS]
    if b"\n\n" not in head and b"\r\n\r\n" not in head and b"\r\r" not in head:
        raise InputRefused(f"not {what}", hint="check what the file is")
    if any(len(header.group()) > _LONGEST_HEADER for header in _ABOUT_CONTENT.finditer(raw)):
        raise InputRefused(f"{what} with headers of no mail's size", hint="save its text alone")
    try:
        # The newer policies read headers as grammars say, in minutes where somebody wrote thousands of parameters.
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        if not message.keys():
            raise InputRefused(f"not {what}", hint="check what the file is")
    except _DAMAGE:
        raise InputRefused(f"{what} that is damaged", hint="save it again") from None
    return message


# The parser of the standard library follows what headers say, and raises whatever a lying one makes it trip over.
_DAMAGE = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError,
           NotImplementedError)  # fmt: skip


def _parts(message: "Message[str, str]") -> "Iterator[Message[str, str]]":
    try:
        parts = list(itertools.islice(message.walk(), _MOST_PARTS + 1))
    except _DAMAGE:
        raise InputRefused("a message that is damaged", hint="save it again") from None
    if len(parts) > _MOST_PARTS:
        raise InputRefused(f"a message of more than {_MOST_PARTS:,} parts", hint="save its text alone")
    yield from (part for part in parts if not part.is_multipart())


def _text(part: "Message[str, str]") -> str | None:
    try:
        body = part.get_payload(decode=True)
        charset = part.get_content_charset()
    except _DAMAGE:
        return None
    if not isinstance(body, bytes):
        return None
    return (decode_as(body, charset) if charset else None) or decode(body)


def _header(message: "Message[str, str]", name: str) -> str:
    try:
        written = make_header(decode_header(str(message.get(name) or "")[:_LONGEST_FIELD]))
        return str(written).encode("utf-8", "replace").decode().replace("\0", "")
    except _DAMAGE:
        return ""
