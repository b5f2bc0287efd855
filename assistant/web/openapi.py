"""The OpenAPI document: true bodies and errors for routes that read and write their JSON themselves.

Owns how a route declares what it takes and gives (`takes`, `gives`), and the finished document. `server` installs
`document`; the shapes are `shapes`'.
"""

from collections.abc import Mapping
from functools import partial
from typing import TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from assistant.web.people_shapes import JoinRequest, PartRequest
from assistant.web.shapes import (
    ArticleRecord,
    AskRequest,
    CompletionRequest,
    FeedbackRequest,
    ProblemBody,
    SearchRequest,
    VerifyRequest,
)

Described: TypeAlias = "dict[int | str, dict[str, object]]"

_REFERENCE = "#/components/schemas/{model}"
_TAKEN: tuple[type[BaseModel], ...] = (
    AskRequest,
    SearchRequest,
    ArticleRecord,
    FeedbackRequest,
    JoinRequest,
    PartRequest,
    CompletionRequest,
    VerifyRequest,
)
_ERRORS = {
    400: "The body cannot be read.",
    401: "Nobody knows who is asking.",
    403: "The reader's role, or the page's origin, does not allow this.",
    404: "There is none, or it is not for this reader.",
    413: "The body is too large.",
    422: "The request cannot be used as it is; `message` says why.",
    429: "Too many requests; `Retry-After` says when to come back.",
    500: "Something failed on our side.",
    503: "Too many are asking, or the articles are still opening; `Retry-After` says when to come back.",
}
_WAITING = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
_ABOUT = (
    "Ask articles, and get answers in which every sentence names the words it stands on. Offsets are code points of "
    "one revision's text. Errors always have the same shape."
)


def gives(model: type[object], said: str, *, status: int = 200, stream: bool = False) -> Described:
    """Describe a route's responses: `model` on success, the contract's error otherwise."""
    success: dict[str, object] = {"model": model, "description": said}
    if stream:
        success["content"] = {"text/event-stream": {"schema": {"type": "string"}}}
    described: Described = {status: success}
    for code, reason in _ERRORS.items():
        described[code] = {"model": ProblemBody, "description": reason}
        if code in (429, 503):
            described[code]["headers"] = _WAITING
    return described


def takes(model: type[BaseModel], *, several: bool = False) -> dict[str, object]:
    """Describe a route's JSON body; `several`: a list of them, JSON lines and files are taken as well."""
    assert model in _TAKEN
    one: dict[str, object] = {"$ref": _REFERENCE.format(model=model.__name__)}
    content: dict[str, object] = {"application/json": {"schema": one}}
    if several:
        listed = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
        files = {"type": "object", "properties": {"file": {"type": "array", "items": _FILE}}, "required": ["file"]}
        content = {
            "application/json": {"schema": listed},
            "application/x-ndjson": {"schema": {"type": "string", "description": "One record a line."}},
            "multipart/form-data": {"schema": files},
        }
    return {"requestBody": {"required": True, "content": content}}


_FILE = {"type": "string", "contentMediaType": "application/octet-stream"}


def install(app: FastAPI) -> None:
    """Have the application serve this document."""
    app.openapi = partial(_document, app)  # type: ignore[method-assign]  # FastAPI's own way to replace it


def _document(app: FastAPI) -> dict[str, object]:
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=_ABOUT, routes=app.routes)
        _, taken = models_json_schema([(model, "validation") for model in _TAKEN], ref_template=_REFERENCE)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        definitions = taken["$defs"]
        assert isinstance(definitions, Mapping)
        schemas.update(definitions)
        app.openapi_schema = document
    return app.openapi_schema
