"""Where the page shows markup of ours.

Owns how Gradio is told to show it, and the line that says what was refused. Other markup comes from `render` and its
neighbours. Used by every tab.
"""

import gradio as gr

from assistant.errors import AssistantError
from assistant.web.escaping import escaped
from index.errors import CorpusError


def shown_markup(markup: str = "", *, elem_id: str | None = None) -> gr.Markdown:
    """Place markup: Gradio sanitises it, and typesets nothing. `$$` in a title is no formula."""
    return gr.Markdown(markup, elem_id=elem_id, container=False, latex_delimiters=[])


def refused_markup(error: AssistantError | CorpusError) -> str:
    """Write why something was refused, and what to do."""
    return f'<p class="fn-status" role="status">{escaped(f"{error.message} {error.hint}".strip())}</p>'
