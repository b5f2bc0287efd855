"""What every test shares: no network but loopback, no keys, no settings of the machine that runs it.

pytest-socket (pyproject.toml) refuses connections to anything but loopback; here names are refused too, so that a test
that would look one up fails at once instead of waiting for a resolver.
"""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", derandomize=False, deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_FOREIGN = tuple(
    "FOOTNOTE_ OPENAI_ HF_ HUGGING TRANSFORMERS_ LANGCHAIN_ LANGSMITH_ GRADIO_ CHROMA_ TIKTOKEN_ OTEL_".split()
)
_OURS = {"FOOTNOTE_TEST_BROWSER"}
_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None, b"localhost", b"127.0.0.1", b"::1"}


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


@pytest.fixture(scope="session", autouse=True)
def _names_of_nobody() -> Iterator[None]:
    """Refuse to look up any host but this one."""
    real = socket.getaddrinfo

    def guarded(host, *rest, **more):  # type: ignore[no-untyped-def]  # the shape of the function it stands in for
        if host not in _LOOPBACK:
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
