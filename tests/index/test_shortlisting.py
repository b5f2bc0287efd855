"""The reranker reads where the question's words are, and no more than it may."""

from hypothesis import given
from hypothesis import strategies as st
from made_hits import hit

from index.article import Span
from index.shortlisting import shortlist


def words_of(hit):
    """Every letter is a window."""
    return [Span(start=at, end=at + 1) for at in range(hit.start, hit.end)]


def chosen(texts, *, most, twice, liked="abc"):
    hits = [hit(number, text) for number, text in enumerate(texts)]
    windows = shortlist(
        hits, most=most, twice=twice, cut=words_of, coverage=lambda texts: [float(text in liked) for text in texts]
    )
    return [(at, span.start) for at, span in windows]


def test_each_hit_is_read_where_the_words_are_and_the_best_ones_twice():
    assert chosen(["xxa", "bxc", "xay", "xyz"], most=6, twice=2) == [(0, 0), (0, 2), (1, 0), (1, 2), (2, 1), (3, 0)]


def test_what_short_hits_leave_goes_to_further_ones():
    assert chosen(["a", "b", "xa", "xb", "xc"], most=5, twice=2) == [(0, 0), (1, 0), (2, 1), (3, 1), (4, 1)]


def test_what_few_hits_leave_goes_to_their_other_windows():
    assert chosen(["xxxa", "xb"], most=5, twice=1) == [(0, 0), (0, 1), (0, 3), (1, 0), (1, 1)]
    assert chosen(["xxxa", "xb"], most=99, twice=0) == [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1)]


@given(
    texts=st.lists(st.text("axyz", min_size=1, max_size=5), max_size=8),
    most=st.integers(0, 10),
    twice=st.integers(0, 4),
)
def test_never_more_than_may_be_read_and_no_hit_passed_over(texts, most, twice):
    windows = chosen(texts, most=most, twice=twice)
    assert len(windows) == len(set(windows)) <= most
    read = list(dict.fromkeys(at for at, _ in windows))
    assert read == list(range(len(read)))
    assert len(windows) == min(most, sum(len(text) for text in texts))
