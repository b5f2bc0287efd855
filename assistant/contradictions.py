"""Settings that are each well formed and together make no sense, or no safe sense.

Owns those checks only. Called by `cli.py` and `app.py` once the settings are read, and by `web/auth.py` before it lets
anybody in, so that a server cannot be open to the world by accident whichever way it is started.
"""

import ipaddress

from assistant.errors import SettingsContradict
from assistant.settings import Settings, variable

_MEANT = "or, if that is meant, both FOOTNOTE_AUTH=open and FOOTNOTE_ALLOW_PUBLIC=1"


def check(settings: Settings) -> None:
    """Hold the settings against each other. Raises SettingsContradict naming the ones that do not fit."""
    if settings.model and not (settings.openai_api_key or settings.openai_base_url):
        raise SettingsContradict(
            "FOOTNOTE_MODEL names a language model, but there is neither a key nor an endpoint for it.",
            hint="Set OPENAI_API_KEY, or OPENAI_BASE_URL for a model of your own, or unset FOOTNOTE_MODEL.",
        )
    if settings.embedder and not (settings.openai_api_key or settings.openai_base_url):
        raise SettingsContradict(
            "FOOTNOTE_EMBEDDER names an embedding model, but there is neither a key nor an endpoint for it.",
            hint="Set OPENAI_API_KEY, or OPENAI_BASE_URL for a model of your own, or unset FOOTNOTE_EMBEDDER.",
        )
    if settings.audit_questions and settings.audit_days == 0:
        raise SettingsContradict(
            "FOOTNOTE_AUDIT_QUESTIONS is on, but FOOTNOTE_AUDIT_DAYS is 0: nothing is kept.",
            hint="Set FOOTNOTE_AUDIT_DAYS, or unset FOOTNOTE_AUDIT_QUESTIONS.",
        )
    check_access(settings)


def check_access(settings: Settings) -> None:
    """Refuse settings under which a guard would not guard. Raises SettingsContradict."""
    if settings.openai_base_url and settings.openai_base_url.rstrip("/").endswith(("/completions", "/models", "/chat")):
        raise SettingsContradict(
            "OPENAI_BASE_URL names one route of an endpoint, not the endpoint.",
            hint="Leave out what follows /v1: http://127.0.0.1:11434/v1, for example.",
        )
    keys = [name for name in ("token_key", "token_jwks_url") if getattr(settings, name)]
    if settings.auth == "token" and len(keys) != 1:
        said = "neither" if not keys else "both"
        raise SettingsContradict(
            f"FOOTNOTE_AUTH=token needs FOOTNOTE_TOKEN_KEY or FOOTNOTE_TOKEN_JWKS_URL; {said} is set.",
            hint="Set exactly one of the two.",
        )
    if settings.auth == "proxy" and not settings.proxy_addresses:
        raise SettingsContradict(
            "FOOTNOTE_AUTH=proxy needs FOOTNOTE_PROXY_ADDRESSES: without it anybody could write the headers.",
            hint="Set it to the address of your reverse proxy, for example 127.0.0.1.",
        )
    unused = [*keys, "token_audience"] if settings.token_audience else keys
    if settings.auth != "token" and unused:
        raise SettingsContradict(
            f"{variable(unused[0])} is set, but FOOTNOTE_AUTH is {settings.auth}: nobody would be asked for a token.",
            hint="Set FOOTNOTE_AUTH=token, or unset it.",
        )
    named = [name for name in ("editor_groups", "admin_groups") if getattr(settings, name)]
    if settings.auth != "proxy" and named:
        raise SettingsContradict(
            f"{variable(named[0])} is set, but FOOTNOTE_AUTH is {settings.auth}: nobody would have that role.",
            hint="Set FOOTNOTE_AUTH=proxy, or unset it; a token names the role itself.",
        )
    if settings.auth == "open" and settings.proxy_addresses and not _open_is_meant(settings):
        raise SettingsContradict(
            "FOOTNOTE_PROXY_ADDRESSES is set, but FOOTNOTE_AUTH is open: everybody the proxy lets through could read "
            "everything.",
            hint=f"Set FOOTNOTE_AUTH=proxy, or unset it; {_MEANT}.",
        )
    check_exposure(settings)


def check_exposure(settings: Settings) -> None:
    """Refuse to be open to other machines unless two settings say that this is meant. Raises SettingsContradict."""
    if settings.auth == "open" and not is_loopback(settings.host) and not _open_is_meant(settings):
        raise SettingsContradict(
            f"FOOTNOTE_HOST={settings.host} can be reached from other machines: anybody there could read everything.",
            hint=f"Set FOOTNOTE_AUTH=proxy or token; {_MEANT}.",
        )


def _open_is_meant(settings: Settings) -> bool:
    return settings.allow_public and "auth" in settings.model_fields_set


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach `host`. A name other than localhost counts as reachable."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
