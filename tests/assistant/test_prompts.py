"""Every prompt file is sound, declares what it uses, and is known by its hash."""

from pathlib import Path

import pytest

from assistant.prompts import PromptUnusable, load, parse

FILE = "---\nname: x\nversion: 2\npurpose: Try.\nvariables: what\n---\n\n# System\n\nYou are.\n\n# User\n\nDo $what.\n"


def test_every_file_loads_under_its_name(repository: Path) -> None:
    names = [path.stem for path in (repository / "prompts").glob("*.md")]
    assert len(names) >= 4
    for name in names:
        prompt = load(name)
        assert prompt.name == name
        assert prompt.version >= 1
        assert len(prompt.hash) == 12


def test_values_are_put_in_as_they_are() -> None:
    assert parse(FILE).filled({"what": "$it, ${that} and $$"}) == ("You are.", "Do $it, ${that} and $$.")


def test_what_is_missing_or_not_declared_is_named() -> None:
    with pytest.raises(PromptUnusable, match="lacks what and has no who"):
        parse(FILE).filled({"who": "me"})


@pytest.mark.parametrize(
    "broken",
    [
        FILE.replace("variables: what", "variables: who"),
        FILE.replace("# User", "# Person"),
        FILE.replace("version: 2\n", ""),
    ],
)
def test_a_malformed_file_is_refused(broken: str) -> None:
    with pytest.raises(PromptUnusable):
        parse(broken)


def test_another_wording_has_another_hash() -> None:
    assert parse(FILE).hash != parse(FILE.replace("Do", "Go")).hash
