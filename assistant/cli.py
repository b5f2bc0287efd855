"""The command line: what can be said, and how it ends.

Owns the parser with all its words, and the outermost exceptions. `commands` does what was said, `terminal` shows it.
Imports nothing heavy: `footnote --help` is quick because this module is light. docs/cli.md holds these help texts.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

DESCRIPTION = "Chat with your articles, every sentence sourced."
EPILOG = """exit status:
  0  done; for ask: answered or partly
  1  our failure, or the machine's
  2  usage: something you can correct
  3  ask: the articles hold no answer
  4  some inputs or batch lines were refused, the rest went through"""

STOPPED = 130
READER_GONE = 141


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help texts of one shape on every Python: the option's value is named once."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=min(100, _columns() - 2))

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        value = self._format_args(action, self._get_default_metavar_for_optional(action))
        return ", ".join(action.option_strings) + f" {value}"


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        """End with exit status 2 and one line."""
        self.exit(2, f"footnote: {message}. See: {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Make the parser of the whole command line."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    everywhere = common.add_argument_group("everywhere")
    everywhere.add_argument("--data-dir", metavar="DIR", help="where the articles live (default: ./.data)")
    everywhere.add_argument("--json", action="store_true", help="print JSON, for programs")
    everywhere.add_argument("--quiet", action="store_true", help="print no progress and no remarks")

    top = _Parser(
        prog="footnote",
        usage="footnote [--data-dir DIR] [--json] [--quiet] COMMAND ...",
        description=DESCRIPTION,
        epilog=EPILOG,
        parents=[common],
        formatter_class=_Help,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(title="commands", dest="command", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, usage: str, summary: str, more: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            usage=f"footnote {name} {usage}".rstrip(),
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}." + (f"\n{more}" if more else ""),
            parents=[common],
            formatter_class=_Help,
            allow_abbrev=False,
        )

    _add_ingest(command("ingest", "INPUT... [options]", "bring articles in"))
    ask = command(
        "ask",
        "QUESTION [options]\n       footnote ask --batch IN --out OUT [options]",
        "ask the articles",
        'A batch line is {"id", "question"}, with the options below as further fields if you like; the answers come\n'
        "one a line, with the same id and in the same order. `-` is standard input or output.",
    )
    _add_question(ask)
    ask.add_argument("--now", metavar="DATETIME", help="what “yesterday” is reckoned from (default: the present)")
    ask.add_argument("--history", metavar="FILE", help='the conversation so far, JSON: [{"role", "content"}, ...]')
    search = command(
        "search",
        "QUERY [options]\n       footnote search --batch IN --out OUT [options]",
        "find the passages an answer would be made from",
    )
    _add_question(search)
    search.add_argument("-k", type=_count, default=10, metavar="N", help="how many passages (default: 10)")
    evaluate = command(
        "evaluate",
        "FILE [options]",
        "ask your own questions and judge the answers by what you expect",
        'A line is {"question"} and what you expect: "answer" or "contains" (words, or a list of wordings),\n'
        '"article" (ids), or "unanswerable": true; and, if you like, "id", "kind", "now", "since", "until",\n'
        '"source", "author", "history", "groups". docs/evaluation.md says how each counts.',
    )
    evaluate.add_argument("file", metavar="FILE", help="the questions, one JSON object a line; `-` is standard input")
    evaluate.add_argument("--now", metavar="DATETIME", help="what “yesterday” is reckoned from, unless a line says it")
    _add_filters(evaluate)
    quotes = command("quotes", "[options]", "list what people said")
    quotes.add_argument("--speaker", metavar="NAME", help="who spoke")
    quotes.add_argument("--about", metavar="TEXT", help="what was spoken of")
    _add_filters(quotes, "article", "since", "until", "source", "author")
    _add_paging(quotes)
    _add_people(
        command(
            "people",
            "[list [NAME] | show ID | join ID ID... | part ID ARTICLE... | joins | undo NUMBER] [options]",
            "list who is quoted, show what somebody said, say which names are one person",
            "Namesakes stay apart unless their outlet or their role says they are one; `join` says it. `part`\n"
            "says that in these articles it is another of that name. `undo` takes either back.",
        )
    )
    article = command("article", "ID [options]", "show one article")
    article.add_argument("id", metavar="ID", help="the article's id")
    article.add_argument("--revision", metavar="R", help="an earlier revision of it")
    _add_filters(article)
    listing = command("list", "[options]", "list the articles")
    listing.add_argument("--text", metavar="TEXT", help="only those that hold these words")
    _add_filters(listing, "since", "until", "source", "author")
    _add_paging(listing)
    export = command("export", "FILE.jsonl [options]", "write every article to a file that `ingest` reads")
    export.add_argument("file", metavar="FILE.jsonl", help="where to; `-` is standard output")
    _add_filters(export)
    remove = command("remove", "ID... [--erase]", "take articles out")
    remove.add_argument("ids", nargs="+", metavar="ID", help="the article's id")
    remove.add_argument("--erase", action="store_true", help="leave no trace of their words in any file")
    verify = command(
        "verify",
        "DRAFT|ANSWER.json [--batch] [options]",
        "hold a text against the articles, sentence by sentence",
        "DRAFT is plain text; ANSWER.json is what `footnote ask --json` printed, proved against what it cites. `-` is\n"
        'standard input. With --batch, the file holds one {"id", "text"} or one answer a line.',
    )
    verify.add_argument("file", metavar="FILE", help="the text, or the saved answer")
    verify.add_argument("--batch", action="store_true", help="one text or answer a line, and one result a line")
    _add_filters(verify, "since", "until", "source", "author", "article")
    mark = command("mark", "STATE ID...", "say of articles that they were retracted or corrected")
    mark.add_argument(
        "state", choices=["current", "corrected", "retracted"], metavar="STATE", help="current, corrected or retracted"
    )
    mark.add_argument("ids", nargs="+", metavar="ID", help="the article's id")
    command("status", "", "show what is stored")
    check = command("check", "[--repair]", "prove that the stored parts agree")
    check.add_argument("--repair", action="store_true", help="make again what does not")
    command("reindex", "", "make the search indexes anew from the catalogue")
    forget = command("forget", "--user USER", "delete what is kept about a person: audit log, feedback, sessions")
    forget.add_argument("--user", metavar="USER", required=True, help="the name the proxy or the token gives them")
    backup = command("backup", "FILE", "write everything that is stored to one file, while it is in use")
    backup.add_argument("file", metavar="FILE", help="where to")
    restore = command("restore", "FILE", "put a backup in the place of everything that is stored")
    restore.add_argument("file", metavar="FILE", help="what `footnote backup` wrote")
    command("models", "", "show the model files and whether they are the right ones")
    _add_sources(
        command(
            "sources",
            "add ADDRESS [options]\n       footnote sources list | run [NAME...] | remove|pause|resume NAME...",
            "follow folders, feeds and sites",
            "A followed source is read again whenever it is due, while `footnote serve` or `footnote watch` runs; a\n"
            "folder also when something in it changes. `run` reads now, all sources where none is named.",
        )
    )
    watch = command("watch", "[FOLDER|ADDRESS...] [--group G]", "keep the followed sources current until Ctrl-C")
    watch.add_argument("inputs", nargs="*", metavar="FOLDER|ADDRESS", help="follow these too, from now on")
    watch.add_argument("--group", action="append", default=[], metavar="G", help="only readers in group G see them")
    _add_serve(command("serve", "[options]", "serve the chat page and the HTTP API"))
    command("config", "", "show the settings in force and where each came from")
    return top


def _add_ingest(ingest: argparse.ArgumentParser) -> None:
    ingest.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="files, folders, .zip, addresses of pages, feeds and sitemaps; `-` is JSONL on standard input",
    )
    ingest.add_argument(
        "--group", action="append", default=[], metavar="G", help="only readers in group G see them (repeatable)"
    )
    ingest.add_argument("--mirror", action="store_true", help="remove articles whose files are gone from the folders")
    ingest.add_argument("--yes", action="store_true", help="let --mirror remove more than a fifth of what is there")
    ingest.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="FIELD=NAME",
        help="which column of a .csv, or field of a .jsonl, holds a field: text=body (repeatable)",
    )
    ingest.add_argument("--dry-run", action="store_true", help="store nothing, say what would be")
    ingest.add_argument(
        "--progress", choices=["json"], metavar="json", help="print one JSON line per article, once it is stored"
    )


def _add_sources(sources: argparse.ArgumentParser) -> None:
    actions = ("add", "list", "run", "remove", "pause", "resume")
    sources.add_argument("action", choices=actions, metavar="ACTION", help=", ".join(actions))
    sources.add_argument("what", nargs="*", metavar="ADDRESS|NAME", help="what to follow; later its name or address")
    sources.add_argument("--name", metavar="NAME", help="what to call it (default: its host or folder)")
    sources.add_argument("--every", metavar="TIME", help="how often: 90, 15m, 2h, 1d (default: 15m; folders 1h)")
    sources.add_argument(
        "--group", action="append", default=[], metavar="G", help="only readers in group G see them (repeatable)"
    )
    sources.add_argument("--mirror", action="store_true", help="let go of articles whose files are gone")
    sources.add_argument(
        "--column", action="append", default=[], type=_column, metavar="FIELD=NAME", help="as for `ingest`"
    )


def _add_people(people: argparse.ArgumentParser) -> None:
    actions = ["list", "show", "join", "part", "joins", "undo"]
    people.add_argument("action", nargs="?", default="list", choices=actions, metavar="ACTION", help=", ".join(actions))
    people.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="a name for `list`, ids for `show` and `join`, an id and articles for `part`",
    )
    people.add_argument("--about", metavar="TEXT", help="show: only what holds these words")
    _add_filters(people)


def _add_question(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", nargs="*", metavar="QUESTION", help="what you want to know")
    _add_filters(command, "since", "until", "source", "author", "article")
    command.add_argument("--batch", metavar="IN", help="questions, one JSON object a line")
    command.add_argument("--out", metavar="OUT", help="where their answers go (default: standard output)")


def _add_filters(command: argparse.ArgumentParser, *names: str) -> None:
    if "since" in names:
        command.add_argument("--since", metavar="DATE", help="published on this day or later")
    if "until" in names:
        command.add_argument("--until", metavar="DATE", help="published on this day or earlier")
    if "source" in names:
        command.add_argument("--source", metavar="OUTLET", help="published by this outlet")
    if "author" in names:
        command.add_argument("--author", metavar="NAME", help="written by this author")
    if "article" in names:
        command.add_argument("--article", action="append", metavar="ID", help="only this article (repeatable)")
    command.add_argument(
        "--as", dest="groups", action="append", metavar="GROUP", help="see what a member of GROUP sees (repeatable)"
    )


def _add_paging(command: argparse.ArgumentParser) -> None:
    command.add_argument("--limit", type=_count, default=50, metavar="N", help="how many at once (default: 50)")
    command.add_argument("--cursor", metavar="C", help="go on where the page before ended")


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", metavar="ADDRESS", help="the address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, metavar="N", help="the port to listen on (default: 7860)")
    serve.add_argument(
        "--with-samples", action="store_true", help="put the sample articles into an empty data directory"
    )


def _column(text: str) -> tuple[str, str]:
    field, joint, name = text.partition("=")
    if not (field.strip() and joint and name.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=NAME")
    return field.strip(), name.strip()


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is too few")
    return number


_count.__name__ = "number"  # what argparse calls it in a complaint


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("footnote-chat")
    except PackageNotFoundError:
        return "from a checkout that is not installed"


def _columns() -> int:
    try:
        return int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        pass
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 100


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status. Nothing but a status leaves here, whatever happens."""
    try:
        status = _run(parser(), argv)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        sys.stderr.write("footnote: stopped. What was acknowledged is stored.\n")
        return STOPPED
    except BrokenPipeError:
        _forget_output()
        return READER_GONE
    except OSError as error:
        sys.stderr.write(f"footnote: {error.strerror or error}.\n")
        _forget_output()
        return 1


def _run(arguments: argparse.ArgumentParser, argv: Sequence[str] | None) -> int:
    try:
        said = arguments.parse_args(argv)
    except SystemExit as end:  # argparse has shown its help or its complaint
        return end.code if isinstance(end.code, int) else 2
    if said.version:
        sys.stdout.write(f"footnote {_version()}\n")
        return 0
    if said.command is None:
        arguments.print_help()
        return 2
    from assistant.commands import run

    return run(said)


def _forget_output() -> None:
    """Let what could not be written go: Python would try once more while ending, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    raise SystemExit(main())
