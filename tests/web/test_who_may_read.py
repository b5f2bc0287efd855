"""Random tables of articles, groups and readers: nothing forbidden stands in any response body of any route.

Every article has words of its own: an outlet, a byline, an id, a title, a speaker, a number. A response to a reader who
may not see an article must hold none of them. Two articles share a text, so that copies and who stands for them count.
"""

import asyncio
import io
import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.operations import Call, perform
from assistant.settings import Settings
from assistant.web.server import create_app

if TYPE_CHECKING:
    from assistant.application import Footnote

Table: TypeAlias = list[tuple[list[str], datetime | None]]
GROUPS = ("board", "desk", "legal")
PEOPLE = ("Ulvane", "Brisko", "Tarnquist", "Ombrage", "Felwick", "Quillon", "Hestrom", "Varnay")
OUTLETS = ("Alderpost", "Birchwire", "Cedartimes", "Dogwoodnews", "Elmecho", "Firtribune", "Gorseherald", "Hazelglobe")
BYLINES = ("Aganda", "Bezarra", "Cilovic", "Drummel", "Etxaniz", "Fjordal", "Grundvig", "Hrabal")
NUMBERS = ("4711", "5823", "6937", "7919", "8231", "9343", "3571", "2837")
SUBJECTS = ("ferry", "harbour", "railway", "airport", "tramway", "bridge", "tunnel", "canal")
TWIN = "The lighthouse at Kormund was sold for 1289 crowns. “Nobody wanted the lamp,” keeper Matthis Jorvald said."
LATER = datetime.now(UTC) + timedelta(days=300)
EARLIER = datetime.now(UTC) - timedelta(days=300)


def record(n: int, groups: list[str], visible_from: datetime | None) -> dict[str, Any]:
    text = (
        f"The {SUBJECTS[n]} company closed the line on Monday after {NUMBERS[n]} complaints. "
        f"“We will reopen the {SUBJECTS[n]} soon,” director Anna {PEOPLE[n]} said."
    )
    return {
        "id": f"id-{OUTLETS[n].lower()}-{n}",
        "text": text if n < 6 else TWIN,
        "title": f"Headline {BYLINES[n]}: line closed",
        "source": OUTLETS[n],
        "author": f"Jo {BYLINES[n]}",
        "published": f"2025-10-0{n + 1}",
        "groups": groups,
        "visible_from": None if visible_from is None else visible_from.isoformat(),
        "metadata_of": f"extra {BYLINES[n]}",
    }


def words_of(n: int) -> set[str]:
    own = {OUTLETS[n].lower(), BYLINES[n].lower()}
    return own | ({PEOPLE[n].lower(), NUMBERS[n]} if n < 6 else set())


TWIN_WORDS = {"kormund", "1289", "jorvald"}

table = st.lists(
    st.tuples(
        st.lists(st.sampled_from(GROUPS), unique=True),
        st.sampled_from([None, None, None, EARLIER, LATER]),
    ),
    min_size=8,
    max_size=8,
)
groups = st.frozensets(st.sampled_from((*GROUPS, "strangers")))


@pytest.fixture(scope="module")
def footnote(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Footnote"]:
    from assistant.application import Footnote

    settings = Settings.read(
        data_dir=tmp_path_factory.mktemp("tables") / "data",
        auth="proxy",
        proxy_addresses="127.0.0.1",
        editor_groups="editors",
        questions_per_minute=0,
    )
    with Footnote.open(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(footnote: "Footnote") -> TestClient:
    app = create_app(footnote, footnote.settings)
    return TestClient(app, base_url="http://127.0.0.1:7860", client=("127.0.0.1", 5000))


def put(footnote: "Footnote", rows: Table) -> None:
    lines = "".join(json.dumps(record(n, *row)) + "\n" for n, row in enumerate(rows))
    report = footnote.ingest(["-"], stdin=io.BytesIO(lines.encode()))
    assert not report.refused


def visible(rows: Table, reader: frozenset[str]) -> set[int]:
    return {
        n
        for n, (groups, from_when) in enumerate(rows)
        if (not groups or reader & set(groups)) and from_when is not LATER
    }


def forbidden_words(rows: Table, reader: frozenset[str]) -> set[str]:
    seen = visible(rows, reader)
    words = set[str]().union(*(words_of(n) for n in range(8) if n not in seen))
    return words | (TWIN_WORDS if not seen & {6, 7} else set())


def leaks(body: str, words: set[str], *, asked: str = "") -> set[str]:
    """Find forbidden words, apart from those the reader brought: a question is said back to who asked it."""
    held = set(re.findall(r"[a-z0-9]+", body.lower()))
    return {word for word in words & held if word not in asked.lower()}


def bodies(client: TestClient, reader: frozenset[str], body_groups: list[str] | None) -> Iterator[tuple[str, str, str]]:
    """Ask every route that tells about articles; gives (what was asked, its words, the body)."""
    headers = {"X-Forwarded-User": "ada", "X-Forwarded-Groups": ",".join(sorted(reader))}
    narrowing: dict[str, object] = {} if body_groups is None else {"groups": body_groups}
    for question in ("What did Anna Ulvane say?", "What did Matthis Jorvald say?"):
        sent = {"question": question, **narrowing}
        yield "ask", question, client.post("/api/ask", json=sent, headers=headers).text
    sent = {"question": "Who closed the line?", "k": 50, **narrowing}
    yield "search", "Who closed the line?", client.post("/api/search", json=sent, headers=headers).text
    draft = "Anna Ulvane said the line was closed. Matthis Jorvald spoke of complaints."
    proved = client.post("/api/verify", json={"text": draft, **narrowing}, headers=headers)
    yield "verify", draft, proved.text
    streamed = {**headers, "Accept": "text/event-stream"}
    question = "How many complaints were there?"
    told = client.post("/api/ask?markup=1", json={"question": question, **narrowing}, headers=streamed)
    yield "events", question, told.text
    talk = {"model": "footnote", "messages": [{"role": "user", "content": question}], "footnote": narrowing}
    yield "completions", question, client.post("/v1/chat/completions", json=talk, headers=headers).text
    asked = {"groups": body_groups} if body_groups is not None else {}
    for path in ("/api/quotes", "/api/quotes?speaker=Jorvald", "/api/articles", "/api/articles?text=closed"):
        yield path, path, client.get(path, params=asked if "?" not in path else None, headers=headers).text
    everybody = client.get("/api/people", params=asked, headers=headers)
    yield "/api/people", "/api/people", everybody.text
    for person in everybody.json()["items"]:
        path = f"/api/people/{person['id']}"
        yield path, path, client.get(path, params=asked, headers=headers).text
    for n in range(8):
        name = record(n, [], None)["id"]
        for path in (f"/api/articles/{name}", f"/articles/{name}", f"/api/quotes?article={name}"):
            yield path, path, client.get(path, headers=headers).text
        refused = client.delete(f"/api/articles/{name}", headers=headers)
        assert refused.status_code == 403


def other_ways(footnote: "Footnote", reader: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """The chat page's greeting and library, the command line with `--as`, and what a program is told."""
    from assistant.web.auth import Reader
    from assistant.web.chat.library import Library
    from assistant.web.chat.page import _Page
    from assistant.web.intake import Intake
    from assistant.web.metrics import Metrics
    from assistant.web.model_context import TOOLS, _Desk
    from assistant.web.opening import Opening
    from assistant.web.render import Surface

    request: Any = SimpleNamespace(
        state=SimpleNamespace(
            reader=Reader(user="ada", groups=reader, role="reader"),
            request_id="r",
            metrics=Metrics(),
            count_question=lambda: None,
        )
    )
    opening, intake = Opening(footnote), Intake(footnote.settings.data_dir)
    page = _Page(opening, footnote.settings, intake)
    yield "the page's greeting", "", repr(asyncio.run(page.about(request)))
    library = Library(opening, Surface(timezone=footnote.settings.timezone, base=""), intake)
    yield "the page's library", "", repr(asyncio.run(library.first("", request)))
    yield "speakers", "", repr(footnote.speakers(reader))
    desk: Any = _Desk(footnote=footnote, settings=footnote.settings, request=request)
    given = {"search": {"question": "line closed"}, "quotes": {}, "ask": {"question": "Who closed the line?"}}
    for name, sent in given.items():
        tool = TOOLS[name]
        yield f"tool {name}", "", repr(asyncio.run(tool.work(desk, tool.arguments(**sent))))
    told: list[object] = []
    call = Call(emit=told.append, cancelled=threading.Event())
    for operation, params in (("export", {}), ("list", {}), ("quotes", {}), ("search", {"question": "line closed"})):
        request_of = {"operation": operation, "params": {**params, "groups": sorted(reader)}}
        yield operation, "line closed", repr(perform(footnote, request_of, call)) + repr(told)


def check(
    footnote: "Footnote", client: TestClient, rows: Table, reader: frozenset[str], narrowing: frozenset[str] | None
) -> None:
    put(footnote, rows)
    words = forbidden_words(rows, reader)
    wanted = None if narrowing is None else sorted(narrowing)
    for what, asked, body in bodies(client, reader, wanted):
        assert leaks(body, words, asked=asked) == set(), what
    if narrowing is not None:
        fewer = forbidden_words(rows, reader & narrowing)
        for what, asked, body in islice(bodies(client, reader, wanted), 6 if narrowing else 5):
            assert leaks(body, fewer, asked=asked) == set(), f"{what}, narrowed"
    for what, asked, body in other_ways(footnote, reader):
        assert leaks(body, words, asked=asked) == set(), what
    headers = {"X-Forwarded-User": "ada", "X-Forwarded-Groups": ",".join(sorted(reader))}
    listed = client.get("/api/articles", headers=headers).json()
    seen = visible(rows, reader)
    assert {item["id"] for item in listed["items"]} == {record(n, [], None)["id"] for n in seen}, "and all the rest is"
    assert listed["total"] == len(seen)
    answer = client.post("/api/ask", json={"question": "Thanks!"}, headers=headers).json()
    assert answer["searched"]["articles"] == len(seen)
    assert answer["searched"]["sources"] == len(seen)


held_back = trying(
    max_examples=3, deadline=None, suppress_health_check=[*HealthCheck], phases=(Phase.explicit, Phase.generate)
)
"""Not shrunk: a table is small, and trying a smaller one costs seconds."""


@held_back
@given(rows=table, reader=groups, narrowing=st.none() | groups)
def test_nothing_forbidden_stands_in_any_body(
    footnote: "Footnote", client: TestClient, rows: Table, reader: frozenset[str], narrowing: frozenset[str] | None
) -> None:
    check(footnote, client, rows, reader, narrowing)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@trying(held_back, max_examples=200)
@given(rows=table, reader=groups, narrowing=st.none() | groups)
def test_nothing_forbidden_stands_in_any_body_of_two_hundred_tables(
    footnote: "Footnote", client: TestClient, rows: Table, reader: frozenset[str], narrowing: frozenset[str] | None
) -> None:
    check(footnote, client, rows, reader, narrowing)


def test_an_editor_changes_only_what_an_editor_may_see(footnote: "Footnote", client: TestClient) -> None:
    put(footnote, [(["board"], None)] * 6 + [(["board"], LATER), (["desk"], None)])
    editor = {"X-Forwarded-User": "eve", "X-Forwarded-Groups": "desk,editors"}
    theirs = record(0, [], None)["id"]
    taken = client.post("/api/articles", json={"id": theirs, "text": "Mine now.", "groups": ["desk"]}, headers=editor)
    assert taken.status_code == 422
    assert client.delete(f"/api/articles/{theirs}", headers=editor).status_code == 404
    assert client.get(f"/api/articles/{theirs}", headers={**editor, "X-Forwarded-Groups": "board"}).status_code == 200
    mixed = [{"id": "own", "text": TWIN, "groups": ["desk"]}, {"id": theirs, "text": "Mine now."}]
    report = client.post("/api/articles", json=mixed, headers=editor).json()
    assert (report["added"], report["duplicates"], len(report["refused"])) == (1, 1, 1), "the twin of the desk counts"
    copied = {"id": "own-too", "text": record(1, [], None)["text"]}
    assert client.post("/api/articles", json=copied, headers=editor).json()["duplicates"] == 0, "that of the board not"
    for name in ("own", "own-too"):
        assert client.delete(f"/api/articles/{name}?erase=true", headers=editor).json() == {"removed": 1}
    assert client.get("/api/articles/own", headers=editor).json()["error"]["code"] == "article_erased"
    assert "has been erased" in client.get("/articles/own", headers=editor).text


def test_an_upload_may_name_its_groups(footnote: "Footnote", client: TestClient) -> None:
    editor = {"X-Forwarded-User": "eve", "X-Forwarded-Groups": "editors"}
    files = [("file", ("minutes.txt", b"The minutes of the board of Ostrand."))]
    sent = client.post("/api/articles", files=files, data={"group": ["board", "legal"]}, headers=editor)
    assert sent.json()["added"] == 1
    listed = client.get("/api/articles?text=minutes", headers={**editor, "X-Forwarded-Groups": "legal"}).json()
    assert listed["items"][0]["groups"] == ["board", "legal"]
    assert client.get("/api/articles?text=minutes", headers=editor).json()["total"] == 0
    footnote.remove([listed["items"][0]["id"]])


def test_forbidden_and_absent_are_one_answer(footnote: "Footnote", client: TestClient) -> None:
    put(footnote, [(["board"], None)] * 8)
    headers = {"X-Forwarded-User": "ada", "X-Forwarded-Groups": "desk"}
    for place in ("/api/articles/", "/articles/"):
        answers = []
        for name in (record(0, [], None)["id"], "id-that-never-was-0"):
            response = client.get(place + name, headers=headers)
            body = re.sub(r'"request_id": ?"[^"]*"', "", response.text.replace(name, "NAME"))
            kept = {k: v for k, v in response.headers.items() if k not in ("x-request-id", "content-length")}
            answers.append((response.status_code, body, kept))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


def test_changed_groups_embed_nothing_and_hold_on_the_next_request(
    footnote: "Footnote", client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(footnote, [(["board"], None)] * 8)
    for name in ("embed_passages", "embed_query", "embed"):
        embeddings = footnote._parts.corpus.embeddings
        if name != "embed_query" and hasattr(embeddings, name):
            monkeypatch.setattr(embeddings, name, lambda *_: pytest.fail("nothing is embedded again"))
    headers = {"X-Forwarded-User": "ada", "X-Forwarded-Groups": "desk"}
    question = {"question": "What did Anna Ulvane say?"}
    assert client.post("/api/ask", json=question, headers=headers).json()["outcome"] == "unanswered"
    put(footnote, [(["desk"], None)] * 8)
    assert client.post("/api/ask", json=question, headers=headers).json()["outcome"] == "answered"
    put(footnote, [(["board"], None)] * 8)
    assert client.post("/api/ask", json=question, headers=headers).json()["outcome"] == "unanswered"
    assert client.post("/api/search", json=question, headers=headers).json()["hits"] == []
