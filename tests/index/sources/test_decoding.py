import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InputRefused
from index.sources.decoding import decode, decode_as

ENGLISH = "“We want peace,” he said — but we don’t want a capitulation. The café’s owner, Zoë, paid £5. "
FRENCH = "Le président a déclaré que la réunion s’était bien passée à Genève, où les délégués étaient déjà arrivés. "
GERMAN = "Der Präsident sagte, die Gespräche seien über die Maßen gut verlaufen; man höre bald mehr. "
RUSSIAN = "Президент заявил, что встреча прошла хорошо, и делегаты уже прибыли в Женеву. "
JAPANESE = "大統領は会議がうまくいったと述べ、代表団はすでにジュネーブに到着していると語った。"
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy, řekla předsedkyně. "
POLISH = "Prezydent powiedział, że spotkanie się udało, a delegaci już przyjechali do Łodzi. "


def attempt(raw: bytes) -> str:
    try:
        return decode(raw)
    except InputRefused as refused:
        return refused.message


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_utf_8_and_marked_utf_16_come_back_exactly(text: str) -> None:
    if text.startswith("\ufeff"):
        return
    assert decode(text.encode()) == text
    assert decode(text.encode("utf-8-sig")) == text
    assert decode(b"\xff\xfe" + text.encode("utf-16-le")) == text
    assert decode(b"\xfe\xff" + text.encode("utf-16-be")) == text
    assert decode(text.encode("utf-32")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        (ENGLISH * 40, "cp1252"),
        (FRENCH, "latin-1"),
        (FRENCH * 20, "cp1252"),
        (GERMAN, "latin-1"),
        (RUSSIAN * 5, "cp1251"),
        (RUSSIAN * 5, "koi8-r"),
        (JAPANESE * 5, "shift_jis"),
        (JAPANESE * 4000, "shift_jis"),
    ],
)
def test_other_encodings_are_read_where_they_are_beyond_doubt(text: str, encoding: str) -> None:
    raw = text.replace("’", "'" if encoding == "latin-1" else "’").encode(encoding)
    assert decode(raw) == raw.decode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CZECH, "cp1250"),
        (CZECH * 20, "iso-8859-2"),
        (POLISH, "cp1250"),
        (POLISH * 20, "iso-8859-2"),
        (ENGLISH, "mac-roman"),
        (ENGLISH * 20, "mac-roman"),
        (FRENCH.replace("’", "'") * 5, "cp850"),
    ],
)
def test_doubt_refuses_instead_of_making_other_words(text: str, encoding: str) -> None:
    assert attempt(text.encode(encoding)) in (text, "wrongly encoded: not UTF-8, and its encoding cannot be told")


def test_one_broken_character_in_utf_8_is_not_taken_for_another_encoding() -> None:
    raw = (ENGLISH * 5).encode()
    with pytest.raises(InputRefused, match="wrongly encoded"):
        decode(raw + "é".encode()[:1])
    with pytest.raises(InputRefused, match="wrongly encoded"):
        decode(raw + ENGLISH.encode("cp1252") + raw)


@given(raw=st.binary(max_size=400))
def test_any_bytes_become_text_or_a_refusal(raw: bytes) -> None:
    assert "\0" not in attempt(raw)


def test_a_declared_encoding_is_believed_where_it_holds() -> None:
    assert decode_as(CZECH.encode("cp1250"), "windows-1250") == CZECH
    assert decode_as(ENGLISH.encode("cp1252"), "ISO-8859-1") == ENGLISH  # as every browser reads it
    assert decode_as(JAPANESE.encode("iso2022_jp"), "iso-2022-jp") == JAPANESE
    assert decode_as(FRENCH.encode(), "iso-8859-1") == FRENCH  # the declaration is wrong: it is valid UTF-8
    assert decode_as(FRENCH.encode("cp1252"), "utf-8") is None
    assert decode_as(b"words", "no-such-encoding") is None
    assert decode_as(b"\x93words\x94", "base64") is None


def test_a_few_broken_bytes_of_a_page_are_shown_as_such() -> None:
    raw = (ENGLISH * 50).encode()
    text = decode_as(raw[:100] + b"\xff" + raw[100:], "utf-8")
    assert text is not None
    assert text.replace("�", "") == ENGLISH * 50
