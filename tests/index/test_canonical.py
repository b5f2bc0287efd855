import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.canonical import canonicalise

LINES = st.sampled_from(
    [
        "Advertisement",
        "ADVERTISEMENT",
        "\ufeffAdvertisement",
        "  Share this article",
        "Read more: The bridge that nobody wanted",
        "Sign up for our newsletter",
        "Follow us on Telegram",
        "A line of prose that goes on for quite some while and then breaks off",
        "and goes on in small letters",
        "“He opened a quotation",
        "and closed it.”",
        'He said "yes',
        "Done.",
        "",
        " ",
        "\0",
        "e\0\u0301",
        "\u1100",
        "\u1161\u11a8",
    ]
)
RAW = st.one_of(
    st.text(),
    st.text(alphabet="ae \n\r\f\0\ufeff\u0301\u0327\u0345“”\"'\u00ad한\u1100\u1161"),
    st.lists(LINES, max_size=12).map("\n".join),
    st.lists(st.one_of(LINES, st.just("\f")), max_size=12).map("\n".join),
    st.lists(st.one_of(LINES, st.sampled_from(["\f", "\r\n", "\n", "\r"])), max_size=14).map("".join),
)


@given(RAW)
def test_canonical_text_is_its_own_canonical_text(raw: str) -> None:
    once = canonicalise(raw)
    again = canonicalise(once.text)
    assert again.text == once.text
    assert not again.removed


@given(RAW)
def test_canonical_text_is_nfc_with_line_feeds_only(raw: str) -> None:
    text = canonicalise(raw).text
    assert unicodedata.is_normalized("NFC", text)
    assert not set("\r\0\f") & set(text)
    assert not text.startswith("\ufeff")


@given(RAW)
def test_page_starts_rise_and_stay_inside(raw: str) -> None:
    canonical = canonicalise(raw)
    starts = canonical.page_starts
    assert list(starts) == sorted(starts)
    assert all(0 <= start <= len(canonical.text) for start in starts)
    if starts:
        body = raw.replace("\0", "")
        assert starts[0] == 0
        assert len(starts) == body.count("\f") + 1 - body.endswith("\f")
    assert bool(starts) == ("\f" in raw)


@given(st.text(alphabet=st.characters(exclude_characters="\r\0\f\ufeff", exclude_categories=["Cs"])))
def test_everything_else_stays(raw: str) -> None:
    canonical = canonicalise(raw)
    if not canonical.removed:
        assert canonical.text == unicodedata.normalize("NFC", raw)


def test_odd_characters_spaces_and_blank_lines_stay() -> None:
    raw = "A\u00a0b  c\t\n\n\n  “d\u200b”\u00ad … ﬁ ² \u2028 e\u0327 \x0b\x85 f \n"
    assert canonicalise(raw).text == unicodedata.normalize("NFC", raw)
    assert "ﬁ ²" in canonicalise(raw).text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\r\0\nb", "a\nb"),
        ("\ufeff\ufeffa\ufeff", "a\ufeff"),
        ("Advertisement\n\ufeffThe bridge fell.", "The bridge fell."),
        ("e\0\u0301", "é"),
        ("", ""),
    ],
)
def test_what_changes(raw: str, text: str) -> None:
    assert canonicalise(raw).text == text


@pytest.mark.parametrize(
    "line",
    [
        "Sign up now: Get ST's newsletters delivered to your inbox",
        "Sign up for our daily newsletter",
        "Subscribe to our newsletter and get the best of the week",
        "Get the day's headlines delivered to your inbox",
        "Advertisement",
        "- ADVERTISEMENT -",
        "Sponsored content",
        "Story continues below advertisement",
        "Share this article",
        "Share on Facebook",
        "Share via WhatsApp",
        "Copy link",
        "Read more: Ten bridges that fell",
        "READ MORE",
        "Also read | The harbour that moved",
        "Related: The harbour that moved",
        "Follow us on Telegram and Instagram",
        "Follow @harbourwire on X",
        "Follow our reporter Ida Holm on Bluesky @idaholm",
        "We use cookies to give you the best experience on our site.",
        "This website uses cookies",
        "Accept all cookies",
        "Subscribe to Harbour Wire today",
        "Already a subscriber? Log in",
        "Continue reading",
        "Click here to see the pictures",
        "Tap here for the live map",
        "Skip to main content",
        "Back to top",
        "Download our app",
    ],
)
def test_boilerplate_lines_are_removed_and_recorded(line: str) -> None:
    canonical = canonicalise(f"The bridge fell.\n\n{line}\n\nNobody was hurt.\n")
    assert canonical.text == "The bridge fell.\n\n\nNobody was hurt.\n"
    assert [removed.line for removed in canonical.removed] == [line]
    assert canonical.removed[0].reason
    assert canonicalise(f"The bridge fell.\n  {line} \nNobody was hurt.").text == "The bridge fell.\nNobody was hurt."
    assert canonicalise(line).text == ""


@pytest.mark.parametrize(
    "text",
    [
        "The advertisement ran for a week.",
        "Advertisement revenue fell by a third, the paper said, and it closed two offices.",
        "Read more books, the minister told pupils.",
        "Read the letter in full before you sign, he said.",
        "“Sign up for the newsletter”",
        "“Advertisement”",
        '"Click here to win"',
        "Share prices fell.",
        "Share of votes: 41 per cent",
        "Follow the money",
        "Promoted",
        "Read the room: a guide",
        "Share and share alike",
        "Cookies are baked at dawn in the harbour.",
        "Related companies were searched too, police said.",
        "Sign up deadlines passed in May.",
        "Get help",
        "See you in May",
        "Subscribers left in droves.",
        # part of wrapped prose
        "He had paid for it himself, he told the court, and so for him the\nAdvertisement\nwas proof enough.",
        "The old sign above the door of the shop in the harbour still reads\nAdvertisement",
        "Advertisement\nas an art was what she taught.",
        # within quotation marks that span lines
        "The leaflet said: “Dear all.\nShare this article\nThank you.”",
        'The leaflet said: "Dear all.\nShare this article\nThank you."',
    ],
)
def test_prose_stays(text: str) -> None:
    canonical = canonicalise(text)
    if text.startswith("The old sign"):
        # Nothing follows: the line may be either, and at the end of a text it is boilerplate.
        text = text.removesuffix("Advertisement")
    assert canonical.text == text


def test_long_runs_of_marks_are_ordered_as_nfc_orders_them() -> None:
    raw = "e" + "\u0301\u0327\u0344\u0323" * 40 + "\u20dd\u0300" * 40 + "a\u0300"
    assert canonicalise(raw).text == unicodedata.normalize("NFC", raw)


def test_form_feeds_mark_page_ends() -> None:
    canonical = canonicalise("One.\n\fTwo\fgoes on.\n\n\fFour.\f")
    assert canonical.text == "One.\n\nTwo\ngoes on.\n\nFour."
    assert canonical.page_starts == (0, 6, 10, 20)
    assert [canonical.text[start : start + 3] for start in canonical.page_starts] == ["One", "Two", "goe", "Fou"]


def test_empty_pages_are_counted() -> None:
    canonical = canonicalise("\f\fThree.\f\f")
    assert canonical.text.strip() == "Three."
    assert canonical.page_starts == (0, 0, 0, len(canonical.text))


def test_page_starts_move_with_removed_lines() -> None:
    canonical = canonicalise("\ufeffOne.\nAdvertisement\n\fShare this article\nTwo.\n\fThree.")
    assert [canonical.text[start : start + 3] for start in canonical.page_starts] == ["One", "Two", "Thr"]


def test_a_text_without_form_feeds_has_no_pages() -> None:
    assert canonicalise("One.\n\nTwo.").page_starts == ()


@pytest.mark.parametrize(
    "raw",
    [
        "a" * 5_000_000,
        " " * 5_000_000,
        "\n" * 5_000_000,
        "Read more\n" * 20_000,
        '"' * 200_000,
        "“\n" * 50_000,
        "a" + "\u0301\u0327" * 200_000,
        "\f" * 500_000,
        "\ufeff" * 500_000,
        "Share this article " * 50_000,
    ],
    ids=lambda raw: repr(raw[:4]),
)
def test_hostile_input_takes_seconds_at_most(raw: str) -> None:
    began = time.process_time()
    canonicalise(raw)
    assert time.process_time() - began < 8
