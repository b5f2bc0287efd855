"""The document is true: what it says a route takes is taken, what it says comes back does, and nothing is a 500."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from live import running
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from scripted_footnote import ScriptedFootnote

from assistant.domain import Answer
from assistant.settings import Settings
from assistant.web.front import Front
from assistant.web.server import create_app
from assistant.web.shapes import AnswerBody
from assistant.wire import AskLine, answer_json, article_json

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings_ = Settings.read(data_dir=tmp_path_factory.mktemp("data"))
    footnote = ScriptedFootnote(settings_)

    async def no_page(_: Front) -> None:
        """Leave Gradio out: it has no route in the document."""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Front, "run", no_page)
        with running(create_app(footnote, settings_), until="/readyz") as address:  # type: ignore[arg-type]  # the double
            yield address
    footnote.close()


@pytest.fixture
def document(address: str) -> dict[str, Any]:
    return httpx.get(f"{address}/api/openapi.json").json()  # type: ignore[no-any-return]


def test_the_document_names_every_route_of_the_contract(document: dict[str, Any]) -> None:
    paths = document["paths"]
    named = {(method, path) for path, operations in paths.items() for method in operations}
    assert named >= {
        ("post", "/api/ask"),
        ("post", "/api/search"),
        ("get", "/api/quotes"),
        ("get", "/api/articles"),
        ("post", "/api/articles"),
        ("get", "/api/articles/{article_id}"),
        ("delete", "/api/articles/{article_id}"),
        ("post", "/api/feedback"),
        ("post", "/v1/chat/completions"),
        ("get", "/v1/models"),
    }
    assert all("503" in operation["responses"] for operations in paths.values() for operation in operations.values())


def test_the_shapes_have_the_fields_of_what_is_written(footnote: ScriptedFootnote) -> None:
    from assistant.web import shapes

    assert list(AnswerBody.model_fields) == [field.name for field in fields(Answer)]
    assert set(shapes.AskRequest.model_fields) == set(AskLine.model_fields)
    macron = footnote.stored["macron"]
    written = article_json(macron, footnote.passages(macron), footnote.quotes_of(macron))
    assert set(shapes.ArticleBody.model_fields) == set(written)
    assert set(shapes.QuoteBody.model_fields) == set(written["quotes"][0])  # type: ignore[index, arg-type]
    shapes.ArticleBody.model_validate(written)
    shapes.AnswerBody.model_validate(answer_json(footnote.answers["macron"]))


def test_whatever_is_sent_the_answer_is_one_of_those_described(address: str, document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_dict(document)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def hold(case: schemathesis.Case) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(base_url=address, checks=CHECKS)

        hold()
    assert tried > 80
