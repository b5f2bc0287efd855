"""The chat page, made with Gradio. Importing this package imports Gradio, which takes seconds: `front` does it late.

`page` lays out and wires, `conversation` turns answers into what stands on the page, `library` is the second tab,
`theme` the colours and fonts. Gradio is known here and nowhere else.
"""

from assistant.web.chat.page import build_page

__all__ = ["build_page"]
