"""What can go wrong with a language model, in words for people: one table from the client's errors to ours.

Owns that table, the notices' codes, and keeping keys out of everything that is told. Called by `models`; `writing`
shows the failure as a notice and answers with the articles' own words.
"""

import json
import re
from collections.abc import Mapping
from typing import ClassVar

from assistant.errors import AssistantError

_CONTEXT = re.compile(
    r"context.?(?:length|window|size)|maximum context|n_ctx|too many tokens|prompt is too long|input tokens exceed",
    re.IGNORECASE,
)
_KEY = re.compile(r"\b(?:sk|pk|key)-[\w*-]{3,}|Bearer\s+\S+", re.IGNORECASE)
TOLD = 160
"""Characters of a server's own words that are passed on."""


class ModelFailed(AssistantError):
    """The language model gave nothing that can be used.

    `told`: what the server said, keys masked, for deciding only. `retry_after`: seconds it asks to wait.
    """

    code = "model_failed"
    status = 502
    retryable = False

    def __init__(self, message: str, *, hint: str = "", told: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.told = told
        self.retry_after = retry_after

    @staticmethod
    def refused() -> "ModelFailed":
        """Make the failure of a model, or a filter before it, that declined to answer."""
        return ModelDeclined("The language model declined to answer.")


class ModelUnreachable(ModelFailed):
    """Nobody answers at the endpoint."""

    code = "model_unreachable"
    retryable = True


class ModelKeyRefused(ModelFailed):
    """The endpoint does not accept the key."""

    code = "model_key_refused"


class ModelMissing(ModelFailed):
    """The endpoint does not know the model, or is no such endpoint."""

    code = "model_missing"


class ModelBusy(ModelFailed):
    """The endpoint, or we, have too much to do."""

    code = "model_busy"
    retryable = True


class ModelBroken(ModelFailed):
    """The endpoint failed by its own account."""

    code = "model_broken"
    retryable = True


class ModelSlow(ModelFailed):
    """Nothing came in time."""

    code = "model_slow"


class ModelRejected(ModelFailed):
    """The endpoint does not take the request as it is."""

    code = "model_rejected"


class ModelOverflows(ModelFailed):
    """The prompt is longer than the model reads."""

    code = "model_context"


class ModelGarbled(ModelFailed):
    """What came back cannot be read."""

    code = "model_garbled"


class ModelDeclined(ModelFailed):
    """The model, or a filter before it, declined."""

    code = "model_declined"


class _Table:
    """The client's exception by name, nearest class first; the names stand in openai's and httpx2's documentation."""

    rows: ClassVar[Mapping[str, tuple[type[ModelFailed], str, str]]] = {
        "APITimeoutError": (ModelSlow, "The language model did not answer in time.", "Is it loaded? Is it too large?"),
        "TimeoutException": (ModelSlow, "The language model went silent in the middle.", "Try again."),
        "APIConnectionError": (
            ModelUnreachable,
            "The language model cannot be reached.",
            "Check OPENAI_BASE_URL, and whether the server runs.",
        ),
        "AuthenticationError": (ModelKeyRefused, "The endpoint refuses the key (401).", "Check OPENAI_API_KEY."),
        "PermissionDeniedError": (
            ModelKeyRefused,
            "The key may not use this model (403).",
            "Check OPENAI_API_KEY and FOOTNOTE_MODEL.",
        ),
        "NotFoundError": (
            ModelMissing,
            "The endpoint does not know this model, or is no OpenAI-compatible one (404).",
            "Check FOOTNOTE_MODEL and OPENAI_BASE_URL; most base addresses end in /v1.",
        ),
        "RateLimitError": (ModelBusy, "The endpoint takes no more requests at the moment (429).", "Try again later."),
        "InternalServerError": (ModelBroken, "The endpoint failed.", "Try again later."),
        "BadRequestError": (ModelRejected, "The endpoint does not take the request.", "docs/models.md may help."),
        "UnprocessableEntityError": (
            ModelRejected,
            "The endpoint does not take the request.",
            "docs/models.md may help.",
        ),
        "APIStatusError": (ModelRejected, "The endpoint does not take the request.", "docs/models.md may help."),
        "APIError": (ModelBroken, "The endpoint failed in the middle of its answer.", "Try again later."),
        "RemoteProtocolError": (ModelBroken, "The connection broke in the middle of the answer.", "Try again."),
        "TransportError": (ModelUnreachable, "The connection to the language model broke.", "Try again."),
        "JSONDecodeError": (ModelGarbled, "The language model's answer cannot be read.", "Is this the right address?"),
    }


def failure_of(error: Exception, key: str | None) -> ModelFailed:
    """Translate what the client raised; whatever the table does not know counts as an answer that cannot be read."""
    kind, message, hint = next(
        (_Table.rows[one.__name__] for one in type(error).__mro__ if one.__name__ in _Table.rows),
        (ModelGarbled, "The language model's answer cannot be read.", "Is this the right address?"),
    )
    told = _told(error, key)
    if kind in (ModelRejected, ModelBroken) and _CONTEXT.search(told):
        kind, message = ModelOverflows, "The question and its sources are longer than the language model reads."
        hint = "Set FOOTNOTE_MODEL_CONTEXT to the number of tokens the server really gives the model."
    elif told and kind in (ModelRejected, ModelMissing, ModelBroken):
        message = f"{message} It says: “{told[:TOLD]}”"
    failure = kind(message, hint=hint, told=told.lower(), retry_after=retry_after(error))
    if kind is ModelBusy and failure.retry_after:
        failure.hint = f"It asks to wait {failure.retry_after:.0f} seconds."
    return failure


def retry_after(error: Exception) -> float | None:
    """Read how many seconds a server asks to wait, where it does."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:
        return None  # none, or a date: then our own patience decides


def _told(error: Exception, key: str | None) -> str:
    """Give the server's own words: on one line, without anything that looks like a key."""
    body = getattr(error, "body", None)
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        body = inner.get("message", inner) if isinstance(inner, Mapping) else inner
    if body is None or not isinstance(error, Exception) or type(error).__module__.startswith("json"):
        return ""
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    if text.lstrip().startswith("<"):
        return ""  # a page for people, of a proxy or of something else altogether
    if key:
        text = text.replace(key, "***")
    return " ".join(_KEY.sub("***", text).split())
