"""The parameters of every operation, as another process may send them: checked here, strictly.

Owns these shapes only. Used by `operations`.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.proofing import MOST_CHARACTERS, SavedAnswer
from assistant.wire import AskLine

MOST = 500
"""Items of one page, hits of one search."""


class Params(BaseModel):
    """What every operation's parameters have in common: nothing unknown, nothing guessed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class AskParams(AskLine):
    """A question; `events`: tell what happens while it is answered."""

    events: bool = False
    articles_exist: bool = False
    """A person named the articles one by one: an unknown id is a slip, not an empty scope."""


class SearchParams(AskLine):
    """A question to find passages for."""

    articles_exist: bool = False
    k: int = Field(default=10, ge=1, le=MOST)


class FilteredParams(Params):
    """What narrows a list."""

    since: str | None = None
    until: str | None = None
    source: str | None = None
    author: str | None = None
    articles: list[str] | None = None
    groups: list[str] | None = None


class ListingParams(FilteredParams):
    """A page of articles."""

    text: str | None = None
    limit: int = Field(default=50, ge=1, le=MOST)
    cursor: str | None = None


class QuotesParams(FilteredParams):
    """A page of speech."""

    speaker: str | None = None
    about: str | None = None
    limit: int = Field(default=50, ge=1, le=MOST)
    cursor: str | None = None


class ArticleParams(Params):
    """One article, at its current or an earlier revision."""

    id: str
    revision: str | None = None
    groups: list[str] | None = None


class ExportParams(Params):
    """Every article that the groups may see."""

    groups: list[str] | None = None


class IngestParams(Params):
    """`stdin` is a file that holds what the caller read from its standard input."""

    inputs: list[str]
    groups: list[str] = []
    mirror: bool = False
    yes: bool = False
    dry_run: bool = False
    columns: dict[str, str] = {}
    stdin: str | None = None


class RemoveParams(Params):
    """Articles to take out."""

    ids: list[str]
    erase: bool = False


class MarkParams(Params):
    """Articles and the state they are in."""

    ids: list[str]
    state: Literal["current", "corrected", "retracted"]


class BackupParams(Params):
    """The file to write, or to take back."""

    file: str


class ForgetParams(Params):
    """A person to be forgotten."""

    user: str = Field(min_length=1)


class VerifyParams(FilteredParams):
    """A text that somebody wrote, or an answer in the contract's JSON."""

    text: str | None = Field(default=None, max_length=MOST_CHARACTERS)
    answer: SavedAnswer | None = None
    id: str | None = None


class CheckParams(Params):
    """Whether to mend what does not agree."""

    repair: bool = False
