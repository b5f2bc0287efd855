"""A chosen sentence made fit to stand alone: no dash in front, no quotation that was opened before it.

Owns where the shown words begin. They stay one contiguous stretch of the article. Called by `drafting`.
"""

from index.article import Span
from index.quotemarks import quotations

FURTHEST = 240
"""Characters before a sentence that are taken along to show where its quotation begins."""
_IN_FRONT = "–—-•*· \t\n"


def whole_words(text: str, span: Span) -> Span:
    """Give the stretch to show for the sentence `text[span]`: from where the quotation it ends was opened, if near."""
    start = span.start
    while start < span.end and text[start] in _IN_FRONT:
        start += 1
    begin = max(0, text.rfind("\n\n", 0, span.start))
    around = text[begin : span.end]
    for quotation in quotations(around):
        opened, closed = begin + quotation.start, begin + quotation.end
        if quotation.closed and opened < start < closed <= span.end and start - opened <= FURTHEST:
            return Span(start=opened, end=span.end)
    return Span(start=min(start, span.end - 1), end=span.end)
