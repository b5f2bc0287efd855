"""`/api/feedback`: a reader's word on an answer comes in, and whoever runs this Footnote reads it.

Owns the two routes and their checks; the file is `assistant.feedback`'s. Included by `server`.
"""

from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from starlette.responses import JSONResponse

from assistant.feedback import Feedback
from assistant.settings import Settings
from assistant.web.auth import Reader
from assistant.web.bodies import json_object
from assistant.web.metrics import metrics_of
from assistant.web.openapi import gives, takes
from assistant.web.opening import Opening
from assistant.web.problem import RequestRefused
from assistant.web.shapes import MOST, FeedbackBody, FeedbackRequest, FeedbackStored


def routes(opening: Opening, settings: Settings) -> APIRouter:
    """Make the router of `/api/feedback`."""
    router = APIRouter(prefix="/api/feedback", tags=["feedback"])

    @router.post(
        "",
        operation_id="feedback",
        responses=gives(FeedbackStored, "The feedback is on disk.", status=201),
        openapi_extra=takes(FeedbackRequest),
        status_code=201,
    )
    async def give(request: Request) -> Response:
        """Say whether an answer was good, and why."""
        reader: Reader = request.state.reader
        sent = _checked(await json_object(request))
        said = Feedback(
            answer_id=sent.answer_id,
            rating=sent.rating,
            reason=sent.reason or None,
            comment=sent.comment or None,
            question=sent.question or None,
            user=reader.user,
            at=datetime.now(settings.timezone),
        )
        await opening.footnote.run(opening.footnote.feedback_book.add, said)
        metrics_of(request.state).feedback(said.rating)
        return JSONResponse({"stored": True}, status_code=201)

    @router.get("", operation_id="list_feedback", responses=gives(FeedbackBody, "What readers said, newest first."))
    async def read(request: Request, limit: int = 100) -> Response:
        """List what readers said, for whoever runs this Footnote."""
        items = await opening.footnote.run(partial(opening.footnote.feedback_book.newest, max(1, min(limit, MOST))))
        return JSONResponse({"items": items})

    return router


def _checked(record: object) -> FeedbackRequest:
    try:
        return FeedbackRequest.model_validate(record, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        hint = 'Send {"answer_id": "...", "rating": "up"}.'
        raise RequestRefused(f"{where}: {first['msg']}", status=422, code="feedback_unusable", hint=hint) from None
