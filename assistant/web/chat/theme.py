"""How the chat page looks through Gradio's own variables: paper, ink, one accent, the system's fonts.

Owns colours and fonts that Gradio's components take from a theme; the rest is `static/chat.css`, which uses the same
palette. Fonts are the reader's own, so that no host is asked for one.
"""

import gradio as gr
from gradio.themes.utils import sizes

_SANS = ["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Noto Sans", "sans-serif"]
_MONO = ["ui-monospace", "SF Mono", "Consolas", "monospace"]

_ACCENT = gr.themes.Color(
    c50="#fbf1ee", c100="#f6e0da", c200="#ecc2b7", c300="#e0a08f", c400="#cf6f57", c500="#a83a28", c600="#8a2b1d",
    c700="#74241a", c800="#5d1e16", c900="#481812", c950="#2c0e0a", name="footnote",
)  # fmt: skip
_NEUTRAL = gr.themes.Color(
    c50="#fdfcfa", c100="#f7f4ee", c200="#ece7dd", c300="#dcd5c8", c400="#aaa397", c500="#7d776c", c600="#6a665f",
    c700="#4a463f", c800="#2a2824", c900="#1e1d1a", c950="#171614", name="paper",
)  # fmt: skip


def theme() -> gr.themes.Base:
    """Make the theme."""
    return gr.themes.Base(
        primary_hue=_ACCENT,
        secondary_hue=_ACCENT,
        neutral_hue=_NEUTRAL,
        text_size=sizes.text_md,
        radius_size=sizes.radius_md,
        font=_SANS,
        font_mono=_MONO,
    ).set(
        body_background_fill="#fdfcfa",
        body_background_fill_dark="#171614",
        body_text_color="#1c1b19",
        body_text_color_dark="#e8e4dc",
        body_text_color_subdued="#6a665f",
        body_text_color_subdued_dark="#a19b90",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        block_shadow_dark="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_border_width="0px",
        block_label_border_width_dark="0px",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f1e1b",
        input_border_color="#dcd5c8",
        input_border_color_dark="#3b3833",
        border_color_primary="#e4dfd6",
        border_color_primary_dark="#35322d",
        link_text_color="#8a2b1d",
        link_text_color_dark="#f0a592",
        link_text_color_hover="#8a2b1d",
        link_text_color_hover_dark="#f0a592",
        link_text_color_visited="#8a2b1d",
        link_text_color_visited_dark="#f0a592",
        button_primary_background_fill="#8a2b1d",
        button_primary_background_fill_dark="#a83a28",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
    )
