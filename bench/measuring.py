"""Figures with their uncertainty, and the machine they were made on.

Owns bootstrap intervals (paired ones too) and percentiles. Used by every benchmark.
"""

import os
import platform
import random
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

RESAMPLES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A mean with its 95% bootstrap interval over `n` items.

    `items` holds the value of each item by its id where there are ids, so that two programs can be compared item by
    item; it is never written.
    """

    name: str
    value: float
    low: float
    high: float
    n: int
    items: Mapping[str, float] = field(default_factory=dict)


def figure(name: str, values: Sequence[float] | Mapping[str, float]) -> Figure:
    """Average `values` and resample them (fixed seed: the same values give the same interval)."""
    items = values if isinstance(values, Mapping) else {}
    plain = list(values.values()) if isinstance(values, Mapping) else values
    if not plain:
        return Figure(name=name, value=float("nan"), low=float("nan"), high=float("nan"), n=0)
    chance = random.Random(7)
    means = sorted(sum(chance.choices(plain, k=len(plain))) / len(plain) for _ in range(RESAMPLES))
    return Figure(
        name=name,
        value=sum(plain) / len(plain),
        low=means[int(0.025 * RESAMPLES)],
        high=means[int(0.975 * RESAMPLES)],
        n=len(plain),
        items=items,
    )


def gain(name: str, ours: Mapping[str, float], theirs: Mapping[str, float]) -> Figure:
    """Average the difference over the items both have; its interval resamples items, so that their ease cancels out."""
    return figure(name, {one: value - theirs[one] for one, value in ours.items() if one in theirs})


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


_MARK = re.compile(r"\[\d+\]")


def first_words(text: str, count: int = 60) -> str:
    """Give the first `count` words of an answer, citation marks left out."""
    return " ".join(_MARK.sub(" ", text).split()[:count])


def machine() -> dict[str, str]:
    """Describe what the figures were made on."""
    packages = ("footnote-chat", "chromadb", "tantivy", "onnxruntime", "tokenizers", "numpy", "sqlalchemy", "spacy")
    described = {"python": platform.python_version(), "system": platform.system(), "cores": str(os.cpu_count())}
    processors, load = Path("/proc/cpuinfo"), Path("/proc/loadavg")
    if processors.exists() and load.exists():
        named = (line for line in processors.read_text().splitlines() if line.startswith("model name"))
        described["processor"] = next(named, "unknown").partition(": ")[2]
        described["load at the end"] = " ".join(load.read_text().split()[:3])
    for package in packages:
        try:
            described[package] = version(package)
        except ModuleNotFoundError:
            described[package] = "not installed"
    described["command"] = "python -m bench " + " ".join("DIR" if os.sep in one else one for one in sys.argv[1:])
    return described


def resident_bytes() -> int:
    """Give this process's resident memory; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmRSS"))
