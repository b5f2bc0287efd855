"""The People tab: pick a person, read what they said with outlet and date, filter by words, open the place.

Owns the tab's components and handlers; the markup is `timeline`'s. Everything is listed for the reader who asks: a name
that stands only in articles they may not see is not offered. Used by `page`.
"""

from functools import partial
from typing import Any

import gradio as gr

from assistant.quoted_people import PersonNotFound
from assistant.web.chat.joining import JoiningPart, read_ticked
from assistant.web.chat.library import QUIET, reader_of
from assistant.web.chat.markup import shown_markup
from assistant.web.opening import Opening
from assistant.web.render import Surface
from assistant.web.timeline import MOST_OFFERED, options, person_html

_HINT = '<p class="fn-notice">Pick somebody to read what they said, oldest first.</p>'
_NOBODY = '<p class="fn-notice">Nobody is quoted yet.</p>'


class People:
    """The tab's components, made inside the page's layout, and what they do."""

    def __init__(self, opening: Opening, surface: Surface) -> None:
        self._opening = opening
        self._surface = surface
        self._joining = JoiningPart(opening, surface)

    def lay_out(self) -> None:
        """Place the components."""
        with gr.Column(elem_id="fn-people-column"):
            with gr.Row(elem_id="fn-people-find"):
                self._person = gr.Dropdown(
                    [], elem_id="fn-person", label="Person", filterable=True, value=None, min_width=240, scale=2
                )
                self._words = gr.Textbox(
                    elem_id="fn-said-words", label="Words", placeholder="Filter by words…", min_width=200,
                    scale=1,
                )  # fmt: skip
            self._joining.lay_out()
            self._said = shown_markup(_HINT, elem_id="fn-said")
        self.outputs = [self._person, self._said]

    def connect(self, tab: gr.Tab) -> None:
        """Connect this tab's events; who is quoted is read again whenever the tab is opened."""
        chosen = [self._person, self._words]
        marked = [*chosen, self._joining.ticked]
        tab.select(self.opened, self._person, self.outputs, **QUIET)
        self._person.change(self.told, chosen, self._said, trigger_mode="always_last", **QUIET)
        self._words.change(self.told_again, marked, self._said, trigger_mode="always_last", **QUIET)
        self._joining.connect(tab, self._person, self.offered, then=(self.told_again, marked, self._said))

    async def opened(self, chosen: str | None, request: gr.Request) -> tuple[object, ...]:
        """Offer who is quoted, and keep showing whom is shown."""
        offered = await self.offered(chosen, request)
        told = gr.skip() if offered["value"] else (_HINT if offered["choices"] else _NOBODY)
        return offered, told

    async def offered(self, chosen: str | None, request: gr.Request) -> dict[str, Any]:
        """Offer who is quoted, most quoted first, with one of them chosen, by any of their ids."""
        footnote = self._opening.footnote
        everybody = await footnote.run(footnote.people.listed, footnote.scope(groups=reader_of(request).groups))
        kept = next((one for one in everybody if chosen in one.keys), None)
        found = everybody[:MOST_OFFERED]
        offered = list(options(found if kept is None or kept in found else (*found, kept)))
        return gr.update(choices=offered, value=kept and kept.id)

    async def told(self, person_id: str | None, words: str | None, request: gr.Request) -> str:
        """Show what somebody said; to an editor with boxes to tick."""
        return await self.told_again(person_id, words, "", request)

    async def told_again(self, person_id: str | None, words: str | None, ticked: str, request: gr.Request) -> str:
        """Show what somebody said; the boxes that were ticked stay so."""
        if not person_id:
            return _HINT
        footnote = self._opening.footnote
        reader = reader_of(request)
        scope = footnote.scope(groups=reader.groups)
        try:
            person = await footnote.run(footnote.people.person, scope, person_id)
        except PersonNotFound:
            return '<p class="fn-notice">Nobody of this name is quoted any more.</p>'
        about = (words or "").strip() or None
        said = await footnote.run(partial(footnote.people.timeline, scope, person, about=about))
        boxes = read_ticked(ticked) if reader.may_act_as("editor") else None
        return person_html(person, said, self._surface, ticked=boxes)
