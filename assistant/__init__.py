"""A question in, a cited answer out.

`Footnote` is the application object, `ArticleRetriever` plugs its search into other LangChain programs, `Answer` is
what it gives. Names load on first use, so that `footnote --help` stays quick.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.application import Footnote
    from assistant.domain import Answer
    from assistant.retriever import ArticleRetriever

__all__ = ["Answer", "ArticleRetriever", "Footnote"]

_HOMES = {"Answer": "assistant.domain", "ArticleRetriever": "assistant.retriever", "Footnote": "assistant.application"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'assistant' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
