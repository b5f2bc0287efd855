"""The shapes of `/api/people` for the OpenAPI document: who is quoted, what they said, who was joined.

Owns descriptions only, as `shapes` does for the other routes.
"""

from datetime import date, datetime

from pydantic import BaseModel, Field

from assistant.web.shapes import QuoteBody


class PersonBody(BaseModel):
    """Somebody who is quoted. `names` are all that count as theirs, `first` and `last` days of publication."""

    id: str
    name: str
    names: list[str]
    roles: list[str]
    outlets: list[str]
    articles: int
    statements: int
    first: date | datetime | None
    last: date | datetime | None


class PeopleBody(BaseModel):
    """Who is quoted, and how many there are in all."""

    items: list[PersonBody]
    total: int


class TimelineBody(BaseModel):
    """What one person said."""

    person: PersonBody
    items: list[QuoteBody]


class JoinRequest(BaseModel):
    """The ids of people who are one person."""

    people: list[str] = Field(min_length=2)


class JoinedBody(BaseModel):
    """The number to take the join back by."""

    joined: int


class PartRequest(BaseModel):
    """The id of somebody, and the articles in which it is another of that name who speaks."""

    person: str
    articles: list[str] = Field(min_length=1)


class PartedBody(BaseModel):
    """The number to take the parting back by."""

    parted: int


class UndoneBody(BaseModel):
    """The join or parting that was taken back."""

    undone: int


class JoinBody(BaseModel):
    """Names that an editor called one person, or somebody else than their namesakes (`apart`)."""

    id: int
    joined_at: datetime
    names: list[str]
    articles: list[str]
    outlets: list[str]
    apart: bool


class JoinsBody(BaseModel):
    """What editors joined and parted."""

    items: list[JoinBody]
