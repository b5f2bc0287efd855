"""What a client hears when something went wrong: one table from our errors to HTTP, one JSON shape.

Owns statuses, the error body of the contract and which failures carry `Retry-After`. Never a stack trace, never a
setting's value. `server` installs `problem_of` for every route; `edge` uses it for what never reaches a route.
"""

import logging
from collections.abc import Mapping

from starlette.responses import JSONResponse, Response

from assistant.errors import AssistantError, Busy
from index import errors as corpus
from index.article import JSON
from index.errors import CorpusError

_log = logging.getLogger("footnote.web")

CORPUS_STATUS: Mapping[type[CorpusError], int] = {
    CorpusError: 500,
    corpus.InputRefused: 422,
    corpus.InputMissing: 422,
    corpus.ArticleNotFound: 404,
    corpus.ArticleErased: 404,
    corpus.SourceNotFound: 404,
    corpus.SourceTaken: 409,
    corpus.CursorUnusable: 422,
    corpus.MirrorRefused: 422,
    corpus.BackupUnusable: 422,
    corpus.DataDirectoryUnusable: 500,
    corpus.DataDirectoryBusy: 503,
    corpus.ModelUnusable: 500,
    corpus.StorageFailed: 503,
    corpus.Overloaded: 503,
    corpus.Cancelled: 503,
}
RETRY_AFTER_SECONDS = 2


class RequestRefused(AssistantError):
    """A request that no route should see, or that a route cannot take as it is."""

    code = "request_refused"
    status = 400

    def __init__(self, message: str, *, status: int, code: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code


class Starting(AssistantError):
    """The articles are not open yet."""

    code = "starting"
    status = 503
    retryable = True


def status_of(error: Exception) -> int:
    """Give the HTTP status of an error; 500 for what is none of ours."""
    if isinstance(error, AssistantError):
        return error.status
    for kind in type(error).__mro__:
        if kind in CORPUS_STATUS:
            return CORPUS_STATUS[kind]
    return 500


def is_ours(error: Exception) -> bool:
    """Tell whether an error is one we foresaw, whose message is written for people."""
    return isinstance(error, AssistantError | CorpusError)


def problem_json(error: Exception, request_id: str) -> dict[str, JSON]:
    """Write an error in the contract's shape. What is none of ours says nothing of itself."""
    if isinstance(error, AssistantError | CorpusError):
        message = error.message.encode(errors="replace").decode()  # it may repeat half a character that was sent
        body: dict[str, JSON] = {"code": error.code, "message": message, "hint": error.hint}
    else:
        hint = "Try again. If it stays, give the request id to whoever runs this Footnote."
        body = {"code": "internal", "message": "Something failed on our side.", "hint": hint}
    return {"error": {**body, "request_id": request_id}}


def log_problem(error: Exception, request_id: str) -> None:
    """Log what the client is not told: the whole trace of foreign errors, one line of our own failures."""
    if not is_ours(error):
        _log.error("request %s failed", request_id, exc_info=error)
    elif status_of(error) >= 500 and not isinstance(error, Starting | Busy):  # those two are as things should be
        _log.warning("request %s: %s", request_id, error)


def problem_of(error: Exception, request_id: str) -> Response:
    """Turn any exception into the response a client gets, and log it if it was foreseen."""
    if is_ours(error):
        log_problem(error, request_id)
    status = status_of(error)
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503):
        headers["Retry-After"] = str(error.retry_after if isinstance(error, Busy) else RETRY_AFTER_SECONDS)
    return JSONResponse(problem_json(error, request_id), status_code=status, headers=headers)
