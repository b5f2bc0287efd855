"""Clearing memory before it is used, because Chroma writes what stands in it to its files.

A file of its graph has room for more vectors than there are, and that room is memory as it came: words of an article or
a question that were freed, which an erase must not leave behind. Called by `chroma` before it opens anything.
"""

import ctypes
import sys

_M_PERTURB = -6
"""mallopt(3): memory is filled when it is given out, with the complement of the value, and when it is taken back."""


def clear_memory_before_use() -> None:
    """Have this process be given no memory but zeros, on Linux with glibc; elsewhere nothing can be done from here."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_PERTURB, 0xFF)
