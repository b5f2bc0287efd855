"""Settings: where they come from, what is refused and in which words, what is shown."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.contradictions import check, check_exposure, is_loopback
from assistant.errors import SettingsContradict
from assistant.settings import MASK, Settings, effective, shown, unknown_variables, variable


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith(("FOOTNOTE_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal(**given: object) -> str:
    with pytest.raises(SettingsContradict) as caught:
        check(Settings.read(**given))
    assert "\n" not in caught.value.message
    return f"{caught.value.message} {caught.value.hint}"


def came_from(settings: Settings) -> dict[str, str]:
    return {row.name: row.came_from for row in effective(settings)}


def test_command_line_wins_over_environment_over_file_over_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "footnote.toml").write_text('port = 1\nhost = "::1"\ntimezone = "Europe/Paris"\n')
    monkeypatch.setenv("FOOTNOTE_PORT", "2")
    monkeypatch.setenv("FOOTNOTE_HOST", "127.0.0.2")
    settings = Settings.read(port=3, data_dir=None)
    assert (settings.port, settings.host, settings.timezone.key, settings.root_path) == (
        3,
        "127.0.0.2",
        "Europe/Paris",
        "",
    )
    origins = came_from(settings)
    assert origins["FOOTNOTE_PORT"] == "command line"
    assert origins["FOOTNOTE_HOST"] == "environment"
    assert origins["FOOTNOTE_TIMEZONE"] == "footnote.toml"
    assert origins["FOOTNOTE_ROOT_PATH"] == "default"
    assert origins["FOOTNOTE_DATA_DIR"] == "default"


def test_key_and_endpoint_are_called_what_they_are_called_everywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "footnote.toml").write_text('openai_api_key = "from the file"\nopenai_base_url = "http://file/v1"\n')
    monkeypatch.setenv("OPENAI_API_KEY", "from the environment")
    monkeypatch.setenv("FOOTNOTE_OPENAI_BASE_URL", "http://nobody/v1")
    settings = Settings.read()
    assert settings.openai_api_key == SecretStr("from the environment")
    assert settings.openai_base_url == "http://file/v1"
    assert unknown_variables() == (("FOOTNOTE_OPENAI_BASE_URL", "OPENAI_BASE_URL"),)


def test_a_program_builds_settings_without_reading(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, speech=False)
    assert settings.data_dir == tmp_path
    assert came_from(settings)["FOOTNOTE_SPEECH"] == "given"


def test_paths_of_the_file_are_meant_from_where_it_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "deployment.toml").write_text('data_dir = "articles"\n')
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(tmp_path / "etc" / "deployment.toml"))
    assert Settings.read().data_dir == tmp_path / "etc" / "articles"
    monkeypatch.setenv("FOOTNOTE_DATA_DIR", "elsewhere")
    assert Settings.read().data_dir == tmp_path / "elsewhere"


def test_data_directory_is_absolute_wherever_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Settings.read().data_dir == tmp_path / ".data"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert Settings.read(data_dir="~/news").data_dir == tmp_path / "home" / "news"


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "")
    settings = Settings.read()
    assert settings.model is None
    assert came_from(settings)["FOOTNOTE_MODEL"] == "default"


@pytest.mark.parametrize(("said", "meant"), [("off", False), ("on", True), ("0", False), ("true", True), ("no", False)])
def test_switches(monkeypatch: pytest.MonkeyPatch, said: str, meant: bool) -> None:
    monkeypatch.setenv("FOOTNOTE_SPEECH", said)
    assert Settings.read().speech is meant


def test_lists_are_separated_by_commas_in_the_environment_and_are_lists_in_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FOOTNOTE_PROXY_ADDRESSES", "10.0.0.0/8, ::1")
    (tmp_path / "footnote.toml").write_text('allowed_origins = ["https://a.example", "http://b.example:8080"]\n')
    settings = Settings.read()
    assert settings.proxy_addresses == ("10.0.0.0/8", "::1")
    assert settings.allowed_origins == ("https://a.example", "http://b.example:8080")


def test_an_unknown_key_is_named_with_its_neighbour_before_any_other_complaint(tmp_path: Path) -> None:
    (tmp_path / "footnote.toml").write_text('port = "many"\ndatadir = "x"\n')
    said = refusal()
    assert "footnote.toml" in said
    assert "“datadir”" in said
    assert "Did you mean data_dir?" in said
    (tmp_path / "footnote.toml").write_text("zzz = 1\n")
    assert "docs/settings.md" in refusal()


@pytest.mark.parametrize(
    ("text", "part"), [("port: 1", "is no TOML"), ("port = \n", "line 1"), ("[server]\nport = 1", "“server”")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str, part: str) -> None:
    (tmp_path / "footnote.toml").write_text(text)
    assert part in refusal()


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "footnote.toml").write_bytes('host = "ü"'.encode("latin-1"))
    assert "footnote.toml is no TOML" in refusal()


def test_a_named_file_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_CONFIG", "nowhere.toml")
    assert "nowhere.toml" in refusal()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOOTNOTE_TIMEZONE", "Mars/Olympus"),
        ("FOOTNOTE_PORT", "x"),
        ("FOOTNOTE_PORT", "70000"),
        ("FOOTNOTE_THREADS", "-1"),
        ("FOOTNOTE_SPEECH", "perhaps"),
        ("FOOTNOTE_AUTH", "closed"),
        ("FOOTNOTE_PROXY_ADDRESSES", "10.0.0"),
        ("FOOTNOTE_PROXY_USER_HEADER", "X User"),
        ("FOOTNOTE_ALLOWED_ORIGINS", "https://news.example/path"),
        ("FOOTNOTE_ALLOWED_ORIGINS", "news.example"),
        ("FOOTNOTE_ROOT_PATH", "/a?b"),
        ("FOOTNOTE_TOKEN_JWKS_URL", "ftp://keys.example"),
        ("OPENAI_BASE_URL", "localhost:11434/v1"),
        ("OPENAI_BASE_URL", "http://"),
        ("OPENAI_BASE_URL", "http://host:port/v1"),
        ("OPENAI_BASE_URL", "http://[::1/v1"),
    ],
)
def test_a_malformed_value_names_its_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert refusal().startswith(f"{name}: ")


def test_a_malformed_value_of_file_or_command_line_says_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "footnote.toml").write_text("threads = -3\n")
    assert refusal().startswith("threads (footnote.toml): ")
    assert refusal(threads=2, port=-1).startswith("port (command line): ")


def test_root_path_is_written_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, meant in [("footnote/", "/footnote"), ("/a/b", "/a/b"), ("/", "")]:
        monkeypatch.setenv("FOOTNOTE_ROOT_PATH", said)
        assert Settings.read().root_path == meant


# --- against each other -------------------------------------------------------------------------------------------


def test_a_model_needs_a_key_or_an_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "FOOTNOTE_MODEL" in refusal(model="gpt-x")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    check(Settings.read(model="gpt-x"))
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    check(Settings.read(model="gpt-x"))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "footnote.example", ""])
def test_an_open_server_beyond_this_machine_must_be_meant_twice(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert "FOOTNOTE_ALLOW_PUBLIC=1" in refusal(host=host)
    monkeypatch.setenv("FOOTNOTE_ALLOW_PUBLIC", "1")
    assert "FOOTNOTE_AUTH=open" in refusal(host=host)
    monkeypatch.setenv("FOOTNOTE_AUTH", "open")
    check_exposure(Settings.read(host=host))
    monkeypatch.delenv("FOOTNOTE_ALLOW_PUBLIC")
    assert "FOOTNOTE_HOST" in refusal(host=host)


def test_a_server_that_knows_its_readers_may_listen_anywhere() -> None:
    check(Settings.read(host="0.0.0.0", auth="proxy", proxy_addresses="10.0.0.1"))
    check(Settings.read(host="0.0.0.0", auth="token", token_key="secret"))
    check(Settings.read(auth="token", token_key="secret", proxy_addresses="127.0.0.1"))
    check(Settings.read(auth="open", allow_public=True, proxy_addresses="127.0.0.1"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)
    check(Settings.read(host=host))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"auth": "proxy"}, "FOOTNOTE_PROXY_ADDRESSES"),
        ({"auth": "token"}, "neither"),
        ({"auth": "token", "token_key": "k", "token_jwks_url": "https://keys.example"}, "both"),
        ({"token_key": "k"}, "FOOTNOTE_TOKEN_KEY"),
        ({"auth": "proxy", "proxy_addresses": "::1", "token_audience": "us"}, "FOOTNOTE_TOKEN_AUDIENCE"),
        ({"proxy_addresses": "::1"}, "FOOTNOTE_PROXY_ADDRESSES"),
        ({"proxy_addresses": "::1", "allow_public": True}, "FOOTNOTE_AUTH=open"),
        ({"auth": "token", "token_key": "k", "editor_groups": "desk"}, "FOOTNOTE_EDITOR_GROUPS"),
        ({"admin_groups": "it"}, "FOOTNOTE_ADMIN_GROUPS"),
        ({"audit_questions": True, "audit_days": 0}, "FOOTNOTE_AUDIT_DAYS"),
    ],
)
def test_a_guard_that_would_not_guard_is_refused(given: dict[str, object], named: str) -> None:
    assert named in refusal(**given)


# --- shown ------------------------------------------------------------------------------------------------------------


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://user:very-secret@llm.example/v1")
    monkeypatch.setenv("FOOTNOTE_TOKEN_KEY", "very-secret")
    settings = Settings.read()
    rows = {row.name: row.value for row in effective(settings)}
    assert rows["OPENAI_API_KEY"] == rows["FOOTNOTE_TOKEN_KEY"] == MASK
    assert rows["OPENAI_BASE_URL"] == f"https://{MASK}@llm.example/v1"
    assert "very-secret" not in repr(rows)
    monkeypatch.setenv("FOOTNOTE_PORT", "wrong")
    assert "very-secret" not in refusal()


def test_every_setting_is_shown_once_by_the_name_it_is_set_with() -> None:
    assert [row.name for row in effective(Settings.read())] == [variable(name) for name in Settings.model_fields]


def test_values_are_shown_as_they_would_be_set() -> None:
    assert shown(True) == "on"
    assert shown(("a", "b")) == "a,b"
    assert shown(Path("/x")) == "/x"
    assert shown(None) is None
    assert shown("me@home") == "me@home"


def test_a_variable_that_is_no_setting_is_pointed_out_and_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODLE", "x")
    monkeypatch.setenv("FOOTNOTE_DEBUG", "1")
    Settings.read()
    assert unknown_variables() == (("FOOTNOTE_MODLE", "FOOTNOTE_MODEL"),)
