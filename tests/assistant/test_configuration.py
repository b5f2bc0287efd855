"""The settings on the command line: shown without secrets, and what cannot be meant ends every command."""

from pathlib import Path

import pytest

from tests.assistant.conftest import Footnote, one_line


def test_config_opens_no_data(footnote: Footnote, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("FOOTNOTE_SPEACH", "off")
    ran = footnote("config", "--data-dir", data_dir)
    assert ran.status == 0
    assert not data_dir.exists()
    assert "sk-secret" not in ran.out
    assert f"FOOTNOTE_DATA_DIR                 {data_dir}  [command line]" in ran.out
    assert "Did you mean FOOTNOTE_SPEECH?" in ran.err
    rows = {row["name"]: row for row in footnote("config", "--json").json["settings"]}
    assert rows["OPENAI_API_KEY"] == {"name": "OPENAI_API_KEY", "value": "********", "from": "environment"}


def test_config_shows_what_contradicts(footnote: Footnote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "gpt-x")
    ran = footnote("config")
    assert ran.status == 2
    assert "FOOTNOTE_MODEL" in ran.out
    assert "FOOTNOTE_MODEL" in one_line(ran.err)


@pytest.mark.parametrize(
    ("name", "value"), [("FOOTNOTE_MODEL", "gpt-x"), ("FOOTNOTE_PORT", "x"), ("FOOTNOTE_HOST", "0.0.0.0")]
)
def test_settings_that_cannot_be_meant_end_every_command(
    footnote: Footnote, stocked: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    for command in (("status",), ("serve",)):
        ran = footnote(*command, "--data-dir", stocked)
        assert ran.status == 2
        assert name in one_line(ran.err)


def test_serve_refuses_to_be_open_to_the_world(footnote: Footnote, data_dir: Path) -> None:
    ran = footnote("serve", "--host", "0.0.0.0", "--data-dir", data_dir)
    assert ran.status == 2
    assert "FOOTNOTE_ALLOW_PUBLIC" in one_line(ran.err)
    assert not data_dir.exists()
