"""`/api/people` and the tab's markup: who is quoted, their words, joining and taking it back."""

from dataclasses import replace

import pytest
from scripted_footnote import ScriptedFootnote
from starlette.testclient import TestClient

from assistant.web.joining import join_foreseen, joins_html, told
from assistant.web.render import Surface
from assistant.web.timeline import options, person_html
from index.catalogue import Join


def test_people_are_listed_and_told(client: TestClient) -> None:
    listed = client.get("/api/people", params={"name": "macron"}).json()
    assert listed["total"] == 2
    person = listed["items"][0]
    assert (person["name"], person["roles"]) == ("Emmanuel Macron", ["president"])
    told = client.get(f"/api/people/{person['id']}").json()
    assert told["person"] == person
    assert [quote["speaker"]["name"] for quote in told["items"]] == ["Emmanuel Macron"]
    assert client.get(f"/api/people/{person['id']}", params={"about": "zeppelin"}).json()["items"] == []


def test_joining_needs_two_and_can_be_taken_back(client: TestClient) -> None:
    made = client.post("/api/people/joins", json={"people": ["macron-1", "macron-2"]})
    assert made.status_code == 201
    number = made.json()["joined"]
    assert [join["id"] for join in client.get("/api/people/joins").json()["items"]] == [number]
    assert client.delete(f"/api/people/joins/{number}").json() == {"undone": number}
    assert client.delete(f"/api/people/joins/{number}").status_code == 422


@pytest.mark.parametrize(
    "sent", [{}, {"person": "macron-1", "articles": "x"}, {"person": "macron-1", "articles": ["x"]}]
)
def test_what_cannot_be_parted_is_told(client: TestClient, sent: dict[str, object]) -> None:
    answer = client.post("/api/people/partings", json=sent)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"people": ["macron-1"]}, 422), ({"people": "macron-1"}, 422), ({"people": ["macron-1", "x"]}, 404), ({}, 422)],
)
def test_what_cannot_be_joined_is_told(client: TestClient, sent: dict[str, object], status: int) -> None:
    answer = client.post("/api/people/joins", json=sent)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("route", "sent", "status"),
    [
        ("partings", rb'{"person": "macron-1", "articles": ["\ud800"]}', 422),
        ("joins", rb'{"people": ["macron-1", "\ud800"]}', 404),
    ],
)
def test_half_a_character_is_told_like_any_other(client: TestClient, route: str, sent: bytes, status: int) -> None:
    answer = client.post(f"/api/people/{route}", content=sent)
    assert answer.status_code == status
    assert "“?”" in answer.json()["error"]["message"]


def test_nobody_of_an_id(client: TestClient) -> None:
    assert client.get("/api/people/nobody").json()["error"]["code"] == "person_not_found"


def test_the_markup_is_escaped_and_leads_to_the_place(footnote: ScriptedFootnote) -> None:
    scope = footnote.scope(groups=None)
    person = replace(footnote.people.listed(scope)[0], name="Ida <b>Holm</b>", roles=("<i>",))
    said = footnote.people.timeline(scope, footnote.people.listed(scope)[0])
    title = '"><script>x</script>\n\n# More'
    hostile = tuple((replace(where, title=title, source="<p>"), quote) for where, quote in said)
    markup = person_html(person, hostile, Surface(timezone=footnote.settings.timezone, base="/base"), ticked=())
    assert 'title="Somebody else speaks in “&quot;&gt;&lt;script&gt;' in markup
    assert "\n" not in markup
    assert "<script>" not in markup
    assert "<b>Holm" not in markup
    assert f'href="/base/articles/{said[0][0].id}?revision=' in markup
    assert f"span={said[0][1].start}-{said[0][1].end}#s" in markup


def test_namesakes_are_told_apart_in_the_chooser(footnote: ScriptedFootnote) -> None:
    people = footnote.people.listed(footnote.scope(groups=None))
    assert [label for label, _ in options(people)] == ["Emmanuel Macron (The Post, president) · 1"] * 2
    assert [label for label, _ in options(people[:1])] == ["Emmanuel Macron · 1"]


def test_an_empty_timeline_says_so(footnote: ScriptedFootnote) -> None:
    person = footnote.people.listed(footnote.scope(groups=None))[0]
    assert "holds these words" in person_html(person, (), Surface(timezone=footnote.settings.timezone))


def test_whoever_joins_two_who_speak_in_one_article_is_warned(footnote: ScriptedFootnote) -> None:
    one, other = footnote.people.listed(footnote.scope(groups=None))
    warned = join_foreseen(one, other)
    assert "(The Post, president, 1 statement)" in warned
    assert "both speak in 1 article." in warned
    assert "Careful" not in join_foreseen(one, replace(other, articles=("elsewhere",)))


def test_what_is_joined_is_told_with_its_places_and_escaped(footnote: ScriptedFootnote) -> None:
    made = "2025-11-26T08:00:00+00:00"
    join = Join(id=7, joined_at=made, names=("Ida <b>", "I. Holm"), articles=("a", "b"), outlets=("<i>", "Wire"))
    html = joins_html([join, replace(join, id=8, names=("Ida",), apart=True)], footnote.settings.timezone)
    assert "“Ida &lt;b&gt;” and “I. Holm” are one person" in html
    assert "&lt;i&gt;, Wire · 26 Nov 2025" in html
    assert 'href="#act-8" title="Undo: “Ida”: somebody else in 2 articles"' in html
    assert told(replace(join, names=("Ida",))) == "“Ida”: namesakes are one person"
    assert "<b>" not in html
