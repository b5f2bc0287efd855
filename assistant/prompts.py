"""What a language model is told: the files of `prompts/`, read, checked and filled in.

Owns the format of a prompt file: front matter (`name`, `version`, `purpose`, `variables`), `# System`, `# User`. The
wording lives in the files and nowhere else. Called by `model_drafting` and `model_condensing`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Template

from assistant.errors import AssistantError

_FILE = re.compile(r"\A---\n(?P<head>.*?)\n---\n+# System\n+(?P<system>.*?)\n+# User\n+(?P<user>.*)\Z", re.DOTALL)


class PromptUnusable(AssistantError):
    """A prompt file is missing or malformed, or was filled in with the wrong variables."""

    code = "prompt_unusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One prompt. `hash`: the first digits of its file's SHA-256, so that an answer can say what made it."""

    name: str
    version: int
    purpose: str
    variables: frozenset[str]
    system: str
    user: str
    hash: str

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Give the system's and the user's part with every `$variable` in its place.

        Values are put in as they are: a `$` inside one stays a `$`. Raises PromptUnusable naming what is missing or not
        declared.
        """
        missing, strange = self.variables - values.keys(), values.keys() - self.variables
        if missing or strange:
            told = [f"lacks {', '.join(sorted(missing))}"] if missing else []
            told += [f"has no {', '.join(sorted(strange))}"] if strange else []
            raise PromptUnusable(f"The prompt {self.name} {' and '.join(told)}.")
        return Template(self.system).substitute(values), Template(self.user).substitute(values)


def load(name: str) -> Prompt:
    """Read a prompt by its name. Raises PromptUnusable."""
    try:
        text = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    except (OSError, ModuleNotFoundError) as error:
        raise PromptUnusable(
            f"There is no prompt “{name}”.", hint="Install the program again: its files are not complete."
        ) from error
    return parse(text)


def parse(text: str) -> Prompt:
    """Read the text of a prompt file. Raises PromptUnusable where it declares other variables than it uses."""
    match = _FILE.match(text)
    if match is None:
        raise PromptUnusable("A prompt file has front matter, then “# System”, then “# User”.")
    head = dict(line.split(": ", 1) for line in match["head"].splitlines() if ": " in line)
    lacking = {"name", "version", "purpose", "variables"} - head.keys()
    if lacking:
        raise PromptUnusable(f"A prompt file lacks {', '.join(sorted(lacking))} in its front matter.")
    declared = frozenset(head["variables"].split())
    used = {*Template(match["system"]).get_identifiers(), *Template(match["user"]).get_identifiers()}
    if declared != used:
        raise PromptUnusable(f"The prompt {head['name']} declares {sorted(declared)} and uses {sorted(used)}.")
    return Prompt(
        name=head["name"],
        version=int(head["version"]),
        purpose=head["purpose"],
        variables=declared,
        system=match["system"].strip(),
        user=match["user"].strip(),
        hash=hashlib.sha256(text.encode()).hexdigest()[:12],
    )
