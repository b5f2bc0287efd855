"""What is inside, and looking after it: bringing articles in, reading, listing, marking and removing them, upkeep.

Owns these calls as one class over the open parts; asking is `application`'s, which is built on it. Everything that
gives articles to a reader takes a `Scope` or the reader's groups.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from assistant.assembly import Parts
from assistant.audit import Entry
from assistant.errors import QuestionUnusable
from assistant.feedback import FeedbackBook
from assistant.jobs import Jobs
from assistant.journal import forget_journal
from assistant.proofing import Proof, Proofing, SavedAnswer
from assistant.publishing import Acknowledged, permitted
from assistant.quoted_people import QuotedPeople
from assistant.settings import Settings
from assistant.speech import list_quotes
from assistant.wire import article_json
from index import check as checking
from index.article import JSON, Article, Passage, Quote, Scope, State, When
from index.catalogue import Page
from index.check import Problem
from index.errors import ArticleNotFound, CorpusError
from index.ingest import IngestReport, Progress
from index.models import verify as verify_model
from index.sources import FIELDS, Seen, SourceOptions, check_inputs, count_inputs, open_inputs

_log = logging.getLogger("footnote.library")


class Library:
    """The articles of one open data directory."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        self.settings = settings
        self._parts = parts
        self.forgetting: list[Callable[[str], object]] = []
        """Called with a person's name when that person is to be forgotten."""
        self.jobs = Jobs()

    # --- articles ------------------------------------------------------------------------------------------------

    def ingest(
        self,
        inputs: Sequence[str],
        *,
        groups: frozenset[str] = frozenset(),
        mirror: bool = False,
        many_may_go: bool = False,
        dry_run: bool = False,
        columns: Mapping[str, str] | None = None,
        stdin: IO[bytes] | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: threading.Event | None = None,
        editor: frozenset[str] | None = None,
        seen: MutableMapping[str, Seen] | None = None,
        job: str | None = None,
    ) -> IngestReport:
        """Bring inputs in; `mirror` also lets go what is gone from them, more than a fifth only if `many_may_go`.

        `editor` are the groups of who sends them: an article they may not see is left alone, and nothing in the report
        tells of one. None is the operator. Raises InputMissing before anything is read when a path does not exist,
        MirrorRefused when too much is gone. `columns` says which column of a table, or field of a JSONL line, holds
        which field of an article record. `seen` is what former runs of a standing source saw, `job` what this is called
        among the jobs under way.
        """
        check_inputs(inputs)
        unknown = sorted(set(columns or ()) - set(FIELDS))
        if unknown:
            raise QuestionUnusable(f"{unknown[0]} is no field of an article.", hint=f"Fields: {', '.join(FIELDS)}.")
        options = SourceOptions(
            groups=groups,
            timezone=self.settings.timezone,
            allow_private_addresses=self.settings.allow_private_addresses,
            columns=columns or {},
            seen=seen,
        )
        catalogue = self._parts.corpus.catalogue
        number = None if dry_run else catalogue.begin_run(inputs)
        ended: dict[str, object] = {"ended": "in the middle"}
        try:
            sent = open_inputs(inputs, options=options, stdin=stdin)
            told = Acknowledged(progress)
            with self.jobs.begin(job or ", ".join(inputs[:3]), cancelled) as under_way:

                def heard(step: Progress) -> None:
                    under_way.done = step.done
                    told(replace(step, total=under_way.total_after(step.done)))

                under_way.learn_total(partial(count_inputs, inputs))
                report = self._parts.ingest.run(
                    sent if editor is None else permitted(sent, catalogue, self.scope(groups=editor)),
                    mirrored=mirrored_origins(inputs) if mirror else (),
                    when_gone=self.settings.when_gone,
                    many_may_go=many_may_go,
                    dry_run=dry_run,
                    progress=heard,
                    cancelled=under_way.stop,
                )
            if editor is not None:
                report = replace(report, duplicates=told.duplicates(catalogue, self.scope(groups=editor)))
            ended = {"added": report.added, "updated": report.updated, "refused": len(report.refused)}
            return report
        finally:
            if number is not None:
                with suppress(CorpusError):  # what went wrong before matters more than its note
                    catalogue.end_run(number, ended)

    def article(self, article_id: str, *, groups: frozenset[str] | None, revision: str | None = None) -> Article:
        """Read one article. Raises ArticleNotFound: not there, or not for this reader."""
        return self._parts.corpus.catalogue.article(article_id, self.scope(groups=groups), revision=revision)

    def passages(self, article: Article) -> tuple[Passage, ...]:
        """Give the passages of an article that was read for a reader who may; an earlier revision has none."""
        return self._parts.corpus.catalogue.passages_of(article)

    def quotes_of(self, article: Article) -> tuple[Quote, ...]:
        """Give the speech in an article that was read for a reader who may."""
        return self._parts.corpus.catalogue.quotes_of(article)

    def articles(self, scope: Scope, *, text: str | None = None, limit: int = 50, cursor: str | None = None) -> Page:
        """List articles, newest first."""
        return self._parts.corpus.catalogue.listing(scope, text=text, limit=limit, cursor=cursor)

    def sources(self, groups: frozenset[str] | None) -> tuple[tuple[str, int], ...]:
        """Give the outlets and how many articles each has."""
        return self._parts.corpus.catalogue.outlets(self.scope(groups=groups))

    def speakers(self, groups: frozenset[str] | None) -> tuple[tuple[str, int], ...]:
        """Give who is quoted, and how often, most first."""
        return self._parts.corpus.catalogue.speakers(self.scope(groups=groups))

    def quotes(
        self, scope: Scope, *, speaker: str | None, about: str | None, limit: int, cursor: str | None
    ) -> tuple[tuple[tuple[Article, Quote], ...], str | None]:
        """List speech in the scope, oldest article first."""
        return list_quotes(
            self._parts.corpus.catalogue, scope, speaker=speaker, about=about, limit=limit, cursor=cursor
        )

    def remove(self, ids: Sequence[str], *, erase: bool = False) -> int:
        """Remove articles, all or none; `erase` also rewrites every file that held their words."""
        corpus = self._parts.corpus
        removed = corpus.catalogue.remove(ids, erase=erase)
        corpus.announce()
        corpus.settle()
        if erase:
            corpus.scrub()
            forget_journal(self.settings.data_dir)
            self._parts.feedback.forget_words(self._parts.audit.forget_articles(removed))
        return len(removed)

    def note(self, entry: Entry) -> None:
        """Write into the audit log. What cannot be written is said in the log and keeps nobody from reading."""
        try:
            self._parts.audit.add(entry)
        except CorpusError as error:
            _log.error("%s %s", error.message, error.hint)

    def forget(self, user: str) -> Mapping[str, JSON]:
        """Delete what is kept about a person: entries of the audit log, feedback, sessions of the chat page."""
        for also in self.forgetting:
            also(user)
        return {"audit": self._parts.audit.forget(user), "feedback": self._parts.feedback.forget(user)}

    @property
    def people(self) -> QuotedPeople:
        """Who is quoted, and who of them is one person."""
        return QuotedPeople(self._parts.corpus.catalogue)

    @property
    def feedback_book(self) -> FeedbackBook:
        """What readers said about answers."""
        return self._parts.feedback

    def mark(self, ids: Sequence[str], state: State) -> int:
        """Say of articles that they are `current`, `corrected` or `retracted`; gives how many changed.

        Raises ArticleNotFound, and then changes nothing.
        """
        for one in ids:
            self.article(one, groups=None)
        return len(self._parts.corpus.catalogue.mark(ids, state))

    def export(self, groups: frozenset[str] | None) -> Iterator[Mapping[str, JSON]]:
        """Give every article a reader may see as a record that `ingest` takes back, in order of id."""
        corpus = self._parts.corpus
        scope, ids, cursor = self.scope(groups=groups), list[str](), None
        while True:
            page = corpus.catalogue.listing(scope, text=None, limit=500, cursor=cursor)
            ids += [article.id for article in page.items]
            cursor = page.next
            if cursor is None:
                break
        for article_id in sorted(ids):
            with suppress(ArticleNotFound):  # removed since the list was made
                yield self.record(corpus.catalogue.article(article_id, scope), with_revisions=True)

    def record(self, article: Article, *, with_revisions: bool = False) -> Mapping[str, JSON]:
        """Write an article whole, in the contract's shape; `with_revisions` carries earlier texts, for `export`."""
        written = article_json(article, self.passages(article), self.quotes_of(article))
        if with_revisions and len(article.revisions) > 1:
            texts = self._parts.corpus.catalogue.earlier_texts(article.id)
            written["revisions"] = [
                {"revision": revision, "text": text, "stored_at": stored_at}
                for revision, text, stored_at in texts
                if revision != article.revision
            ] + [article.revision]
        return written

    # --- proving ---------------------------------------------------------------------------------------------------

    def proofs(self, text: str, scope: Scope, *, cancelled: threading.Event | None = None) -> Iterator[Proof]:
        """Hold a text that somebody wrote against the articles in the scope, sentence by sentence."""
        return self._proofing().proofs(text, scope, cancelled=cancelled)

    def proofs_again(self, answer: SavedAnswer, *, groups: frozenset[str] | None) -> Iterator[Proof]:
        """Hold each statement of a saved answer against what it cites, as that is stored now."""
        return self._proofing().again(
            answer, lambda article_id, revision: self.article(article_id, groups=groups, revision=revision)
        )

    def _proofing(self) -> Proofing:
        return Proofing(self._parts.searcher, self._parts.support, self._parts.faithfulness, self.quotes_of)

    # --- keeping a copy ------------------------------------------------------------------------------------------

    def back_up(self, target: Path) -> Mapping[str, JSON]:
        """Write everything that is stored to one file, while others ask and ingest. Raises StorageFailed."""
        catalogue = self._parts.corpus.catalogue
        written = catalogue.back_up(target)
        return {"file": str(target), "bytes": written, "articles": catalogue.count(self._everything())}

    def restore(self, backup: Path, *, progress: Callable[[int, int], None] | None = None) -> Mapping[str, JSON]:
        """Put a backup in the place of everything that is stored. Raises BackupUnusable, and then changes nothing.

        What was stored is kept beside, for whoever took the wrong file or the wrong directory; the next restore or
        erase deletes it.
        """
        corpus = self._parts.corpus
        before = corpus.catalogue.count(self._everything())
        passages = corpus.restore(backup, progress)
        return {
            "articles": corpus.catalogue.count(self._everything()),
            "passages": passages,
            "kept": str(corpus.directory.before_restore) if before else None,
        }

    def _everything(self) -> Scope:
        return self.scope(groups=None)

    # --- looking after it ----------------------------------------------------------------------------------------

    def status(self) -> Mapping[str, JSON]:
        """Tell what is inside and how it is."""
        corpus = self._parts.corpus
        scope = self.scope(groups=None)
        trouble = corpus.trouble or self._parts.changeover.trouble
        return {
            "data_dir": str(corpus.directory.root),
            **corpus.catalogue.statistics(),
            "sources": len(corpus.catalogue.outlets(scope)),
            "waiting": len(corpus.catalogue.tasks(10_000)),
            "trouble": None if trouble is None else trouble.message,
            "embedder": corpus.embeddings.key,
            "next_embedder": None if corpus.following is None else corpus.following.key,
            "speech": self.settings.speech,
            "model": self.settings.model,
        }

    def check(self, *, repair: bool = False) -> tuple[Problem, ...]:
        """Prove by searching that catalogue, full text and vectors agree; give what does not, after mending it."""
        problems = checking.check(self._parts.corpus)
        if problems and repair:
            checking.repair(self._parts.corpus, self._parts.making, problems)
            return checking.check(self._parts.corpus)
        return problems

    def reindex(self, *, progress: Callable[[int, int], None] | None = None) -> int:
        """Make both engines anew from the catalogue, embedding nothing.

        Where the embedder is being changed, bring that to its end instead: the engines are made anew by it.
        """
        if self._parts.corpus.following is not None:
            self._parts.changeover.finish(progress)
            return len(self._parts.corpus.roster)
        return self._parts.corpus.rebuild(progress)

    def models(self) -> Sequence[Mapping[str, JSON]]:
        """Tell which model files are used and whether they are the pinned ones."""
        rows: list[Mapping[str, JSON]] = []
        for name in self._parts.model_names:
            files = verify_model(name, directory=self.settings.models_dir)
            rows.append({"name": name, "path": str(files.directory), "key": files.key, "ok": True})
        return rows

    def scope(
        self,
        *,
        groups: frozenset[str] | None,
        since: When | None = None,
        until: When | None = None,
        source: str | None = None,
        author: str | None = None,
        articles: frozenset[str] | None = None,
    ) -> Scope:
        """Build what one reader may see, as of now."""
        return Scope(
            groups=groups,
            since=since,
            until=until,
            source=source,
            author=author,
            article_ids=articles,
            at=datetime.now(UTC),
        )


def mirrored_origins(inputs: Sequence[str]) -> tuple[str, ...]:
    """Give the names below which `--mirror` removes what did not come: folders and files, not pages."""
    paths = [Path(one) for one in inputs if one != "-" and "://" not in one]
    return tuple(str(path.resolve() if path.is_dir() else path.parent.resolve() / path.name) for path in paths)
