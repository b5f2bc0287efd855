"""The errors of `assistant`: what a person or a program did that we cannot answer, and what failed outside.

The second of the two families (`index.errors` is the other). Both carry `code`, `message`, `hint`, `retryable` and
`exit_code`; `web/server.py` maps them to HTTP statuses, `cli.py` to exit codes.
"""


class AssistantError(Exception):
    """Say what went wrong with a question, a setting or a language model, and what to do about it."""

    code = "assistant_error"
    exit_code = 1
    status = 500
    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class QuestionUnusable(AssistantError):
    """The question is empty, over-long, or its fields have the wrong type."""

    code = "question_unusable"
    exit_code = 2
    status = 422


class SettingsContradict(AssistantError):
    """A setting is unknown, malformed, or contradicts another; the message names it."""

    code = "settings_contradict"
    exit_code = 2


class AccessRefused(AssistantError):
    """The person may not do this at all (missing role). What they may not *see* is `ArticleNotFound`, never this."""

    code = "access_refused"
    status = 403


class Unidentified(AssistantError):
    """Nobody knows who is asking: no token, no header, or one that does not hold."""

    code = "unidentified"
    status = 401


class IssuerUnreachable(AssistantError):
    """The keys that would check a token cannot be had."""

    code = "issuer_unreachable"
    status = 503
    retryable = True


class Busy(AssistantError):
    """More people are asking than can be answered in time. `retry_after` is in seconds."""

    code = "busy"
    status = 503
    retryable = True

    def __init__(self, message: str, *, hint: str = "", retry_after: int) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class TooMany(Busy):
    """One person, or one address, asks more than is allowed in a time."""

    code = "too_many_requests"
    status = 429
