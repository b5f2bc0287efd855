"""Text that is no article: steps grow with its length, offsets stay exact, nothing falls over."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.speech import SpeechReader
from index.speech.masking import masked_sentences
from index.speech.records import Script


@pytest.fixture(scope="module")
def reader() -> SpeechReader:
    return SpeechReader()


def steps(run: Callable[[], object]) -> int:
    """Count the calls a run makes, of Python and of C."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


SHAPES = {
    "ten thousand marks": '"a" ',
    "marks only": '"',
    "never closed": "“Go on. ",
    "apostrophes": "' ",
    "one endless quotation": "word and more words. ",
    "names": "Anna Berg ",
    "many of one name": "Xaver Berg said so. ",
    "no full stop": "he said that she said ",
    "a quotation a line": "“Yes, we do.”\n\n",
    "quotations and cues": "“Go on, then,” said Anna Berg. ",
    "one sentence of quotations": "“Go on, then,” she said and ",
    "Chinese": "他说“今天很好”。",
    "code": 'if (x == "abc") { y = \'q\'; } // says "no"\n',
    "a table": '| "a" | b | "c d e" |\n',
    "a headline": "Harbour Says Things To Berg ",
    "mojibake": "â€œGo on,â€\x9d said KÃ¶hler. ",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_steps_grow_with_the_length(shape: str) -> None:
    def run(times: int) -> int:
        text = SHAPES[shape] * times
        return steps(lambda: Script(text, masked_sentences(text), {}, {}).quotes())

    run(50)
    assert run(1600) < 2.4 * run(800) + 2000


@pytest.mark.parametrize("shape", SHAPES)
def test_offsets_stay_exact(reader: SpeechReader, shape: str) -> None:
    text = SHAPES[shape] * 300
    for quote in reader.read([text])[0]:
        assert text[quote.start : quote.end] == quote.text


@given(
    st.lists(
        st.sampled_from(
            [
                "“",
                "”",
                '"',
                "''",
                "'",
                "’",
                "‘",
                " ",
                "\n\n",
                ". ",
                ", ",
                "said",
                "Anna Berg",
                "he",
                "that",
                "the dam",
                "ق",
                "好",
                "é",
            ]
        ),
        max_size=60,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_text_gives_exact_offsets(reader: SpeechReader, parts: list[str]) -> None:
    text = " ".join(parts)
    for quote in reader.read([text])[0]:
        assert text[quote.start : quote.end] == quote.text
        assert quote.start < quote.end
        if quote.cue is not None:
            assert text[quote.cue.start : quote.cue.end] == quote.cue.text
        if quote.speaker.mention is not None:
            assert text[quote.speaker.start : quote.speaker.end] == quote.speaker.mention
