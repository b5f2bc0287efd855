import io
import os
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Document, Refusal
from index.sources import SourceOptions, open_inputs


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(path: Path, options: SourceOptions) -> tuple[list[Document], list[Refusal]]:
    found = list(open_inputs([str(path)], options=options))
    return [i for i in found if isinstance(i, Document)], [i for i in found if isinstance(i, Refusal)]


def test_members_are_read_like_files_in_order(write: Callable[..., Path], options: SourceOptions) -> None:
    path = write(
        "a.zip",
        packed(
            {
                "b/second.md": b"# Second\n\nText.",
                "a/first.txt": b"---\nid: one\n---\nText.",
                "c.jsonl": b'{"text": "Third."}\n{broken\n',
                ".DS_Store": b"\0\0",
                "__MACOSX/a/._first.txt": b"\0\0",
                "d/.hidden.txt": b"Not this.",
            }
        ),
    )
    documents, refusals = read(path, options)
    assert [document.input for document in documents] == [
        f"{path}!a/first.txt",
        f"{path}!b/second.md",
        f"{path}!c.jsonl:1",
    ]
    assert documents[0].id == "one"
    assert documents[1].id.startswith("second-")
    assert [refusal.input for refusal in refusals] == [f"{path}!c.jsonl:2"]


def test_ids_are_of_the_archive_and_the_member(write: Callable[..., Path], options: SourceOptions) -> None:
    content = packed({"a/x.txt": b"One.", "b/x.txt": b"Two."})
    [one, two], _ = read(write("a.zip", content), options)
    [again, _], _ = read(write("a.zip", content), options)
    [elsewhere, _], _ = read(write("b.zip", content), options)
    assert len({one.id, two.id, elsewhere.id}) == 3
    assert one.id == again.id


def test_names_that_climb_out_can_do_nothing(
    write: Callable[..., Path], options: SourceOptions, tmp_path: Path
) -> None:
    before = sorted(os.listdir(tmp_path))
    path = write(
        "a.zip", packed({"../../climbed.txt": b"Up.", "/etc/absolute.txt": b"Root.", "..\\win\\dows.txt": b"Back."})
    )
    documents, refusals = read(path, options)
    assert len(documents) == 3
    assert not refusals
    assert sorted(os.listdir(tmp_path)) == sorted([*before, "a.zip"])


def test_what_is_not_read_is_said_once_each(write: Callable[..., Path], options: SourceOptions) -> None:
    path = write(
        "a.zip", packed({"a.xyz": b"?", "inner.zip": packed({"b.txt": b"Text."}), "c.txt": b"", "noending": b"x"})
    )
    documents, refusals = read(path, options)
    assert not documents
    reasons = {refusal.input.partition("!")[2]: refusal.reason for refusal in refusals}
    assert reasons == {
        "a.xyz": "not a kind of file Footnote reads (.xyz)",
        "c.txt": "the file is empty",
        "inner.zip": "an archive inside an archive",
        "noending": "not a kind of file Footnote reads (no ending)",
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged or truncated"),
        (b"PK\x03\x04 and no more", "damaged or truncated"),
        (packed({"a.txt": b"Text." * 500})[:-40], "damaged or truncated"),
        (packed({}), "empty"),
        (packed({".hidden": b"x"}), "empty"),
        (packed({"a.txt": b"\0" * 5_000_000}), "zip bomb"),
        (packed({f"{n}.txt": b"" for n in range(31)}), "more than 30 members"),
        (packed({f"{n}.txt": b"0123456789" * 20_000 for n in range(30)}, zipfile.ZIP_STORED), "would unpack to"),
    ],
    # Named: by its bytes, an archive would be another test every two seconds, and pytest's workers would disagree.
    ids=["nothing", "a beginning", "cut short", "no member", "a hidden one", "a bomb", "many members", "much"],
)
def test_a_bad_archive_is_one_refusal(
    write: Callable[..., Path], options: SourceOptions, content: bytes, words: str
) -> None:
    small = replace(options, max_members=30, max_unpacked_bytes=5_500_000)
    documents, refusals = read(write("a.zip", content), small)
    assert not documents
    assert len(refusals) == 1
    assert words in refusals[0].reason
    assert refusals[0].hint


def test_a_listing_too_long_to_be_true_is_not_read(write: Callable[..., Path], options: SourceOptions) -> None:
    raw = bytearray(packed({"a.txt": b"Text."}))
    struct.pack_into("<I", raw, len(raw) - 10, 0x7FFFFFFF)
    _, [refusal] = read(write("a.zip", bytes(raw)), options)
    assert "more than 10,000 members" in refusal.reason


def test_a_member_larger_than_it_says_is_not_followed(write: Callable[..., Path], options: SourceOptions) -> None:
    raw = packed({"a.txt": b"word " * 100_000})
    lied = raw.replace(struct.pack("<I", 500_000), struct.pack("<I", 50))
    documents, refusals = read(write("a.zip", lied), options)
    assert not documents
    assert len(refusals) == 1


def test_protected_and_damaged_members_leave_the_others(write: Callable[..., Path], options: SourceOptions) -> None:
    raw = bytearray(
        packed({"a.txt": b"Good.", "b.txt": b"Words that get broken.", "c.txt": b"Also good."}, zipfile.ZIP_STORED)
    )
    raw[raw.index(b"Words")] ^= 1
    place = raw.index(b"c.txt", raw.index(b"PK\x01\x02"))
    raw[place - 46 + 8] |= 1
    documents, refusals = read(write("a.zip", bytes(raw)), options)
    assert [document.text for document in documents] == ["Good."]
    assert [refusal.reason for refusal in refusals] == ["damaged in the archive", "protected by a password"]


def test_a_member_larger_than_a_file_may_be_is_refused(write: Callable[..., Path], options: SourceOptions) -> None:
    path = write("a.zip", packed({"a.txt": os.urandom(3000).hex().encode()}))
    _, [refusal] = read(path, replace(options, max_bytes=1000))
    assert "larger than 1,000 bytes" in refusal.reason


def test_the_long_format_is_held_to_the_same_length(write: Callable[..., Path], options: SourceOptions) -> None:
    raw = packed({"a.txt": b"Text."})
    end = raw.rindex(b"PK\x05\x06")
    size, place = struct.unpack_from("<II", raw, end + 12)

    def long(claimed: int) -> bytes:
        record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, claimed, place)
        locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
        return raw[:end] + record + locator + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, 2**32 - 1, place, 0)

    [document], _ = read(write("a.zip", long(size)), options)
    assert document.text == "Text."
    _, [refusal] = read(write("b.zip", long(2**40)), options)
    assert "more than 10,000 members" in refusal.reason
