"""The Library tab: what is inside, searching it, adding by dropping files, removing.

Owns the tab's components and handlers. Removing goes through `DELETE /api/articles/{id}` from `static/chat.js`, which
then presses this tab's refresh. Files go through `intake`. Used by `page`.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, TypedDict

import gradio as gr

from assistant.errors import AssistantError
from assistant.web import wording
from assistant.web.auth import Reader
from assistant.web.chat.markup import shown_markup
from assistant.web.intake import KINDS, Intake, Upload
from assistant.web.opening import Opening
from assistant.web.problem import log_problem
from assistant.web.render import Surface, intake_html, listing_html
from index.errors import CorpusError

if TYPE_CHECKING:
    from index.ingest import IngestReport, Progress

_PER_PAGE = 50
_LINES = 200


class Quiet(TypedDict):
    """What every event of the page has: no spinner of Gradio's, and no place in Gradio's own API."""

    show_progress: Literal["hidden"]
    api_visibility: Literal["private"]


QUIET: Quiet = {"show_progress": "hidden", "api_visibility": "private"}


def reader_of(request: gr.Request) -> Reader:
    """Give who is behind an event of the page; the middleware has put it there, queued events included."""
    reader = request.state.reader
    assert isinstance(reader, Reader)
    return reader


class Library:
    """The tab's components, made inside the page's layout, and what they do."""

    def __init__(self, opening: Opening, surface: Surface, intake: Intake) -> None:
        self._opening = opening
        self._intake = intake
        self._surface = surface

    def lay_out(self, beside: Callable[[], None]) -> None:
        """Place the components; `beside` places more under where files are dropped."""
        with gr.Row(elem_id="fn-shelf"):
            with gr.Column(scale=2, min_width=280):
                self._words = gr.Textbox(
                    elem_id="fn-find", label="Find in the library", show_label=False, container=False,
                    placeholder="Find by title or words…",
                )  # fmt: skip
                self._count = shown_markup(elem_id="fn-count")
                self._list = shown_markup(elem_id="fn-list")
                self._more = gr.Button("Show more", elem_id="fn-more", size="sm", visible=False)
                self._refresh = gr.Button("Refresh", elem_id="fn-refresh", size="sm")
            with gr.Column(scale=1, min_width=280):
                self._drop = gr.File(
                    elem_id="fn-drop", label="Drop your articles here", file_count="multiple", file_types=list(KINDS)
                )
                self._told = shown_markup(elem_id="fn-intake")
                beside()
        self._shown = gr.State(_PER_PAGE)
        self.inputs = [self._words]
        self.outputs = [self._count, self._list, self._more, self._shown]

    def connect(
        self,
        drop: gr.File,
        intake: gr.Markdown,
        *,
        then: tuple[Callable[..., object], Sequence[gr.components.Component]],
    ) -> None:
        """Connect this tab's events, and those of the drop zone that an empty chat shows; `then` follows a change."""
        self._words.change(self.first, self._words, self.outputs, trigger_mode="always_last", **QUIET)
        self._more.click(self.further, [self._words, self._shown], self.outputs, **QUIET)
        for zone, told in ((self._drop, self._told), (drop, intake)):
            added = zone.upload(self.add, zone, [told, zone], concurrency_limit=1, **QUIET)
            added.then(self.first, self._words, self.outputs, **QUIET).then(then[0], None, list(then[1]), **QUIET)
        refreshed = self._refresh.click(self.again, [self._words, self._shown], self.outputs, **QUIET)
        refreshed.then(then[0], None, list(then[1]), **QUIET)

    async def first(self, words: str | None, request: gr.Request) -> tuple[object, ...]:
        """List the first page."""
        return await self._listed(words, _PER_PAGE, request)

    async def further(self, words: str | None, shown: int, request: gr.Request) -> tuple[object, ...]:
        """List one page more."""
        return await self._listed(words, shown + _PER_PAGE, request)

    async def again(self, words: str | None, shown: int, request: gr.Request) -> tuple[object, ...]:
        """List as many as before, after something changed."""
        return await self._listed(words, shown, request)

    async def _listed(self, words: str | None, shown: int, request: gr.Request) -> tuple[object, ...]:
        footnote = self._opening.footnote
        reader = reader_of(request)
        scope = footnote.scope(groups=reader.groups)
        sought = (words or "").strip()
        page = await footnote.run(partial(footnote.articles, scope, text=sought or None, limit=shown))
        removable = reader.may_act_as("editor")
        if sought:
            count = f"{wording.counted(page.total, 'article')} found"
        else:
            count = wording.counted(page.total, "article") if page.total else "Nothing is here yet. Drop your articles."
        listing = listing_html(page.items, self._surface, removable=removable)
        return f'<p class="fn-count">{count}</p>', listing, gr.update(visible=page.next is not None), shown

    async def add(self, paths: Sequence[str], request: gr.Request) -> AsyncGenerator[tuple[object, ...]]:
        """Ingest dropped files, telling what becomes of each, and leave no copy of them."""
        reader = reader_of(request)
        lines: list[tuple[str, str]] = []
        cancelled = threading.Event()
        try:
            reader.must_be("editor")
            footnote = self._opening.footnote
            steps: asyncio.Queue[Progress] = asyncio.Queue()
            loop = asyncio.get_running_loop()

            def told(step: "Progress") -> None:
                loop.call_soon_threadsafe(steps.put_nowait, step)

            yield intake_html(0, None, [], ""), gr.skip()
            with ExitStack() as stack:
                uploads = [_upload(Path(path), stack) for path in paths]
                adding = partial(self._intake.add_files, footnote, uploads, editor=reader.groups)
                work = asyncio.ensure_future(footnote.run(partial(adding, progress=told, cancelled=cancelled)))
                while not work.done() or not steps.empty():
                    try:
                        step = await asyncio.wait_for(steps.get(), 0.2)
                    except TimeoutError:
                        continue
                    if step.outcome == "refused":
                        lines.append((step.input, step.reason))
                    yield intake_html(step.done, step.total, lines[-_LINES:], ""), gr.skip()
                report = await work
            refused = [(refusal.input, f"{refusal.reason}. {refusal.hint}") for refusal in report.refused]
            yield intake_html(0, None, refused[:_LINES], summary(report)), None
        except (AssistantError, CorpusError) as error:
            yield intake_html(0, None, lines, f"{error.message} {error.hint}".strip()), None
        except Exception as error:  # noqa: BLE001 - the page's edge: logged, and the reader is told without details
            log_problem(error, str(request.state.request_id))
            yield intake_html(0, None, lines, "Something failed on our side. Try again."), None
        finally:
            cancelled.set()
            for path in paths:
                Path(path).unlink(missing_ok=True)


def _upload(path: Path, stack: ExitStack) -> Upload:
    content: BinaryIO = stack.enter_context(path.open("rb"))
    return Upload(name=path.name, content=content)


def summary(report: "IngestReport") -> str:
    """Say in one line what became of the files."""
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "already here"),
        (len(report.refused), "refused"),
    )
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    return f"{told[:1].upper()}{told[1:]}." if told else "There was no article in these files."
