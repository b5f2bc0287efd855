"""The engines when a corpus is opened again: as they were, caught up, or made anew without embedding."""

import logging
import shutil
import threading

import pytest
from filled_corpus import MANY, generation, sound
from small_corpus import document, opened, words

from index import check


def test_reopened_it_is_the_same_and_embeds_nothing(root):
    before = generation(root).name
    with opened(root) as one:
        sound(one)
        assert one.embeddings.embedded == []
    assert generation(root).name == before


def damage_gone(engines):
    shutil.rmtree(engines)


def damage_vectors_gone(engines):
    shutil.rmtree(engines / "vectors")


def damage_lexical_gone(engines):
    shutil.rmtree(engines / "lexical")


def damage_all_engines_gone(engines):
    shutil.rmtree(engines.parent)


def damage_a_file_in_their_place(engines):
    shutil.rmtree(engines.parent)
    engines.parent.write_text("I am a file.")


def damage_a_file_in_one_place(engines):
    shutil.rmtree(engines / "vectors")
    (engines / "vectors").write_text("I am a file.")


def damage_half_a_vector_file(engines):
    path = engines / "vectors" / "chroma.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_every_lexical_file(engines):
    for path in (engines / "lexical").iterdir():
        path.write_bytes(b"\xff" * path.stat().st_size)


def damage_empty_lexical_files(engines):
    for path in (engines / "lexical").iterdir():
        path.write_bytes(b"")


def damage_no_meta(engines):
    (engines / "lexical" / "meta.json").unlink()


DAMAGES = [
    damage_gone,
    damage_vectors_gone,
    damage_lexical_gone,
    damage_all_engines_gone,
    damage_a_file_in_their_place,
    damage_a_file_in_one_place,
    damage_half_a_vector_file,
    damage_every_lexical_file,
    damage_empty_lexical_files,
    damage_no_meta,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_engines_cost_a_rebuild_and_no_embedding(root, damage, caplog):
    before = generation(root)
    damage(before)
    with caplog.at_level(logging.WARNING), opened(root) as one:
        sound(one)
        assert one.embeddings.embedded == []
        one.put(document("new", "Quartz umbrella."))
        assert one.found("quartz umbrella")[0] == "new"
    assert generation(root).name != before.name, "the old generation is gone, a new one is there"
    assert [record.message for record in caplog.records if "rebuilt" in record.message]
    with opened(root) as one:
        sound(one)


def test_a_stale_generation_is_noticed(root, tmp_path):
    """A directory from an older backup beside a newer catalogue."""
    old = tmp_path / "old"
    shutil.copytree(generation(root), old)
    name = generation(root).name
    with opened(root) as one:
        one.put(document("new", "Quartz umbrella."))
        one.corpus.catalogue.remove(["a3"])
    shutil.rmtree(root / "engines" / name)
    shutil.copytree(old, root / "engines" / name)
    with opened(root) as one:
        assert check.check(one.corpus) == ()
        assert one.found("quartz umbrella")[0] == "new"
        assert one.found(words(3, 120), lexical=False)[0] != "a3"
        assert one.embeddings.embedded == []


def test_a_foreign_generation_of_the_same_size_is_noticed(root, tmp_path):
    other = tmp_path / "other"
    with opened(other) as one:
        one.put(*(document(f"b{at}", words(1000 + at, 120), title=f"Title {at}") for at in range(MANY)))
    shutil.rmtree(generation(root) / "vectors")
    shutil.copytree(generation(other) / "vectors", generation(root) / "vectors")
    with opened(root) as one:
        sound(one)
        assert one.embeddings.embedded == []


def test_what_was_committed_and_not_applied_is_caught_up(root):
    with opened(root) as one:
        engines = one.corpus.engines
        one.corpus.close()  # nobody follows the outbox from here on
        catalogue = type(one.corpus.catalogue)(one.corpus.directory.catalogue, timezone=one.corpus.timezone)
        made = one.making
        made._catalogue = catalogue
        for at in range(3):
            incoming = made.read(document(f"late{at}", f"Quartz umbrella {at}."), again=True)
            catalogue.store(made.make([incoming], threading.Event()))
        catalogue.remove(["a0", "late1"])
        catalogue.close()
        assert engines is one.corpus.engines
    name = generation(root).name
    with opened(root) as one:
        assert generation(root).name == name, "no rebuild: the outbox was enough"
        assert set(one.found("quartz umbrella", dense=False)) == {"late0", "late2"}
        assert check.check(one.corpus) == ()
        assert one.corpus.catalogue.tasks(1) == ()
