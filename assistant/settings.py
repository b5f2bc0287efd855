"""What two deployments may want different, read once.

Owns the name, default and check of every setting. Environment first, then `footnote.toml` in the working directory (or
the file that `FOOTNOTE_CONFIG` names), then the default. It opens nothing and starts nothing; `contradictions` holds
settings against each other. Read by `cli.py` and `app.py`: stages get plain values, and nothing in `index` ever sees a
`Settings`. docs/settings.md is written from the descriptions.
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from assistant.errors import SettingsContradict

Names: TypeAlias = Annotated[tuple[str, ...], NoDecode]

FILE = "footnote.toml"
MASK = "********"
NOT_FIELDS = frozenset({"FOOTNOTE_CONFIG", "FOOTNOTE_DEBUG"})
"""Variables of ours that are no settings: where the file is, and whether a failure shows its trace."""


class Settings(BaseSettings):
    """Hold every setting, each checked by itself. `read` builds it and words what is wrong."""

    model_config = SettingsConfigDict(env_prefix="FOOTNOTE_", env_ignore_empty=True, frozen=True, extra="forbid")

    data_dir: Path = Field(
        default=Path(".data"),
        validate_default=True,
        description="Where articles, indexes and the log live. One process at a time owns it, on a local disk.",
    )
    timezone: ZoneInfo = Field(
        default=ZoneInfo("UTC"), description="Where days begin and end, and what a time without an offset means."
    )
    speech: bool = Field(
        default=True, description="Keep an index of who said what. `off` ingests faster and leaves `quotes` empty."
    )
    models_dir: Path | None = Field(
        default=None, description="A directory with the model files. Unset: the files that came with the installation."
    )
    threads: int = Field(
        default=0, ge=0, le=256, description="How many threads run the local models. `0`: as many as there are cores."
    )
    when_gone: Literal["remove", "mark", "keep"] = Field(
        default="remove",
        description="What becomes of an article that is gone at a mirrored source. `remove`: it goes here too; "
        "`mark`: it stays, shown as retracted; `keep`: it stays as it is.",
    )
    allow_private_addresses: bool = Field(
        default=False, description="Let `ingest` fetch pages from addresses inside your own network."
    )

    model: str | None = Field(
        default=None,
        description="The language model that words answers. Unset, answers are extractive even if a key exists.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("openai_api_key", "OPENAI_API_KEY"),
        description="The key for the language model's endpoint.",
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("openai_base_url", "OPENAI_BASE_URL"),
        description="An OpenAI-compatible endpoint such as `http://127.0.0.1:11434/v1`. Unset: OpenAI's own.",
    )
    model_context: int = Field(
        default=8192, ge=256, description="How many tokens the language model reads at once, its answer included."
    )
    model_patience: float = Field(
        default=12.0,
        gt=0,
        le=600,
        description="Seconds until a language model's first statement; after that the articles' own words are shown.",
    )
    model_at_once: int = Field(
        default=8, ge=1, le=256, description="How many questions may be with the language model at the same time."
    )

    embedder: str | None = Field(
        default=None,
        description="An embedding model of that endpoint, such as `text-embedding-3-small`, instead of the local one. "
        "Articles and questions are then sent there. The former embedder answers until all vectors are made.",
    )

    host: str = Field(default="127.0.0.1", description="The address `serve` listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="The port `serve` listens on. `0`: any free one.")
    root_path: str = Field(
        default="", description="The path under which a reverse proxy shows Footnote, such as `/footnote`."
    )
    allowed_origins: Names = Field(
        default=(),
        description="Sites whose pages may embed the chat, such as `https://news.example`; separate by commas.",
    )

    questions_per_minute: int = Field(
        default=30,
        ge=0,
        le=100_000,
        description="How many questions one reader may ask in a minute, and ten times as many one address. `0`: any "
        "number. On your own machine, with `auth` left `open`, nothing is counted.",
    )
    audit_days: int = Field(
        default=90, ge=0, le=36500, description="How long it is kept who was shown which articles. `0`: not at all."
    )
    audit_questions: bool = Field(default=False, description="Whether the audit log holds the questions, too.")

    auth: Literal["open", "proxy", "token"] = Field(
        default="open",
        description="How readers are known. `open`: not at all, everybody sees everything; `proxy`: a reverse proxy "
        "names them in headers; `token`: a signed token does.",
    )
    allow_public: bool = Field(
        default=False,
        description="Needed, with `auth` set to `open` on purpose, to listen beyond this machine and know nobody.",
    )
    proxy_addresses: Names = Field(
        default=(),
        description="Addresses or networks of the proxies whose headers are believed (with `token`: only where a "
        "request came from); separate by commas.",
    )
    proxy_user_header: str = Field(
        default="X-Forwarded-User", description="The header in which the proxy names the reader."
    )
    proxy_groups_header: str = Field(
        default="X-Forwarded-Groups", description="The header in which the proxy lists the reader's groups."
    )
    editor_groups: Names = Field(
        default=(), description="Groups whose members may add and remove articles, behind a proxy; separate by commas."
    )
    admin_groups: Names = Field(
        default=(), description="Groups whose members may do everything, behind a proxy; separate by commas."
    )
    token_key: SecretStr | None = Field(default=None, description="The secret or public key that checks a token.")
    token_jwks_url: str | None = Field(default=None, description="Where the issuer of tokens publishes its keys.")
    token_audience: str | None = Field(default=None, description="The audience that a token must be meant for.")

    _came_from: dict[str, str] = PrivateAttr(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Set the order: what a program gives, the environment, the file. No `.env`, no directory of secrets."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, dict(_file_values()))

    @classmethod
    def read(cls, **given: object) -> Self:
        """Read every setting; `given` (the command line's) wins, None in it means not given.

        Raises SettingsContradict naming the first setting that is unknown or malformed.
        """
        told = {name: value for name, value in given.items() if value is not None}
        try:
            settings = cls.model_validate(told)
        except ValidationError as error:
            raise _worded(error, told) from None
        settings._came_from.update({name: _origin(name, told) for name in cls.model_fields})
        return settings

    @field_validator("data_dir", "models_dir")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return None if path is None else Path(os.path.abspath(path.expanduser()))

    @field_validator("allowed_origins", "proxy_addresses", "editor_groups", "admin_groups", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("openai_base_url", "token_jwks_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError("this is no http:// or https:// address")
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not _is_web_address(origin) or urlsplit(origin)[2:] != ("", "", ""):
                raise ValueError(f"“{origin}” is no origin; one looks like https://news.example")
        return value

    @field_validator("proxy_addresses")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ipaddress.ip_network(network, strict=False)
            except ValueError:
                raise ValueError(f"“{network}” is no address and no network such as 10.0.0.0/8") from None
        return value

    @field_validator("root_path")
    @classmethod
    def _prefix(cls, value: str) -> str:
        inner = value.strip("/")
        if set(inner) & set("?#: ") or "//" in inner:
            raise ValueError(f"“{value}” is no path; one looks like /footnote")
        return f"/{inner}" if inner else ""

    @field_validator("proxy_user_header", "proxy_groups_header")
    @classmethod
    def _header(cls, value: str) -> str:
        if not (value.isascii() and value.replace("-", "").replace("_", "").isalnum()):
            raise ValueError(f"“{value}” is no name of a header")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of `footnote config`; `value` is masked where it is secret."""

    name: str
    value: str | None
    came_from: str


def effective(settings: Settings) -> tuple[Row, ...]:
    """List every setting by its environment name, with the value in force and where that came from."""
    return tuple(
        Row(
            name=variable(name),
            value=shown(getattr(settings, name)),
            came_from=settings._came_from.get(name, "given" if name in settings.model_fields_set else "default"),
        )
        for name in type(settings).model_fields
    )


def unknown_variables() -> tuple[tuple[str, str | None], ...]:
    """List `FOOTNOTE_*` variables that are no settings, each with the nearest name.

    They are not refused, because Kubernetes sets such variables itself for a service that is called footnote.
    """
    known = {variable(name) for name in Settings.model_fields} | NOT_FIELDS
    strays = sorted(name for name in map(str.upper, os.environ) if name.startswith("FOOTNOTE_") and name not in known)
    return tuple((name, _nearest(name, known)) for name in strays)


def variable(name: str) -> str:
    """Give the environment variable of a field."""
    return name.upper() if name.startswith("openai_") else f"FOOTNOTE_{name.upper()}"


def shown(value: object) -> str | None:
    """Write a value as a person would set it; secrets, and the credentials inside an address, are masked."""
    match value:
        case None:
            return None
        case SecretStr():
            return MASK
        case bool():
            return "on" if value else "off"
        case tuple():
            return ",".join(value)
        case str() if "@" in value and _is_web_address(value):
            parts = urlsplit(value)
            return parts._replace(netloc=f"{MASK}@{parts.netloc.rpartition('@')[2]}").geturl()
        case _:
            return str(value)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # half a bracket, or a port that is no number
        return False


def _file() -> Path | None:
    named = os.environ.get("FOOTNOTE_CONFIG")
    if named:
        if not Path(named).is_file():
            raise SettingsContradict(f"FOOTNOTE_CONFIG names {named}, which is no file.", hint="Correct or unset it.")
        return Path(named)
    return Path(FILE) if Path(FILE).is_file() else None


def _file_values() -> Mapping[str, object]:
    """Read the file; paths in it are meant from where it stands. Raises SettingsContradict."""
    path = _file()
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsContradict(f"{path} is no TOML: {error}", hint="A line looks like this: port = 7860") from None
    except OSError as error:
        raise SettingsContradict(f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.") from None
    for name in ("data_dir", "models_dir"):
        if isinstance(values.get(name), str):
            values[name] = path.parent.absolute() / Path(values[name]).expanduser()
    return values


def _origin(name: str, told: Mapping[str, object]) -> str:
    if name in told:
        return "command line"
    if any(key.upper() == variable(name) and value for key, value in os.environ.items()):
        return "environment"
    return str(_file()) if name in _file_values() else "default"


def _nearest(name: str, known: frozenset[str] | set[str]) -> str | None:
    return next(iter(get_close_matches(name, sorted(known), n=1)), None)


def _worded(error: ValidationError, told: Mapping[str, object]) -> SettingsContradict:
    """Make one line of pydantic's first complaint, an unknown key before all others: it often explains them."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
    name = str(first["loc"][0]).lower()
    if first["type"] == "extra_forbidden":
        near = _nearest(name, set(Settings.model_fields))
        where = _file() or "the settings"
        hint = f"Did you mean {near}?" if near else "docs/settings.md lists every setting."
        return SettingsContradict(f"{where}: there is no setting “{name}”.", hint=hint)
    origin = _origin(name, told)
    label = variable(name) if origin == "environment" else f"{name} ({origin})"
    complaint = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    wanted = complaint if first["type"] == "value_error" else f"it should be {complaint}"
    if first["msg"].startswith("invalid timezone"):
        wanted = f"{first['msg'].removeprefix('invalid timezone: ')} is no time zone; one looks like Europe/Paris"
    return SettingsContradict(f"{label}: {wanted}.", hint=Settings.model_fields[name].description or "")
