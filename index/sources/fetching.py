"""Getting one web resource, safely: who may be asked, how long, how much.

Owns the connection. Every host, on every redirect, is resolved here, its addresses are checked, and the connection goes
to an address that was checked, so that a name that resolves differently a moment later gains nothing. No proxy is used,
even if the environment names one, because behind it none of this would hold. Knows no format. Called by `visiting`.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib import metadata
from typing import TypeAlias

import httpcore
import httpx

from index.errors import InputRefused
from index.sources.reading import megabytes

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_MARK = 500
_ACCEPT = (
    "text/html, application/xhtml+xml, application/pdf, text/markdown, application/atom+xml, application/rss+xml, "
    "application/feed+json, text/plain;q=0.9, application/xml;q=0.9, */*;q=0.1"
)
_NOISE = re.compile(r"\[(?:SSL|Errno)[^\]]*\]\s*|\s*\(_ssl\.c:\d+\)")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered: the address after redirects, the type in lower case, the charset if it named one.

    `etag` and `modified` are for asking again; `unchanged` says that the answer to such a question was no.
    """

    url: str
    media_type: str
    charset: str | None
    body: bytes
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


class AnswerLater(InputRefused):
    """No answer now, perhaps one later: too many requests, a server in trouble, a connection that failed.

    `after` is how many seconds the server asks to wait, None where it does not say.
    """

    retryable = True

    def __init__(self, message: str, *, hint: str = "", after: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.after = after


def fetch(
    url: str,
    *,
    timeout: float,
    max_bytes: int,
    permits: Callable[[IPAddress], bool],
    etag: str | None = None,
    modified: str | None = None,
) -> Fetched:
    """Get `url` within `timeout` seconds, redirects, name look-up and slow servers included.

    Only addresses that `permits` are asked. `etag` and `modified`, as a former answer gave them, ask for what has
    changed since. Raises `InputRefused` for whatever goes wrong, in words for a person; `AnswerLater` where trying
    again can help.
    """
    deadline = time.monotonic() + timeout
    headers = {"User-Agent": user_agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    transport = _CheckedTransport(_CheckedBackend(deadline, permits))
    try:
        with httpx.Client(transport=transport, headers=headers, trust_env=False, timeout=timeout) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                with client.stream("GET", _address(url)) as response:
                    if response.status_code not in _REDIRECTS or "location" not in response.headers:
                        return _taken(response, max_bytes, deadline)
                    url = str(response.url.join(response.headers["location"]))
    except (httpcore.TimeoutException, httpx.TimeoutException):
        raise AnswerLater(f"no complete answer within {timeout:.0f} s", hint="try again later") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as error:
        why = _NOISE.sub("", str(error)).strip() or "the connection failed"
        refused = InputRefused if isinstance(error, httpx.HTTPError) else AnswerLater
        raise refused(f"cannot be reached: {why}", hint="check the address and the connection") from None
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise _no_address(url) from None
    raise InputRefused(f"more than {_MOST_REDIRECTS} redirects", hint="open it in a browser and give where it ends")


def is_public(address: IPAddress) -> bool:
    """Tell whether `address` is one that anybody on the internet may ask, also where it wraps an IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _address(url: str) -> httpx.URL:
    parsed = httpx.URL(url)
    if parsed.scheme not in ("http", "https"):
        raise InputRefused(f"addresses of kind {parsed.scheme}: are not read", hint="give one of http or https")
    if not parsed.host or not 0 < (parsed.port or 80) < 65536:
        raise _no_address(url)
    if parsed.userinfo:
        raise InputRefused("an address with a user name in it", hint="take the name and password out")
    return parsed.copy_with(fragment=None)


def _taken(response: httpx.Response, max_bytes: int, deadline: float) -> Fetched:
    if response.status_code == 304:
        return Fetched(url=str(response.url), media_type="", charset=None, body=b"", unchanged=True)
    if response.status_code in _LATER:
        raise AnswerLater(
            f"the server answered {response.status_code} {response.reason_phrase}".rstrip(),
            hint="try again later",
            after=_seconds(response.headers.get("retry-after", "")),
        )
    if not response.is_success:
        raise InputRefused(
            f"the server answered {response.status_code} {response.reason_phrase}".rstrip(),
            hint="open it in a browser to see what is there",
        )
    too_large = InputRefused(f"larger than {megabytes(max_bytes)}", hint="save the article alone and give the file")
    claimed = response.headers.get("content-length", "")
    if claimed.isdigit() and int(claimed) > max_bytes:
        raise too_large
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > max_bytes:
            raise too_large
        if time.monotonic() > deadline:
            raise httpcore.ReadTimeout
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(
        url=str(response.url),
        media_type=media_type,
        charset=response.charset_encoding,
        body=bytes(body),
        etag=_mark(response.headers.get("etag")),
        modified=_mark(response.headers.get("last-modified")),
    )


def _mark(written: str | None) -> str | None:
    """Keep what a server wants to hear again; what no server in its senses sends is not kept."""
    return written if written and len(written) <= _LONGEST_MARK and written.isascii() else None


def _seconds(written: str) -> float | None:
    """Read `Retry-After`: seconds, or a date."""
    if written.strip().isdigit():
        return float(written[:9])
    try:
        return max(0.0, parsedate_to_datetime(written).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _no_address(url: str) -> InputRefused:
    return InputRefused(f"not a web address: {url[:100]!r}", hint="give it as https://host/path")


def user_agent() -> str:
    """Say who asks."""
    try:
        return f"Footnote/{metadata.version('footnote-chat')}"
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return "Footnote/0"


class _CheckedTransport(httpx.BaseTransport):
    """httpx over a connection pool whose connections go through our backend."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=True), network_backend=backend, http1=True, http2=False
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body streams."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions, request=request
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _CheckedBackend(httpcore.SyncBackend):
    """Resolves, checks, and connects to what was checked; the host's name stays for TLS and the Host header."""

    def __init__(self, deadline: float, permits: Callable[[IPAddress], bool]) -> None:
        self._deadline = deadline
        self._permits = permits

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first permitted address of `host` that answers."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._addresses(host, port):
            try:
                stream = super().connect_tcp(
                    address, port, _left(self._deadline, timeout), local_address, socket_options
                )
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise InputRefused(f"no such host: {host}", hint="check the address and the connection") from None
        found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        permitted = [address for address in found if self._permits(ipaddress.ip_address(address))]
        if not permitted:
            raise InputRefused(
                f"{host} is a private address ({found[0]})",
                hint="allow private addresses in the settings if you mean it",
            )
        return permitted


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends at the deadline, however often a byte arrives."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(left, timeout)
