"""The part of the People tab in which an editor says which names are one person, and which are not.

Owns the components and handlers: joining the person shown with another, parting them from the articles ticked in the
timeline, and undoing either. Each says what it will do before it is done. The words are `web.joining`'s, the work is
`assistant.quoted_people`'s. Readers neither see this part nor get anything done by it. Used by `chat.people`.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

import gradio as gr

from assistant.errors import AssistantError
from assistant.quoted_people import JoinUnusable, PersonNotFound, QuotedPeople
from assistant.web import joining
from assistant.web.chat.library import QUIET, reader_of
from assistant.web.chat.markup import refused_markup, shown_markup
from assistant.web.opening import Opening
from assistant.web.problem import log_problem
from assistant.web.render import Surface
from assistant.web.timeline import MOST_OFFERED, options
from index.article import Scope
from index.catalogue import Person
from index.errors import CorpusError

T = TypeVar("T")


class JoiningPart:
    """The accordion, made inside the tab's layout, and what it does."""

    def __init__(self, opening: Opening, surface: Surface) -> None:
        self._opening = opening
        self._surface = surface

    def lay_out(self) -> None:
        """Place the components."""
        with gr.Accordion(
            "Join and part people", open=False, visible=False, elem_id="fn-joining", elem_classes="fn-acting"
        ) as self._part:
            with gr.Row(elem_id="fn-joining-both"):
                with gr.Column(min_width=260):
                    shown_markup(joining.heading_html("The same person as …"))
                    self._other = gr.Dropdown(
                        [], elem_id="fn-other", label="The same person as", filterable=True, value=None
                    )
                    self._joins = shown_markup(joining.line_html(joining.INVITING_JOIN))
                    self._join = gr.Button("These two are one person", size="sm", interactive=False)
                with gr.Column(min_width=260):
                    shown_markup(joining.heading_html("Two people under one name"))
                    self._parts = shown_markup(joining.line_html(joining.INVITING_PART))
                    self._apart = gr.Button("Somebody else speaks in these articles", size="sm", interactive=False)
            self._told = shown_markup(elem_id="fn-joining-told")
            shown_markup(joining.heading_html("Joined and parted so far"))
            self._done = shown_markup(elem_id="fn-joined")
            # A link of the list puts its number into the one and presses the other, a tick of the timeline adds its
            # article to the third (static/chat.js).
            self._asked = gr.Textbox(elem_classes="fn-wanted", show_label=False, container=False)
            self._does = gr.Button("Do it", elem_classes="fn-does")
            self.ticked = gr.Textbox("[]", elem_id="fn-ticked", show_label=False, container=False)
            # What was foreseen is what is done, whatever is picked or ticked between reading and pressing.
            self._to_join = gr.State(None)
            self._to_part = gr.State(None)

    def connect(
        self,
        tab: gr.Tab,
        person: gr.Dropdown,
        offer: Callable[[str | None, gr.Request], Awaitable[object]],
        then: tuple[Callable[..., object], Sequence[gr.components.Component], gr.components.Component],
    ) -> None:
        """Connect the events; `offer` gives the dropdown of people with one of them chosen, `then` shows them."""
        self._offer = offer
        tab.select(self.look, None, [self._part, self._done], **QUIET)
        person.change(self.others, person, [self._other, self.ticked], **QUIET)
        for chosen, foresee, given, foreseen in (
            (self._other, self.foresee_join, [person, self._other], [self._joins, self._join, self._to_join]),
            (self.ticked, self.foresee_part, [person, self.ticked], [self._parts, self._apart, self._to_part]),
        ):
            chosen.change(foresee, given, foreseen, trigger_mode="always_last", **QUIET)
        came = [self._told, self._done, person, self._other, self.ticked]
        for button, does, wanted in (
            (self._join, self.join, [self._to_join]),
            (self._apart, self.part, [self._to_part]),
            (self._does, self.undo, [person, self._asked]),
        ):
            button.click(does, wanted, came, **QUIET).then(then[0], list(then[1]), then[2], **QUIET)

    async def look(self, request: gr.Request) -> tuple[object, ...]:
        """Show an editor this part and what was joined and parted; nobody else."""
        if not reader_of(request).may_act_as("editor"):
            return gr.update(visible=False), ""
        return gr.update(visible=True), await self._list(request)

    async def others(self, person_id: str | None, request: gr.Request) -> tuple[object, ...]:
        """Offer whom the person shown may be the same as: first those who share a name with them; nothing ticked."""
        if not reader_of(request).may_act_as("editor"):
            return gr.skip(), gr.skip()

        def found(book: QuotedPeople, scope: Scope) -> list[tuple[str, str]]:
            everybody = book.listed(scope)
            shown = next((one for one in everybody if person_id in one.keys), None)
            if shown is None:
                return []
            alike = sorted(everybody, key=lambda one: not _words(shown) & _words(one))
            # With the one shown among them, so that their namesakes are told apart.
            return [(label, key) for label, key in options(tuple(alike[:MOST_OFFERED])) if key != shown.id]

        return gr.update(choices=await self._asking(found, request), value=None), "[]"

    async def foresee_join(self, person_id: str | None, other: str | None, request: gr.Request) -> tuple[object, ...]:
        """Say what joining will do."""
        if not person_id or not other:
            return joining.line_html(joining.INVITING_JOIN), gr.update(interactive=False), None

        def foreseen(book: QuotedPeople, scope: Scope) -> str:
            return joining.join_foreseen(book.person(scope, person_id), book.person(scope, other))

        try:
            line = await self._asking(foreseen, request)
        except (AssistantError, CorpusError) as error:
            return refused_markup(error), gr.update(interactive=False), None
        return joining.line_html(line), gr.update(interactive=True), (person_id, other)

    async def foresee_part(self, person_id: str | None, ticked: str, request: gr.Request) -> tuple[object, ...]:
        """Say what parting will do."""
        articles = read_ticked(ticked)
        if not person_id or not articles:
            return joining.line_html(joining.INVITING_PART), gr.update(interactive=False), None
        groups = reader_of(request).groups

        def foreseen(book: QuotedPeople, scope: Scope) -> str:
            person = book.to_part(scope, person_id, articles)
            article = self._opening.footnote.article
            titles = [article(one, groups=groups).title for one in articles[: joining.MOST_TITLES]]
            return joining.part_foreseen(person, titles, len(articles))

        try:
            line = await self._asking(foreseen, request)
        except (AssistantError, CorpusError) as error:
            return refused_markup(error), gr.update(interactive=False), None
        return joining.line_html(line), gr.update(interactive=True), (person_id, articles)

    async def join(self, foreseen: tuple[str, str] | None, request: gr.Request) -> tuple[object, ...]:
        """Call the two one person."""

        def joined(book: QuotedPeople, scope: Scope) -> tuple[str, str | None]:
            number = book.join(scope, foreseen or ())
            return f"{_told_of(book, scope, number)} now.", foreseen and foreseen[0]

        return await self._did(joined, request)

    async def part(self, foreseen: tuple[str, list[str]] | None, request: gr.Request) -> tuple[object, ...]:
        """Call whoever speaks in the articles ticked somebody else; whom the others are left to stays shown."""
        person_id, articles = foreseen or ("", [])

        def parted(book: QuotedPeople, scope: Scope) -> tuple[str, str | None]:
            before = book.person(scope, person_id)
            number = book.part(scope, before.id, articles)
            kept = (one for one in book.listed(scope) if one.keys & before.keys and not {*one.articles} & {*articles})
            return f"{_told_of(book, scope, number)} now.", next((one.id for one in kept), person_id)

        return await self._did(parted, request)

    async def undo(self, person_id: str | None, asked: str, request: gr.Request) -> tuple[object, ...]:
        """Take a join or a parting back."""

        def undone(book: QuotedPeople, scope: Scope) -> tuple[str, str | None]:
            number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else 0
            was = _told_of(book, scope, number)
            book.undo(scope, number)
            return f"Undone, no longer so: {was}.", person_id

        return await self._did(undone, request)

    async def _did(
        self, work: Callable[[QuotedPeople, Scope], tuple[str, str | None]], request: gr.Request
    ) -> tuple[object, ...]:
        """Do it as an editor; tell in a line what came of it, and choose whom it leaves. Refused, the ticks stay."""
        nothing = (gr.skip(), gr.skip(), gr.skip(), gr.skip())
        try:
            reader_of(request).must_be("editor")
            line, chosen = await self._asking(work, request)
        except (JoinUnusable, PersonNotFound) as error:  # perhaps since another editor was there first
            return refused_markup(error), await self._list(request), *nothing[1:]
        except (AssistantError, CorpusError) as error:
            return refused_markup(error), *nothing
        except Exception as error:  # noqa: BLE001 - the page's edge: logged, and the reader is told without details
            log_problem(error, str(request.state.request_id))
            return joining.line_html("Something failed on our side. Try again."), *nothing
        offered = await self._offer(chosen, request)
        other, ticked = await self.others(chosen, request)
        return joining.line_html(line), await self._list(request), offered, other, ticked

    async def _list(self, request: gr.Request) -> str:
        found = await self._asking(lambda book, scope: book.joins(scope), request)
        return joining.joins_html(found, self._surface.timezone)

    async def _asking(self, work: Callable[[QuotedPeople, Scope], T], request: gr.Request) -> T:
        footnote = self._opening.footnote
        scope = footnote.scope(groups=reader_of(request).groups)
        return await footnote.run(partial(work, footnote.people, scope))


def read_ticked(ticked: str) -> list[str]:
    """Read the ids of the articles that are ticked, each once; nothing where the browser sends something else."""
    try:
        ids = json.loads(ticked or "[]")
    except (ValueError, RecursionError):
        return []
    return list(dict.fromkeys(one for one in ids if isinstance(one, str))) if isinstance(ids, list) else []


def _told_of(book: QuotedPeople, scope: Scope, number: int) -> str:
    return next((joining.told(join) for join in book.joins(scope) if join.id == number), "")


def _words(person: Person) -> set[str]:
    return {word for name in person.names for word in name.casefold().split()}
