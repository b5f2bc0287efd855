"""JSON bodies as they arrive: read whole, refused in our words where they are none.

Owns the parsing only, with any content type, because programs are careless with it. What a body means is its route's.
"""

import json
from collections.abc import Mapping

from starlette.requests import Request

from assistant.errors import QuestionUnusable
from assistant.web.problem import RequestRefused
from index.article import JSON

EXAMPLE = 'Send {"question": "What did Macron say?"}.'


async def json_value(request: Request) -> JSON:
    """Read the body as JSON. Raises RequestRefused."""
    try:
        parsed: JSON = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise RequestRefused("The body is no JSON.", status=400, code="body_unreadable", hint=EXAMPLE) from None
    return parsed


async def json_object(request: Request) -> Mapping[str, JSON]:
    """Read the body as a JSON object. Raises RequestRefused, QuestionUnusable."""
    record = await json_value(request)
    if not isinstance(record, Mapping):
        raise QuestionUnusable("The body is no JSON object.", hint=EXAMPLE)
    return record


async def json_lines(request: Request) -> list[JSON]:
    """Read the body as JSON lines, blank ones left out. Raises RequestRefused."""
    try:
        return [json.loads(line) for line in (await request.body()).splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise RequestRefused("A line is no JSON.", status=400, code="body_unreadable") from None
