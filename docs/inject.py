"""Write what the program says of itself into the documents, between the markers.

`make docs` runs it; a test fails when a document and the program have drifted apart. Everything outside the markers is
written by hand and stays.
"""

import argparse
import os
import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
WIDTH = "100"


def documents() -> dict[Path, str]:
    """Give each document that holds markers, with what it should say now."""
    blocks = {"settings": settings_table(), **command_helps(), **layers()}
    paths = (HERE / name for name in ("settings.md", "cli.md", "architecture.md"))
    return {path: injected(path.read_text(encoding="utf-8"), blocks) for path in paths}


def injected(text: str, blocks: dict[str, str]) -> str:
    """Replace what stands between each `<!-- begin NAME -->` and its end. A marker nobody knows is an error."""

    def block(found: re.Match[str]) -> str:
        return f"{found[1]}\n{blocks[found[2]]}\n{found[4]}"

    return re.sub(r"(<!-- begin (\S+) -->)\n(.*?)(<!-- end \2 -->)", block, text, flags=re.DOTALL)


def settings_table() -> str:
    """Write the settings as a table, in the order of their fields."""
    from assistant.settings import Settings, shown, variable

    rows = ["| variable | in footnote.toml | default | what it does |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = shown(field.default)
        written = f"`{default}`" if default else "not set"
        rows.append(f"| `{variable(name)}` | `{name}` | {written} | {field.description} |")
    return "\n".join(rows)


def command_helps() -> dict[str, str]:
    """Write the help of the program and of each command, as a terminal of 100 columns shows it."""
    from assistant.cli import parser

    columns, os.environ["COLUMNS"] = os.environ.get("COLUMNS"), WIDTH
    try:
        top = parser()
        helps = {"footnote": top.format_help()}
        for action in top._actions:
            if isinstance(action, argparse._SubParsersAction):
                helps |= {name: command.format_help() for name, command in action.choices.items()}
    finally:
        if columns is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = columns
    return {name: f"```text\n{text.rstrip()}\n```" for name, text in helps.items()}


def layers() -> dict[str, str]:
    """Write the layers of each package as `make lint` checks them, top to bottom, neighbours on one line."""
    written = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = [one for one in written["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    return {
        f"layers-{contract['containers'][0]}": "\n".join(
            ["```", *(re.sub(r"[()]", "", layer).replace(" | ", " · ") for layer in contract["layers"]), "```"]
        )
        for contract in contracts
    }


def main() -> int:
    """Write the documents, and say which changed."""
    for path, text in documents().items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path.relative_to(HERE.parent)}\n")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    raise SystemExit(main())
