"""Which words carry a sentence's content, and which capitalised word is no name.

Owns small closed lists of English words and one way of cutting endings. Used by the other checks of this package.
"""

import re

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_ENDING = re.compile(r"(?:’s|'s|ations?|ments?|ingly|ings?|edly|ers?|ors?|ied|ies|ed|es|ly|s|y|e)$")

FUNCTION_WORDS = frozenset(
    "a an the this that these those its it he she they them his her hers their theirs him i we you our your my me "
    "us and or but nor so yet for of in on at to from by with within without into onto over under about after "
    "before between during since until till against among through across along around as than then when where while "
    "who whom whose which what why how if because although though whether however also too very just only even "
    "still already again more most less least much many some any each every all both either neither other another "
    "such same own there here is are was were be been being am has have had having do does did doing will would "
    "shall should can could may might must not no never none nobody nothing out up down off per via said says say "
    "told tell tells according mr mrs ms dr".split()
)

_STARTERS = frozenset(
    # what a sentence of a report may begin with although no source does; none of them names anybody
    "according additionally administrators afterwards almost altogether although analysts annual anybody anyone "
    "apart approximately around asked authorities aware bands barely based because beginning besides between beyond "
    "boats bookings building proceeds both bringing builders buildings built buses buyers campaigners capacity cars "
    "cases changes charges children citizens clients climbing coaches combined commenting companies compared "
    "competitors consequently construction consumers costs councillors counting couples court crews critics crowds "
    "currently customers damage days deaths debt defendants delegates demand demonstrators despite developers "
    "dinner directors divers doctors dozens drivers due during earlier economists eight eleven emergency employees "
    "engineers entry eventually everybody everyone everything exactly experts explaining failures families fans "
    "farmers fees fewer fifteen fifty figures finally firefighters first fishermen five flights following food "
    "forecasters foreign four fourteen further general getting given giving governments guests half having heavy "
    "her here his homes hospitals hours households housing hundreds immediately improved inflation inmates inside "
    "inspectors instead interest investigators investors islanders its jobs journalists judges jurors jury just "
    "keeping landlords last lately later lawyers leaders learning least letters like local locals looking lorries "
    "losses mainly making managers many marchers meanwhile meetings members ministers money monitoring months more "
    "moreover mostly much nearly negotiators neighbours never nevertheless new nine nobody none not nothing novels "
    "now nurses observers officers officials quarterly once one only operators opponents organisers organizers "
    "originally others otherwise our outside over overall overnight owners parents participants passengers patients "
    "payments people perhaps plans players police politicians prices prisoners private producers production profit "
    "profits protesters public pupils questioned quoting rain reaching readers reckoning recently regarding "
    "rehearsals rents repairs replying reporters reporting rescuers researchers residents retailers running "
    "sailings sales scientists seeing seeking seven several shareholders shares shops shortly side since six "
    "sixteen sixty so soldiers some somebody someone soon speaking spectators speech staff state still storms "
    "students subsequently survival survivors weekly monthly daily supporters supposedly talks taking teachers "
    "teams temperatures ten tenants thanks that their then there these they thirteen thirty this those thousands "
    "three thus tickets tourists traders traffic trains transport travellers twelve twenty two under union unlike "
    "until using valued vehicles victims villagers visitors volunteers voters voting wages warning water waves "
    "weather what when where whereas whether while who whoever winning with within without witnesses women men work "
    "workers works writing years yesterday yet you young".split()
)


def starts_plainly(word: str) -> bool:
    """Tell whether a capitalised word at the start of a sentence is surely no name."""
    return word.lower() in _STARTERS or word.lower() in FUNCTION_WORDS


def stem(word: str) -> str:
    """Cut a word's ending, so that its forms mostly meet: `decides`, `decided` and `deciding`."""
    folded = word.casefold()
    cut = _ENDING.sub("", folded)
    return cut if len(cut) >= 3 else folded


def content_stems(text: str) -> frozenset[str]:
    """Give the stems of the words that carry the content of a text."""
    return frozenset(stem(word) for word in _WORD.findall(text) if word.lower() not in FUNCTION_WORDS)


def word_stems(text: str) -> list[str]:
    """Give the stems of all words, in order, function words too."""
    return [stem(word) for word in _WORD.findall(text)]
