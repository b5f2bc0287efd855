"""The documents say what the program says: `make docs` writes them, this fails when they drift apart."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from assistant.settings import NOT_FIELDS, Settings, variable


@pytest.fixture(scope="module")
def inject(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("inject", repository / "docs" / "inject.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_documents_have_not_drifted(inject: ModuleType) -> None:
    for path, text in inject.documents().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} has drifted: run make docs"


def test_every_setting_is_documented(repository: Path) -> None:
    text = (repository / "docs" / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"| `{variable(name)}` | `{name}` |" in text
        assert field.description
    assert all(name in text for name in NOT_FIELDS)


def test_every_command_is_documented(inject: ModuleType, repository: Path) -> None:
    text = (repository / "docs" / "cli.md").read_text(encoding="utf-8")
    helps = inject.command_helps()
    assert len(helps) > 14
    assert all(block in text for block in helps.values())


def test_a_marker_that_nobody_knows_is_an_error(inject: ModuleType) -> None:
    assert (
        inject.injected("<!-- begin a -->\nold\n<!-- end a -->", {"a": "new"})
        == "<!-- begin a -->\nnew\n<!-- end a -->"
    )
    with pytest.raises(KeyError):
        inject.injected("<!-- begin b -->\n<!-- end b -->", {"a": "new"})
