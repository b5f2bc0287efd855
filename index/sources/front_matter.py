"""The YAML block at the head of a `.txt` or `.md` file, between two lines of `---`.

Owns finding it and reading it safely: no tags that build objects, no aliases, bounded in size and depth. A block that
is damaged refuses the file, because reading on without it could publish what its `groups` meant to hide. Scalars of the
contract's text fields are taken as written, so that a title `1984` and the language `no` stay what they are.
"""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import yaml
from pydantic import ValidationError

from index.errors import InputRefused
from index.sources.recording import ArticleRecord, Recorded, in_words, recorded

LARGEST = 64 * 1024
_DEEPEST = 20
_OPENING = re.compile(r"---[ \t]*\r?\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_TEXT_FIELDS = frozenset(ArticleRecord.model_fields) - {"groups"}
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A text and what the block above it records."""

    says: Recorded
    body: str


class _Loader(yaml.SafeLoader):
    """The safe loader, with dates left as written: one parser reads them all."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def split_front_matter(text: str, timezone: ZoneInfo) -> Headed:
    """Part a text from its front matter; a text without any is all body. Raises `InputRefused` for a damaged block."""
    opening = _OPENING.match(text)
    if not opening:
        return Headed(says=Recorded(), body=text)
    closing = _CLOSING.search(text, opening.end(), opening.end() + LARGEST)
    if not closing:
        raise InputRefused(
            f"front matter that begins with --- and does not end within {LARGEST // 1024} KiB",
            hint="close it with a line of ---, or take the first line away",
        )
    fields = _parse(text[opening.end() : closing.start()])
    if fields is None:
        return Headed(says=Recorded(), body=text)
    known = {key: value for key, value in fields.items() if key in ArticleRecord.model_fields}
    extras = {key: value for key, value in fields.items() if key not in known}
    try:
        record = ArticleRecord.model_validate(known)
    except ValidationError as error:
        raise InputRefused(f"front matter: {in_words(error)}", hint="correct that line of the block") from None
    return Headed(says=recorded(record, extras, timezone), body=text[closing.end() :].lstrip("\r\n"))


def _parse(block: str) -> dict[str, object] | None:
    """Read the block's mapping; None where it is none (two rules with a sentence between them)."""
    try:
        _check_shape(block)
        loader = _Loader(block)
        node = loader.get_single_node()
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            return None
        return _fields(loader, node)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = getattr(error, "problem", None) or "a value that cannot be read"
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise InputRefused(f"front matter is not valid YAML{where}: {problem}", hint="correct that line") from None


def _check_shape(block: str) -> None:
    depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise InputRefused("front matter with a YAML alias", hint="write the value out where it is used")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise InputRefused("front matter that is nested too deep", hint="flatten it")


def _fields(loader: _Loader, node: yaml.MappingNode) -> dict[str, object]:
    fields: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key is None or key in fields:
            raise InputRefused(f"front matter with the key {key or 'of a list'!r} twice or unusable", hint="keep one")
        fields[key] = _value(loader, key, value_node)
    return fields


def _value(loader: _Loader, key: str, node: yaml.Node) -> object:
    if key in _TEXT_FIELDS and isinstance(node, yaml.ScalarNode):
        return None if node.tag == _NULL else node.value
    if key == "groups" and isinstance(node, yaml.SequenceNode):
        return [item.value if isinstance(item, yaml.ScalarNode) else None for item in node.value]
    return loader.construct_object(node, deep=True)
