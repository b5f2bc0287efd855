"""How good and how fast, measured: one command, one process, default settings.

Not part of the product. `python -m bench` needs nothing; `--data DIR` adds the public evaluation sets, which are never
copied here: results hold figures only.
"""
