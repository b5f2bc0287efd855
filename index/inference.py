"""Running a model on one text at a time; the only home of onnxruntime and tokenizers.

Owns one session and one tokenizer per model. Starts no threads (`lane` does) and knows nothing of passages or
questions: `embedding` and `rerank` bring the texts. Batch size is always 1: int8 models quantise per batch, so a
text's numbers would depend on its neighbours; on a few cores it is also the fastest way (docs/architecture.md).
"""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnusable
from index.models import ModelFiles

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PIECES_LIMIT = 512
"""Word pieces a model reads at once, its own marks included; it cuts the rest off silently."""
CHARACTERS_READ = 64 * PIECES_LIMIT
"""Longer texts are cut here before they are tokenised: far more than 512 pieces of any language."""


class Encoder:
    """One transformer with its tokenizer; each is loaded when first needed, by whichever thread comes first."""

    def __init__(self, files: ModelFiles) -> None:
        self.files = files
        self._lock = threading.Lock()
        self._tokenizer: tuple[Tokenizer, tuple[int, int]] | None = None
        self._session: Any = None

    def count_pieces(self, text: str) -> int:
        """Count a text's word pieces, without the model's own marks; loads the tokenizer only."""
        return len(self.tokenizer.encode_batch_fast([text], add_special_tokens=False)[0])

    def pieces(self, text: str, *, limit: int) -> list[int]:
        """Give the ids of a text's first word pieces, at most `limit`."""
        encoding = self.tokenizer.encode_batch_fast([text[:CHARACTERS_READ]], add_special_tokens=False)[0]
        ids: list[int] = encoding.ids
        return ids[:limit]

    def first_state(self, text: str) -> NDArray[np.float32]:
        """Give the last layer's state at the first mark ([CLS]), float32 (d,)."""
        start, end = self.marks
        ids = [start, *self.pieces(text, limit=PIECES_LIMIT - 2), end]
        states = self._forward(ids, first_part=len(ids))
        row: NDArray[np.float32] = states[0, 0]
        return row

    def logit(self, query: Sequence[int], text: str) -> float:
        """Score a text against the pieces of a query; the text alone is cut to what the model reads."""
        start, end = self.marks
        head = [start, *query, end]
        ids = [*head, *self.pieces(text, limit=PIECES_LIMIT - len(head) - 1), end]
        return float(self._forward(ids, first_part=len(head))[0, 0])

    @property
    def tokenizer(self) -> "Tokenizer":
        """The tokenizer, loaded on first use (40 ms)."""
        return self._loaded_tokenizer()[0]

    @property
    def marks(self) -> tuple[int, int]:
        """The ids of [CLS] and [SEP]."""
        return self._loaded_tokenizer()[1]

    @property
    def session(self) -> Any:  # noqa: ANN401  # onnxruntime ships no usable types; used in this module only
        """The session, loaded on first use (about 0.2 s, 60 MB)."""
        if self._session is None:
            with self._lock:
                if self._session is None:
                    self._session = _load_session(self.files)
        return self._session

    def _loaded_tokenizer(self) -> "tuple[Tokenizer, tuple[int, int]]":
        if self._tokenizer is None:
            with self._lock:
                if self._tokenizer is None:
                    self._tokenizer = _load_tokenizer(self.files)
        return self._tokenizer

    def _forward(self, ids: list[int], *, first_part: int) -> NDArray[np.float32]:
        pieces = np.array([ids], dtype=np.int64)
        types = np.zeros_like(pieces)
        types[0, first_part:] = 1
        feed = {"input_ids": pieces, "attention_mask": np.ones_like(pieces), "token_type_ids": types}
        session = self.session
        try:
            output: NDArray[np.float32] = session.run(None, feed)[0]
        except Exception as error:  # onnxruntime's errors share no base but Exception
            raise _unusable(self.files, error) from error
        return output


def _load_tokenizer(files: ModelFiles) -> "tuple[Tokenizer, tuple[int, int]]":
    import tokenizers

    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(files.tokenizer))
    except Exception as error:  # tokenizers raises bare Exception
        raise _unusable(files, error) from error
    tokenizer.no_truncation()  # one model's file says to cut at 512 and to fill up to 512: we do neither
    tokenizer.no_padding()
    start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if start is None or end is None:
        raise _unusable(files, ValueError("its tokenizer lacks [CLS] or [SEP]"))
    return tokenizer, (start, end)


def _load_session(files: ModelFiles) -> Any:  # noqa: ANN401  # untyped
    import onnxruntime  # type: ignore[import-untyped]  # ships no types

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # parallel texts, not parallel matrices: the lane has a thread per core
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(files.onnx), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base but Exception
        raise _unusable(files, error) from error


def _unusable(files: ModelFiles, error: Exception) -> ModelUnusable:
    reason = (str(error) or type(error).__name__).splitlines()[0]
    return ModelUnusable(
        f"The model {files.name} cannot be used: {reason}",
        hint="Install the program's requirements again.",
    )
