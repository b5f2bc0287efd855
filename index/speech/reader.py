"""Text in, speech out: the way through masking, parsing, candidates, names and records.

Owns the order of the steps and the records; each step's rules are in its own module. Called by `index.ingest`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from index.article import Quote
from index.speech.cues import holds_cue, words_of
from index.speech.given import given_names
from index.speech.masking import Sentence, masked_sentences
from index.speech.nouns import holds_noun
from index.speech.parsing import Parser
from index.speech.records import Script, unattributed

VERSION = "10"


class SpeechReader:
    """Read who said what out of articles. Loads its model at the first English text that holds speech."""

    def __init__(self, model: Path | None = None) -> None:
        self._parser = Parser(model)
        self._sexes: dict[str, str] | None = None

    @property
    def key(self) -> str:
        """What goes with stored quotes; raised whenever the same text would give other quotes."""
        return VERSION

    def read(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> list[tuple[Quote, ...]]:
        """Give the speech of each text, in order of place; of a text that is not English, direct quotations only."""
        if self._sexes is None:
            self._sexes = given_names()
        split = [masked_sentences(text) for text in texts]
        english = [_is_english(text, languages[i] if languages else "en") for i, text in enumerate(texts)]
        wanted = [
            (i, k)
            for i, sentences in enumerate(split)
            if english[i]
            for k, sentence in enumerate(sentences)
            if worth_parsing(sentence) or (k + 1 < len(sentences) and leads_to(sentences[k + 1]))
        ]
        docs = (
            dict(zip(wanted, self._parser.parse([split[i][k].text for i, k in wanted]), strict=True)) if wanted else {}
        )
        out: list[tuple[Quote, ...]] = []
        for i, text in enumerate(texts):
            if not english[i]:
                out.append(unattributed(text, split[i]))
                continue
            script = Script(
                text, split[i], {k: docs[i, k] for k in range(len(split[i])) if (i, k) in docs}, self._sexes
            )
            out.append(script.quotes())
        return out


_FUNCTION_WORD = re.compile(
    r"\b(?:the|of|and|to|that|he|she|said|was|is|with|by|from|they|you|his|her|this|it)\b", re.I
)


def _is_english(text: str, language: str) -> bool:
    """Tell whether the rules apply: a record may call anything English, or have been given that for want of better."""
    start = text[:4000]
    words = start.count(" ") + 1
    if not language.lower().startswith("en"):
        return False
    letters = sum(c.isalpha() for c in start)
    if sum(c.isascii() and c.isalpha() for c in start) < 0.7 * letters:
        return False
    return words < 30 or len(_FUNCTION_WORD.findall(start)) > words // 20


def worth_parsing(sentence: Sentence) -> bool:
    """Tell whether a sentence may hold speech that its grammar must decide."""
    if (sentence.quotations and not sentence.bare()) or sentence.text.rstrip().endswith(":"):
        return True
    words = words_of(sentence.text)
    return holds_cue(words) or holds_noun(words)


def leads_to(following: Sentence) -> bool:
    """Tell whether what follows opens with a quotation in the same paragraph: "The mayor turned round. “…”"."""
    return not following.opens_paragraph and bool(following.quotations) and following.quotations[0].start == 0
