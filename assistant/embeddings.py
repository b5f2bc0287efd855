"""Embeddings from an OpenAI-compatible endpoint, behind the same seam as the local ones.

Owns the requests, their limits and their failures. `index` knows no endpoint: `assembly` hands this to it. What is
stored goes with the model's name and the length of its vectors, not with the endpoint that served them.
"""

import threading
from collections.abc import Callable, Sequence
from time import monotonic

import numpy as np
import openai
from numpy.typing import NDArray

from index.errors import Cancelled, ModelUnusable, Overloaded

TEXTS_A_REQUEST = 64
PATIENCE_SECONDS = 30.0
QUERY_PATIENCE_SECONDS = 8.0
"""A person waits for a question's vector."""
PIECES = 510
"""No passage is made longer than what the smallest of the usual models reads."""


class RemoteEmbeddings:
    """An embedding model of an OpenAI-compatible endpoint."""

    pieces_limit = PIECES

    def __init__(self, model: str, client: openai.OpenAI, *, key: str, count_tokens: Callable[[str], int]) -> None:
        """Ask the endpoint once, for the length of its vectors. Raises ModelUnusable when it does not answer."""
        self._model = model
        self._client = client
        self._count_tokens = count_tokens
        self.dimensions = len(self._request(["length"], patience=QUERY_PATIENCE_SECONDS)[0])
        self.key = f"{key}:{self.dimensions}"

    def count_pieces(self, text: str) -> int:
        """Count tokens; the endpoint's own count is near enough to this for a limit."""
        return self._count_tokens(text)

    def embed_passages(self, texts: Sequence[str], *, cancelled: threading.Event | None = None) -> NDArray[np.float32]:
        """Embed passages some at a time; see the protocol."""
        rows: list[NDArray[np.float32]] = []
        for begin in range(0, len(texts), TEXTS_A_REQUEST):
            if cancelled is not None and cancelled.is_set():
                raise Cancelled("The embedding was stopped.")
            rows += self._request(texts[begin : begin + TEXTS_A_REQUEST], patience=PATIENCE_SECONDS)
        return np.stack(rows) if rows else np.empty((0, self.dimensions), dtype=np.float32)

    def embed_query(
        self, text: str, *, deadline: float | None = None, cancelled: threading.Event | None = None
    ) -> NDArray[np.float32]:
        """Embed a question; see the protocol."""
        if cancelled is not None and cancelled.is_set():
            raise Cancelled("The question was stopped.")
        left = QUERY_PATIENCE_SECONDS if deadline is None else min(QUERY_PATIENCE_SECONDS, deadline - monotonic())
        if left <= 0:
            raise Overloaded("There was no time left to embed the question.", hint="Ask again in a moment.")
        return self._request([text], patience=left)[0]

    def _request(self, texts: Sequence[str], *, patience: float) -> list[NDArray[np.float32]]:
        client = self._client.with_options(timeout=patience)
        try:
            made = client.embeddings.create(model=self._model, input=list(texts), encoding_format="float")
        except openai.OpenAIError as error:
            raise unusable(error, self._model) from error
        rows = [np.asarray(one.embedding, dtype=np.float32) for one in sorted(made.data, key=lambda one: one.index)]
        lengths = {len(row) for row in rows}
        if len(rows) != len(texts) or len(lengths) != 1 or 0 in lengths:
            raise ModelUnusable(f"The embedding model “{self._model}” gave {len(rows)} vectors for {len(texts)} texts.")
        return [row / max(float(np.linalg.norm(row)), 1e-12) for row in rows]


FOREIGN: tuple[tuple[type[openai.OpenAIError], str, str], ...] = (
    (openai.APITimeoutError, "did not answer in time", "Try again, or unset FOOTNOTE_EMBEDDER."),
    (openai.APIConnectionError, "cannot be reached", "Check OPENAI_BASE_URL and the network."),
    (openai.AuthenticationError, "refused the key", "Check OPENAI_API_KEY."),
    (openai.PermissionDeniedError, "does not allow this model", "Check the key's rights and FOOTNOTE_EMBEDDER."),
    (openai.NotFoundError, "does not know the model", "Check FOOTNOTE_EMBEDDER and OPENAI_BASE_URL."),
    (openai.RateLimitError, "is asked too often", "Try again in a moment."),
    (openai.OpenAIError, "failed", "Try again; the log has the details."),
)
"""What the client raises, the first that fits, and what we say. Its own words are left out: they may hold the key."""


def unusable(error: openai.OpenAIError, model: str) -> ModelUnusable:
    """Say in our words why an endpoint gave no vectors."""
    said, hint = next((said, hint) for kind, said, hint in FOREIGN if isinstance(error, kind))
    return ModelUnusable(f"The endpoint of the embedding model “{model}” {said}.", hint=hint)
