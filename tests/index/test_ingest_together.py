"""Several runs at once, and searches while they run: nothing lost, nothing mixed, nothing forbidden."""

import threading

from small_corpus import article, document, everything, many, reader, run, words

from index.check import check


def together(*works):
    failures = []

    def guarded(work):
        try:
            work()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test fails by it
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=100)
    assert failures == []


def test_two_runs_of_the_same_articles(one):
    reports = []
    documents = many(200)
    together(*[lambda: reports.append(one.ingest.run(documents))] * 3)
    assert sum(report.added for report in reports) == 200
    assert sum(report.unchanged for report in reports) == 400
    assert one.corpus.catalogue.count(everything()) == 200
    assert check(one.corpus) == ()


def test_runs_that_change_the_same_articles_to_and_fro(one):
    texts = [words(seed, 60) for seed in range(4)]

    def changing(seed):
        for turn in range(6):
            one.ingest.run(document(f"a{at}", texts[(at + seed + turn) % 4]) for at in range(40))

    together(*(lambda seed=seed: changing(seed) for seed in range(3)))
    assert one.corpus.catalogue.count(everything()) == 40
    for at in range(40):
        assert article(one, f"a{at}").text in texts
    assert one.corpus.catalogue.statistics()["passages"] == len(one.corpus.roster)
    assert check(one.corpus) == ()


def test_what_another_run_changed_meanwhile_is_made_again_whole_batch_and_all(one, monkeypatch):
    run(one, document("a", "First."), document("b", "B."))
    real, done = one.corpus.catalogue.store, []

    def racing(prepared):
        if not done:
            done.append(True)
            other = [one.making.read(document("a", "Changed by another."), again=True)]
            real(one.making.make(other, threading.Event()))
            one.corpus.catalogue.remove(["b"])
        return real(prepared)

    monkeypatch.setattr(one.corpus.catalogue, "store", racing)
    report, told = run(one, document("n", "New."), document("a", "First."), document("b", "B."))
    assert told == [("n", "added"), ("a", "updated"), ("b", "added")]
    assert isinstance(done, list)
    assert (report.added, report.updated) == (2, 1)
    assert article(one, "a").text == "First."
    assert check(one.corpus) == ()


def test_searches_while_articles_come_and_go(one):
    run(one, *(document(f"keep{at}", f"Lighthouse keeper {words(at, 40)}") for at in range(20)))
    stop, searched = threading.Event(), []

    def searching():
        while not stop.is_set():
            hits = one.searcher.search("lighthouse keeper", reader("desk"), limit=60, rerank=False).hits
            searched.append({hit.article.id for hit in hits})
            for hit in hits:
                assert hit.text
                assert "secret" not in hit.article.text

    def coming_and_going():
        try:
            for turn in range(8):
                one.ingest.run(
                    document(f"go{at}", f"Lighthouse secret {turn} {words(at, 40)}", groups=frozenset({"legal"}))
                    for at in range(30)
                )
                one.corpus.catalogue.remove([f"go{at}" for at in range(30)])
                one.corpus.announce()
        finally:
            stop.set()

    together(searching, searching, coming_and_going)
    one.corpus.settle()
    assert len(searched) > 5
    assert all({f"keep{at}" for at in range(20)} <= found for found in searched)
    assert check(one.corpus) == ()
