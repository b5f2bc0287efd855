"""`/api/people`: who is quoted, what each said, and which names an editor calls one person.

Owns the routes and their parameters; the work is `assistant.quoted_people`'s. Included by `server`.
"""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from assistant.errors import QuestionUnusable
from assistant.quoted_people import join_json, person_json, timeline_json
from assistant.web.auth import Reader
from assistant.web.bodies import json_object
from assistant.web.openapi import gives, takes
from assistant.web.opening import Opening
from assistant.web.people_shapes import (
    JoinedBody,
    JoinRequest,
    JoinsBody,
    PartedBody,
    PartRequest,
    PeopleBody,
    TimelineBody,
    UndoneBody,
)
from assistant.web.shapes import MOST
from assistant.wire import narrowed
from index.article import Scope


class PeopleQuery(BaseModel):
    """Whom to list."""

    name: str | None = Field(None, description="However it is spelt; a beginning is enough.")
    groups: list[str] | None = None
    limit: int = Field(50, ge=1, le=MOST)


class TimelineQuery(BaseModel):
    """What of somebody's words to list."""

    about: str | None = Field(None, description="Only what holds all these words.")
    groups: list[str] | None = None


def routes(opening: Opening) -> APIRouter:
    """Make the router of `/api/people`."""
    router = APIRouter(prefix="/api/people", tags=["people"])

    def scope(request: Request, groups: list[str] | None) -> Scope:
        reader: Reader = request.state.reader
        return opening.footnote.scope(groups=narrowed(reader.groups, groups))

    @router.get("", operation_id="people", responses=gives(PeopleBody, "Who is quoted, most quoted first."))
    async def people(request: Request, asked: Annotated[PeopleQuery, Query()]) -> Response:
        """List who is quoted."""
        footnote = opening.footnote
        listing = partial(footnote.people.listed, scope(request, asked.groups), name=asked.name)
        found = await footnote.run(listing)
        items = [person_json(person) for person in found[: asked.limit]]
        return JSONResponse({"items": items, "total": len(found)})

    @router.get(
        "/joins", operation_id="joins", responses=gives(JoinsBody, "What editors joined and parted, newest first.")
    )
    async def joins(request: Request) -> Response:
        """List which people editors joined or parted."""
        footnote = opening.footnote
        found = await footnote.run(footnote.people.joins, scope(request, None))
        return JSONResponse({"items": [join_json(join) for join in found]})

    @router.post(
        "/joins",
        operation_id="join_people",
        responses=gives(JoinedBody, "They are one person from now on.", status=201),
        openapi_extra=takes(JoinRequest),
        status_code=201,
    )
    async def join(request: Request) -> Response:
        """Call people one person, by their ids."""
        ids = (await json_object(request)).get("people")
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise QuestionUnusable("people: a list of ids is meant.", hint='Send {"people": ["…", "…"]}.')
        footnote = opening.footnote
        number = await footnote.run(footnote.people.join, scope(request, None), [str(one) for one in ids])
        return JSONResponse({"joined": number}, status_code=201)

    @router.post(
        "/partings",
        operation_id="part_people",
        responses=gives(PartedBody, "They are two people from now on.", status=201),
        openapi_extra=takes(PartRequest),
        status_code=201,
    )
    async def part(request: Request) -> Response:
        """Call who speaks in some articles somebody else than their namesake."""
        sent = await json_object(request)
        person, ids = sent.get("person"), sent.get("articles")
        if not isinstance(person, str) or not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise QuestionUnusable(
                "person, articles: an id and a list of article ids are meant.",
                hint='Send {"person": "…", "articles": ["…"]}.',
            )
        footnote = opening.footnote
        parting = partial(footnote.people.part, scope(request, None), person, [str(one) for one in ids])
        return JSONResponse({"parted": await footnote.run(parting)}, status_code=201)

    @router.delete("/joins/{number}", operation_id="undo_join", responses=gives(UndoneBody, "They are apart again."))
    async def undo(request: Request, number: int) -> Response:
        """Take a join or a parting back."""
        footnote = opening.footnote
        await footnote.run(footnote.people.undo, scope(request, None), number)
        return JSONResponse({"undone": number})

    @router.get("/{person}", operation_id="person", responses=gives(TimelineBody, "What they said, oldest first."))
    async def timeline(request: Request, person: str, asked: Annotated[TimelineQuery, Query()]) -> Response:
        """Give what somebody said, oldest article first."""
        footnote = opening.footnote
        seen = scope(request, asked.groups)
        found = await footnote.run(footnote.people.person, seen, person)
        said = await footnote.run(partial(footnote.people.timeline, seen, found, about=asked.about))
        return JSONResponse(timeline_json(found, said))

    return router
