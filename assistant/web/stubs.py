"""Importing Gradio without its stub files.

At every import Gradio parses the source of each of its 80 components and writes a `.pyi` beside it: a third of the
import's time, and a write into the installation, which may be read-only or shared by two processes. Owns only how that
is left out; `front` imports the chat page inside `without_stub_files`.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE = "gradio.component_meta"
_WRITER = "create_or_modify_pyi"


class _Finder(MetaPathFinder):
    """Finds the one module as Python would, and replaces the function in it that writes."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Take part in finding `gradio.component_meta` only."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _MODULE else None
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def execute_without_writer(module: ModuleType) -> None:
            execute(module)
            if hasattr(module, _WRITER):
                setattr(module, _WRITER, lambda *_: None)

        spec.loader.exec_module = execute_without_writer  # type: ignore[method-assign]  # this loader is only ours
        return spec


@contextmanager
def without_stub_files() -> Iterator[None]:
    """Keep Gradio from parsing and writing stub files while it is imported inside. Harmless when it is already."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
