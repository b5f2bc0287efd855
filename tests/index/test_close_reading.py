"""What the reranker's reading changes: the order a little, and the part that matters."""

import pytest
from made_hits import hit

from index.article import Span
from index.close_reading import NEARLY, read_closely
from index.sentences import split_sentences

FILLER = "Nothing of note was said."


def sentences_of(hit):
    return [Span(start=one.start, end=one.end) for one in split_sentences(hit.text)]


def read(hits, logit, *, most=16, twice=4, weight=0.25, asked="pilot"):
    return read_closely(
        hits,
        most=most,
        twice=twice,
        weight=weight,
        cut=sentences_of,
        coverage=lambda texts: [float(text.count(asked)) for text in texts],
        score=lambda texts: [logit(text) for text in texts],
    )


def words(hit):
    return hit.article.text[hit.span.start : hit.span.end]


def test_a_perfect_window_lifts_a_hit_by_a_place_or_two_and_no_further():
    hits = [hit(at, f"The pilot spoke {at}.", score=1 - at / 10) for at in range(6)]
    order = [one.passage_id for one in read(hits, lambda text: 40.0 if "4" in text else -40.0).hits]
    assert order == [0, 1, 4, 2, 3, 5]


def test_the_scores_fall_and_what_was_not_read_comes_last():
    hits = [hit(at, f"The pilot spoke {at}.", score=1 - at / 10) for at in range(6)]
    found = read(hits, lambda text: -40.0, most=3)
    assert [one.passage_id for one in found.hits] == list(range(6))
    assert [one.score for one in found.hits] == sorted((one.score for one in found.hits), reverse=True)
    assert set(found.logits) == set(found.windows) == {0, 1, 2}
    assert found.pairs == 3


def test_the_part_that_matters_goes_on_where_the_subject_does():
    text = f"{FILLER} The pilot slept. He said the pilot was tired. {FILLER}"
    found = read([hit(0, text)], lambda text: 5.0 if "slept" in text else 1.0)
    assert words(found.hits[0]) == "The pilot slept. He said the pilot was tired."
    assert text[found.windows[0].start : found.windows[0].end] == "The pilot slept."


def test_of_a_hit_that_answers_far_worse_only_the_nearest_sentence_matters():
    hits = [hit(0, "The pilot slept."), hit(1, f"{FILLER} A pilot. Another pilot. {FILLER}")]
    found = read(hits, lambda text: 5.0 if "slept" in text else 4.9 - NEARLY, most=2)
    assert [words(one) for one in found.hits] == ["The pilot slept.", "A pilot."]


@pytest.mark.parametrize("most", [0, 1])
def test_nothing_to_read_is_no_error(most):
    assert read([], lambda text: 0.0, most=most).hits == ()
    assert words(read([hit(0, f"{FILLER} A pilot.")], lambda text: 0.0, most=0).hits[0]) == "A pilot."
