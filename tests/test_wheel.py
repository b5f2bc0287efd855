"""The product as others install it: the wheel, in an environment that knows nothing of this checkout.

The environment gets the wheel alone and, by a path file, the packages that are installed here already: downloading a
gigabyte again would prove nothing more. Path files inside that directory are not followed, so the editable checkout
does not come along.
"""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)], cwd=repository)
    (built,) = target.glob("footnote_chat-*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the directory of scripts of an environment that holds the wheel."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home, symlinks=os.name != "nt")
    python = home / SCRIPTS / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)]
    run([sys.executable, "-m", "pip", "--python", str(python), *install], cwd=home)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run([str(python), "-c", where], cwd=home).strip())
    (packages / "installed-here.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return home / SCRIPTS


def run(command: list[str], *, cwd: Path) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHONPATH", "FOOTNOTE_"))}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_what_the_program_reads(wheel: Path, repository: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    static = repository / "assistant/web/static"
    expected = {path.relative_to(repository).as_posix() for path in static.rglob("*") if path.is_file()}
    expected |= {f"prompts/{path.name}" for path in (repository / "prompts").glob("*.md")}
    samples = repository / "examples" / "articles"
    expected |= {f"assistant/samples/{path.relative_to(samples).as_posix()}" for path in samples.rglob("*.*")}
    expected |= {path.relative_to(repository).as_posix() for path in (repository / "index").rglob("*.py")}
    assert len(expected) > 60
    assert expected <= inside
    assert {name.split("/")[0] for name in inside} <= {"index", "assistant", "prompts", wheel_info(inside)}
    assert {f"{wheel_info(inside)}/licenses/{name}" for name in ("LICENSE", "NOTICE")} <= inside


def wheel_info(inside: set[str]) -> str:
    (metadata,) = (name for name in inside if name.endswith(".dist-info/METADATA"))
    return metadata.split("/")[0]


def test_the_installed_command_answers_from_the_samples(elsewhere: Path, tmp_path: Path) -> None:
    footnote = str(elsewhere / "footnote")
    home = run([str(elsewhere / "python"), "-c", "import index; print(index.__file__)"], cwd=tmp_path)
    assert Path(home.strip()).is_relative_to(elsewhere.parent)
    assert "ingest" in run([footnote, "--help"], cwd=tmp_path)

    find = "from assistant.serving import samples_directory; print(samples_directory())"
    samples = Path(run([str(elsewhere / "python"), "-c", find], cwd=tmp_path).strip())
    assert samples.is_relative_to(elsewhere.parent)
    chosen = [str(samples / name) for name in ("peace-plan-macron.txt", "tarn-flood-day-1.txt")]
    report = json.loads(run([footnote, "ingest", *chosen, "--json", "--quiet"], cwd=tmp_path))
    assert report["added"] == len(chosen)

    answer = json.loads(run([footnote, "ask", "What did Macron say?", "--json", "--quiet"], cwd=tmp_path))
    assert answer["outcome"] == "answered"
    cited = answer["citations"][0]
    article = json.loads(run([footnote, "article", cited["article_id"], "--json"], cwd=tmp_path))
    assert article["text"][cited["start"] : cited["end"]] == cited["quote"]
