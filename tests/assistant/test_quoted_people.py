"""The people who are quoted: through the library, the command line and another process's words."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from small_corpus import everything, quoting

from assistant.application import Footnote
from assistant.quoted_people import JoinUnusable, PersonNotFound, QuotedPeople
from index.catalogue import Catalogue


def at(footnote, data, *said):
    return footnote("people", *said, "--data-dir", data)


def test_everybody_is_listed_and_found_however_they_are_spelt(samples: Footnote) -> None:
    scope = samples.scope(groups=None)
    found = samples.people.listed(scope, name="macron")
    assert {one.name for one in found} == {"Emmanuel Macron"}
    assert [one.roles for one in found] == [("president",), ()]  # one outlet calls him president, the other nothing
    assert [one.name for one in samples.people.listed(scope, name="Zelenskiy")] == ["Volodymyr Zelensky"]
    assert samples.people.listed(scope, name="Nobody Atall") == ()
    everybody = samples.people.listed(scope)
    assert [one.statements for one in everybody] == sorted((one.statements for one in everybody), reverse=True)


def test_a_timeline_is_what_they_said_oldest_first(samples: Footnote) -> None:
    scope = samples.scope(groups=None)
    macron = samples.people.listed(scope, name="Emmanuel Macron")[0]
    said = samples.people.timeline(scope, macron)
    assert len(said) == macron.statements
    assert {quote.speaker.name for _, quote in said} == {"Emmanuel Macron"}
    days = [str(article.published) for article, _ in said]
    assert days == sorted(days)
    about = samples.people.timeline(scope, macron, about="capitulation")
    assert about
    assert all("capitulation" in f"{quote.text} {article.title}" for article, quote in about)


def test_an_unknown_id_and_a_join_of_one_are_refused(samples: Footnote) -> None:
    scope = samples.scope(groups=None)
    person = samples.people.listed(scope)[0]
    with pytest.raises(PersonNotFound):
        samples.people.person(scope, "no-such-id")
    with pytest.raises(JoinUnusable):
        samples.people.join(scope, [person.id, person.id])
    with pytest.raises(JoinUnusable):
        samples.people.undo(scope, 12345)


def test_joining_on_the_command_line_and_taking_it_back(own_copy, footnote) -> None:
    people = at(footnote, own_copy, "list", "--json").json["items"]
    assert {one["name"] for one in people} == {"Jonas Vell", "Petra Sand"}
    assert at(footnote, own_copy).out.splitlines()[0] in ("Jonas Vell", "Petra Sand")
    one, other = (person["id"] for person in people)
    number = at(footnote, own_copy, "join", one, other, "--json").json["joined"]
    (joined,) = at(footnote, own_copy, "list", "--json").json["items"]
    assert sorted(joined["names"]) == ["Jonas Vell", "Petra Sand"]
    shown = at(footnote, own_copy, "show", other, "--json").json
    assert len(shown["items"]) == joined["statements"]
    assert (
        "Petra Sand = " in at(footnote, own_copy, "joins").out or "Jonas Vell = " in at(footnote, own_copy, "joins").out
    )
    answer = footnote("ask", "What did Jonas Vell say?", "--json", "--data-dir", own_copy).json
    assert {statement["speaker"] for statement in answer["statements"]} == {"Jonas Vell", "Petra Sand"}
    assert at(footnote, own_copy, "undo", str(number)).status == 0
    assert len(at(footnote, own_copy, "list", "--json").json["items"]) == 2


@pytest.mark.parametrize(
    "said",
    [["show"], ["show", "x"], ["join", "x"], ["undo", "x"], ["undo", "²"], ["undo", "7"], ["sing"]],
)
def test_what_cannot_be_done_is_one_line(own_copy, footnote, said: list[str]) -> None:
    ran = at(footnote, own_copy, *said)
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_a_reader_sees_nobody_of_another_group(own_copy, footnote) -> None:
    assert at(footnote, own_copy, "--as", "elsewhere", "--json").json["items"]
    assert at(footnote, own_copy, "list", "Nobody", "--json").json["items"] == []


def test_parting_on_the_command_line_and_taking_it_back(data_dir, footnote, tmp_path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(
            f"---\nsource: The Post\n---\n# The {name} pier\n\n“We will pay for it,” Mayor Ida Holm said of it.\n"
        )
        footnote("ingest", str(tmp_path / f"{name}.md"), "--data-dir", data_dir)
    (person,) = at(footnote, data_dir, "list", "Holm", "--json").json["items"]
    articles = [quote["article_id"] for quote in at(footnote, data_dir, "show", person["id"], "--json").json["items"]]
    number = at(footnote, data_dir, "part", person["id"], articles[1], "--json").json["parted"]
    assert len(at(footnote, data_dir, "list", "Holm", "--json").json["items"]) == 2
    told = at(footnote, data_dir, "joins").out
    assert "apart from namesakes" in told
    assert "1 article  The Post" in told
    assert at(footnote, data_dir, "undo", str(number)).status == 0
    assert len(at(footnote, data_dir, "list", "Holm", "--json").json["items"]) == 1
    for said in ([person["id"]], [person["id"], *articles], [person["id"], "elsewhere"]):
        assert at(footnote, data_dir, "part", *said).status == 2


def test_who_an_editor_joined_is_parted_once_that_is_undone(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite3", timezone=ZoneInfo("UTC"))
    for id, outlet in (("a", "Post"), ("b", "Wire"), ("c", "Wire")):
        catalogue.store([quoting(id, f"“Yes,” Ida Holm said in {id}.", "Ida Holm", source=outlet)])
    people = QuotedPeople(catalogue)
    number = people.join(everything(), [one.id for one in people.listed(everything())])
    (joined,) = people.listed(everything())
    with pytest.raises(JoinUnusable, match="An editor joined them") as refused:
        people.part(everything(), joined.id, ["a"])
    assert "Undo that join" in refused.value.hint
    assert [join.id for join in people.joins(everything())] == [number]
    people.undo(everything(), number)
    people.part(everything(), people.listed(everything())[0].id, ["c"])
    assert sorted(one.articles for one in people.listed(everything())) == [("a",), ("b",), ("c",)]
    catalogue.close()
