"""Words that are not ours, as element content and as attributes: in markup they stay data, whatever they hold.

Owns the escaping of every writer of markup that a Markdown host may show. Line ends become references, so that such a
host sees one HTML block and takes no blank line of an article for its end. Called by `render` and its neighbours.
"""

from html import escape


def escaped(words: str) -> str:
    """Escape for element content."""
    return _one_block(escape(words, quote=False))


def in_attribute(words: str) -> str:
    """Escape for the value of an attribute in quotation marks."""
    return _one_block(escape(words, quote=True))


def _one_block(markup: str) -> str:
    return markup.replace("\r", "&#13;").replace("\n", "&#10;")
