"""What each command does: parameters from what was said, the work through a `Worker`, the result to the `Terminal`.

Owns the way from parsed arguments to an exit status, and how errors end. `asking`, `upkeep` and `sources` hold the
commands; the work itself is `operations`', the words are `readable`'s. Called by `cli.main` only.
"""

import logging
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.commands import asking, people, proving, sources, upkeep
from assistant.configuration import show_settings
from assistant.contradictions import check
from assistant.errors import AssistantError
from assistant.handover import Failed, Worker
from assistant.journal import keep_journal
from assistant.settings import Settings
from assistant.terminal import Terminal
from index.data_directory import DataDirectory
from index.errors import CorpusError

_journal = logging.getLogger(__name__)


def run(said: Namespace) -> int:
    """Do one command and give its exit status. Errors of ours become one line; others one line and a log entry."""
    terminal = Terminal(as_json=getattr(said, "json", False), quiet=getattr(said, "quiet", False))
    try:
        settings = Settings.read(
            data_dir=getattr(said, "data_dir", None), host=getattr(said, "host", None), port=getattr(said, "port", None)
        )
        keep_journal(settings)
        if said.command == "config":
            return show_settings(settings, terminal)
        check(settings)
        if said.command == "serve":
            from assistant.serving import serve

            return serve(settings, terminal, with_samples=said.with_samples)
        batch = getattr(said, "batch", None) is not None
        takes_long = batch or said.command in ("ingest", "reindex", "evaluate", "verify", "sources", "watch")
        brief = said.command in _BRIEF and not batch
        with _place(said, settings) as chosen, Worker(chosen, answer_others=takes_long, brief=brief) as worker:
            return _COMMANDS[said.command](said, worker, terminal)
    except (AssistantError, CorpusError) as error:
        terminal.complain(error.message, error.hint, code=error.code)
        return error.exit_code
    except Failed as failure:
        terminal.complain(failure.message, failure.hint, code=failure.code)
        return failure.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        _log(error)
        where = f" ({error.filename})" if error.filename else ""
        terminal.complain(f"{error.strerror or type(error).__name__}{where}.", code="machine")
        return 1
    except Exception as error:  # noqa: BLE001 - the last boundary before a person: one line here, the trace in the log
        _log(error)
        from assistant.operations import unexpected_json

        unexpected = Failed(unexpected_json(error))
        terminal.complain(unexpected.message, unexpected.hint, code=unexpected.code)
        return unexpected.exit_code


@contextmanager
def _place(said: Namespace, settings: Settings) -> Iterator[Settings]:
    """Give the settings to work by: a dry run where nothing is stored yet makes nothing there, not even a directory."""
    rehearsed = said.command == "ingest" and said.dry_run
    directory = DataDirectory(root=settings.data_dir)
    if not rehearsed or directory.catalogue.exists() or (directory.root.exists() and not directory.root.is_dir()):
        yield settings
        return
    with TemporaryDirectory(prefix="footnote-dry-run-") as empty:
        yield settings.model_copy(update={"data_dir": Path(empty)})


def _log(error: Exception) -> None:
    _journal.error("the command failed", exc_info=error)


_COMMANDS: Mapping[str, Callable[[Namespace, Worker, Terminal], int]] = {
    "ingest": upkeep.ingest,
    "ask": asking.ask,
    "search": asking.search,
    "evaluate": asking.evaluate,
    "quotes": asking.quotes,
    "people": people.people,
    "article": asking.article,
    "list": asking.listing,
    "export": upkeep.export,
    "remove": upkeep.remove,
    "mark": upkeep.mark,
    "verify": proving.verify,
    "status": upkeep.status,
    "check": upkeep.check,
    "reindex": upkeep.reindex,
    "forget": upkeep.forget,
    "backup": upkeep.backup,
    "restore": upkeep.restore,
    "models": upkeep.models,
    "sources": sources.sources,
    "watch": sources.watch,
}


_BRIEF = frozenset({"ask", "search", "quotes", "article", "list", "export", "status", "models"})
"""Commands that change nothing."""
