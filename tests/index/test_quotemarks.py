import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.quotemarks import Quotation, find_folded, fold, quotations

ATOMS = st.sampled_from(
    [*"“”„‟«»‹›「」『』‘’‚‛'\"", "``", "''", "‘‘", "’’", " ", "a", "s", "The", "5", ".", ",", "—", "(", "\n", "\n\n"]
)
TEXTS = st.one_of(st.text(), st.lists(ATOMS, max_size=40).map("".join))
PAIRS = [
    ("“", "”"),
    ("‘", "’"),
    ('"', '"'),
    ("'", "'"),
    ("„", "“"),
    ("„", "”"),
    ("‚", "‘"),
    ("«", "»"),
    ("»", "«"),
    ("‹", "›"),
    ("「", "」"),
    ("『", "』"),
    ("``", "''"),
    ("''", "''"),
    ("‘‘", "’’"),
    ("”", "”"),
    # wrong way round, or mixed
    ("“", "“"),
    ("“", '"'),
    ('"', "”"),
    ("‘", "'"),
]


def inner(text: str) -> list[tuple[int, str]]:
    return [(q.depth, text[q.inner_start : q.inner_end]) for q in quotations(text)]


@given(TEXTS)
def test_quotations_are_stretches_of_the_text_in_order(text: str) -> None:
    found = quotations(text)
    assert list(found) == sorted(found, key=lambda q: (q.start, -q.end))
    for q in found:
        assert 0 <= q.start < q.inner_start <= q.inner_end <= q.end <= len(text)
        assert text[q.start : q.inner_start] == q.style
        assert q.closed == (q.inner_end < q.end)
        assert q.depth >= 0


@given(TEXTS)
def test_quotations_nest_and_never_cross(text: str) -> None:
    around: list[Quotation] = []
    for q in quotations(text):
        while around and around[-1].end <= q.start:
            around.pop()
        assert not around or q.end <= around[-1].end
        around.append(q)


@given(TEXTS)
def test_no_quotation_crosses_a_blank_line(text: str) -> None:
    assert all("\n\n" not in text[q.start : q.end].strip() for q in quotations(text))


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
@pytest.mark.parametrize(
    "frame", ["{} said Holm.", "Holm said: {}", "Holm ({}) left.", "It was — {} — and so on.", "Holm’s {}, he said."]
)
def test_every_typography(opening: str, closing: str, frame: str) -> None:
    text = frame.format(f"{opening}We don’t want it, we can’t,{closing}")
    assert inner(text) == [(0, "We don’t want it, we can’t,")]
    (q,) = quotations(text)
    assert q.closed
    assert text[q.inner_end : q.end] == closing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # nested
        ("“Yes, ‘I’m “so” glad.’ Go.”", [(0, "Yes, ‘I’m “so” glad.’ Go."), (1, "I’m “so” glad."), (2, "so")]),
        ("“I said, ‘No.’”", [(0, "I said, ‘No.’"), (1, "No.")]),
        ("“I said, ‘No.’ ”", [(0, "I said, ‘No.’ "), (1, "No.")]),
        ("\"I said, 'No.'\" He left.", [(0, "I said, 'No.'"), (1, "No.")]),
        ("“‘No,’ I said.”", [(0, "‘No,’ I said."), (1, "No,")]),
        ("“He was “great” today,” they said.", [(0, "He was “great” today,"), (1, "great")]),
        # a closing mark the wrong way round
        ("“A woman screamed, ‘Save the child!’“", [(0, "A woman screamed, ‘Save the child!’"), (1, "Save the child!")]),
        ("“They see that. “\n\nThen it rained.", [(0, "They see that. ")]),
        # several in one line
        ("He said “no”, “never” and “not me”.", [(0, "no"), (0, "never"), (0, "not me")]),
        ('"No," he said. "Never," she said.', [(0, "No,"), (0, "Never,")]),
        ("‘No,’ he said. ‘We won’t,’ she said.", [(0, "No,"), (0, "We won’t,")]),
        # apostrophes
        ("The ministers’ plan and Holm’s bridge don’t fit the people’s.", []),
        ("'Twas the '90s rock 'n' roll of 'em, and '68 too.", []),
        ("Six of ‘em in the ‘90s said ‘no’ to it.", [(0, "no")]),
        ("‘The ministers’ plan is goin’ ahead,’ he said.", [(0, "The ministers’ plan is goin’ ahead,")]),
        ("He said ‘yes’ and the dogs’ bowls fell.", [(0, "yes")]),
        ("‘The groups’ were ready.", [(0, "The groups")]),
        ("“Fire alters residents’ days,” he said.", [(0, "Fire alters residents’ days,")]),
        ("Joe ‘Ek “alters residents’ days”.", [(0, "Ek “alters residents’ days”."), (1, "alters residents’ days")]),
        ("“‘Tis good,’ he said.", [(0, "‘Tis good,’ he said."), (1, "Tis good,")]),
        # figures
        ("He is 6'2\" tall.", []),
        ('"He is 6\'2" tall," she said.', [(0, "He is 6'2\" tall,")]),
        # without spaces
        ("—“Yes”—he said. (“No”)", [(0, "Yes"), (0, "No")]),
        ("He said:“We want it”and left.", [(0, "We want it")]),
        ("“…and so,” he said.", [(0, "…and so,")]),
        ("“$5,” she said, “or €6.”", [(0, "$5,"), (0, "or €6.")]),
        # spaces inside
        ("« Oui », dit-il. « Non. »", [(0, " Oui "), (0, " Non. ")]),
        ('" Yes " he said.', [(0, " Yes ")]),
        # stray
        ("He left.” Then it rained.", []),
        ("It rained. “", []),
        ("```\nrenew --all\n```", []),
        ("", []),
    ],
)  # fmt: skip
def test_hard_cases(text: str, expected: list[tuple[int, str]]) -> None:
    assert inner(text) == expected
    assert all(q.closed for q in quotations(text)) or "‘Tis" in text or "‘Ek" in text


def test_an_unbalanced_mark_ends_with_its_paragraph() -> None:
    text = "He said: “We want it. All of it.\n\nNobody answered “yes”."
    lost, closed = quotations(text)
    assert text[lost.start : lost.end] == "“We want it. All of it."
    assert not lost.closed
    assert closed.closed
    assert not closed.reopened


def test_a_lost_closing_mark_does_not_swallow_the_next_quotation() -> None:
    for opening, closing in (("“", "”"), ('"', '"')):
        text = f"{opening}We want it, he said, {opening}all of it.{closing}"
        lost, whole = quotations(text)
        assert (text[lost.inner_start : lost.end], lost.closed) == ("We want it, he said,", False)
        assert (text[whole.inner_start : whole.inner_end], whole.closed, whole.depth) == ("all of it.", True, 0)


@pytest.mark.parametrize(
    ("opening", "closing"), [("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("''", "''"), ("«", "»")]
)
def test_a_quotation_that_goes_on_reopens_at_each_paragraph(opening: str, closing: str) -> None:
    text = "<One thing is sure.\n\n<Two are not.\n\n<And three,> he said. <No.>"
    text = text.replace("<", opening).replace(">", closing)
    found = quotations(text)
    assert [text[q.inner_start : q.inner_end] for q in found] == [
        "One thing is sure.",
        "Two are not.",
        "And three,",
        "No.",
    ]
    assert [q.closed for q in found] == [False, False, True, True]
    assert [q.reopened for q in found] == [False, True, True, False]


def test_inner_and_outer_marks_reopen_together() -> None:
    text = "“He told us: ‘Wait.\n\n“‘Then go.’ And so we did,” she said."
    found = quotations(text)
    assert [(text[q.inner_start : q.inner_end], q.depth, q.closed, q.reopened) for q in found] == [
        ("He told us: ‘Wait.", 0, False, False),
        ("Wait.", 1, False, False),
        ("‘Then go.’ And so we did,", 0, True, True),
        ("Then go.", 1, True, True),
    ]


def test_a_closed_quotation_is_not_reopened() -> None:
    first, second = quotations("“One.”\n\n“Two.”")
    assert not first.reopened
    assert not second.reopened


def test_a_quotation_may_run_over_wrapped_lines() -> None:
    text = (
        "He said: “We want peace, but not any peace that\nwould be a defeat for the town and its people,\nnot now.”\n"
    )
    (q,) = quotations(text)
    assert q.closed
    assert text[q.start : q.end].count("\n") == 2


def test_the_folding_is_handed_on() -> None:
    assert fold("“a”") == '"a"'
    assert len(find_folded("“a”", '"a"')) == 1


@pytest.mark.parametrize(
    "text",
    [
        "“" * 15_000,
        "”" * 15_000,
        '"' * 15_000,
        "'" * 15_000,
        "“a " * 15_000,
        "“a" * 15_000 + "” " * 15_000,
        "«a " * 15_000 + "b” " * 15_000,
        "‘a s’ " * 15_000,
        " 'a" * 15_000,
        "“‘" * 15_000 + "a”" * 15_000,
        "「a" * 15_000 + " " * 100_000 + "b」" * 15_000,
        "‘" + "“a" * 15_000 + " b’" * 15_000,
        "“" + "a b. " * 500_000,
        "“a\n\n" * 15_000,
        '6" ' * 15_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_hostile_input_takes_seconds_at_most(text: str) -> None:
    began = time.process_time()
    quotations(text)
    assert time.process_time() - began < 8
