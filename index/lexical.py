"""Passages by their words; the only home of tantivy.

Owns the full-text index: which words a text counts as, and how a question becomes a query. Derived from the catalogue,
it stores no text and no word positions, only ids and what filters need. Words of deleted passages stay in its term
lists until `purge`. Called by `ingest` (through the outbox), `search` and `owner`.
"""

import json
import math
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query

from index.article import Earlier
from index.errors import CorpusError, StorageFailed

ANALYZER = "footnote-english-1"
TITLE_BOOST = 0.5
"""A title counts for every passage of its article, so it may help but not outweigh the passage's own words."""
MOST_TERMS = 64
"""A longer question is searched by its rarest words."""
LONGEST_WORD = 80
WRITER_BYTES = 64_000_000

COMMON = """
a about above after again against all also am an and any are as at be because been before being below between both
but by can could d did do does doing don down during each few for from further had has have having he her here hers
him his how i if in into is it its itself ll m me more most my no nor not of off on once only or other our out over
own please re s same she should so some such t tell than that the their them then there these they this those
through to too under until up ve very was we were what when where which while who whom whose why will with would
you your
"""
STOP_WORDS = frozenset(COMMON.split())
"""Left out of a question, never out of the index. `us` and `may` are kept: they are also a country and a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalPassage:
    """What the index takes of a passage. `day` counts from 1970-01-01 (UTC) and is None for an undated article."""

    passage_id: int
    article_row: int
    audience: int
    day: int | None
    title: str
    text: str


class LexicalIndex:
    """A tantivy index in a directory of its own, with one writer."""

    def __init__(self, directory: Path) -> None:
        """Open the index, or begin an empty one in a directory that is absent or empty.

        Raises `StorageFailed` where something else stands there: a damaged index, or one built differently.
        """
        self.directory = directory
        self._lock = threading.RLock()
        self._schema = _schema()
        self._analyzer = _analyzer()
        self._words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()
        self._writer: tantivy.IndexWriter | None = None
        with self._storage("opened"):
            directory.mkdir(parents=True, exist_ok=True)
            if not tantivy.Index.exists(str(directory)) and any(directory.iterdir()):
                raise ValueError("the directory holds no index, but something else")
            self._index = tantivy.Index(self._schema, str(directory), reuse=True)
            self._index.register_tokenizer(ANALYZER, self._analyzer)
            self._index.config_reader("manual")  # readers follow our commits; no thread watches the directory
            self._index.reload()

    def apply(self, add: Iterable[LexicalPassage], delete: Sequence[int]) -> None:
        """Delete, then add, in one commit. Adding an id replaces it, so doing the same twice is harmless."""
        passages = list(add)
        if not passages and not delete:
            return
        with self._lock, self._writing() as writer:
            self._delete(writer, [*delete, *(passage.passage_id for passage in passages)])
            for passage in passages:
                writer.add_document(self._document(passage))

    def rebuild(self, passages: Iterable[LexicalPassage]) -> None:
        """Replace everything in one commit (100,000 passages: 5 s); searches see the old content until it is done."""
        with self._lock:
            with self._writing() as writer:
                writer.delete_all_documents()
                for passage in passages:
                    writer.add_document(self._document(passage))
            with self._storage("written"):
                self._open_writer().garbage_collect_files()

    def purge(self, passages: Callable[[], Iterable[LexicalPassage]]) -> bool:
        """Rewrite the index if a deleted passage's words may still stand in its files; tell whether it was necessary.

        `passages` reads all of them from the catalogue: nothing here could give their words back.
        """
        with self._lock:
            if not self._holds_deleted():
                with self._storage("written"):
                    self._open_writer().garbage_collect_files()
                return False
            self.rebuild(passages())
            return True

    def clear(self) -> None:
        """Remove everything, from the files as well."""
        self.rebuild(())

    def search(
        self,
        query: str,
        *,
        audiences: frozenset[int] | None,
        days: tuple[int | None, int | None] | None,
        articles: frozenset[int] | None,
        limit: int,
        earlier: Sequence[Earlier] = (),
    ) -> list[tuple[int, float]]:
        """Give at most `limit` (passage id, BM25), best first, ties by id.

        Any word of the query may match; none is ever read as an operator. Words of `earlier` texts count as much as
        these weigh. A filter of None does not narrow, an empty set finds nothing. `days` are inclusive bounds; with any
        bound, passages without a day are outside.
        """
        if limit < 1 or audiences == frozenset() or articles == frozenset():
            return []
        with self._storage("searched"):
            searcher = self._index.searcher()
            terms = self._weighed(query, earlier, searcher)
            if not terms:
                return []
            words = self._any_of(terms)
            filters = self._filters(audiences, days, articles)
            return self._hits(
                searcher, Query.boolean_query([(Occur.Must, words), *filters]) if filters else words, limit
            )

    def coverage(self, query: str, texts: Sequence[str]) -> list[float]:
        """Give, for each text, the share of the query's words that it holds, rare words counting more (0 to 1)."""
        with self._storage("searched"):
            searcher = self._index.searcher()
            documents = searcher.num_docs
            rarity = {
                term: math.log(1 + (documents + 1) / (searcher.doc_freq("text", term) + 0.5))
                for term in self._terms(query, searcher)
            }
            whole = sum(rarity.values()) or 1.0
            return [
                sum(rarity[term] for term in set(self._analyzer.analyze(text)) if term in rarity) / whole
                for text in texts
            ]

    def probe(self, sample: Mapping[int, str]) -> list[int]:
        """Search each passage by its own words and give those not found; texts without words are passed over."""
        with self._storage("searched"):
            searcher = self._index.searcher()
            lost = []
            for id, text in sample.items():
                terms = sorted(set(self._analyzer.analyze(text)))
                if terms:
                    words = Query.term_set_query(self._schema, "text", terms)
                    own = Query.term_query(self._schema, "id", id)
                    if not self._hits(searcher, Query.boolean_query([(Occur.Must, own), (Occur.Must, words)]), 1):
                        lost.append(id)
            return lost

    def count(self) -> int:
        """Count passages. Agreement is proven by `probe`, never by counting."""
        with self._storage("read"):
            return self._index.searcher().num_docs

    def ids(self) -> list[int]:
        """Give all passage ids, ascending."""
        with self._storage("read"):
            searcher = self._index.searcher()
            return sorted(id for id, _ in self._hits(searcher, Query.all_query(), max(1, searcher.num_docs)))

    def close(self) -> None:
        """Let go of the files, once merges under way have ended."""
        with self._lock, self._storage("closed"):
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.wait_merging_threads()

    def _terms(self, query: str, searcher: tantivy.Searcher) -> list[str]:
        """Reduce a question to the words worth searching, as the index spells them."""
        words = self._words.analyze(unicodedata.normalize("NFC", query))
        loud = all(word.upper() == word for word in words)
        # WHO and IT in capitals are names, unless everything is in capitals.
        telling = [
            word
            for word in words
            if word.lower() not in STOP_WORDS or (len(word) > 1 and word.isupper() and not loud and word != "I")
        ]
        terms = dict.fromkeys(term for word in telling or words for term in self._analyzer.analyze(word))
        return [*terms] if len(terms) <= MOST_TERMS else self._rarest(terms, searcher, MOST_TERMS)

    def _weighed(self, query: str, earlier: Sequence[Earlier], searcher: tantivy.Searcher) -> dict[str, float]:
        """Give the query's words, and beside them the rarest of the earlier texts' words, with their weights."""
        terms = dict.fromkeys(self._terms(query, searcher), 1.0)
        borrowed: dict[str, float] = {}
        for one in earlier:
            for term in self._terms(one.text, searcher):
                borrowed[term] = borrowed.get(term, 0.0) + one.weight
        new = self._rarest([term for term in borrowed if term not in terms], searcher, MOST_TERMS - len(terms))
        return {term: terms.get(term, 0.0) + borrowed.get(term, 0.0) for term in [*terms, *new]}

    def _rarest(self, terms: Iterable[str], searcher: tantivy.Searcher, most: int) -> list[str]:
        frequency = {term: searcher.doc_freq("text", term) for term in terms}
        return sorted((term for term in frequency if frequency[term]), key=lambda term: frequency[term])[:most]

    def _any_of(self, terms: Mapping[str, float]) -> Query:
        # One flat list of terms: only for that does tantivy skip what cannot reach the top (3 times as fast).
        queries: list[Query] = []
        for field, boost in (("text", 1.0), ("title", TITLE_BOOST)):
            for term, weight in terms.items():
                plain = Query.term_query(self._schema, field, term, "freq")
                queries.append(plain if boost * weight == 1.0 else Query.boost_query(plain, boost * weight))
        return Query.boolean_query([(Occur.Should, query) for query in queries])

    def _filters(
        self,
        audiences: frozenset[int] | None,
        days: tuple[int | None, int | None] | None,
        articles: frozenset[int] | None,
    ) -> list[tuple[Occur, Query]]:
        filters = []
        if audiences is not None:
            filters.append(Query.term_set_query(self._schema, "audience", [*audiences]))
        if articles is not None:
            filters.append(Query.term_set_query(self._schema, "article", [*articles]))
        if days is not None and days != (None, None):
            filters.append(Query.range_query(self._schema, "day", tantivy.FieldType.Integer, *days))
        return [(Occur.Must, Query.const_score_query(query, 0.0)) for query in filters]

    def _hits(self, searcher: tantivy.Searcher, query: Query, limit: int) -> list[tuple[int, float]]:
        found = searcher.search(query, limit, count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in found])
        hits = [(int(id), float(score)) for id, (score, _) in zip(ids, found, strict=True) if id is not None]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def _document(self, passage: LexicalPassage) -> tantivy.Document:
        document = tantivy.Document()
        document.add_integer("id", passage.passage_id)
        document.add_integer("article", passage.article_row)
        document.add_integer("audience", passage.audience)
        if passage.day is not None:
            document.add_integer("day", passage.day)
        document.add_text("title", passage.title)
        document.add_text("text", passage.text)
        return document

    def _delete(self, writer: tantivy.IndexWriter, ids: Sequence[int]) -> None:
        if ids:
            writer.delete_documents_by_query(Query.term_set_query(self._schema, "id", sorted(set(ids))))

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(WRITER_BYTES, 1)
        return self._writer

    def _holds_deleted(self) -> bool:
        with self._storage("read"):
            meta = json.loads((self.directory / "meta.json").read_text(encoding="utf-8"))
            return any(segment["deletes"] is not None for segment in meta["segments"])

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """Commit what the block writes, or leave the index as it was."""
        with self._storage("written"):
            writer = self._open_writer()
            try:
                yield writer
                writer.commit()
            except BaseException:
                self._writer = None  # unless it can be rolled back, it is of no use to the next write
                writer.rollback()
                self._writer = writer
                raise
            self._index.reload()

    def _storage(self, done: str) -> AbstractContextManager[None]:
        return _storage(self.directory, done)


@contextmanager
def _storage(directory: Path, done: str) -> Iterator[None]:
    """Map whatever tantivy raises: ValueError for nearly everything, and panics, which are no `Exception`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, CorpusError):
        raise
    except BaseException as error:
        reason = (str(error) or type(error).__name__).splitlines()[0][:200]
        raise StorageFailed(
            f"The full-text index in {directory} could not be {done}: {reason}",
            hint="It is rebuilt from the catalogue at the next start; check that the disk is not full.",
        ) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "article", "audience", "day"):
        # Signed throughout: deleting by an unsigned term finds nothing, and says nothing (tantivy 0.27).
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("title", "text"):
        # No positions: nobody searches phrases, and positions would let the text be put together again.
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (Filter.remove_long(LONGEST_WORD), Filter.lowercase(), Filter.ascii_fold(), Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()
