"""Given names and the sex they are mostly given to.

Owns the reading of the lists that the package `names` carries (United States census, public domain). The package is
never imported: only its two files are read. Called by `reader`.
"""

from importlib.util import find_spec
from pathlib import Path

_CLEAR = 8.0  # times as frequent for one sex as for the other: then it tells the sex


def given_names() -> dict[str, str]:
    """Give each given name, lower case, with `m`, `f`, or `b` where it is borne by both; empty without the package."""
    spec = find_spec("names")
    if spec is None or not spec.submodule_search_locations:
        return {}
    home = Path(spec.submodule_search_locations[0])
    men, women = (_shares(home / f"dist.{sex}.first") for sex in ("male", "female"))
    out: dict[str, str] = {}
    for name in men.keys() | women.keys():
        m, f = men.get(name, 0.0), women.get(name, 0.0)
        out[name] = "m" if m > _CLEAR * f else "f" if f > _CLEAR * m else "b"
    return out


def _shares(path: Path) -> dict[str, float]:
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0].lower(): float(row[1]) for row in rows if len(row) >= 2}
