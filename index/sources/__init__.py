"""Inputs in, documents out: one module per kind of input.

`check_inputs` and `open_inputs` are the two doors, `count_inputs` tells how much is behind them; `assistant.library` is
their only caller. What a source gives is raw text and what the input itself records: canonical text, languages by
default and everything else is decided later.
"""

from index.sources.counting import count_inputs
from index.sources.opening import check_inputs, open_inputs
from index.sources.reading import Seen, SourceOptions
from index.sources.recording import FIELDS

__all__ = ["FIELDS", "Seen", "SourceOptions", "check_inputs", "count_inputs", "open_inputs"]
