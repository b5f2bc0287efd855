"""What a language model wrote, read statement by statement while it still writes.

Owns the two forms of a reply: JSON by our schema, and plain lines that end in `[3]`. Which one it is shows in the first
characters, so a server that ignores the schema is understood as well. It judges nothing. Called by `model_drafting`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from index.article import JSON
from index.quotemarks import quotations
from index.sentences import split_sentences

LONGEST = 40_000
"""Characters of a reply that are read; no honest one comes near."""

SCHEMA: dict[str, JSON] = {
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "sentences": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "sentences"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["statements"],
    "additionalProperties": False,
}

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
_FENCE = re.compile(r"\A```[a-z]*\s*\n?|\n?```\s*\Z")
_NUMBERS = re.compile(r"[\[(]\s*(\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)\s*[\])]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_NONE = re.compile(r"^\W*no answer\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A statement as the model wrote it, and the sentence numbers it gave."""

    text: str
    numbers: tuple[int, ...]


class ReplyReader:
    """Reads a reply piece by piece. `no_answer` is True once the model has said that there is none."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._open: list[int] = []
        self._in_string = False
        self._given = 0
        self.no_answer = False

    def feed(self, piece: str) -> list[Reply]:
        """Take the next piece; give the statements that it completes."""
        if len(self._text) > LONGEST:
            return []
        self._text += piece
        return self._read(ended=False)

    def finish(self) -> list[Reply]:
        """Take the end; give what is left. A statement that was cut off in the middle is dropped."""
        return self._read(ended=True)

    @property
    def is_json(self) -> bool:
        """Tell whether what came looks like JSON, whole or not."""
        return _THOUGHT.sub("", self._text).lstrip().startswith(("{", "[", "```"))

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing came at all."""
        return not self._text.strip()

    @property
    def understood(self) -> bool:
        """Tell whether there was a statement, or a plain word that there is none."""
        return self._given > 0 or self.no_answer

    def _read(self, *, ended: bool) -> list[Reply]:
        text = _THOUGHT.sub("", self._text)
        if text.lstrip().startswith("<think>"):
            return []
        body = text.lstrip()
        if not ended and len(body) < 8:
            return []  # too little to tell the form by
        body = _FENCE.sub("", body) if body.startswith("```") else body
        found = self._json(body, ended=ended) if body[:1] in ("{", "[") else self._lines(body, ended=ended)
        self._given += len(found)
        return found

    def _json(self, body: str, *, ended: bool) -> list[Reply]:
        found: list[Reply] = []
        if self._at > len(body):
            return found
        for at in range(self._at, len(body)):
            one = body[at]
            if self._in_string:
                escaped = (len(body[:at]) - len(body[:at].rstrip("\\"))) % 2 if one == '"' else 0
                self._in_string = not (one == '"' and not escaped)
            elif one == '"':
                self._in_string = True
            elif one == "{":
                self._open.append(at)
            elif one == "}" and self._open:
                found += self._object(body[self._open.pop() : at + 1])
        self._at = len(body)
        return found

    def _object(self, text: str) -> list[Reply]:
        try:
            value = json.loads(text, strict=False)
        except ValueError:
            return []
        if not isinstance(value, dict):
            return []
        if isinstance(value.get("text"), str):
            return _statements(value["text"], _integers(value.get("sentences")))
        if value.get("statements") == []:
            self.no_answer = True
        return []

    def _lines(self, body: str, *, ended: bool) -> list[Reply]:
        lines = body.splitlines(keepends=True)
        complete = lines if ended or body.endswith("\n") else lines[:-1]
        found: list[Reply] = []
        for line in complete[self._at :]:
            if _NONE.match(line):
                self.no_answer = True
                continue
            numbers = [int(one) for group in _NUMBERS.findall(line) for one in re.findall(r"\d+", group)]
            text = _BULLET.sub("", _NUMBERS.sub("", line)).strip()
            if text and numbers:
                found += _statements(re.sub(r"\s+([.,])", r"\1", text), tuple(numbers))
        self._at = len(complete)
        return found


def _integers(value: object) -> tuple[int, ...]:
    """Read sentence numbers out of whatever a model gives for them: 3, "3", "[3]", or a list of those."""
    if isinstance(value, bool):
        return ()
    if isinstance(value, int):
        return (value,)
    if isinstance(value, str):
        return tuple(int(one) for one in re.findall(r"\d{1,6}", value))
    return tuple(number for one in value for number in _integers(one)) if isinstance(value, Sequence) else ()


def _statements(text: str, numbers: tuple[int, ...]) -> list[Reply]:
    """Make one statement of each sentence, so that a good one is not lost to a bad one beside it."""
    plain = " ".join(unescape(_NUMBERS.sub("", text)).split()).strip()
    if not plain:
        return []
    spans = split_sentences(plain)
    within = any(
        one.start < span.start < one.end for one in quotations(plain) for span in spans[1:]
    )  # a quotation of several sentences stays whole
    parts = [plain] if within else [plain[span.start : span.end] for span in spans]
    return [Reply(text=part, numbers=tuple(dict.fromkeys(numbers))) for part in parts]
