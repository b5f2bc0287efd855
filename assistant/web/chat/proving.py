"""The tab that checks a text: paste copy, and see sentence by sentence what the articles say to it.

Owns the tab's components and its one handler. The proof is `assistant.proofing`'s, its markup `web.proofs`'. Used by
`page`.
"""

import threading
from collections.abc import AsyncGenerator

import gradio as gr

from assistant.errors import AssistantError
from assistant.proofing import Proof
from assistant.web.auth import Reader
from assistant.web.chat.library import QUIET
from assistant.web.chat.markup import refused_markup, shown_markup
from assistant.web.opening import Opening
from assistant.web.problem import log_problem
from assistant.web.proofs import proofs_html
from assistant.web.render import Surface
from index.errors import CorpusError

_LONGEST = 20_000
_INVITING = (
    '<p class="fn-status">Every sentence is held against the articles: borne out, contradicted, or not found in them. '
    "Quotations are compared word for word.</p>"
)


class ProvingTab:
    """The tab's components, made inside the page's layout, and what they do."""

    def __init__(self, opening: Opening, surface: Surface) -> None:
        self._opening = opening
        self._surface = surface

    def lay_out(self) -> None:
        """Place the components and connect their events."""
        with gr.Row(elem_id="fn-proof"):
            with gr.Column(min_width=280):
                text = gr.Textbox(
                    elem_id="fn-draft", label="Text to check", show_label=False, container=False, lines=12,
                    max_lines=24, max_length=_LONGEST, placeholder="Paste a text to check it against your articles…",
                )  # fmt: skip
                with gr.Row(elem_id="fn-draft-below"):
                    check = gr.Button("Check the text", elem_id="fn-check", variant="primary", size="sm", scale=0)
                    stop = gr.Button("Stop", elem_id="fn-check-stop", size="sm", scale=0)
            with gr.Column(min_width=280):
                shown = shown_markup(_INVITING, elem_id="fn-findings")
        running = check.click(self.check, text, shown, **QUIET)
        stop.click(None, None, None, cancels=[running])

    async def check(self, text: str, request: gr.Request) -> AsyncGenerator[str]:
        """Prove sentence after sentence; each step shows all that is proved."""
        if not text.strip():
            yield _INVITING
            return
        reader: Reader = request.state.reader
        stopped = threading.Event()
        proofs: list[Proof] = []
        try:
            footnote = self._opening.footnote
            proving = footnote.proofs(text[:_LONGEST], footnote.scope(groups=reader.groups), cancelled=stopped)
            while (proof := await footnote.run(next, proving, None)) is not None:
                proofs.append(proof)
                yield proofs_html(proofs, self._surface, finished=False)
            yield proofs_html(proofs, self._surface, finished=True)
        except (AssistantError, CorpusError) as error:
            yield refused_markup(error)
        except Exception as error:  # noqa: BLE001 - the page's edge: logged, and the reader is told without details
            log_problem(error, str(request.state.request_id))
            yield '<p class="fn-status" role="status">Something failed on our side. Try again.</p>'
        finally:
            stopped.set()
