"""`POST /api/verify`: a text, or a saved answer, held against the articles, for programs.

Owns this route; the proof is `assistant.proofing`'s, the shapes are `shapes`'. Included by `server`.
"""

import threading
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from starlette.responses import JSONResponse

from assistant.errors import QuestionUnusable
from assistant.proofing import proof_json
from assistant.settings import Settings
from assistant.web.auth import Reader
from assistant.web.bodies import json_object
from assistant.web.openapi import gives, takes
from assistant.web.opening import Opening
from assistant.web.shapes import ProofsBody, VerifyRequest
from assistant.wire import narrowed, parse_bounds
from index.article import Scope


def routes(opening: Opening, settings: Settings) -> APIRouter:
    """Make the router of `/api/verify`."""
    router = APIRouter(prefix="/api", tags=["articles"])

    @router.post(
        "/verify",
        operation_id="verify",
        responses=gives(ProofsBody, "What the articles say to each sentence, in order."),
        openapi_extra=takes(VerifyRequest),
    )
    async def verify(request: Request) -> Response:
        """Hold a text, or a saved answer, against the articles: supported, contradicted or not found."""
        sent = _checked(await json_object(request))
        reader: Reader = request.state.reader
        groups = narrowed(reader.groups, sent.groups)
        stopped = threading.Event()
        footnote = opening.footnote
        try:
            if sent.answer is not None:
                proving = partial(footnote.proofs_again, sent.answer, groups=groups)
            else:
                scope = _scope(footnote.scope(groups=groups), sent, settings)
                proving = partial(footnote.proofs, sent.text or "", scope, cancelled=stopped)
            items = await footnote.run(lambda: [proof_json(proof) for proof in proving()])
        finally:
            stopped.set()
        return JSONResponse({"items": items})

    return router


def _checked(record: object) -> VerifyRequest:
    try:
        sent = VerifyRequest.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise QuestionUnusable(f"{where}: {first['msg']}.", hint='Send {"text": "..."}.') from None
    if (sent.text is None) == (sent.answer is None):
        raise QuestionUnusable("Send a text or a saved answer, one of the two.", hint='Send {"text": "..."}.')
    return sent


def _scope(scope: Scope, sent: VerifyRequest, settings: Settings) -> Scope:
    since, until = parse_bounds(sent.since, sent.until, timezone=settings.timezone)
    articles = None if sent.articles is None else frozenset(sent.articles)
    return replace(scope, since=since, until=until, source=sent.source, author=sent.author, article_ids=articles)
