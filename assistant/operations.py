"""What can be asked of an open Footnote by name: JSON parameters in, JSON out.

Owns the table of operations, the shape of their parameters and how an error travels. One table for two callers: the
command line when it has the articles open itself, and the owner of the data when another process hands it work over the
local socket (`handover`). It prints nothing and decides nothing about answers.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from assistant import source_operations
from assistant.domain import Answered, Question
from assistant.errors import AssistantError, QuestionUnusable
from assistant.parameters import (
    ArticleParams,
    AskParams,
    BackupParams,
    CheckParams,
    ExportParams,
    FilteredParams,
    ForgetParams,
    IngestParams,
    ListingParams,
    MarkParams,
    Params,
    QuotesParams,
    RemoveParams,
    SearchParams,
    VerifyParams,
)
from assistant.people_operations import PeopleParams, people
from assistant.proofing import proof_json
from assistant.wire import (
    AskLine,
    answer_json,
    article_head_json,
    event_json,
    hit_json,
    parse_bounds,
    plain,
    question_of,
    quote_json,
)
from index.article import JSON, Scope
from index.errors import CorpusError

if TYPE_CHECKING:
    from assistant.application import Footnote

Result: TypeAlias = Mapping[str, JSON]
Emit: TypeAlias = Callable[[Mapping[str, JSON]], None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request under way: where its events go, what stops it, and the caller's standard input if it is our own."""

    emit: Emit
    cancelled: threading.Event
    stdin: IO[bytes] | None = None


def _ask(footnote: "Footnote", asked: AskParams, call: Call) -> Result:
    question = _question(footnote, asked)
    _see_articles(footnote, question, asked)
    if not asked.events:
        return _named(asked, answer_json(footnote.ask(question)))
    answer: Result = {}
    for event in footnote.stream(question):
        name, data = event_json(event)
        if isinstance(event, Answered):
            answer = data
        else:
            call.emit({"name": name, "data": data})
    return _named(asked, answer)


def _see_articles(footnote: "Footnote", question: Question, asked: AskParams | SearchParams) -> None:
    if asked.articles_exist:
        for article_id in sorted(question.articles or ()):
            footnote.article(article_id, groups=question.groups)


def _search(footnote: "Footnote", asked: SearchParams, call: Call) -> Result:
    question = _question(footnote, asked)
    _see_articles(footnote, question, asked)
    hits = footnote.search(question, k=asked.k)
    return {"id": asked.id, "hits": [hit_json(hit) for hit in hits]}


def _quotes(footnote: "Footnote", asked: QuotesParams, call: Call) -> Result:
    scope = _scope(footnote, asked)
    found, following = footnote.quotes(
        scope, speaker=asked.speaker, about=asked.about, limit=asked.limit, cursor=asked.cursor
    )
    return {"items": [quote_json(article, quote) for article, quote in found], "next": following}


def _article(footnote: "Footnote", asked: ArticleParams, call: Call) -> Result:
    article = footnote.article(asked.id, groups=_groups(asked.groups), revision=asked.revision)
    return footnote.record(article)


def _list(footnote: "Footnote", asked: ListingParams, call: Call) -> Result:
    page = footnote.articles(_scope(footnote, asked), text=asked.text, limit=asked.limit, cursor=asked.cursor)
    return {"items": [article_head_json(article) for article in page.items], "next": page.next, "total": page.total}


def _export(footnote: "Footnote", asked: ExportParams, call: Call) -> Result:
    count = 0
    for record in footnote.export(_groups(asked.groups)):
        call.emit({"record": record})
        if call.cancelled.is_set():
            break
        count += 1
    return {"articles": count}


def _ingest(footnote: "Footnote", asked: IngestParams, call: Call) -> Result:
    def bring_in(stdin: IO[bytes] | None) -> Result:
        report = footnote.ingest(
            asked.inputs,
            groups=frozenset(asked.groups),
            mirror=asked.mirror,
            many_may_go=asked.yes,
            dry_run=asked.dry_run,
            columns=asked.columns,
            stdin=stdin,
            progress=lambda progress: call.emit({"progress": plain(progress)}),
            cancelled=call.cancelled,
        )
        written = plain(report)
        assert isinstance(written, Mapping)
        return written

    if asked.stdin is None:
        return bring_in(call.stdin)
    with Path(asked.stdin).open("rb") as spooled:
        return bring_in(spooled)


def _remove(footnote: "Footnote", asked: RemoveParams, call: Call) -> Result:
    return {"removed": footnote.remove(asked.ids, erase=asked.erase)}


def _mark(footnote: "Footnote", asked: MarkParams, call: Call) -> Result:
    return {"marked": footnote.mark(asked.ids, asked.state), "state": asked.state}


def _verify(footnote: "Footnote", asked: VerifyParams, call: Call) -> Result:
    if (asked.text is None) == (asked.answer is None):
        raise QuestionUnusable("Give a text or a saved answer, one of the two.")
    if asked.answer is not None:
        proofs = footnote.proofs_again(asked.answer, groups=_groups(asked.groups))
    else:
        proofs = footnote.proofs(asked.text or "", _scope(footnote, asked), cancelled=call.cancelled)
    items: list[JSON] = []
    for proof in proofs:
        items.append(proof_json(proof))
        call.emit({"progress": {"done": len(items), "total": None}})
    return {"items": items} if asked.id is None else {"id": asked.id, "items": items}


def _status(footnote: "Footnote", asked: Params, call: Call) -> Result:
    return footnote.status()


def _check(footnote: "Footnote", asked: CheckParams, call: Call) -> Result:
    problems = footnote.check(repair=asked.repair)
    return {"clean": not problems, "problems": plain(problems)}


def _reindex(footnote: "Footnote", asked: Params, call: Call) -> Result:
    count = footnote.reindex(progress=lambda done, total: call.emit({"progress": {"done": done, "total": total}}))
    return {"passages": count}


def _forget(footnote: "Footnote", asked: ForgetParams, call: Call) -> Result:
    return footnote.forget(asked.user)


def _backup(footnote: "Footnote", asked: BackupParams, call: Call) -> Result:
    return footnote.back_up(Path(asked.file))


def _restore(footnote: "Footnote", asked: BackupParams, call: Call) -> Result:
    return footnote.restore(
        Path(asked.file), progress=lambda done, total: call.emit({"progress": {"done": done, "total": total}})
    )


def _models(footnote: "Footnote", asked: Params, call: Call) -> Result:
    return {"items": list(footnote.models())}


Asked = TypeVar("Asked", bound=BaseModel)
Operation: TypeAlias = "Callable[[Footnote, Mapping[str, JSON], Call], Result]"


def _operation(shape: type[Asked], work: "Callable[[Footnote, Asked, Call], Result]") -> Operation:
    def checked(footnote: "Footnote", params: Mapping[str, JSON], call: Call) -> Result:
        try:
            asked = shape.model_validate(dict(params))
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "parameters"
            complaint = first["msg"].replace("Input should be", "should be").replace("Field required", "is missing")
            raise QuestionUnusable(f"{where} {complaint}.") from None
        return work(footnote, asked, call)

    return checked


OPERATIONS: Mapping[str, Operation] = {
    "ask": _operation(AskParams, _ask),
    "search": _operation(SearchParams, _search),
    "quotes": _operation(QuotesParams, _quotes),
    "people": _operation(PeopleParams, people),
    "article": _operation(ArticleParams, _article),
    "list": _operation(ListingParams, _list),
    "export": _operation(ExportParams, _export),
    "ingest": _operation(IngestParams, _ingest),
    "remove": _operation(RemoveParams, _remove),
    "mark": _operation(MarkParams, _mark),
    "verify": _operation(VerifyParams, _verify),
    "status": _operation(Params, _status),
    "check": _operation(CheckParams, _check),
    "reindex": _operation(Params, _reindex),
    "forget": _operation(ForgetParams, _forget),
    "backup": _operation(BackupParams, _backup),
    "restore": _operation(BackupParams, _restore),
    "models": _operation(Params, _models),
    "sources.add": _operation(source_operations.Added, source_operations.add),
    "sources.list": _operation(source_operations.Nothing, source_operations.listing),
    "sources.remove": _operation(source_operations.Named, source_operations.remove),
    "sources.pause": _operation(source_operations.Named, source_operations.pause),
    "sources.resume": _operation(source_operations.Named, source_operations.resume),
    "sources.run": _operation(source_operations.Named, source_operations.run),
    "watch": _operation(source_operations.Watched, source_operations.watch),
}


def perform(footnote: "Footnote", request: Mapping[str, JSON], call: Call) -> Result:
    """Do what `{"operation", "params"}` says and give its result, or `{"error": {...}}`.

    When an event cannot be delivered the work is cancelled, and the OSError that said so raised once it has ended.
    """
    undelivered: list[OSError] = []

    def emit(event: Mapping[str, JSON]) -> None:
        try:
            call.emit(event)
        except OSError as error:  # nobody is there any more, or the disk that takes the events is full
            undelivered.append(error)
            call.cancelled.set()

    try:
        result = _operation_of(request)(footnote, _params_of(request), replace(call, emit=emit))
    except (AssistantError, CorpusError) as error:
        result = {"error": error_json(error)}
    except Exception as error:  # noqa: BLE001 - the boundary: logged here in full, told to the person in one line
        _log.exception("%s failed", request.get("operation"))
        result = {"error": unexpected_json(error)}
    if undelivered:
        raise undelivered[0]
    return result


def handler(footnote: "Footnote") -> Callable[[Mapping[str, JSON], Emit], Result]:
    """Give what `index.owner.OwnerServer` wants: requests of other processes in, results out."""
    return lambda request, emit: perform(footnote, request, Call(emit=emit, cancelled=threading.Event()))


def _operation_of(request: Mapping[str, JSON]) -> Operation:
    try:
        return OPERATIONS[str(request.get("operation"))]
    except KeyError as unknown:
        hint = "Use the same version of footnote everywhere."
        raise QuestionUnusable(f"There is no operation {unknown}.", hint=hint) from None


def _params_of(request: Mapping[str, JSON]) -> Mapping[str, JSON]:
    params = request.get("params")
    return params if isinstance(params, Mapping) else {}


def error_json(error: AssistantError | CorpusError) -> dict[str, JSON]:
    """Write an error of ours as it travels and as programs read it."""
    return {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "exit_code": error.exit_code,
        "retryable": error.retryable,
    }


def unexpected_json(error: BaseException) -> dict[str, JSON]:
    """Write an error that nobody foresaw: its kind, and never its text, which can hold anything."""
    return {
        "code": "internal_error",
        "message": f"Something went wrong inside Footnote ({type(error).__name__}).",
        "hint": "The log in the data directory has the details; FOOTNOTE_DEBUG=1 shows them.",
        "exit_code": 1,
        "retryable": False,
    }


def _question(footnote: "Footnote", asked: AskLine) -> Question:
    zone = footnote.settings.timezone
    return question_of(asked, groups=None, timezone=zone, now=datetime.now(zone))


def _scope(footnote: "Footnote", asked: FilteredParams) -> Scope:
    since, until = parse_bounds(asked.since, asked.until, timezone=footnote.settings.timezone)
    return footnote.scope(
        groups=_groups(asked.groups),
        since=since,
        until=until,
        source=asked.source,
        author=asked.author,
        articles=None if asked.articles is None else frozenset(asked.articles),
    )


def _groups(wanted: Sequence[str] | None) -> frozenset[str] | None:
    return None if wanted is None else frozenset(wanted)


def _named(asked: AskLine, answer: Result) -> Result:
    return answer if asked.id is None else {**answer, "id": asked.id}
