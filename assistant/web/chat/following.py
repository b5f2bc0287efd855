"""The part of the Library tab that shows what is followed: sources, their last runs, what is under way, pausing.

Owns the components and handlers; the markup is `web.followed`'s, the sources `assistant.following`'s. It looks again by
itself only while it is open. For who runs this Footnote: names and addresses of sources are theirs. Used by `page`.
"""

from functools import partial
from html import escape

import gradio as gr

from assistant.errors import AssistantError
from assistant.web.auth import Reader
from assistant.web.chat.library import QUIET
from assistant.web.followed import followed_html
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
        with gr.Accordion("Followed folders, feeds and sites", open=False, elem_id="fn-following") as part:
            shown = gr.Markdown(elem_id="fn-followed", container=False)
            with gr.Row():
                name = gr.Dropdown([], label="Source", min_width=160, elem_id="fn-source")
                pause = gr.Button("Pause or go on", size="sm", scale=0, elem_id="fn-pause")
        clock = gr.Timer(LOOK_SECONDS, active=False)
        part.expand(lambda: gr.update(active=True), None, clock, **QUIET)
        part.expand(self.look, None, [shown, name], **QUIET)
        part.collapse(lambda: gr.update(active=False), None, clock, **QUIET)
        clock.tick(self.look, None, [shown, name], **QUIET)
        pause.click(self.pause, name, [shown, name], **QUIET)

    async def look(self, request: gr.Request) -> tuple[object, object]:
        """Show the sources as they are now."""
        try:
            reader: Reader = request.state.reader
            reader.must_be("admin")
            footnote = self._opening.footnote
            sources = await footnote.run(footnote.following.all)
            names = [source.name for source in sources]
            html = followed_html(sources, footnote.jobs.all(), self._surface.timezone)
            return html, gr.update(choices=names)
        except (AssistantError, CorpusError) as error:
            return f'<p class="fn-status">{escape(f"{error.message} {error.hint}".strip(), quote=False)}</p>', gr.skip()

    async def pause(self, name: str | None, request: gr.Request) -> tuple[object, object]:
        """Pause the chosen source, or let it go on when it is paused."""
        reader: Reader = request.state.reader
        if name and reader.role == "admin":
            footnote = self._opening.footnote
            try:
                paused = next(
                    (one.paused for one in await footnote.run(footnote.following.all) if one.name == name), None
                )
                if paused is not None:
                    await footnote.run(partial(footnote.following.pause, name, not paused))
            except CorpusError as error:
                return f'<p class="fn-status">{escape(error.message, quote=False)}</p>', gr.skip()
        return await self.look(request)
