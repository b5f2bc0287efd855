"""The widget as one file: its scripts and its style sheet in one, with the hash that a page may pin it by.

Owns the putting together. `pages` serves it as `/widget.js`, `footnote config` prints the hash.
"""

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parent / "static" / "widget"
PARTS = ("words.js", "asking.js", "memory.js", "frame.js", "turn.js", "chat.js")
"""In the order in which they need each other."""

_BEGINNING = """\
// The Footnote widget: <footnote-chat> on any page. No inline code, no style attribute, no cookie, no other host.
"use strict";
(() => {
const HOME = new URL(".", document.currentScript.src).href;
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(%s);
"""
_END = "})();\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The file as it is sent, plain and compressed. `integrity` is what a script tag's attribute of that name wants."""

    script: bytes
    compressed: bytes
    integrity: str

    @property
    def tag(self) -> str:
        """What tells this version from others, for caches."""
        return f'"{self.integrity[-24:]}"'


def bundle() -> Bundle:
    """Put the widget together. The same sources give the same bytes, and so the same hash, on every machine."""
    style = (SOURCES / "widget.css").read_text("utf-8")
    parts = [(SOURCES / name).read_text("utf-8") for name in PARTS]
    script = "".join([_BEGINNING % json.dumps(style, ensure_ascii=False), *parts, _END]).encode()
    digest = base64.b64encode(hashlib.sha384(script).digest()).decode()
    return Bundle(script=script, compressed=gzip.compress(script, mtime=0), integrity=f"sha384-{digest}")
