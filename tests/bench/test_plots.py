"""Pictures of a run: well-formed, holding every value, empty where the run has none."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import plots
from bench.peers.comparing import PEERS


def value(name: str, share: float) -> plots.Value:
    return {"name": name, "value": share, "low": share - 0.1, "high": share + 0.1, "n": 9}


def test_a_picture_has_a_dot_for_every_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measure = next(iter(plots.COMPARED))
    figures = [value(measure, 0.6), *(value(f"{measure}, {peer}", 0.5) for peer in PEERS)]
    figures += [
        value(f"answer p50 at {size} passages{reader}, ms", size / 100)
        for size in (25_000, 250_000)
        for reader in ("", ", few")
    ]
    (tmp_path / "run.json").write_text(json.dumps({"figures": figures}))
    monkeypatch.setattr("sys.argv", ["plots", str(tmp_path / "run.json"), str(tmp_path)])
    plots.main()
    dots = {name: len(drawn(tmp_path / f"{name}.svg", "circle")) for name in plots.PICTURES}
    assert dots == {"speed-growth": 2 * 2 + 2, "peers": 2 * (1 + len(PEERS))}
    assert {"25,000", "250,000"} <= {one.text for one in drawn(tmp_path / "speed-growth.svg", "text")}


def drawn(path: Path, kind: str) -> list[ElementTree.Element]:
    return ElementTree.parse(path).findall(f".//{{http://www.w3.org/2000/svg}}{kind}")


def test_nothing_is_drawn_of_nothing() -> None:
    assert [draw({}) for draw in plots.PICTURES.values()] == ["", ""]
