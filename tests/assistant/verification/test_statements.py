"""Nothing passes that is not in the passage: changed numbers, names, words, marks and spans are refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Draft, DraftCitation
from assistant.verification import stands_in, verify
from index.article import Article, Hit, Span

TEXT = (
    "PORT ELLERY – Six people died and 28 were hurt when the ferry struck the pier on Monday.\n\n"
    "“We heard a noise … and then nothing,” said the harbour master, Ada Quill. “Nobody shouted.”\n\n"
    "Mrs Quill added that the 84 million crown pier would stay closed."
)


def article(text: str = TEXT) -> Article:
    return Article(
        id="pier",
        revision="r1",
        revisions=("r1",),
        title="Ferry strikes pier",
        text=text,
        source="Harbour Wire",
        author="Noor Haddad",
        published=date(2025, 11, 10),
        updated=None,
        url=None,
        language="en",
        groups=frozenset(),
        visible_from=None,
        state="current",
        origin="pier.txt",
        metadata={},
    )


def draft(text: str, *quotes: str, context: tuple[str, ...] = ()) -> Draft:
    source = article()
    hit = Hit(
        article=source, passage_id=1, start=0, end=len(TEXT), span=Span(start=0, end=len(TEXT)), score=0, ranks={}
    )

    def span(words: str) -> Span:
        at = TEXT.index(words)
        return Span(start=at, end=at + len(words))

    cited = [DraftCitation(hit=hit, span=span(words), context=tuple(span(one) for one in context)) for words in quotes]
    return Draft(text=text, citations=tuple(cited))


FIRST = "Six people died and 28 were hurt when the ferry struck the pier on Monday."
SPEECH = "“We heard a noise … and then nothing,” said the harbour master, Ada Quill. “Nobody shouted.”"
ADDED = "Mrs Quill added that the 84 million crown pier would stay closed."


@pytest.mark.parametrize(
    ("text", "quotes", "context"),
    [
        (FIRST, (FIRST,), ()),
        ("6 people died and 28 were hurt when the ferry struck the pier on Monday.", (FIRST,), ()),
        ("Ada Quill said: “We heard a noise … and then nothing”", (SPEECH,), ()),
        ('Ada Quill said: "We heard a noise ... and then nothing"', (SPEECH,), ()),
        ("Ada Quill said: “We heard … nothing”", (SPEECH,), ()),
        ("Ada Quill said: “Nobody shouted.”", ("“Nobody shouted.”",), ("Ada Quill",)),
        ("Mrs [Ada] Quill added that the 84 million crown pier would stay closed.", (ADDED,), ("Ada Quill",)),
        ("Six people died on November 10, 2025.", (FIRST,), ()),
    ],
)
def test_what_stands_there_holds(text: str, quotes: tuple[str, ...], context: tuple[str, ...]) -> None:
    verdict = verify(draft(text, *quotes, context=context))
    assert verdict.holds, verdict.reason


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Seven people died and 28 were hurt when the ferry struck the pier on Monday.", (FIRST,)),
        ("Six people died and 29 were hurt when the ferry struck the pier on Monday.", (FIRST,)),
        ("Six people died when the ferry struck the bridge on Monday.", (FIRST,)),
        ("Six people died when the Calder ferry struck the pier.", (FIRST,)),
        ("Bea Quill said: “Nobody shouted.”", (SPEECH,)),
        ("Ada Quill said: “Nobody screamed.”", (SPEECH,)),
        ("Ada Quill said: “Nobody … noise”", (SPEECH,)),
        ("Ada Quill said: “a noise … Nobody shouted”", (SPEECH,)),
        ("Ada Quill said: “Nobody shouted.”", (ADDED,)),
        ("Ada Quill said: “nobody shouted”", (SPEECH,)),
        ("The pier cost 84 crowns.", (ADDED,)),
        ("Six people died on November 11, 2025.", (FIRST,)),
        ("Six people did not die.", (FIRST,)),
    ],
)
def test_what_does_not_stand_there_is_refused(text: str, quotes: tuple[str, ...]) -> None:
    verdict = verify(draft(text, *quotes))
    assert not verdict.holds
    assert verdict.reason


def test_a_statement_without_citation_is_refused() -> None:
    assert not verify(Draft(text=FIRST, citations=())).holds


def test_a_span_outside_the_article_is_refused() -> None:
    good = draft(FIRST, FIRST)
    outside = Span(start=len(TEXT) - 3, end=len(TEXT) + 5)
    assert not verify(replace(good, citations=(replace(good.citations[0], span=outside),))).holds


@given(st.integers(min_value=0, max_value=len(FIRST) - 1), st.characters(categories=("L", "N")))
def test_one_changed_letter_or_digit_is_refused(at: int, other: str) -> None:
    before = FIRST[at]
    if not before.isalnum() or other.casefold() == before.casefold():
        return
    changed = FIRST[:at] + other + FIRST[at + 1 :]
    if changed.split() and not verify(draft(changed, FIRST)).holds:
        return
    # The only changes that may pass keep every word one of the passage's own, such as `at` for `it`.
    words = set(TEXT.casefold().replace(".", "").replace(",", "").split())
    assert {word.strip(".") for word in changed.casefold().split()} <= words | {
        "a",
        "in",
        "an",
        "to",
        "the",
        "of",
        "by",
    }


def test_ellipsis_parts_must_keep_their_order_and_sentence() -> None:
    assert stands_in("We heard … then nothing", "“We heard a noise, and then nothing.”")
    assert not stands_in("then nothing … We heard", "“We heard a noise, and then nothing.”")
    assert not stands_in("We heard … Nobody", "“We heard it. Nobody shouted.”")


def test_now_is_no_evidence() -> None:
    year = datetime.now(UTC).year
    assert not verify(draft(f"Six people died in {year + 1}.", FIRST)).holds
