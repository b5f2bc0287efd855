"""The part of the Library tab that shows what is followed: sources, their last runs, what is under way, pausing.

Owns the components and handlers; the markup is `web.followed`'s, the sources `assistant.following`'s. It looks again by
itself only while it can be seen. For who runs this Footnote: names and addresses of sources are theirs. Used by `page`.
"""

from functools import partial

import gradio as gr

from assistant.errors import AssistantError
from assistant.web.chat.library import QUIET, reader_of
from assistant.web.chat.markup import refused_markup, shown_markup
from assistant.web.followed import Doing, asked_for, followed_html
from assistant.web.opening import Opening
from assistant.web.render import Surface
from index.errors import CorpusError

LOOK_SECONDS = 3


class FollowingPart:
    """The accordion, made inside the page's layout."""

    def __init__(self, opening: Opening, surface: Surface) -> None:
        self._opening = opening
        self._surface = surface

    def lay_out(self) -> None:
        """Place the components and connect their events."""
        with gr.Accordion(
            "Followed folders, feeds and sites", elem_id="fn-following", elem_classes="fn-acting", visible=False
        ) as self._part:
            self._shown = shown_markup(elem_id="fn-followed")
            # A link of the list puts what it asks for into the one and presses the other (static/chat.js).
            asked = gr.Textbox(elem_classes="fn-wanted", show_label=False, container=False)
            does = gr.Button("Do it", elem_classes="fn-does")
        self._clock = gr.Timer(LOOK_SECONDS, active=False)
        self._part.expand(lambda: gr.update(active=True), None, self._clock, **QUIET)
        self._part.collapse(lambda: gr.update(active=False), None, self._clock, **QUIET)
        self._clock.tick(self.look, None, self._shown, **QUIET)
        does.click(self.act, asked, self._shown, **QUIET)

    def connect(self, tabs: gr.Tabs, name: str) -> None:
        """Look when the tab of that name is shown, again and again, and no more when another is."""

        async def turned(to: gr.SelectData, request: gr.Request) -> tuple[object, ...]:
            here = to.value == name and reader_of(request).may_act_as("admin")
            shown = await self.look(request) if here else gr.skip()
            return gr.update(active=here), gr.update(visible=True) if here else gr.skip(), shown

        tabs.select(turned, None, [self._clock, self._part, self._shown], **QUIET)

    async def look(self, request: gr.Request) -> str:
        """Show the sources as they are now."""
        try:
            reader_of(request).must_be("admin")
            footnote = self._opening.footnote
            sources = await footnote.run(footnote.following.all)
            return followed_html(sources, footnote.jobs.all(), self._surface.timezone)
        except (AssistantError, CorpusError) as error:
            return refused_markup(error)

    async def act(self, asked: str, request: gr.Request) -> str:
        """Pause a source, let it go on, or stop what is under way, and show what came of it."""
        wanted = asked_for(asked or "")
        if wanted and reader_of(request).may_act_as("admin"):
            footnote = self._opening.footnote
            doing, name = wanted
            try:
                if doing is Doing.STOP:
                    await footnote.run(partial(footnote.jobs.stop, name))
                else:
                    await footnote.run(partial(footnote.following.pause, name, doing is Doing.PAUSE))
            except CorpusError as error:
                return refused_markup(error)
        return await self.look(request)
