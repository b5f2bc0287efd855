"""A `Footnote` in whose articles two people called Holm speak, over a real catalogue; one title would be markup."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo

from scripted_answers import article
from scripted_footnote import ScriptedFootnote
from small_corpus import quoting

from assistant.settings import Settings
from index.catalogue import Catalogue

SAID = {
    "pier": ("“We will pay for the pier,” Mayor Ida Holm said.", "Ida Holm", "The Post"),
    "quay": ("“We never promised a quay,” Mayor Ida Holm said.", "Ida Holm", "The Post"),
    "choir & <b> $$\\pi$$": ("“We will sing it in Latin,” said Ida Holm.", "Ida Holm", "The Post"),
    "vote": ("“The vote stands,” I. Holm told us.", "I. Holm", "Harbour Wire"),
}


@contextmanager
def quoting_the_holms(settings: Settings) -> Iterator[ScriptedFootnote]:
    catalogue = Catalogue(settings.data_dir.parent / "people.sqlite3", timezone=ZoneInfo("UTC"))
    for key, (text, name, outlet) in SAID.items():
        made = quoting(key, text, name, source=outlet, title=f"The {key}")
        (words,) = made.quotes
        end = text.index("”") + 1
        catalogue.store([replace(made, quotes=(replace(words, end=end, text=text[:end]),))])
    scripted = ScriptedFootnote(settings, *(article(key, text, title=f"The {key}") for key, (text, *_) in SAID.items()))
    scripted.speakers = catalogue  # type: ignore[assignment]  # a whole catalogue can do more than the double
    yield scripted
    scripted.close()
    catalogue.close()
