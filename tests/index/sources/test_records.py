import hashlib
import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Document, EarlierRevision, Refusal
from index.sources import SourceOptions, open_inputs
from index.sources.reading import Origin
from index.sources.records import read_records

OPTIONS = SourceOptions(timezone=ZoneInfo("Europe/Paris"), groups=frozenset({"staff"}))
EXPORTED = {
    "id": "a-1", "revision": "r2", "title": "T", "text": "After.", "source": "S", "author": None,
    "revisions": [{"revision": "r1", "text": "Before.", "stored_at": "2025-11-20T10:00:00Z"},
                  {"revision": "r2", "text": "After.", "stored_at": "2025-11-21T10:00:00Z"}],
    "published": "2025-11-20", "updated": None, "url": None, "language": "en", "groups": ["desk"],
    "visible_from": None, "state": "corrected", "origin": "/old/place/a.txt", "metadata": {"desk": "weather"},
    "passages": [{"id": 1, "start": 0, "end": 6}], "quotes": [{"text": "After."}],
}  # fmt: skip


def read(raw: bytes | str | Iterable[object], options: SourceOptions = OPTIONS) -> list[Document | Refusal]:
    if not isinstance(raw, bytes | str):
        raw = "".join(json.dumps(record) + "\n" for record in raw)
    stream = io.BytesIO(raw.encode() if isinstance(raw, str) else raw)
    return list(read_records(stream, Origin(input="a.jsonl", stem="a", key=b"a"), options))


def document(record: object) -> Document:
    [read_one] = read([record])
    assert isinstance(read_one, Document), read_one
    return read_one


def reason(raw: bytes | str) -> str:
    [refusal] = read(raw)
    assert isinstance(refusal, Refusal), refusal
    assert refusal.input == "a.jsonl:1"
    assert refusal.hint
    assert "\n" not in refusal.reason
    return refusal.reason


def test_every_field_of_a_record_is_kept() -> None:
    record = {
        "id": "x", "text": "The text.", "title": " A\n title ", "source": "S", "author": "A", "published": "2025-11-20",
        "updated": "2025-11-20T10:00", "url": "https://e.example/x", "language": "en_GB", "groups": ["desk"],
        "visible_from": "2025-11-22", "desk": "weather", "tags": ["a", {"b": None}], "score": 0.5,
        "metadata": {"inner": True},
    }  # fmt: skip
    read_one = document(record)
    assert (read_one.id, read_one.text, read_one.title, read_one.language) == ("x", "The text.", "A title", "en-GB")
    assert (read_one.published, read_one.visible_from) == (date(2025, 11, 20), date(2025, 11, 22))
    assert read_one.updated == datetime(2025, 11, 20, 10, tzinfo=ZoneInfo("Europe/Paris"))
    assert read_one.groups == {"desk"}
    assert read_one.metadata == {"desk": "weather", "tags": ["a", {"b": None}], "score": 0.5, "inner": True}
    assert read_one.raw_sha256 == hashlib.sha256(json.dumps(record).encode()).hexdigest()
    assert read_one.input == "a.jsonl:1"


def test_empty_fields_count_as_unset() -> None:
    fields = dict.fromkeys("id title source author published updated url language visible_from".split(), "")
    read_one = document({"text": "The text.", **fields, "groups": []})
    assert (read_one.title, read_one.published, read_one.url, read_one.language) == (None, None, None, None)
    assert read_one.id.startswith("the-text-")
    assert read_one.groups == {"staff"}


def test_without_an_id_the_text_alone_makes_it() -> None:
    one, other = document({"text": "Same text.", "title": "A"}), document({"text": "Same text.", "groups": ["x"]})
    assert one.id == other.id
    assert one.id != document({"text": "Same text!"}).id


def test_bad_lines_are_refused_by_number_and_the_others_go_through() -> None:
    lines = [
        '{"text": "One."}',
        "",
        "{broken",
        '{"text": 5}',
        "  ",
        '{"text": "Six."}',
        '{"title": "No text"}',
        '{"text": "Eight."}',
    ]
    found = read("\r\n".join(lines))
    assert [(type(item).__name__, item.input) for item in found] == [
        ("Document", "a.jsonl:1"), ("Refusal", "a.jsonl:3"), ("Refusal", "a.jsonl:4"), ("Document", "a.jsonl:6"),
        ("Refusal", "a.jsonl:7"), ("Document", "a.jsonl:8"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{broken", "broken JSON at column 2"),
        ('{"text": "open', "broken JSON at column"),
        ('["text"]', "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("null", "not a JSON object"),
        ("{}", "'text' is missing"),
        ('{"text": null}', "'text' must be text, not null"),
        ('{"text": ""}', "'text' is empty"),
        ('{"text": " \\n "}', "'text' is empty"),
        ('{"text": ["a"]}', "'text' must be text, not a list"),
        ('{"text": "a", "id": 5}', "'id' must be text, not a number"),
        ('{"text": "a", "title": {"x": 1}}', "'title' must be text, not an object"),
        ('{"text": "a", "author": true}', "'author' must be text, not true or false"),
        ('{"text": "a", "groups": "desk"}', "'groups' must be a list"),
        ('{"text": "a", "groups": [1]}', "'groups.0' must be text"),
        ('{"text": "a", "groups": ["a\\u0000b"]}', "a group name that is none"),
        ('{"text": "a", "published": 1763650800}', "'published' must be text, not a number"),
        ('{"text": "a", "published": "20 Nov 2025"}', "'published' is not a date"),
        ('{"text": "a", "visible_from": "soon"}', "'visible_from' is not a date"),
        ('{"text": "a", "metadata": "x"}', "'metadata' must be an object"),
        ('{"text": "a", "x": NaN}', "NaN is not a JSON number"),
        ('{"text": "a", "x": 1e999}', "'x' holds what JSON cannot"),
        ('{"text": "a \\ud83d"}', "halves of characters"),
        ('{"text": "a \\u0000"}', "NUL"),
        ('{"text": "a", "x": "\\udc00"}', "'x' holds what JSON cannot"),
        ('{"text": "a", "x\\ud800": 1}', "whose name holds halves"),
        ('{"text": "a", "title": "\\ud800"}', "halves of characters"),
        ('{"text": "a", "id": "\\ud800"}', "control characters"),
        ('{"text": "a", "id": "a\\nb"}', "control characters"),
        ('{"text": "a", "id": "' + "x" * 201 + '"}', "201 characters"),
        ('{"text": "a", "x": ' + "[" * 60 + "]" * 60 + "}", "nested too deep"),
        ('{"text": "a", "x": ' + "[" * 100_000 + "}", "JSON"),
        ('{"text": "a", "x": ' + "9" * 5000 + "}", "broken JSON"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_refused_in_words(line: str, words: str) -> None:
    assert words in reason(line)


def test_a_line_in_another_encoding_is_refused() -> None:
    assert "not UTF-8" in reason('{"text": "café"}'.encode("latin-1"))
    [read_one] = read(b'\xef\xbb\xbf{"text": "With a mark."}')
    assert isinstance(read_one, Document)


def test_an_endless_line_is_refused_without_being_kept() -> None:
    class Endless(io.RawIOBase):
        """A line of 300 MB that never exists, and a good one after it."""

        left = 300_000_000
        largest = 0
        tail = b'\n{"text": "After."}\n'

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            self.largest = max(self.largest, len(buffer))
            if self.left > 0:
                size = min(len(buffer), self.left)
                buffer[:size] = b"x" * size
                self.left -= size
                return size
            size = min(len(buffer), len(self.tail))
            buffer[:size], self.tail = self.tail[:size], self.tail[size:]
            return size

    small = SourceOptions(timezone=ZoneInfo("UTC"), max_bytes=1_000_000)
    refusal, after = read_records(io.BufferedReader(Endless()), Origin(input="a", stem="a", key=b"a"), small)
    assert isinstance(refusal, Refusal)
    assert "a line of more than" in refusal.reason
    assert isinstance(after, Document)
    assert after.input == "a:2"


def test_an_export_comes_back_with_its_history() -> None:
    read_one = document(EXPORTED)
    assert (read_one.id, read_one.revision, read_one.state) == ("a-1", "r2", "corrected")
    assert read_one.earlier == (EarlierRevision(revision="r1", text="Before.", stored_at="2025-11-20T10:00:00Z"),)
    assert read_one.input == "/old/place/a.txt"
    assert read_one.metadata == {"desk": "weather"}
    assert read_one.groups == {"desk"}


def test_revisions_may_be_ids_alone() -> None:
    assert document({**EXPORTED, "revisions": ["r1", "r2"]}).earlier == ()


@pytest.mark.parametrize(
    "change",
    [{"revisions": "r1"}, {"revisions": [{"revision": "r1"}]}, {"state": "unknown"}, {"revision": 5}, {"origin": None}],
)
def test_a_damaged_export_refuses_the_line(change: dict[str, object]) -> None:
    assert reason(json.dumps({**EXPORTED, **change}))


def test_fields_of_the_same_name_in_other_records_are_just_kept() -> None:
    read_one = document(
        {"text": "The text.", "state": "CA", "revision": 7, "origin": "Berlin", "passages": [1], "quotes": [2]}
    )
    assert read_one.metadata == {"state": "CA", "revision": 7, "origin": "Berlin"}
    assert (read_one.revision, read_one.state) == (None, "current")


@given(st.binary(max_size=300))
def test_any_bytes_give_documents_or_refusals(raw: bytes) -> None:
    assert all(isinstance(item, Document | Refusal) for item in read(raw))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(fields=st.dictionaries(st.sampled_from([*EXPORTED, "other"]), _JSON, max_size=8), text=st.text(min_size=1))
def test_any_record_is_read_or_refused_and_texts_are_untouched(fields: dict[str, object], text: str) -> None:
    for item in read([{**fields, "text": text}]):
        assert isinstance(item, Refusal) or (item.text == text and 1 <= len(item.id) <= 200)


def test_standard_input_is_read_as_records_and_empty_ones_are_said(tmp_path: Path) -> None:
    [read_one] = open_inputs(["-"], options=OPTIONS, stdin=io.BytesIO(b'{"text": "From a pipe."}\n'))
    assert isinstance(read_one, Document)
    [empty] = open_inputs(["-"], options=OPTIONS, stdin=io.BytesIO(b"\n \n"))
    assert isinstance(empty, Refusal)
    [none] = open_inputs(["-"], options=OPTIONS)
    assert isinstance(none, Refusal)
    (tmp_path / "a.jsonl").touch()
    [empty] = open_inputs([str(tmp_path / "a.jsonl")], options=OPTIONS)
    assert isinstance(empty, Refusal)
    assert empty.reason == "no records in it"
