"""Who is one person: the same full name and a matching role or outlet, or an editor's word, which can be taken back."""

import sqlite3
from zoneinfo import ZoneInfo

import pytest
from small_corpus import everything, quoting, reader

from index.catalogue import Catalogue, schema
from index.catalogue.people import is_person, key_of, separate
from index.speech.roles import roles_of


@pytest.fixture
def catalogue(tmp_path):
    made = Catalogue(tmp_path / "catalogue.sqlite3", timezone=ZoneInfo("UTC"))
    yield made
    made.close()


def listed(catalogue, scope=None):
    return [(one.name, one.statements, one.articles) for one in catalogue.people(scope or everything())]


def test_the_same_full_name_alone_joins_nobody(catalogue):
    catalogue.store([quoting("a", "“Yes,” Ida Holm said.", "Ida Holm", source="Post")])
    catalogue.store([quoting("b", "“Yes,” Ida Holm said.", "Ida Holm", source="Wire")])
    assert sorted(listed(catalogue)) == [("Ida Holm", 1, ("a",)), ("Ida Holm", 1, ("b",))]


def test_one_outlet_or_one_role_joins(catalogue):
    catalogue.store([quoting("a", "“Yes,” Mayor Ida Holm said.", "Ida Holm", source="Post")])
    catalogue.store([quoting("b", "“Yes,” said Ida Holm.", "Ida Holm", source="post")])
    catalogue.store([quoting("c", "“Yes,” said Ida Holm, the mayor of Ostrand.", "Ida Holm", source="Wire")])
    catalogue.store([quoting("d", "“Yes,” said Ida Holm, a plumber.", "Ida Holm", source="Sun")])
    assert listed(catalogue) == [("Ida Holm", 3, ("a", "b", "c")), ("Ida Holm", 1, ("d",))]


def test_a_surname_alone_joins_nobody(catalogue):
    for id in ("a", "b"):
        catalogue.store([quoting(id, f"“Yes,” Holm said in {id}.", "Holm", source="Post")])
    assert len(listed(catalogue)) == 2


def test_an_editor_joins_and_takes_it_back(catalogue):
    catalogue.store([quoting("a", "“Yes,” Ida Holm said.", "Ida Holm", source="Post")])
    catalogue.store([quoting("b", "“Yes,” Ida Holm-Berg said.", "Ida Holm-Berg", source="Wire")])
    one, other = catalogue.people(everything())
    number = catalogue.join_people([*one.keys, *other.keys])
    (joined,) = catalogue.people(everything())
    assert (joined.names, joined.statements) == (("Ida Holm", "Ida Holm-Berg"), 2)
    assert [join.names for join in catalogue.joins(everything())] == [("Ida Holm", "Ida Holm-Berg")]
    assert catalogue.undo_join(number)
    assert not catalogue.undo_join(number)
    assert len(catalogue.people(everything())) == 2


def test_a_join_outlives_the_article_being_made_again_but_not_its_removal(catalogue):
    first = quoting("a", "“Yes,” Ida Holm said.", "Ida Holm", source="Post")
    catalogue.store([first, quoting("b", "“Yes,” I. Holm said.", "I. Holm", source="Wire")])
    catalogue.join_people([key for one in catalogue.people(everything()) for key in one.keys])
    catalogue.store([quoting("a", "“Yes!” Ida Holm said again.", "Ida Holm", source="Post")])
    assert len(catalogue.people(everything())) == 1
    catalogue.remove(["a"])
    assert [one.name for one in catalogue.people(everything())] == ["I. Holm"]
    assert catalogue.joins(everything()) == ()


def test_an_editor_parts_who_was_joined_by_rule_and_takes_it_back(catalogue):
    for id in ("a", "b", "c"):
        catalogue.store([quoting(id, f"“Yes,” Mayor Ida Holm said in {id}.", "Ida Holm", source="Post")])
    number = catalogue.part_people([key_of("b", "Ida Holm"), key_of("c", "Ida Holm")], everything())
    assert listed(catalogue) == [("Ida Holm", 2, ("b", "c")), ("Ida Holm", 1, ("a",))]
    again = catalogue.part_people([key_of("c", "Ida Holm")], everything())
    assert len(listed(catalogue)) == 3
    assert [(join.id, join.apart) for join in catalogue.joins(everything())] == [(again, True), (number, True)]
    catalogue.store([quoting("c", "“Yes!” Mayor Ida Holm said once more.", "Ida Holm", source="Post")])
    catalogue.remove(["b"])
    assert listed(catalogue) == [("Ida Holm", 1, ("a",)), ("Ida Holm", 1, ("c",))]  # made again, and still parted
    assert catalogue.undo_join(number)
    assert catalogue.undo_join(again)
    assert listed(catalogue) == [("Ida Holm", 2, ("a", "c"))]


def test_who_was_joined_by_an_editor_is_not_parted_and_no_reader_sees_it_tried(catalogue):
    for id in ("a", "b"):
        catalogue.store([quoting(id, f"“Yes,” Mayor Ida Holm said in {id}.", "Ida Holm", source="Post")])
    joined = catalogue.join_people([key_of("a", "Ida Holm"), key_of("b", "Ida Holm")])
    seen = []
    store = catalogue._write

    def watched(work):
        done = store(work)
        seen.append(([join.id for join in catalogue.joins(everything())], len(catalogue.people(everything()))))
        return done

    catalogue._write = watched
    assert catalogue.part_people([key_of("b", "Ida Holm")], everything()) is None
    assert seen == [([joined], 1)]
    assert catalogue.undo_join(joined)
    number = catalogue.part_people([key_of("b", "Ida Holm")], everything())
    assert seen == [([joined], 1), ([], 1), ([number], 2)]


def test_a_parting_goes_with_its_last_article(catalogue):
    for id in ("a", "b"):
        catalogue.store([quoting(id, f"“Yes,” Mayor Ida Holm said in {id}.", "Ida Holm", source="Post")])
    catalogue.part_people([key_of("b", "Ida Holm")], everything())
    catalogue.remove(["b"])
    assert catalogue.joins(everything()) == ()


def test_joins_of_an_older_catalogue_stay_joins(tmp_path):
    path = tmp_path / "catalogue.sqlite3"
    made = Catalogue(path, timezone=ZoneInfo("UTC"))
    for id, name in (("a", "Ida Holm"), ("b", "I. Holm")):
        made.store([quoting(id, f"“Yes,” {name} said.", name, source=id)])
    made.join_people([key_of("a", "Ida Holm"), key_of("b", "I. Holm")])
    made.close()
    with sqlite3.connect(path) as raw:
        raw.execute("ALTER TABLE joins DROP COLUMN apart")
        raw.execute(f"PRAGMA user_version={schema.MIGRATIONS.index(schema._partings)}")
    raw.close()
    again = Catalogue(path, timezone=ZoneInfo("UTC"))
    assert [join.apart for join in again.joins(everything())] == [False]
    assert len(again.people(everything())) == 1
    again.close()


def test_a_name_only_in_a_forbidden_article_does_not_show_nor_join(catalogue):
    catalogue.store([quoting("a", "“Yes,” Ida Holm said.", "Ida Holm", source="Post")])
    catalogue.store([quoting("b", "“Yes,” Ida Holm said.", "Ida Holm", source="Wire")])
    catalogue.store([quoting("c", "“No,” Per Quist said.", "Per Quist", source="Post", groups=["desk"])])
    secret = quoting("d", "“No,” said Ida Holm.", "Ida Holm", source="Sun", groups=["desk"])
    catalogue.store([secret])
    catalogue.join_people([key_of("a", "Ida Holm"), key_of("d", "Ida Holm")])
    assert {name for name, _, _ in listed(catalogue, reader())} == {"Ida Holm"}
    assert all("d" not in articles for _, _, articles in listed(catalogue, reader()))
    assert len(listed(catalogue, reader())) == 2
    assert catalogue.joins(reader()) == ()
    assert {one.id for one in catalogue.people(reader())} == {key_of("a", "Ida Holm"), key_of("b", "Ida Holm")}


def test_those_who_speak_together_are_each_found(catalogue):
    catalogue.store([quoting("a", "“Yes,” they said.", "Ada Quill and Noor Haddad")])
    assert {name for name, _, _ in listed(catalogue)} == {"Ada Quill", "Noor Haddad"}
    assert separate("Food and Drug Administration") == ("Food and Drug Administration",)
    assert separate("Ann Holm, Per Quist and Ida Berg") == ("Ann Holm", "Per Quist", "Ida Berg")
    assert separate("Ann Holm and her lawyers") == ("Ann Holm",)
    assert separate("Norwegian officials and traders") == ("Norwegian officials and traders",)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Ida Holm", True),
        ("Holm", True),
        ("Defence Ministry", False),
        ("Oslo officials", False),
        ("Holm’s aide", False),
    ],
)
def test_bodies_and_groups_are_no_people(name, person):
    assert is_person(name) is person


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("French President Emmanuel Macron told us.", {"president"}),
        ("Said Emmanuel Macron, a baker in Ostrand.", {"baker"}),
        ("Mr Emmanuel Macron waited.", set()),
        ("Emmanuel Macron, 39, the harbour master, waited.", {"harbour", "master"}),
        ("It rained.", set()),
    ],
)
def test_roles_stand_beside_the_name(text, roles):
    assert roles_of(text, "Emmanuel Macron") == roles


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Ann Lee, 58, wants the sale declared void.", set()),
        ("The keeper, who was late, Ann Lee, locked the door.", set()),
        ("The governor, Ms Ann Lee, needed three months.", {"governor"}),
        ("The union’s general secretary, Ann Lee, agreed.", {"general", "secretary"}),
        ("Ann Lee, director of the National Weather Office, agreed.", {"director"}),
        ("Ann Lee, the project’s director, agreed.", {"project’s", "director"}),
        ("Ann Lee, a postman during the week, scored.", {"postman"}),
    ],
)
def test_the_rest_of_a_clause_tells_no_role(text: str, roles: set[str]) -> None:
    assert roles_of(text, "Ann Lee") == roles


def test_a_catalogue_without_people_is_given_them(tmp_path):
    path = tmp_path / "catalogue.sqlite3"
    made = Catalogue(path, timezone=ZoneInfo("UTC"))
    made.store([quoting("a", "“Yes,” Mayor Ida Holm said.", "Ida Holm")])
    made.close()
    with sqlite3.connect(path) as raw:
        for table in ("join_members", "joins", "speakers"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute(f"PRAGMA user_version={schema.MIGRATIONS.index(schema._people)}")
    raw.close()
    again = Catalogue(path, timezone=ZoneInfo("UTC"))
    (person,) = again.people(everything())
    again.close()
    assert (person.name, person.roles, person.statements) == ("Ida Holm", ("mayor",), 1)
