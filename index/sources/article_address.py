"""Which article a web address names: the same by whatever route it was reached.

Owns what does not say which article it is (tracking, AMP, scheme, `www.`, a mobile host, a last slash) and which
canonical address a page may claim. Asks nobody. Called by `addresses` and `listings`.
"""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from courlan import normalize_url

# Beyond what courlan knows: campaign marks of newsrooms, and the ways to ask for the AMP page.
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|msclkid|yclid|igshid|mc_[ce]id|at_\w+|ns_\w+|cmp(?:id)?|ito|smid|smtyp|sh|mod|taid|ref(?:_src)?"
    r"|ocid|ftag|ncid|xtor|wt_\w+|__twitter_impression|share_?id|partner|feature|source_?id",
    re.IGNORECASE,
)
_AMP_QUERY = re.compile(r"amp(?:_\w+)?|output_?type", re.IGNORECASE)
_ROUTE = re.compile(r"^(?:www\d?|m|mobile|touch|amp)\.")
_VIEWER = re.compile(r"^/(?:amp/|[cvi]/)(?:s/)?([^/]+\.[^/]+/.*)$")
_AMP_PATH = re.compile(
    r"(?:/amp(?:\.html?)?|\.amp|/index\.(?:html?|php|aspx?))$|\.amp(?=\.html?$)|^/amp(?=/)", re.IGNORECASE
)


def plain_address(url: str) -> str:
    """Write an address without what does not say which article it is: fragment, default port, tracking."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)  # else as the server wrote it
    return parts._replace(netloc=_host_and_port(parts), path=parts.path or "/", query=query, fragment="").geturl()


def address_key(url: str) -> str:
    """Write an address so that every route to one article gives the same; no address to be asked."""
    parts = _out_of_viewer(urlsplit(plain_address(url)))
    host = _ROUTE.sub("", _host_and_port(parts).lower())
    path = parts.path.rstrip("/")
    while (shorter := _AMP_PATH.sub("", path).rstrip("/")) != path:
        path = shorter
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted(pair for pair in pairs if not _AMP_QUERY.fullmatch(pair[0])))
    bare = SplitResult("https", host, path or "/", query, "")
    try:
        return str(normalize_url(bare.geturl(), trailing_slash=False))
    except ValueError:
        return bare.geturl()


def known_by(canonical: str | None, here: str) -> str:
    """Choose the address an article is known by: the canonical one where the page may claim it.

    A page must not take the place of another site's article, and a site that names its front page everywhere must not
    make one article of all.
    """
    if canonical is None:
        return here
    claimed = plain_address(canonical)
    ours, theirs = _out_of_viewer(urlsplit(here)), urlsplit(claimed)
    if _site(ours) != _site(theirs) or (theirs.path in ("", "/") and ours.path not in ("", "/") and not theirs.query):
        return here
    return claimed


def _out_of_viewer(parts: SplitResult) -> SplitResult:
    """Give the address of the page that an AMP cache or viewer shows."""
    host = parts.hostname or ""
    if host.endswith(".cdn.ampproject.org") or re.fullmatch(r"(?:www\.)?google\.[a-z.]{2,6}", host):
        shown = _VIEWER.match(parts.path)
        if shown:
            return urlsplit(f"https://{shown.group(1)}?{parts.query}")
    return parts


def _host_and_port(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def _site(parts: SplitResult) -> tuple[str, int | None]:
    port = None if parts.port in (80, 443) else parts.port
    return _ROUTE.sub("", parts.hostname or ""), port
