"""What an article is made into before it is stored: passages, their vectors, its speech.

    document -> canonical text -> made before? -> passages -> vectors, speech -> `Prepared`

Owns these steps and the recipe that names them. Commits nothing. Used by `ingest` for what comes in and by `check` for
what must be made again.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import numpy as np

from index.article import Article, CanonicalText, Document, Quote, Refusal, Span
from index.canonical import canonicalise
from index.catalogue import Catalogue, Prepared, revision_of
from index.embedding import Embeddings
from index.errors import CorpusError, InputRefused, ModelUnusable
from index.splitting import split

RECIPE_VERSION = 1
"""Raised when the same text would give other passages: stored articles are then made again when next ingested."""
TITLE_PIECES = 64
"""Word pieces of a headline that are embedded with every passage; a longer one is cut."""

UNIT = 1e-2
"""How far from one a vector's length may be; further away it is no vector the embedder promised."""

_log = logging.getLogger(__name__)


class SpeechIndexer(Protocol):
    """Find the speech in articles (`index.speech`, or nothing where it is switched off)."""

    @property
    def key(self) -> str:
        """What goes with stored quotes: those of another key are made again."""
        ...

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[tuple[Quote, ...]]:
        """Give the quotes of each text, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A document with its canonical text and passages. `passages` pairs each span with the key of its vector.

    `texts` is what is embedded: headline and passage. Both are empty where the article was made before.
    """

    document: Document
    canonical: CanonicalText
    text_sha256: str
    passages: tuple[tuple[Span, bytes], ...] = ()
    texts: tuple[str, ...] = ()


Made: TypeAlias = Prepared | Refusal


class Making:
    """Makes articles ready to be stored. Safe to share between threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        embeddings: Callable[[], Embeddings],
        *,
        speech: SpeechIndexer | None,
        count_tokens: Callable[[str], int],
        passage_tokens: int,
    ) -> None:
        """`embeddings` gives the embedder whose vectors count at that moment: it may be changed while we run."""
        self._catalogue = catalogue
        self._embeddings = embeddings
        self._speech = speech
        self._count_tokens = count_tokens
        self._passage_tokens = passage_tokens
        # One thread for the one parser, always the same: what it takes would not come back from the heaps of many.
        self._listening = ThreadPoolExecutor(max_workers=1, thread_name_prefix="listening")
        self._spoken = "off" if speech is None else speech.key

    def _recipe(self, embeddings: Embeddings) -> str:
        return f"passages {RECIPE_VERSION}.{self._passage_tokens} {embeddings.key} speech {self._spoken}"

    def read(self, document: Document, *, again: bool) -> Incoming | Refusal:
        """Make canonical text and passages; refuse a document that has none.

        `again`: make them even where the catalogue has them from the same text (it may be changing just now).
        """
        try:
            canonical = canonicalise(document.text)
            if not canonical.text.strip():
                raise InputRefused("it holds no text.", hint="Check the file; a scan must be recognised (OCR) first.")
            return self._incoming(document, canonical, again=again)
        except InputRefused as refused:
            return Refusal(input=document.input, reason=refused.message, hint=refused.hint)
        except CorpusError:
            raise
        except Exception as error:  # noqa: BLE001  # one article that trips us must not keep out the others
            _log.exception("%s could not be cut into passages", document.input)
            return _refusal(document, f"it could not be cut into passages ({type(error).__name__}).")

    def _incoming(self, document: Document, canonical: CanonicalText, *, again: bool) -> Incoming:
        text_sha256 = hashlib.sha256(canonical.text.encode()).hexdigest()
        made = None if again else self._catalogue.made(document.id)
        embeddings = self._embeddings()
        same = (revision_of(text_sha256), document.title, self._recipe(embeddings))
        if made is not None and (made.revision, made.title, made.recipe) == same:
            return Incoming(document=document, canonical=canonical, text_sha256=text_sha256)
        title = headline(document.title, embeddings)
        spans = split(
            canonical.text,
            budget=self._passage_tokens,
            counter=self._count_tokens,
            pieces_limit=embeddings.pieces_limit - TITLE_PIECES,
            count_pieces=embeddings.count_pieces,
        )
        if not spans:
            raise InputRefused("it holds no words.", hint="An article needs a text.")
        texts = tuple(title + canonical.text[span.start : span.end] for span in spans)
        keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        return Incoming(
            document=document,
            canonical=canonical,
            text_sha256=text_sha256,
            passages=tuple(zip(spans, keys, strict=True)),
            texts=texts,
        )

    def make(self, batch: Sequence[Incoming | Refusal], stop: threading.Event) -> list[Made]:
        """Add vectors and speech, one result for each of the batch, in order. Raises Cancelled when `stop` is set."""
        made = [one for one in batch if isinstance(one, Incoming) and one.texts]
        embeddings = self._embeddings()
        listening = self._listening.submit(self._listen, made)  # the grammar is read while the vectors are made
        try:
            vectors = self._embed(made, embeddings, stop)
            spoken = listening.result()
        finally:
            listening.cancel()
        return [
            one if isinstance(one, Refusal) else self._finished(one, embeddings, vectors, spoken.get(id(one), ()))
            for one in batch
        ]

    def foresee(self, batch: Sequence[Incoming | Refusal]) -> list[Made]:
        """Add speech but no vectors, in order: what storing would do can be told without embedding."""
        spoken = self._listening.submit(
            self._listen, [one for one in batch if isinstance(one, Incoming) and one.texts]
        ).result()
        return [
            one if isinstance(one, Refusal) else self._with_speech(one, None, spoken.get(id(one), ())) for one in batch
        ]

    def _finished(
        self,
        one: Incoming,
        embeddings: Embeddings,
        vectors: Mapping[bytes, bytes],
        quotes: tuple[Quote, ...] | None,
    ) -> Prepared | Refusal:
        if any(key not in vectors for _, key in one.passages):
            return _refusal(one.document, "the embedder gave no usable vector for a part of it.")
        made = self._with_speech(one, embeddings, quotes)
        if isinstance(made, Refusal):
            return made
        return replace(made, vectors={key: vectors[key] for _, key in one.passages})

    def _with_speech(self, one: Incoming, embeddings: Embeddings | None, quotes: tuple[Quote, ...] | None) -> Made:
        if quotes is None:
            return _refusal(one.document, "who said what in it could not be read; FOOTNOTE_SPEECH=off leaves that out.")
        embeddings = embeddings or self._embeddings()
        return Prepared(
            quotes=quotes,
            document=one.document,
            canonical=one.canonical,
            revision=revision_of(one.text_sha256),
            text_sha256=one.text_sha256,
            recipe=self._recipe(embeddings),
            passages=one.passages,
            model=embeddings.key,
        )

    def _embed(self, made: Sequence[Incoming], embeddings: Embeddings, stop: threading.Event) -> Mapping[bytes, bytes]:
        """Give the vectors of all passages, also those stored before: their last user may be removed meanwhile."""
        wanted: dict[bytes, str] = {}
        for one in made:
            wanted.update((key, text) for (_, key), text in zip(one.passages, one.texts, strict=True))
        known = self._catalogue.known_vectors(list(wanted), model=embeddings.key)
        missing = {key: text for key, text in wanted.items() if key not in known}
        if not missing:
            return known
        return known | embed(missing, embeddings, stop)

    def _listen(self, made: Sequence[Incoming]) -> Mapping[int, tuple[Quote, ...] | None]:
        """Give the quotes by identity of the incoming article; None where reading them failed."""
        if self._speech is None or not made:
            return {}
        try:
            found = self._quotes(self._speech, made)
        except CorpusError:
            raise
        except Exception:  # noqa: BLE001  # find out which article it was, so that the others go on
            _log.warning("the speech of a batch could not be read; trying one by one")
            return {id(one): self._quotes_alone(self._speech, one) for one in made}
        return {id(one): quotes for one, quotes in zip(made, found, strict=True)}

    def _quotes(self, speech: SpeechIndexer, made: Sequence[Incoming]) -> list[tuple[Quote, ...]]:
        return speech.read([one.canonical.text for one in made], [one.document.language or "en" for one in made])

    def _quotes_alone(self, speech: SpeechIndexer, one: Incoming) -> tuple[Quote, ...] | None:
        try:
            return self._quotes(speech, [one])[0]
        except CorpusError:
            raise
        except Exception:  # noqa: BLE001  # told as the article's refusal
            _log.exception("the speech in %s could not be read", one.document.input)
            return None

    def again(self, article: Article) -> Made:
        """Make a stored article anew from its stored text, as it stands."""
        document = Document(
            id=article.id,
            text=article.text,
            input=article.origin,
            raw_sha256="",
            title=article.title,
            language=article.language,
        )
        canonical = CanonicalText(text=article.text, page_starts=article.page_starts)
        return self.make([self._incoming(document, canonical, again=True)], threading.Event())[0]


def headline(title: str | None, embeddings: Embeddings) -> str:
    """Give what is embedded before the words of each passage."""
    if not title:
        return ""
    while embeddings.count_pieces(title) > TITLE_PIECES - 1:
        title = title[: len(title) * 3 // 4]
    return title + "\n"


def embed(texts: Mapping[bytes, str], embeddings: Embeddings, stop: threading.Event) -> dict[bytes, bytes]:
    """Give the vectors of texts as they are stored (float16); a text whose vector is unusable is missing."""
    matrix = embeddings.embed_passages(list(texts.values()), cancelled=stop)
    if matrix.shape != (len(texts), embeddings.dimensions):
        raise ModelUnusable(f"The embedder gave vectors of shape {matrix.shape} for {len(texts)} passages.")
    with np.errstate(all="ignore"):
        usable = np.abs(np.linalg.norm(matrix, axis=1) - 1.0) < UNIT
    return {key: matrix[at].astype("<f2").tobytes() for at, key in enumerate(texts) if usable[at]}


def _refusal(document: Document, reason: str) -> Refusal:
    return Refusal(input=document.input, reason=reason, hint="The log has the details.")
