"""What `gradio_client` may call: one endpoint, `/ask`, with the contract's answer as its result.

Owns that endpoint. Everything else of the page is private to the page; programs have the HTTP API.
"""

from datetime import datetime

import gradio as gr
from gradio.events import api

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.web.auth import Reader
from assistant.web.metrics import metrics_of
from assistant.web.opening import Opening
from assistant.web.problem import log_problem
from assistant.web.rates import count_question
from assistant.wire import answer_json, parse_ask_line, question_of
from index.errors import CorpusError


def offer_ask(opening: Opening, settings: Settings, *, at_once: int) -> None:
    """Offer `/ask` within the `Blocks` that is being built."""

    async def ask(question: str, request: gr.Request) -> dict[str, object]:
        """Answer a question from the articles, every statement cited."""
        reader: Reader = request.state.reader
        zone = settings.timezone
        try:
            count_question(request.state)
            line = parse_ask_line({"question": question})
            asked = question_of(line, groups=reader.groups, timezone=zone, now=datetime.now(zone), user=reader.user)
            answer = await opening.footnote.answer(asked)
        except (AssistantError, CorpusError) as error:
            raise gr.Error(f"{error.message} {error.hint}".strip(), print_exception=False) from None
        except Exception as error:  # noqa: BLE001 - the page's edge: logged, and told without details
            log_problem(error, str(request.state.request_id))
            raise gr.Error("Something failed on our side. Try again.", print_exception=False) from None
        metrics_of(request.state).answered(answer.outcome)
        return dict(answer_json(answer))

    api(ask, api_name="ask", concurrency_limit=at_once)
