"""The chat page: its components and what each one does.

Owns layout and events of the Ask tab, and makes the whole page. The turns' markup is `conversation`'s, the other tabs
are `people`'s and `library`'s, the listeners in the browser are `static/chat.js`. Built by `front` once the articles
are open.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from functools import partial

import gradio as gr
from fastapi import FastAPI

from assistant.domain import Answered, Question, StatementVerified
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.web import wording
from assistant.web.access import UPLOAD_BYTES
from assistant.web.around import surroundings_of
from assistant.web.chat.conversation import (
    Draft,
    Exchange,
    cited,
    exchanges,
    forgotten,
    history,
    messages,
    panel,
    resumed,
    stopped,
    stored,
)
from assistant.web.chat.following import FollowingPart
from assistant.web.chat.library import QUIET, Library, reader_of
from assistant.web.chat.markup import shown_markup
from assistant.web.chat.people import People
from assistant.web.chat.programs import offer_ask
from assistant.web.chat.proving import ProvingTab
from assistant.web.chat.theme import theme
from assistant.web.intake import Intake
from assistant.web.metrics import Metrics, metrics_of
from assistant.web.opening import Opening
from assistant.web.problem import log_problem
from assistant.web.rates import count_question
from assistant.web.render import Surface
from assistant.wire import parse_ask_line, question_of
from index.article import JSON, Quote
from index.errors import ArticleErased, ArticleNotFound, CorpusError

ALL_OUTLETS = "All outlets"
_EXAMPLES = 4
_LATEST = 12
"""Articles whose speakers become examples."""
_AT_ONCE = 16
_WAITING = 64
_WELCOME = (
    '<div class="fn-welcome"><h2>Ask your articles</h2>'
    "<p>Every sentence of an answer stands in an article, and shows you where.</p></div>"
)
_EMPTY = (
    '<div class="fn-welcome"><h2>Drop your articles here</h2>'
    "<p>Text, Markdown, HTML, PDF, Word, JSON lines or a zip of them. They stay on this machine.</p></div>"
)


def build_page(opening: Opening, settings: Settings, intake: Intake) -> FastAPI:
    """Build the page as an application to be mounted at `/`; its lifespan is the caller's to run."""
    blocks = gr.Blocks(
        title="Footnote", analytics_enabled=False, fill_height=True, fill_width=True, delete_cache=(3600, 3600)
    )
    with blocks:
        offer_ask(opening, settings, at_once=_AT_ONCE)  # first, so that the name is free
        _Page(opening, settings, intake).lay_out(blocks)
    blocks.queue(default_concurrency_limit=_AT_ONCE, max_size=_WAITING, api_open=False)
    page = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    base = settings.root_path
    gr.mount_gradio_app(
        page,
        blocks,
        path="/",
        root_path=base or None,
        theme=theme(),
        head=(
            f'<link rel="stylesheet" href="{base}/static/chat.css"><link rel="icon" href="{base}/static/icon.svg">'
            f'<meta name="color-scheme" content="light dark"><script src="{base}/static/chat.js" defer></script>'
        ),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        max_file_size=UPLOAD_BYTES,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )
    return page


class _Page:
    """The Ask tab's components and handlers."""

    def __init__(self, opening: Opening, settings: Settings, intake: Intake) -> None:
        self._opening = opening
        self._intake = intake
        self._settings = settings
        self._surface = Surface(timezone=settings.timezone, base=settings.root_path)

    def lay_out(self, blocks: gr.Blocks) -> None:
        """Place the components and connect their events."""
        secret = "a format, not a secret"  # One that changed with every start would forget conversations.
        store = gr.BrowserState([], storage_key="footnote-conversation-1", secret=secret)
        inside = shown_markup('<p class="fn-name">Footnote<sup>1</sup></p>', elem_id="fn-top")
        with gr.Tabs(elem_id="fn-tabs") as tabs:
            with gr.Tab("Ask", id="ask", elem_id="fn-ask"), gr.Row(elem_id="fn-columns"):
                with gr.Column(elem_id="fn-talk", min_width=280):
                    chat = gr.Chatbot(
                        elem_id="fn-chat",
                        label="Conversation",
                        show_label=False,
                        container=False,
                        height="100%",
                        layout="panel",
                        buttons=[],
                        feedback_options=None,
                        latex_delimiters=[],
                        allow_tags=False,
                        placeholder=_WELCOME,
                    )
                    drop = gr.File(
                        elem_id="fn-first-drop", label="Drop your articles here", file_count="multiple", visible=False
                    )
                    intake = shown_markup(elem_id="fn-first-intake")
                    box = gr.Textbox(
                        elem_id="fn-box",
                        label="Your question",
                        show_label=False,
                        container=False,
                        placeholder="Ask your articles…",
                        submit_btn=True,
                        max_lines=6,
                        max_length=4000,
                        autofocus=True,
                    )
                    with gr.Row(elem_id="fn-below"):
                        with gr.Accordion("Filters", open=False, elem_id="fn-filters"), gr.Row():
                            since = gr.DateTime(None, label="From day", include_time=False, type="string")
                            until = gr.DateTime(None, label="To day", include_time=False, type="string")
                            outlet = gr.Dropdown([ALL_OUTLETS], value=ALL_OUTLETS, label="Outlet", min_width=200)
                        again = gr.Button("New chat", size="sm", elem_id="fn-new", scale=0)
                cards = shown_markup(elem_id="fn-panel")
            with gr.Tab("People", id="people", elem_id="fn-people") as people_tab:
                people = People(self._opening, self._surface)
                people.lay_out()
            with gr.Tab("Check a text", id="check", elem_id="fn-checking"):
                ProvingTab(self._opening, self._surface).lay_out()
            with gr.Tab("Library", id="library", elem_id="fn-library"):
                library = Library(self._opening, self._surface, self._intake)
                following = FollowingPart(self._opening, self._surface)
                library.lay_out(beside=following.lay_out)

        shown = [chat, cards, store]
        about = [inside, outlet, drop]
        asking = [box, store, since, until, outlet]
        running = box.submit(self.ask, asking, [*shown, box], concurrency_limit=_AT_ONCE, **QUIET)
        chosen = chat.example_select(self.example, None, box, **QUIET)
        picked = chosen.then(self.ask, asking, [*shown, box], concurrency_limit=_AT_ONCE, **QUIET)
        box.stop(self.stop, store, [*shown, box], cancels=[running, picked], **QUIET)
        again.click(self.start_again, None, [*shown, box], cancels=[running, picked], **QUIET)
        blocks.load(self.resume, store, shown, **QUIET)
        blocks.load(self.about, None, [chat, *about], **QUIET)
        blocks.load(library.first, library.inputs, library.outputs, **QUIET)
        people.connect(people_tab)
        following.connect(tabs, "Library")
        library.connect(drop, intake, then=(self.about, [chat, *about]))

    async def resume(self, turns: object, request: gr.Request) -> tuple[object, ...]:
        """Show the conversation that this browser holds, without the words of what has been erased since."""
        footnote, groups, conversation = self._opening.footnote, reader_of(request).groups, resumed(turns)
        if not conversation:
            return (gr.skip(),) * 3  # a question may have been asked by now: leave it
        ids = frozenset[str]().union(*(cited(exchange) for exchange in conversation))

        def erased() -> set[str]:
            found = set()
            for article_id in ids:
                try:
                    footnote.article(article_id, groups=groups)
                except ArticleErased:
                    found.add(article_id)
                except ArticleNotFound:  # removed, or not for this reader any more: the browser holds what it was shown
                    pass
            return found

        gone = await footnote.run(erased) if ids else set[str]()
        return _shown([forgotten(one) if cited(one) & gone else one for one in conversation])

    async def about(self, request: gr.Request) -> tuple[object, ...]:
        """Say what is inside: welcome and examples, the line at the top, the outlets, the first drop zone."""
        footnote = self._opening.footnote
        groups = reader_of(request).groups
        outlets = await footnote.run(footnote.sources, groups)
        latest = await footnote.run(partial(footnote.articles, footnote.scope(groups=groups), limit=_LATEST))
        quoted = await footnote.run(lambda: [_names(footnote.quotes_of(article)) for article in latest.items])
        examples = [{"text": text} for text in example_questions(quoted, outlets)]
        total = latest.total
        line = f"{wording.counted(total, 'article')} · {wording.counted(len(outlets), 'outlet')}" if total else ""
        return (
            gr.update(placeholder=_WELCOME if total else _EMPTY, examples=examples),
            f'<p class="fn-name">Footnote<sup>1</sup></p><p class="fn-inside">{line}</p>',
            gr.update(choices=[ALL_OUTLETS, *(name for name, _ in outlets)]),
            gr.update(visible=not total),
        )

    async def ask(
        self, text: str, turns: object, since: str | None, until: str | None, outlet: str | None, request: gr.Request
    ) -> AsyncGenerator[tuple[object, ...]]:
        """Answer, statement by statement. Every step shows the whole conversation and stores it in the browser."""
        if not text.strip():
            yield (gr.skip(),) * 4
            return
        before = exchanges(turns)
        draft = Draft(question=text.strip(), surface=self._surface, host=_host(request))
        yield *_shown([*before, draft.underway()]), gr.update(value="", submit_btn=False, stop_btn=True)
        try:
            count_question(request.state)
            record: dict[str, JSON] = {"question": text, "history": history(before), "since": since, "until": until}
            record["source"] = outlet if outlet != ALL_OUTLETS else None
            now, zone = datetime.now(self._settings.timezone), self._settings.timezone
            reader, line = reader_of(request), parse_ask_line(record)
            question = question_of(line, groups=reader.groups, timezone=zone, now=now, user=reader.user)
            async with aclosing(self._steps(question, draft, metrics_of(request.state))) as steps:
                async for exchange in steps:
                    yield *_shown([*before, exchange]), gr.skip()
        except (AssistantError, CorpusError) as error:
            yield *_shown([*before, draft.failed(f"{error.message} {error.hint}".strip())]), gr.skip()
        except Exception as error:  # noqa: BLE001 - the page's edge: logged, and the reader is told without details
            log_problem(error, str(request.state.request_id))
            yield *_shown([*before, draft.failed("Something failed on our side. Try again.")]), gr.skip()
        yield gr.skip(), gr.skip(), gr.skip(), gr.update(submit_btn=True, stop_btn=False)

    async def _steps(self, question: Question, draft: Draft, metrics: Metrics) -> AsyncGenerator[Exchange]:
        footnote = self._opening.footnote
        async with aclosing(footnote.events(question)) as events:
            async for event in events:
                match event:
                    case StatementVerified(statement=statement, new_citations=citations):
                        draft.statements.append(statement)
                        draft.citations += citations
                        draft.around.update(await surroundings_of(footnote, citations, question.groups))
                        yield draft.underway()
                    case Answered(answer=answer):
                        metrics.answered(answer.outcome)
                        missing = [c for c in answer.citations if c.number not in draft.around]
                        draft.around.update(await surroundings_of(footnote, missing, question.groups))
                        yield draft.done(answer)

    def stop(self, turns: object) -> tuple[object, ...]:
        """End the answer under way; what is verified stays."""
        conversation = exchanges(turns)
        if conversation and not conversation[-1].finished:
            conversation[-1] = stopped(conversation[-1], "Stopped.")
        return *_shown(conversation), gr.update(submit_btn=True, stop_btn=False)

    def start_again(self) -> tuple[object, ...]:
        """Forget the conversation."""
        return *_shown([]), gr.update(value="", submit_btn=True, stop_btn=False)

    def example(self, event: gr.SelectData) -> str:
        """Put the example a reader chose into the box."""
        return str(event.value["text"])


def _host(request: gr.Request) -> str:
    return f"{request.url.scheme}://{request.headers['host']}"


def _shown(conversation: Sequence[Exchange]) -> tuple[object, ...]:
    kept = stored(conversation)
    return messages(conversation), panel(conversation), kept


def _names(quotes: Sequence[Quote]) -> Counter[str]:
    return Counter(quote.speaker.name for quote in quotes if quote.speaker.name and quote.kind != "indirect")


def example_questions(quoted: Sequence[Counter[str]], outlets: Sequence[tuple[str, int]]) -> list[str]:
    """Make questions that what is inside can answer: about the person quoted most in each of the newest articles.

    `quoted` counts the quotations of each speaker, one counter per article. Where nobody is quoted, ask an outlet.
    """
    people = list(dict.fromkeys(counts.most_common(1)[0][0] for counts in quoted if counts))[:_EXAMPLES]
    everybody = {name for counts in quoted for name in counts}
    last = Counter(name.split()[-1] for name in everybody)
    called = [name.split()[-1] if last[name.split()[-1]] == 1 else name for name in people]
    return [f"What did {name} say?" for name in called] or [
        f"What does {name} report?" for name, _ in outlets[:_EXAMPLES]
    ]
