"""Where sentences begin and end in news English.

Owns the rules for full stops, abbreviations, closing marks and attributions. Paragraphs come from `paragraphs`, and
are handed on here so that callers need one import. Called by `splitting`, `speech` and, across the border, by the
drafter of `assistant`. No model and no state: the same text always gives the same spans, in linear time.
"""

import re
from collections.abc import Iterator

from index.article import Span
from index.paragraphs import is_heading, paragraphs

__all__ = ["is_heading", "paragraphs", "split_sentences"]

_STOP = re.compile(r"[.!?…。！？؟।]+(?:[ \xa0\u202f][.…]+(?=[\s”’\"')\]]|\Z))*")
_CLOSERS = re.compile(r"(?:[”’»›」』)\]}*_]|\[\d{1,3}\])*")
_ANY_CLOSERS = re.compile(r"(?:[”’»›」』)\]}*_\"'“‘]|\[\d{1,3}\])*")
_STRAY_CLOSER = re.compile(r"[ \xa0\u202f\u2009](?:[”»›」』]|'')(?=\s|\Z)")
_OPENERS = re.compile(r"[\s“”‘’\"'«‹»›„‚「『(\[{—–*_#•¿¡`-]{0,12}")
_QUOTE_OPENERS = frozenset("“‘\"'«‹„‚「『`")
_WORD = re.compile(r"[^\W_](?:[\w’'&-]|\.(?=\w))*")
_CJK_STOPS = frozenset("。！？")
_CLOSING_MARKS = frozenset("”’»›」』\"'“‘")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.&?)+[^\W\d_]{1,2}\Z")
_ENUMERATOR = re.compile(
    r"[(\[]?(?:(?:figure|fig\.|table|step|title|chapter|section|part|item|box|rule|article|note|no\.)[ \xa0])?"
    r"(?:\d{1,3}[a-z]?|[a-z]|[ivx]{1,4})\Z",
    re.IGNORECASE,
)
_TAIL = 24
_AHEAD = 160
_LABEL = 16
_LONGEST_SUBJECT = 8


def _words(text: str) -> frozenset[str]:
    """Make a set of words."""
    return frozenset(text.split())


# Never the end of a sentence: a name, a number or the rest of the phrase follows.
_TITLES = _words(
    "mr mrs ms mx messrs dr prof gen col lt sgt capt maj cmdr cdr adm brig cpl pvt pte spc supt insp det rep reps sen "
    "sens gov govs pres rev hon amb atty asst assoc dep fr msgr mgr sr. mme mlle m st ste mt ft pt vs v cf e.g i.e "
    "eg ie viz approx ca al"
)
# The end only when the next word can hardly be part of the same phrase.
_MAYBE = _words(
    "inc corp co cos ltd llc plc bros jr sr esq ave blvd rd sq bldg dept univ assn intl natl govt mfg ph.d m.d b.a m.a "
    "d.phil etc est ind dem dems ala ariz ark calif colo conn del fla ga ill kan ky la mass md mich minn miss mo mont "
    "neb nev okla ore pa penn tenn tex va vt wash wis wyo ont que alta n.y n.j d.c u.s u.k u.n e.u u.a.e a.m p.m am pm "
    "no nos hr hrs min mins sec oz lb lbs kg km mph avg pct ext feat incl excl tel max temp"
)
_BEFORE_NUMBER = _words(
    "no nos p pp par para art arts sec secs vol vols ch chap fig figs eq ed op ver rs art cl reg app appx jan feb mar "
    "apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun approx est ca c"
)
_MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
_AFTER_CLOCK = _words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january "
    "february march april may june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec et est edt pt pst pdt ct cst cdt mt mst mdt gmt utc bst cet cest ist jst sgt hkt aest eastern "
    "pacific central mountain local greenwich"
)
_STARTERS = _words(
    "the a an this that these those there here he she it they we you i his her its their our my your in on at by for "
    "from with within without of to as if when while after before since until because although though but and or so "
    "yet nor however meanwhile still also then now once what who whom whose which where why how some many most more "
    "both each every all any no not one two three another other others several such mr mrs ms dr it’s it's he’s he's "
    "she’s she's they’re they're we’re we're i’m i'm that’s that's there’s there's don’t don't during despite under "
    "over between among according asked earlier later last next only even just let instead thus therefore moreover "
    "furthermore additionally similarly finally yes neither either nearly about"
)
_LEADING = _words("the a an of to in on at by for with from and or but my your his her its our their is are was were")
_NAMES_WITH_BANG = _words("yahoo jeopardy jeb oklahoma")
_SPEAKING = _words(
    "said says say asked asks added adds told tells replied replies answered answers wrote writes tweeted posted "
    "declared insisted exclaimed shouted cried yelled wondered joked quipped warned recalled explained continued "
    "concluded noted stated remarked announced responded argued demanded screamed chanted whispered urged "
    "commented observed"
)


def split_sentences(text: str) -> tuple[Span, ...]:
    """Find the sentences of `text`: disjoint, in order, trimmed, covering every character that is not a space.

    A paragraph's end always ends one. A sentence takes its closing quotation mark with it, and an attribution after
    the mark (`“…?” Mr X asked.`) stays with the last sentence quoted.
    """
    found: list[Span] = []
    for paragraph in paragraphs(text):
        begun = paragraph.start
        for end, following in _cuts(text, paragraph):
            found.append(Span(start=begun, end=end))
            begun = following
        found.append(Span(start=begun, end=paragraph.end))
    return tuple(found)


def _cuts(text: str, paragraph: Span) -> Iterator[tuple[int, int]]:
    """Yield each place inside a paragraph where a sentence ends, with the start of the next."""
    begun, limit = paragraph.start, paragraph.end
    casual: bool | None = None
    for stop in _STOP.finditer(text, begun, limit):
        if stop.start() < begun:
            continue
        end = _close(text, stop.end(), limit)
        if end >= limit:
            return
        spaced = text[end].isspace()
        ideographic = stop.group()[-1] in _CJK_STOPS
        if not spaced and not ideographic and not _run_together(text, stop.start(), end, limit):
            continue
        opened = _OPENERS.match(text, end, limit)
        at = opened.end() if opened else end
        word_match = _WORD.match(text, at, min(limit, at + _TAIL))
        word = word_match.group() if word_match else ""
        if word[:1].islower() and not word[1:2].isupper():
            if casual is None:
                casual = _is_casual(text, paragraph)
            if not casual or len(stop.group()) > 1 or stop.group() == "…":
                continue
        if not ideographic and not _is_end(text, begun, stop, end, at, word, limit):
            continue
        if end - begun <= _LABEL and not _WORD.search(text, begun, end):
            continue
        following = end
        while text[following].isspace():
            following += 1
        if limit - following <= _LABEL and not _WORD.search(text, following, limit):
            return
        yield end, following
        begun = following


def _close(text: str, at: int, limit: int) -> int:
    """Give where a sentence ends that stops before `at`: its closing marks, brackets and note numbers belong to it."""
    loose = _ANY_CLOSERS.match(text, at, limit)
    end = loose.end() if loose else at
    if end < limit and not text[end].isspace():
        # Attached to what follows, a mark that can open is the next sentence's.
        strict = _CLOSERS.match(text, at, limit)
        return strict.end() if strict else at
    stray = _STRAY_CLOSER.match(text, end, limit)
    return stray.end() if stray else end


def _run_together(text: str, stop: int, end: int, limit: int) -> bool:
    """Tell whether a sentence ends here although the space after it is missing (`the end.”The next`)."""
    opened = text[end] in _QUOTE_OPENERS and end + 1 < limit
    first = text[end + 1] if opened else text[end]
    if not first.isupper():
        return False
    before = text[max(0, stop - 3) : stop]
    if opened or text[end - 1] in _CLOSING_MARKS:
        return True
    # "word.Next", never "Node.Js" or "U.S.A": three small letters before, a small one after.
    plain = len(before) == 3 and before.isalpha() and before.islower() and before != "www"
    return plain and text[end + 1 : end + 3].islower()


def _is_end(text: str, begun: int, stop: re.Match[str], end: int, at: int, word: str, limit: int) -> bool:
    """Decide about one stop that a capital, a figure or a sign follows."""
    marks = stop.group()
    quoted = any(mark in _CLOSING_MARKS for mark in text[stop.end() : end])
    tail = text[max(begun, stop.start() - _TAIL) : stop.start()]
    before = (tail.split() or [""])[-1]
    if marks[0] in "!?！？" or "!" in marks or "?" in marks:
        if not quoted and before.lower() in _NAMES_WITH_BANG and marks == "!":
            return False
        return not (quoted and _attribution(text, at, limit, whole=False))
    if len(marks) > 1 or marks == "…":
        if text[stop.start() - 1 : stop.start()] in ("[", "(") and not before[:-1]:
            return False
        if before.lstrip("“\"‘'").lower() in _LEADING:
            return False
        if word in ("I", "I’m", "I'm", "I’ve", "I've", "I’ll", "I'll", "I’d", "I'd") and not quoted:
            return False
        return not (quoted and _attribution(text, at, limit, whole=False))
    if quoted:
        return not _attribution(text, at, limit, whole=True)
    if stop.start() - begun <= _LABEL and _ENUMERATOR.match(text, begun, stop.start()):
        return False
    return not _abbreviates(before, word, text[end:at])


def _abbreviates(before: str, word: str, between: str) -> bool:
    """Tell whether the full stop after `before` is an abbreviation's, and the sentence goes on with `word`."""
    token = before.lstrip("([{“\"‘'«‹„‚*_")
    for joint in ("—", "–", "/", "-", ":"):
        token = token.rpartition(joint)[2]
    bare = token.lower()
    following = word.lower()
    if word[:1].isdigit() and bare in _BEFORE_NUMBER:
        return True
    if bare in _MONTHS:
        return False
    if bare in _TITLES:
        # "Wall St. The", "Mt. The": a word that opens sentences is not a name.
        return bare not in ("st", "m", "v", "al", "ca", "pt", "ft", "mt") or following not in _STARTERS
    if bare in ("no", "nos"):
        return False
    dotted = bool(_DOTTED.match(token))
    initial = len(token) == 1 and token.isalpha() and token.isupper()
    if not (dotted or initial or bare in _MAYBE):
        return False
    if any(mark in between for mark in "–—(["):
        # "MANCHESTER, N.H. — ", "Okla. (AP)", "Smith Jr. (No. 3)"
        return True
    if between.endswith(" - ") or (word[:1].isdigit() and dotted):
        return True
    if bare in ("a.m", "p.m", "am", "pm"):
        return following in _AFTER_CLOCK
    if any(mark in _QUOTE_OPENERS for mark in between):
        return initial
    if not word:
        return False
    return following not in _STARTERS


def _attribution(text: str, at: int, limit: int, *, whole: bool) -> bool:
    """Tell whether the words from `at` say who spoke (`Mr X asked …`); with `whole`, whether they say nothing else."""
    ahead = text[at : min(limit, at + _AHEAD)]
    for count, match in enumerate(_WORD.finditer(ahead)):
        word = match.group().lower()
        gap = ahead[match.end() : match.end() + 1]
        if word in _SPEAKING:
            return count > 0 and (not whole or gap == "." or match.end() >= len(ahead))
        if count >= _LONGEST_SUBJECT or gap in ("!", "?", ";", ":", "“", '"'):
            return False
        if gap == "." and word not in _TITLES and len(word) > 1:
            return False
    return False


def _is_casual(text: str, paragraph: Span) -> bool:
    """Tell whether a paragraph is written without capitals, so that a small letter may open a sentence."""
    sample = text[paragraph.start : min(paragraph.end, paragraph.start + 2000)]
    letters = [character for character in sample if character.isalpha()]
    capitals = sum(1 for character in letters if character.isupper())
    return bool(letters) and letters[0].islower() and capitals * 100 <= len(letters)
