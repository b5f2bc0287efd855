"""What an article is made into, and what happens when a part of that fails."""

import logging
import threading

import numpy as np
import pytest
from small_corpus import HashEmbeddings, OneSpeaker, count_tokens, document, everything, opened, words

from index.article import Refusal
from index.errors import Cancelled, ModelUnusable
from index.making import TITLE_PIECES, Making


@pytest.fixture
def one(tmp_path):
    with opened(tmp_path / "data", speech=OneSpeaker()) as made:
        yield made


def made(one, *documents, again=True):
    return one.making.make([one.making.read(each, again=again) for each in documents], threading.Event())


def test_passages_lie_in_the_canonical_text_and_cover_its_words(one):
    [prepared] = made(one, document("a", "\ufeffFirst line.\r\n\r\n" + words(1, 200)))
    text = prepared.canonical.text
    assert "\r" not in text
    kept = "".join(text[span.start : span.end] for span, _ in prepared.passages)
    assert "".join(kept.split()) == "".join(text.split())
    assert len(prepared.passages) > 3
    assert set(prepared.vectors) == {key for _, key in prepared.passages}


def test_the_headline_is_embedded_with_every_passage_and_cut_where_it_is_long(one):
    one.put(document("a", words(1, 200), title="Ferry strike"))
    assert len(one.embeddings.embedded) > 3
    assert all(text.startswith("Ferry strike\n") for text in one.embeddings.embedded)
    one.put(document("b", "Short.", title="so " * 500))
    assert one.embeddings.count_pieces(one.embeddings.embedded[-1]) <= TITLE_PIECES + 1
    one.put(document("c", "Shorter.", title="x" * 5000))
    limit = one.embeddings.pieces_limit
    assert all(one.embeddings.count_pieces(text) <= limit for text in one.embeddings.embedded)


@pytest.mark.parametrize("text", ["", " \n\t ", "\ufeff", "\x0c\x0c", "\r\n" * 9])
def test_nothing_to_store_is_refused(one, text):
    [refusal] = made(one, document("a", text))
    assert isinstance(refusal, Refusal)
    assert refusal.input == "/from/a"
    assert refusal.reason
    assert refusal.hint


@pytest.mark.parametrize("text", ["Word", "…", "🙂", "\u200b", "-", "a" * 3000, "é" * 700, "。" * 900, "\u0301", "١٢٣"])
def test_the_least_an_article_can_be(one, text):
    one.put(document("a", text))
    article = one.corpus.catalogue.article("a", everything())
    passages = one.corpus.catalogue.passages_of(article)
    assert passages
    assert all(0 <= passage.start < passage.end <= len(article.text) for passage in passages)
    assert one.found(text, lexical=False) == ["a"]


class Wrong(HashEmbeddings):
    """Gives for texts with a certain word what no model should."""

    def __init__(self, give):
        super().__init__()
        self.give = give

    def embed_passages(self, texts, *, cancelled=None):
        rows = super().embed_passages(texts, cancelled=cancelled)
        for at, text in enumerate(texts):
            if "poison" in text:
                rows[at] = self.give
        return rows


@pytest.mark.parametrize("give", [np.nan, np.inf, -np.inf, 0.0, 1e30, 1e-12])
def test_an_article_without_usable_vectors_is_refused_and_the_others_stored(tmp_path, give):
    with opened(tmp_path / "data", embeddings=Wrong(give)) as one:
        documents = [document("a", "Sound."), document("b", "Some poison."), document("c", "Sound as well.")]
        report = one.ingest.run(documents)
        assert (report.added, [refusal.input for refusal in report.refused]) == (2, ["/from/b"])
        assert one.found("sound", lexical=False)
        assert one.corpus.disagreements() == []


def test_vectors_of_the_wrong_shape_are_the_models_fault(tmp_path):
    class Short(HashEmbeddings):
        def embed_passages(self, texts, *, cancelled=None):
            return super().embed_passages(texts, cancelled=cancelled)[:, :7]

    with opened(tmp_path / "data", embeddings=Short()) as one:
        with pytest.raises(ModelUnusable, match="shape"):
            one.put(document("a", "Text."))
        assert one.corpus.catalogue.count(everything()) == 0


class Stumbling(OneSpeaker):
    """A parser that breaks on a certain word."""

    def __init__(self):
        super().__init__()
        self.lock, self.together = threading.Lock(), 0

    def read(self, texts, languages):
        if not self.lock.acquire(blocking=False):
            self.together += 1
        else:
            self.lock.release()
        with self.lock:
            if any("poison" in text for text in texts):
                raise RecursionError("too deep")
            return super().read(texts, languages)


def test_an_article_that_trips_the_parser_is_refused_and_the_others_stored(tmp_path, caplog):
    with opened(tmp_path / "data", speech=Stumbling()) as one:
        documents = [document(f"a{at}", f"Ann says “yes {at}”." + " poison" * (at == 3)) for at in range(6)]
        with caplog.at_level(logging.ERROR):
            report = one.ingest.run(documents)
        assert (report.added, report.quotes) == (5, 5)
        [refusal] = report.refused
        assert refusal.input == "/from/a3"
        assert "FOOTNOTE_SPEECH=off" in refusal.reason
        assert "RecursionError" in caplog.text


def test_one_parser_is_not_asked_by_two_threads_at_once(tmp_path):
    speech = Stumbling()
    with opened(tmp_path / "data", speech=speech) as one:
        one.put(*(document(f"a{at}", f"Ann says “{words(at, 40)}”.") for at in range(200)))
        assert speech.together == 0


def test_speech_is_read_beside_embedding(tmp_path):
    heard = threading.Event()

    class Hearing(OneSpeaker):
        def read(self, texts, languages):
            heard.set()
            return super().read(texts, languages)

    class Waiting(HashEmbeddings):
        def embed_passages(self, texts, *, cancelled=None):
            assert heard.wait(10), "the parser waited for the embedder"
            return super().embed_passages(texts, cancelled=cancelled)

    with opened(tmp_path / "data", speech=Hearing(), embeddings=Waiting()) as one:
        assert one.ingest.run([document("a", "Ann says “yes”.")]).quotes == 1


def test_an_article_that_cannot_be_cut_is_refused_and_the_others_stored(one, monkeypatch, caplog):
    import index.making

    real = index.making.split

    def stumbling(text, **how):
        if "poison" in text:
            raise IndexError("a bug")
        return real(text, **how)

    monkeypatch.setattr(index.making, "split", stumbling)
    report = one.ingest.run([document("a", "poison"), document("b", "fine")])
    assert (report.added, report.refused[0].input) == (1, "/from/a")
    assert "a bug" in caplog.text
    assert "a bug" not in report.refused[0].reason


def test_what_was_made_before_is_not_made_again(one):
    text = document("a", words(1, 100))
    one.put(text)
    incoming = one.making.read(text, again=False)
    assert incoming.passages == ()
    assert one.making.read(text, again=True).passages
    retitled = document("a", words(1, 100), title="New")
    assert one.making.read(retitled, again=False).passages
    speechless = Making(
        one.corpus.catalogue, lambda: one.embeddings, speech=None, count_tokens=count_tokens, passage_tokens=40
    )
    assert speechless.read(text, again=False).passages, "another recipe"


def test_stopping_stops_the_embedder(one):
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        one.making.make([one.making.read(document("a", "Text."), again=True)], stop)


def test_half_a_character_is_no_end_of_the_run(one):
    """Sources refuse such text; whoever hands over documents of their own may not."""
    report = one.ingest.run([document("a", "Half \ud800 a character."), document("b", "Whole.")])
    assert report.added == 1
    assert [refusal.input for refusal in report.refused] == ["/from/a"]
