"""What has changed between two revisions, as markup: only the paragraphs that differ, words gone and new.

Owns that markup. Called by `article_page`.
"""

from html import escape

from assistant.differences import Piece, paragraph_differences

_TAGS = {"gone": "del", "new": "ins"}


def changes_html(before: str, after: str) -> str:
    """Write the paragraphs that differ, folded away; empty where nothing does."""
    changed = [one for one in paragraph_differences(before, after) if any(piece.change != "same" for piece in one)]
    if not changed:
        return ""
    shown = "".join(
        f'<p class="fn-text" dir="auto">{"".join(_piece_html(piece) for piece in one)}</p>' for one in changed
    )
    return f'<details class="fn-changes"><summary>What has changed since</summary>{shown}</details>'


def _piece_html(piece: Piece) -> str:
    words = escape(piece.text.rstrip("\n"), quote=False)
    tag = _TAGS.get(piece.change)
    return f"<{tag}>{words}</{tag}>" if tag and words else words
