"""The words that introduce speech, and how each is built into a sentence.

Owns the vocabulary: verbs of saying with the complements they take, as any dictionary of English verb patterns lists
them. It does not look at sentences (`clauses`, `reported`, `direct` do). Nothing here was collected from a corpus.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A verb of saying. The flags tell which complement holds what was said.

    `clause`: a that-clause or a quotation; `infinitive`: "vowed to go"; `order`: "urged him to go"; `thing`: a noun
    phrase ("denied the charges"); `verdict`: an object and what it is called or blamed for ("called it a lie");
    `manner`: stands beside a quotation but takes no clause ("laughed"); `soft`: also used of thought and evidence.
    """

    lemma: str
    clause: bool = False
    infinitive: bool = False
    order: bool = False
    thing: bool = False
    verdict: bool = False
    manner: bool = False
    soft: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLAUSE = _words(
    """say tell add warn argue claim insist announce declare explain note state suggest acknowledge admit assert
contend maintain recall remark repeat concede confirm complain joke quip caution advise promise vow pledge swear stress
emphasize emphasise reply respond retort write tweet retweet report testify reveal conclude comment observe boast brag
allege lament reiterate recount predict disclose mention proclaim protest reason relate quote answer counter declaim
opine posit muse profess affirm attest avow bemoan certify clarify confess deny estimate exclaim forecast guarantee hint
imply indicate inform interject joke marvel notify object pronounce propose reassure recommend remind signal specify
speculate stipulate submit surmise underline underscore volunteer vouch wager mumble murmur mutter whisper shout scream
yell cry point blog post email text assure demand ask wonder question inquire enquire urge theorize theorise rebut
grumble gripe gush crow snap sneer sniff scoff plead beg proffer preach elaborate interrupt intone echo warrant order"""
)
_SOFT = _words(
    """suggest indicate imply signal conclude reveal confirm estimate forecast predict report recall reason note
observe demand question wonder guarantee specify acknowledge hint underline underscore relate certify recommend"""
)
_INFINITIVE = _words(
    """promise vow pledge threaten offer claim demand ask swear volunteer plead beg decline agree
propose profess guarantee"""
)
_ORDER = _words(
    """urge ask tell order advise warn implore beg press instruct command encourage call challenge remind
caution exhort beseech direct request demand"""
)
_THING = _words(
    """deny announce acknowledge admit confirm claim allege demand question criticize criticise condemn denounce
praise blast slam defend dismiss mock lament mention note propose recommend reject rebut dispute cite predict promise
pledge suggest describe explain reiterate stress emphasize emphasise underscore highlight decry deplore hail applaud
discuss address express voice echo report reveal recount recall tout answer concede protest bemoan ridicule deride
disavow disparage rebuke lambast lambaste assail attack signal estimate urge threaten vow outline detail advocate
condone contradict disclose state comment boast brag complain warn declare denigrate belittle slight insult berate
scold chide castigate excoriate bash rip trash tear write repeat float tweet retweet"""
)
_VERDICT = _words(
    """call label brand dub term describe accuse blame praise criticize criticise condemn denounce dismiss
characterize characterise hail portray depict deride mock ridicule slam blast rebuke thank fault credit chide scold
declare pronounce decry attack lambast lambaste assail defend compare liken deem"""
)
_MANNER = _words(
    """continue begin go laugh smile nod sigh chuckle agree finish start conclude chant sing read open close
recite bark growl roar holler bellow thunder jeer implore think put explode fume rant rail weigh chime press"""
)

_IRREGULAR = {
    "say": "says said saying", "tell": "tells told telling", "write": "writes wrote written writing",
    "swear": "swears swore sworn swearing", "go": "goes went going", "read": "reads read reading",
    "sing": "sings sang sung singing", "begin": "begins began begun beginning", "put": "puts put putting",
    "think": "thinks thought thinking", "cast": "casts cast casting", "tear": "tears tore torn tearing",
    "forecast": "forecasts forecast forecasting",
}  # fmt: skip
_DOUBLED = {"admit", "beg", "brag", "quip", "dub", "blog", "rip", "slam", "submit", "rebut", "snap", "nod", "chat"}
_ONE_MORE = re.compile(r"[^aeiou]y$")


def _forms(lemma: str) -> Iterator[str]:
    yield lemma
    if lemma in _IRREGULAR:
        yield from _IRREGULAR[lemma].split()
    elif lemma.endswith("e"):
        yield from (lemma + "s", lemma + "d", lemma[:-1] + "ing")
    elif _ONE_MORE.search(lemma):
        yield from (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
    else:
        stem = lemma + lemma[-1] if lemma in _DOUBLED else lemma
        plural = "es" if lemma.endswith(("s", "sh", "ch", "x")) else "s"
        yield from (lemma + plural, stem + "ed", stem + "ing")


ABOUT = {
    lemma: frozenset(prepositions.split())
    for lemma, prepositions in {
        "call": "for on", "point": "to", "warn": "of about against", "complain": "about of", "boast": "of about",
        "brag": "about", "ask": "for about", "argue": "for against", "speak": "of about", "talk": "about of",
        "tell": "of about", "testify": "about to", "comment": "on", "joke": "about", "write": "of about",
        "report": "on", "protest": "against", "plead": "for", "push": "for", "press": "for", "hint": "at",
        "allude": "to", "refer": "to", "object": "to", "elaborate": "on", "reflect": "on", "insist": "on",
        "demand": "of", "rail": "against", "lash": "at", "wonder": "about", "apologize": "for", "apologise": "for",
        "respond": "to", "reply": "to", "caution": "against", "advocate": "for", "vouch": "for", "inquire": "about",
        "say": "of about", "quote": "from", "preach": "about", "gripe": "about", "grumble": "about", "rant": "about",
    }.items()
}  # fmt: skip
"""Verbs of saying whose matter stands after a preposition, with the prepositions."""


@cache
def cues() -> dict[str, Cue]:
    """Give every form of every verb of saying, lower case, with the verb."""
    lists = {
        "clause": _CLAUSE, "infinitive": _INFINITIVE, "order": _ORDER, "thing": _THING, "verdict": _VERDICT,
        "manner": _MANNER, "soft": _SOFT,
    }  # fmt: skip
    lemmas = frozenset(ABOUT).union(*lists.values())
    verbs = {lemma: Cue(lemma=lemma, **{flag: lemma in words for flag, words in lists.items()}) for lemma in lemmas}
    return {form: verb for lemma, verb in sorted(verbs.items()) for form in _forms(lemma)}


PLAIN = _words("say tell add write tweet reply respond ask explain continue note")
"""Verbs that need nothing else to be speech."""


_NOUNS = _words(
    """state attack post point question comment email report press term push reason challenge order talk protest brand
    credit counter thank cast offer call answer claim note mention request blast voice echo object text blog cry shout
    joke praise promise pledge estimate forecast signal hint quote address dispute blame fault label project read
    demand propose direct plan invite command compliment insult lament deem compare cite slight plead"""
)
"""Verbs whose plain form and -s form are nouns more often than not."""
_BEFORE_VERB = _words(
    """to i we you they he she who that which will would can could may might must should shall not n’t n't also now
    often even then and officials critics experts people others aides polls some many"""
)

_AFTER_VERB = _words("that out it him her them how why whether what if he she they we i")


@cache
def _gates() -> tuple[frozenset[str], frozenset[str]]:
    forms = {
        form: cue.lemma
        for form, cue in cues().items()
        if cue.clause or cue.infinitive or cue.order or cue.verdict or cue.lemma in ABOUT
    }
    doubtful = frozenset(f for f, lemma in forms.items() if lemma in _NOUNS and f in (lemma, lemma + "s"))
    return frozenset(forms) - doubtful | {"according"}, doubtful


_FORM = re.compile(r"[^\W\d_]+(?:[’'][a-z]+)?")


def words_of(sentence: str) -> list[str]:
    """Give the words of a sentence, each with its genitive."""
    return _FORM.findall(sentence)


def holds_cue(words: Iterable[str]) -> bool:
    """Tell whether the words of a sentence without quotation marks may hold reported speech, and are worth parsing."""
    sure, doubtful = _gates()
    before, open_cue = "", False
    for form in words:
        if form in sure or (not before and form.lower() in sure) or (open_cue and form in _AFTER_VERB):
            return True
        open_cue = form in doubtful
        if open_cue and (before in _BEFORE_VERB or before[:1].isupper()):
            return True
        before = form
    return False
