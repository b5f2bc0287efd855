"""Another embedder takes over while questions are answered and articles come in; stopped anywhere, it goes on."""

import threading
import time

import pytest
from small_corpus import HashEmbeddings, document, everything, opened, words

from index.changeover import Changeover
from index.check import check
from index.errors import Cancelled, CorpusError, DataDirectoryUnusable

GREEN = {"key": "hashed-words-2", "dimensions": 32}


def filled(root, count=30):
    with opened(root) as one:
        one.put(*(document(f"a{at}", words(at, 90), title=f"Title {at}") for at in range(count)))


def sound(one, count=30):
    assert check(one.corpus) == ()
    for at in (0, count - 1):
        assert one.found(words(at, 90), lexical=False)[0] == f"a{at}"


def test_the_old_one_answers_until_the_new_one_has_everything(tmp_path):
    filled(tmp_path)
    blue, green = HashEmbeddings(), HashEmbeddings(**GREEN)
    with opened(tmp_path, embeddings=green, earlier=[blue]) as one:
        assert one.corpus.embeddings is blue
        sound(one)
        told = []
        Changeover(one.corpus).finish(lambda done, total: told.append((done, total)))
        assert one.corpus.embeddings is green
        assert one.corpus.following is None
        assert told[-1] == (len(one.corpus.roster),) * 2
        sound(one)
        assert one.corpus.catalogue.models_used() == {green.key}
        embedded = len(green.embedded)
        one.put(*(document(f"a{at}", words(at, 90), title=f"Title {at}") for at in range(30)))
        assert len(green.embedded) == embedded, "what is unchanged stays as it is"
    with opened(tmp_path, embeddings=HashEmbeddings(**GREEN)) as one:
        sound(one)
        assert one.embeddings.embedded == []
    with pytest.raises(DataDirectoryUnusable), opened(tmp_path):
        pass


def test_searches_and_new_articles_go_on_meanwhile(tmp_path):
    filled(tmp_path)
    green = HashEmbeddings(**GREEN)
    green.pause = 0.004
    with opened(tmp_path, embeddings=green, earlier=[HashEmbeddings()]) as one:
        changeover = Changeover(one.corpus)
        changeover.start()
        wrong, added = [], 30
        while one.corpus.following is not None:
            if one.found(words(3, 90))[0] != "a3":
                wrong.append(added)
            one.put(document(f"a{added}", words(added, 90), title=f"Title {added}"))
            added += 1
        changeover.close()
        for at in range(added, added + 3):
            one.put(document(f"a{at}", words(at, 90), title=f"Title {at}"))
        assert wrong == []
        assert one.corpus.catalogue.count(everything()) == added + 3
        sound(one, added + 3)


def test_stopped_it_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr("index.changeover.BATCH", 10)
    filled(tmp_path)
    green = HashEmbeddings(**GREEN)
    with opened(tmp_path, embeddings=green, earlier=[HashEmbeddings()]) as one:
        changeover = Changeover(one.corpus)
        with pytest.raises(Cancelled):
            changeover.finish(lambda done, total: changeover.close())
        made = len(green.embedded)
        assert 0 < made < len(one.corpus.roster)
    again = HashEmbeddings(**GREEN)
    with opened(tmp_path, embeddings=again, earlier=[HashEmbeddings()]) as one:
        Changeover(one.corpus).finish()
        assert made + len(again.embedded) == len(one.corpus.roster)
        sound(one)


def test_a_new_embedder_that_fails_leaves_the_old_one_answering(tmp_path):
    filled(tmp_path, 3)

    class Broken(HashEmbeddings):
        def embed_passages(self, texts, *, cancelled=None):
            raise CorpusError("The endpoint does not answer.")

    with opened(tmp_path, embeddings=Broken(**GREEN), earlier=[HashEmbeddings()]) as one:
        changeover = Changeover(one.corpus)
        changeover.start()
        deadline = time.monotonic() + 10
        while changeover.trouble is None and time.monotonic() < deadline:
            threading.Event().wait(0.01)
        assert changeover.trouble.message == "The endpoint does not answer."
        sound(one, 3)
        changeover.close()


def test_nothing_to_change(tmp_path):
    filled(tmp_path, 3)
    with opened(tmp_path) as one:
        changeover = Changeover(one.corpus)
        changeover.start()
        changeover.finish()
        changeover.close()
        assert one.embeddings.embedded == []
