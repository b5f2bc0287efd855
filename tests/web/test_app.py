"""`app.py` as a server finds it: importing does nothing, asking for `app` assembles it, ingests arrive."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest


def test_importing_does_nothing_and_knows_only_app(repository: Path, tmp_path: Path) -> None:
    program = "import sys, app; assert 'gradio' not in sys.modules and not hasattr(app, 'nothing'); app.app"
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True, timeout=60)
    assert not list(tmp_path.iterdir()), "nothing is opened before a server starts"


@pytest.mark.slow
def test_another_process_brings_articles_to_a_served_app(repository: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(repository), "FOOTNOTE_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "uvicorn", "app:app", "--port", "18651", "--log-level", "warning"]
    (tmp_path / "new.txt").write_text("The ferry to Ostrand was late, said Captain Ines Roth.")
    with subprocess.Popen(command, cwd=repository, env=environment) as server:
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen("http://127.0.0.1:18651/readyz", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            ingest = [sys.executable, "-m", "assistant", "ingest", "--quiet", str(tmp_path / "new.txt")]
            subprocess.run(ingest, cwd=repository, env=environment, check=True, timeout=60)
            with urllib.request.urlopen("http://127.0.0.1:18651/api/articles", timeout=5) as listed:
                assert b"new" in listed.read()
        finally:
            server.terminate()
            assert server.wait(20) in (0, -15)
