"""What every test shares: no network but loopback, no keys, no settings of the machine that runs it.

pytest-socket (pyproject.toml) refuses connections to anything but loopback; here names are refused too, so that a test
that would look one up fails at once instead of waiting for a resolver.
"""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", derandomize=False, deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

if TYPE_CHECKING:
    from assistant.application import Footnote

_FOREIGN = tuple(
    "FOOTNOTE_ OPENAI_ HF_ HUGGING TRANSFORMERS_ LANGCHAIN_ LANGSMITH_ GRADIO_ CHROMA_ TIKTOKEN_ OTEL_".split()
)
_OURS = {"FOOTNOTE_TEST_BROWSER"}
_HERE = {"localhost", "", None, b"localhost"}


@pytest.fixture(scope="session", autouse=True)
def _environment_of_nobody() -> Iterator[None]:
    """Take away what would change an answer or open a connection: keys, endpoints, hubs, telemetry."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().startswith(_FOREIGN) and name not in _OURS:
                patch.delenv(name)
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("NO_PROXY", "*")
        yield


def _is_address(host: str | bytes) -> bool:
    try:
        ip_address(host if isinstance(host, str) else host.decode("ascii"))
    except ValueError:
        return False
    return True


@pytest.fixture(scope="session", autouse=True)
def _names_of_nobody() -> Iterator[None]:
    """Refuse to look up any host but this one; addresses pass, for pytest-socket to refuse."""
    real = socket.getaddrinfo

    def guarded(host, *rest, **more):  # type: ignore[no-untyped-def]  # the shape of the function it stands in for
        if host not in _HERE and not _is_address(host):
            raise socket.gaierror(socket.EAI_NONAME, f"tests ask no other host: {host!r}")
        return real(host, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", guarded)
        yield


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Give a data directory that does not exist yet, as on a first start."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def repository() -> Path:
    """Give the root of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def sample_articles(repository: Path) -> Path:
    """Give the folder of sample articles, which is the test corpus too."""
    return repository / "examples" / "articles"


@pytest.fixture(scope="session")
def samples(sample_articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Footnote"]:
    """Give Footnote with the sample articles inside, made once with the real models."""
    from assistant.application import Footnote
    from assistant.settings import Settings

    with Footnote.open(Settings.read(data_dir=tmp_path_factory.mktemp("samples") / "data")) as footnote:
        report = footnote.ingest([str(sample_articles)])
        assert not report.refused
        yield footnote
