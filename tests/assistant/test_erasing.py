"""`remove --erase`: afterwards no file of the data directory holds a word of the article, nor of its names."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.application import Footnote
from assistant.audit import Entry
from assistant.feedback import Feedback
from assistant.journal import NAME
from assistant.settings import Settings
from index.errors import ArticleErased, ArticleNotFound

SECRET = "The smelter at Vintermoss leaks cadmium, inspector Halvard Trondsen wrote. “Nobody warned Skarvik,” he said. "
AGAIN = "The smelter at Vintermoss leaks thallium, inspector Halvard Trondsen wrote. Skarvik was warned on Tuesday. "
OTHER = "The ferry to Ostrand was late on Monday. “The sea was rough,” captain Ines Roth said. "
WORDS = {"smelter", "vintermoss", "cadmium", "thallium", "trondsen", "skarvik", "halvard", "warned", "inspector"}


def spread(text: str) -> str:
    return "\n\n".join(f"{text}Part {n}." for n in range(12))


def left_in(root: Path, words: set[str]) -> dict[str, set[str]]:
    """Search every byte: lower and upper case, and UTF-16, whatever kind of file it is; names of files too."""
    found = {}
    for path in root.rglob("*"):
        content = path.read_bytes().lower() if path.is_file() else b""
        wide = content.replace(b"\0", b"")
        held = {
            word for word in words if word.encode() in content or word.encode() in wide or word in str(path).lower()
        }
        if held:
            found[str(path.relative_to(root))] = held
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def footnote(root: Path, tmp_path: Path):  # type: ignore[no-untyped-def]
    files = tmp_path / "in"
    files.mkdir()
    (files / "vintermoss-smelter.txt").write_text(spread(SECRET))
    (files / "ferry.txt").write_text(spread(OTHER))
    with Footnote.open(Settings.read(data_dir=root, audit_questions=True)) as opened:
        opened.ingest([str(files / "vintermoss-smelter.txt")])
        opened.ingest([str(files)])
        (files / "vintermoss-smelter.txt").write_text(spread(AGAIN))  # an earlier revision is erased as well
        opened.ingest([str(files)])
        shutil.rmtree(files)
        yield opened


def the(footnote: Footnote, word: str) -> str:
    page = footnote.articles(footnote.scope(groups=None), text=word)
    (article,) = page.items
    return article.id


def test_no_byte_of_an_erased_article_is_left(footnote: Footnote, root: Path) -> None:
    erased, kept = the(footnote, "smelter"), the(footnote, "ferry")
    assert footnote.search(footnote.question("Which smelter leaks?"))[0].article.id == erased
    (root / NAME).write_text("a trace that quotes cadmium")
    asked = footnote.question("Which smelter leaks?")
    answer = footnote.ask(replace(asked, user="ada"))
    assert [line["user"] for line in footnote._parts.audit.lines()] == ["ada"]
    footnote.note(Entry(user="ada", action="read", articles=(erased,), answer_id=answer.id, question="smelter?"))
    said = {"answer_id": answer.id, "rating": "down", "reason": None, "user": "ada", "at": datetime.now(UTC)}
    footnote.feedback_book.add(Feedback(**said, comment="Skarvik was warned!", question="Which smelter leaks?"))
    assert len(left_in(root, WORDS)) > 3
    assert footnote.remove([erased], erase=True) == 1
    assert left_in(root, WORDS) == {}
    assert {hit.article.id for hit in footnote.search(footnote.question("Which smelter leaks?"))} == {kept}
    footnote.close()
    assert left_in(root, WORDS) == {}


def test_a_citation_of_it_says_erased(footnote: Footnote) -> None:
    erased = the(footnote, "smelter")
    footnote.remove([erased], erase=True)
    with pytest.raises(ArticleErased, match="has been erased"):
        footnote.article(erased, groups=None)
    with pytest.raises(ArticleErased):
        footnote.article(erased, groups=frozenset())
    with pytest.raises(ArticleErased):
        footnote.remove([erased])
    assert not footnote.check()


def test_an_erased_article_says_nothing_to_whom_could_not_read_it(footnote: Footnote, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        '{"id": "a", "text": "Only the board reads this one.", "groups": ["board"]}\n'
        '{"id": "b", "text": "Nobody reads this one yet.", "visible_from": "2999-01-01"}\n'
    )
    footnote.ingest([str(lines)])
    footnote.remove(["a", "b"], erase=True)
    for article_id, groups in (("a", frozenset[str]()), ("a", frozenset({"desk"})), ("b", frozenset({"board"}))):
        with pytest.raises(ArticleNotFound) as caught:
            footnote.article(article_id, groups=groups)
        assert type(caught.value) is ArticleNotFound
        with pytest.raises(ArticleNotFound) as absent:
            footnote.article("c", groups=groups)
        assert caught.value.message.replace(f"“{article_id}”", "“c”") == absent.value.message
    with pytest.raises(ArticleErased):
        footnote.article("a", groups=frozenset({"board"}))


def test_an_article_that_comes_back_is_there_again(footnote: Footnote, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "a", "text": "The tram is back in service."}\n')
    footnote.ingest([str(lines)])
    footnote.remove(["a"], erase=True)
    footnote.ingest([str(lines)])
    assert footnote.article("a", groups=None).text == "The tram is back in service."
    footnote.remove(["a"])
    with pytest.raises(ArticleNotFound) as caught:
        footnote.article("a", groups=None)
    assert type(caught.value) is ArticleNotFound, "removed, not erased"
