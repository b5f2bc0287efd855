"""Figures, their intervals, and what the difference of two programs on the same items is worth."""

import math

from bench.measuring import figure, first_words, gain, percentile
from bench.writing import side_by_side, table


def test_an_interval_holds_the_mean_and_is_the_same_every_time() -> None:
    made = figure("x", {"a": 1.0, "b": 0.0, "c": 1.0, "d": 1.0})
    assert made.low <= made.value == 0.75 <= made.high
    assert made == figure("x", {"a": 1.0, "b": 0.0, "c": 1.0, "d": 1.0})
    assert math.isnan(figure("x", []).value)


def test_a_gain_is_paired_so_that_items_hard_for_both_cancel_out() -> None:
    ours = {str(one): float(one % 2) + 0.1 for one in range(40)}
    theirs = {str(one): float(one % 2) for one in range(60)}
    made = gain("x", ours, theirs)
    assert made.n == 40
    assert made.high - made.low < 1e-9 < figure("y", ours).high - figure("y", ours).low
    assert abs(made.value - 0.1) < 1e-9


def test_a_table_shows_no_interval_for_a_single_value() -> None:
    rows = table([figure("one", [3.0]), figure("many", [0.0, 1.0])]).splitlines()
    assert rows[2] == "| one | 3.000 |  | 1 |"
    assert rows[3].startswith("| many | 0.500 | 0.000 to 1.000 |")


def test_percentiles_and_first_words() -> None:
    assert percentile([3, 1, 2], 0.95) == 3
    assert first_words("It rose [1] to 12. [2]", 3) == "It rose to"


def test_peers_stand_beside_us_with_the_difference_and_its_interval() -> None:
    ours, theirs = figure("set right", {"a": 1.0, "b": 1.0}), figure("set right, plain", {"a": 0.0, "b": 1.0})
    more = gain("set right, gain over plain", ours.items, theirs.items)
    alone = figure("set pairs", [27.0])
    rows = side_by_side([ours, alone, theirs, more, figure("set index seconds, plain", [30.0])], ["plain"]).splitlines()
    assert rows[0] == "| measure | Footnote | plain |"
    assert rows[2:] == ["| set right (n = 2) | 1.00 | 0.50 (+0.50: +0.00 to +1.00) |"]
    assert side_by_side([ours], ["plain"]) == ""
