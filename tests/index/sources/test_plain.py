import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Document, Refusal
from index.errors import InputRefused
from index.sources import SourceOptions
from index.sources.plain import read_text
from index.sources.reading import MEBIBYTE, Origin

FULL = """---
id: strike-7
title: 1984
source: Harbour Wire
author: Ada Brisling
published: 2025-11-20
updated: 2025-11-21 10:30
url: https://harbourwire.example/strike
language: no
groups: [desk, night desk]
visible_from: 2025-11-22T08:00:00+01:00
section: local
rating: 4.5
---

The ferries stay in the harbour.
"""


def test_front_matter_gives_every_field_and_keeps_the_rest(
    write: Callable[..., Path], one: Callable[[Path], Document]
) -> None:
    document = one(write("a.txt", FULL))
    assert document.id == "strike-7"
    assert document.title == "1984"  # as written, whatever YAML takes it for
    assert (document.source, document.author, document.language) == ("Harbour Wire", "Ada Brisling", "no")
    assert document.published == date(2025, 11, 20)
    assert not isinstance(document.published, datetime)
    assert document.updated == datetime(2025, 11, 21, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert document.visible_from == datetime(2025, 11, 22, 8, tzinfo=timezone(timedelta(hours=1)))
    assert document.url == "https://harbourwire.example/strike"
    assert document.groups == {"desk", "night desk"}
    assert document.metadata == {"section": "local", "rating": 4.5}
    assert document.text == "The ferries stay in the harbour.\n"
    assert document.raw_sha256 == hashlib.sha256(FULL.encode()).hexdigest()


def test_nothing_is_guessed_of_a_bare_text(write: Callable[..., Path], one: Callable[[Path], Document]) -> None:
    document = one(
        write("Strike at port.txt", "Strike at port\n\nBy Ada Brisling, 20 November 2025\n\nThe ferries stay.\n")
    )
    assert (document.title, document.author, document.published, document.language) == (None, None, None, None)
    assert document.text.startswith("Strike at port\n\nBy Ada")
    assert document.id.startswith("strike-at-port-")


def test_groups_of_the_run_go_to_documents_without_their_own(origin: Origin, options: SourceOptions) -> None:
    options = replace(options, groups=frozenset({"staff"}))
    assert read_text(b"No groups of its own.", origin, options).groups == {"staff"}
    assert read_text(b"---\ngroups: []\n---\nNone of its own.", origin, options).groups == {"staff"}
    assert read_text(b"---\ngroups: [desk]\n---\nIts own.", origin, options).groups == {"desk"}


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("groups: desk", "'groups' must be a list"),
        ("groups: [{a: b}]", "'groups.0' must be text"),
        ("title: [a, b]", "'title' must be text, not a list"),
        ("author: {name: Ada}", "'author' must be text, not an object"),
        ("published: yesterday", "'published' is not a date"),
        ("published: 2025-02-30", "'published' is not a date"),
        ("title: 'open", "not valid YAML"),
        ("a: &x [1]\nb: *x", "alias"),
        ("title: one\ntitle: two", "twice"),
        ("x: " + "[" * 50 + "]" * 50, "nested too deep"),
        ("x: !!python/object/apply:os.system [ls]", "not valid YAML"),
        ("x: !!binary aGVsbG8=", "'x' holds what JSON cannot"),
        ("x: .nan", "'x' holds what JSON cannot"),
        ("x: " + "9" * 5000, "not valid YAML"),
        ("id: " + "x" * 201, "id has 201 characters"),
        ('id: "a\\nb"', "control characters"),
        ('title: "\\uD800"', "halves of characters"),
        ("title: " + "x" * 3000, "a field of 3,000 characters"),
    ],
)
def test_a_damaged_block_refuses_the_file(origin: Origin, options: SourceOptions, block: str, reason: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_text(f"---\n{block}\n---\nThe text.".encode(), origin, options)
    assert reason in refused.value.message
    assert refused.value.hint


def test_a_block_that_never_ends_is_no_public_article(origin: Origin, options: SourceOptions) -> None:
    with pytest.raises(InputRefused, match="does not end"):
        read_text(b"---\ngroups: [secret]\n\nThe text.", origin, options)
    with pytest.raises(InputRefused, match="64 KiB"):
        read_text(b"---\nx: " + b"y" * 70_000 + b"\n---\nThe text.", origin, options)


@pytest.mark.parametrize(
    "text",
    [
        "---\nWe went on.\n---\nAnd on.",
        "Dashes --- later.\n---\nid: x\n---\n",
        "----\nid: x\n---\n",
        " ---\nid: x\n---\n",
    ],
)
def test_rules_in_a_text_are_text(origin: Origin, options: SourceOptions, text: str) -> None:
    document = read_text(text.encode(), origin, options)
    assert document.text == text
    assert document.id.startswith("an-article-")


def test_empty_fields_count_as_unset(origin: Origin, options: SourceOptions) -> None:
    document = read_text(b'---\nid: ""\ntitle:\nauthor: " "\npublished: ~\n---\nThe text.', origin, options)
    assert document.id.startswith("an-article-")
    assert (document.title, document.author, document.published) == (None, None, None)


def test_an_address_that_is_no_web_address_is_kept_but_never_a_link(origin: Origin, options: SourceOptions) -> None:
    document = read_text(b'---\nurl: "javascript:alert(1)"\n---\nThe text.', origin, options)
    assert document.url is None
    assert document.metadata == {"url": "javascript:alert(1)"}


def test_line_ends_of_other_systems_end_the_block_too(origin: Origin, options: SourceOptions) -> None:
    document = read_text(b"\xef\xbb\xbf---\r\nid: win\r\n---\r\n\r\nThe text.\r\n", origin, options)
    assert (document.id, document.text) == ("win", "The text.\r\n")


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).filter(str.strip))
def test_every_text_comes_back_as_written(text: str) -> None:
    if text.startswith(("---", "\ufeff")):
        return
    origin = Origin(input="a.txt", stem="a", key=b"a")
    assert read_text(text.encode(), origin, SourceOptions(timezone=ZoneInfo("UTC"))).text == text


@given(block=st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_the_block_holds_it_is_read_or_refused(block: str) -> None:
    origin = Origin(input="a.txt", stem="a", key=b"a")
    options = SourceOptions(timezone=ZoneInfo("UTC"))
    with suppress(InputRefused):
        assert "The text." in read_text(f"---\n{block}\n---\nThe text.".encode(), origin, options).text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "no text"),
        (b"---\nid: x\n---\n\n", "no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "binary"),
        (b"Plain words, \x00 and a NUL.", "binary"),
        ("No mark, but two bytes each.".encode("utf-16-le"), "binary"),
        (b"\x1f\x8b\x08" + bytes((n * 7919) % 251 + 1 for n in range(3000)), "binary"),
        (b"\xff\xfeA", "wrongly encoded"),
    ],
)
def test_what_is_no_text_is_refused_in_words(
    write: Callable[..., Path], refused: Callable[[Path], Refusal], content: bytes, reason: str
) -> None:
    assert reason in refused(write("a.txt", content)).reason


def test_fifty_megabytes_of_text_are_no_article(write: Callable[..., Path], refused: Callable[[Path], Refusal]) -> None:
    sentence = b"The same sentence again and again, until the file is large. "
    assert "more than the 5,000,000 of one article" in refused(write("a.txt", sentence * (50_000_000 // 60))).reason
    assert "larger than 50 MiB" in refused(write("b.txt", sentence * (51 * MEBIBYTE // 60))).reason
