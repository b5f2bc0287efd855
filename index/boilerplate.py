"""Lines that a web page puts around an article: which, by their own words, and what to call them.

Owns the phrases. Whether such a line may go from a text, with what stands around it, is for `canonical`, its only
caller. Conservative: a pattern must match the whole short line, and nothing with quotation marks matches.
"""

import re

_LONGEST = 160
_NETWORK = (
    r"(?:facebook|twitter|x|instagram|whatsapp|telegram|linkedin|youtube|tiktok|threads|bluesky|reddit|e-?mail"
    r"|google news|social media)"
)
_PHRASES: dict[str, tuple[str, ...]] = {
    "newsletter sign-up": (
        r"(?:sign[- ]?up|subscribe|register)\b.{0,90}\b(?:newsletters?|inbox|mail alerts?|digest|bulletin)\b.{0,60}",
        r"get .{0,90}\b(?:delivered|sent|straight) (?:straight )?to your (?:inbox|e-?mail|phone)\b.{0,30}",
    ),
    "advertisement": (
        r"[-–—*\[( ]{0,4}(?:advertise(?:ments?)|advertising|advertorial)[-–—*\]) ]{0,4}",
        r"[-–—*\[( ]{0,4}(?:sponsored|(?:sponsored|promoted|paid) (?:content|posts?|links?))[-–—*\]) ]{0,4}",
        r"(?:story|article|content) continues (?:below|after)(?: this| the)?(?: advertisement| ad)?",
        r"(?:scroll|swipe)(?: down)? (?:to continue(?: reading)?|for more|for video)",
    ),
    "sharing links": (
        r"share (?:this|article|story)(?: (?:article|story|page|post|video))?(?: (?:on|via) .{1,60})?",
        rf"share (?:on|via|by|to) {_NETWORK}(?:[ ,|/]+.{{0,60}})?",
        r"(?:print|e-?mail|save|bookmark|copy)(?: this)? (?:article|story|page|link)",
        r"copy link(?: to (?:article|clipboard))?",
    ),
    "related link": (
        r"(?:read(?: more| also| next)|also read|see also|more on this(?: story| topic)?)\s?[:|»>]\s?.{0,140}",
        r"related(?: articles?| stories| story| reading| content)?\s?[:|»>]\s?.{0,140}",
        r"read more|more on this story|related (?:articles|stories|content|topics)|most (?:read|popular)",
        r"recommended for you|you (?:may|might) also like",
    ),
    "social media": (
        rf"(?:follow|like|join|find|connect with) (?:@\w{{1,30}}|[\w.’' ]{{1,40}}) on (?:our )?{_NETWORK}\b.{{0,60}}",
    ),
    "cookie notice": (
        r"(?:we|this (?:web)?site|our (?:web)?site|this page) uses? cookies\b.{0,110}",
        r"(?:accept|reject|manage|allow)(?: all)? cookies|cookies? (?:policy|settings|preferences|notice|consent)",
        r"by (?:continuing|using|browsing)\b.{1,80}\bcookies\b.{0,30}",
    ),
    "subscription prompt": (
        r"subscribe(?: (?:to|now|today|here|for|and)\b.{0,90})?",
        r"already a (?:subscriber|member)\b.{0,40}|(?:log|sign) in to (?:continue|read|comment)\b.{0,40}",
        r"(?:continue|keep) reading(?: (?:below|for free|this (?:article|story)))?",
        r"this (?:article|story) is (?:only )?(?:for|reserved for|exclusive to|available to) .{0,10}subscribers.{0,10}",
    ),
    "page navigation": (
        r"(?:click|tap) here(?: (?:to|for|if)\b.{0,90})?",
        r"(?:skip|jump) to (?:the )?(?:main )?content|back to (?:the )?top",
        r"download (?:our|the) (?:free |mobile |news )?app\b.{0,60}|load more(?: .{1,30})?",
        r"(?:view|show|read|leave|post|hide) (?:all |the |a )?(?:\d{1,6} )?comments?",
    ),
}  # fmt: skip
_PATTERNS = tuple(
    (reason, re.compile(rf"(?:{'|'.join(phrases)})[ .!…»>:]{{0,4}}", re.IGNORECASE))
    for reason, phrases in _PHRASES.items()
)
_FIRST_WORD = re.compile(r"[\W_]{0,4}([A-Za-z]+)")
_FIRST_WORDS = re.compile(
    r"(?:sign|subscribe|register|get|adverti\w+|sponsored|paid|promoted|story|article|content|scroll|swipe|share|print"
    r"|e|email|save|bookmark|copy|read|also|see|more|related|recommended|you|most|follow|like|join|find|connect|we|this"
    r"|our|accept|reject|manage|allow|cookies?|by|already|log|continue|keep|click|tap|skip|jump|back|download|view|show"
    r"|leave|post|hide|load)",
    re.IGNORECASE,
)
QUOTE_MARK = re.compile("[“”„‟\"«»「」『』]|``|''")
"""Marks of direct speech; a line that has one is prose."""


def boilerplate_kind(line: str) -> str | None:
    """Say what kind of boilerplate a line is by its own words, None when it is none. Spaces around it do not count."""
    if len(line) > _LONGEST:
        return None
    first = _FIRST_WORD.match(line)
    if first is None or not _FIRST_WORDS.fullmatch(first.group(1)) or QUOTE_MARK.search(line):
        return None
    words = line.strip("\ufeff\u200b \t\xa0")
    return next((reason for reason, pattern in _PATTERNS if pattern.fullmatch(words)), None)
