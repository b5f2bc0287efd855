"""From one embedder to another while questions are answered: the old one answers until the new one has every vector.

Owns the thread that embeds what the following embedder lacks, and its end, the switch. What is made survives a stop:
the next start goes on. Called by `assistant.assembly`, and to its end by `footnote reindex`.
"""

import logging
import threading
from collections.abc import Callable

from index.corpus import Corpus
from index.embedding import Embeddings
from index.errors import Cancelled, CorpusError
from index.making import embed, headline

BATCH = 256
LONGEST_PAUSE = 60.0

_log = logging.getLogger(__name__)


class Changeover:
    """Makes the vectors of the embedder that is to follow, and switches to it when none is missing."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._stop = threading.Event()
        self._working = threading.Lock()
        self.trouble: CorpusError | None = None
        """Why it does not get on, while it does not."""
        self._thread: threading.Thread | None = None
        if corpus.following is not None:
            self._thread = threading.Thread(target=self._follow, name="changeover", daemon=True)

    def start(self) -> None:
        """Begin in the background, where there is something to change."""
        if self._thread is not None:
            self._thread.start()

    def close(self) -> None:
        """Stop after the batch under way; what is made stays."""
        self._stop.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join()

    def finish(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Change over now and wait for it. Raises Cancelled, and what embedding raises."""
        with self._working:
            following = self._corpus.following
            if following is None:
                return
            total, made = len(self._corpus.roster), 0
            while not self._corpus.change_embedder(following):
                for count in iter(lambda: self._batch(following), 0):
                    made += count
                    if progress is not None:
                        progress(min(made, total), total)
            _log.info("the embedder is now %s", following.key)

    def _batch(self, following: Embeddings) -> int:
        if self._stop.is_set():
            raise Cancelled("The program is closing.")
        rows = self._corpus.catalogue.without_vector(model=following.key, limit=BATCH)
        if not rows:
            return 0
        texts = {key: headline(title, following) + text for key, (title, text) in rows.items()}
        vectors = embed(texts, following, self._stop)
        if len(vectors) < len(texts):
            raise CorpusError("The following embedder gave no usable vector for some passages.")
        self._corpus.catalogue.add_vectors(vectors, model=following.key)
        return len(vectors)

    def _follow(self) -> None:
        pause = 1.0
        while not self._stop.is_set():
            try:
                self.finish()
                self.trouble = None
                return
            except Cancelled:
                return
            except CorpusError as error:
                self.trouble = error
                _log.warning("the change of the embedder does not get on: %s", error.message)
            self._stop.wait(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)
