import pytest

from assistant.whole_words import whole_words
from index.article import Span


@pytest.mark.parametrize(
    ("text", "sentence", "shown"),
    [
        ("PARIS\n\n– The army held talks.", "– The army held talks.", "The army held talks."),
        ("“The windows fell. We ran,” said Ada Holm.", "We ran,” said Ada Holm.",
         "“The windows fell. We ran,” said Ada Holm."),
        ("“We ran,” said Ada Holm.", "“We ran,” said Ada Holm.", "“We ran,” said Ada Holm."),
        ("“Far. " + "Far away. " * 40 + "We ran,” said Ada.", "We ran,” said Ada.", "We ran,” said Ada."),
        ("“A first one.”\n\nA plain sentence.", "A plain sentence.", "A plain sentence."),
        ("– – –", "– – –", "–"),
    ],
)  # fmt: skip
def test_where_the_shown_words_begin(text, sentence, shown):
    start = text.rindex(sentence)
    span = whole_words(text, Span(start=start, end=start + len(sentence)))
    assert text[span.start : span.end] == shown
