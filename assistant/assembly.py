"""The wiring: which parts a running Footnote is made of, chosen from the settings.

Owns the order in which things are opened and closed. It holds no rule about articles or answers. Called by
`application.Footnote.open`.
"""

import os
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from assistant.admission import Admission
from assistant.audit import Audit
from assistant.chain import AnswerLine
from assistant.drafters import ExtractiveDrafter
from assistant.errors import SettingsContradict
from assistant.feedback import FeedbackBook
from assistant.model_condensing import Condenser
from assistant.model_drafting import ModelDrafter
from assistant.models import OPENAI, LanguageModel, ModelSettings
from assistant.settings import Settings
from assistant.verification import Faithfulness, Support
from assistant.writing import Writer
from index.changeover import Changeover
from index.corpus import Corpus
from index.data_directory import DataDirectory
from index.embedding import Embeddings, LocalEmbeddings
from index.ingest import Ingest
from index.lane import Lane
from index.making import Making, SpeechIndexer
from index.models import ModelName, find_model
from index.owner import DataLock
from index.rerank import CrossEncoder, Reranker
from index.search import Searcher
from index.tokens import TokenCounter

EMBEDDER: ModelName = "bge-small-en-v1.5"
RERANKER: ModelName = "ms-marco-MiniLM-L-12-v2"
PASSAGE_TOKENS = 400
"""Budget of a passage in cl100k tokens; chosen on the bench (docs/evaluation.md)."""
LANE_PLACES = 64
LEAST_SOURCES = 300
"""Tokens of article text below which asking a language model makes no sense."""
WAITING = 128
"""Questions that may wait for a place, as long as the wait itself stays bearable (`admission`)."""
REMOTE = "remote:"
"""How the keys of embedders at an endpoint begin; the model's name follows, and the length of its vectors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything a `Footnote` is made of."""

    lock: DataLock
    lane: Lane
    corpus: Corpus
    searcher: Searcher
    reranker: Reranker
    making: Making
    support: Support
    faithfulness: Faithfulness
    model: LanguageModel | None
    ingest: Ingest
    changeover: Changeover
    line: AnswerLine
    model_names: tuple[ModelName, ...]
    admission: Admission
    audit: Audit
    feedback: FeedbackBook

    def close(self) -> None:
        """Close in the reverse order of opening, each of them even where another fails to."""
        with ExitStack() as last_first:
            last_first.callback(self.lock.release)
            last_first.callback(self.corpus.close)
            last_first.callback(self.changeover.close)
            last_first.callback(self.lane.close)


def assemble(
    settings: Settings,
    *,
    executor: Executor,
    patience: float = 0.0,
    brief: bool = False,
    around: Callable[[Embeddings], Embeddings] | None = None,
) -> Parts:
    """Open the data directory as its owner and wire the parts; whatever was opened is closed if a later step fails.

    `brief` leaves closed what one short command that only reads may not need.
    `around` may put something between the corpus and its embedder: benchmarks count and tests slow it down.
    Raises DataDirectoryBusy, DataDirectoryUnusable, ModelUnusable, StorageFailed.
    """
    directory = DataDirectory(root=settings.data_dir.resolve())
    directory.prepare()
    embedder = find_model(EMBEDDER, directory=settings.models_dir)
    reranking = find_model(RERANKER, directory=settings.models_dir)
    lock = DataLock(directory)
    lock.take(patience=patience)
    with ExitStack() as opened:
        opened.callback(lock.release)
        lane = Lane(settings.threads or os.cpu_count() or 1, LANE_PLACES)
        opened.callback(lane.close)
        local: Embeddings = LocalEmbeddings(embedder, lane)
        if around is not None:
            local = around(local)
        counter = TokenCounter()
        remote = partial(_remote, settings, count_tokens=counter.count)
        embeddings = remote(settings.embedder) if settings.embedder else local

        def former(key: str) -> Embeddings | None:
            name = key.removeprefix(REMOTE).rpartition(":")[0]
            at_hand = settings.openai_base_url or settings.openai_api_key
            return local if not key.startswith(REMOTE) else remote(name) if at_hand else None

        corpus = Corpus(directory, embeddings=embeddings, former=former, timezone=settings.timezone, brief=brief)
        opened.callback(corpus.close)
        changeover = Changeover(corpus)
        opened.callback(changeover.close)
        reranker = CrossEncoder(reranking, lane)
        searcher = Searcher(corpus, reranker=reranker, count_tokens=counter.count)
        support = Support(reranker, local)
        model = _model_drafter(settings, corpus, count_tokens=counter.count, executor=executor)
        extractive = ExtractiveDrafter(reranker=reranker, executor=executor, quotes_of=corpus.catalogue.quotes_of)
        writer = Writer(extractive, model=model, support=support, executor=executor)
        making = Making(
            corpus.catalogue,
            lambda: corpus.embeddings,
            speech=_speech(settings),
            count_tokens=counter.count,
            passage_tokens=PASSAGE_TOKENS,
        )
        parts = Parts(
            lock=lock,
            lane=lane,
            corpus=corpus,
            searcher=searcher,
            reranker=reranker,
            making=making,
            support=support,
            faithfulness=Faithfulness(reranker, local),
            model=model.model if model else None,
            changeover=changeover,
            ingest=Ingest(corpus, making),
            line=AnswerLine(
                corpus,
                searcher,
                writer=writer,
                condenser=Condenser(model.model) if model else None,
                reranker=reranker,
                count_tokens=counter.count,
                executor=executor,
            ),
            model_names=(EMBEDDER, RERANKER),
            admission=_admission(settings),
            audit=Audit(directory.root, days=settings.audit_days, questions=settings.audit_questions),
            feedback=FeedbackBook(directory.root),
        )
        if not brief:
            changeover.start()
        opened.pop_all()  # from here on it is `Parts.close` that closes them
        return parts


def _admission(settings: Settings) -> Admission:
    """A question of ours keeps a core busy; one that a language model words mostly waits for it."""
    cores = settings.threads or os.cpu_count() or 1
    return Admission(at_once=max(4, 2 * cores, 16 if settings.model else 0), waiting=WAITING)


def _remote(settings: Settings, model: str, *, count_tokens: Callable[[str], int]) -> Embeddings:
    import openai  # a second to import: only who embeds elsewhere pays

    from assistant.embeddings import RemoteEmbeddings

    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    client = openai.OpenAI(api_key=key, base_url=settings.openai_base_url)
    return RemoteEmbeddings(model, client, key=f"{REMOTE}{model}", count_tokens=count_tokens)


def _model_drafter(
    settings: Settings, corpus: Corpus, *, count_tokens: Callable[[str], int], executor: Executor
) -> ModelDrafter | None:
    if settings.model is None:
        return None
    key = settings.openai_api_key
    model = LanguageModel(
        settings=ModelSettings(
            name=settings.model,
            base_url=(settings.openai_base_url or OPENAI).rstrip("/"),
            key=key.get_secret_value() if key else None,
            context=settings.model_context,
            at_once=settings.model_at_once,
        )
    )
    drafter = ModelDrafter(
        model,
        quotes_of=corpus.catalogue.quotes_of,
        count_tokens=count_tokens,
        executor=executor,
        patience=settings.model_patience,
    )
    if drafter.budget < LEAST_SOURCES:
        raise SettingsContradict(
            f"FOOTNOTE_MODEL_CONTEXT={settings.model_context} is smaller than the prompt with its sources and answer.",
            hint=f"Set it to what the model really reads; {settings.model_context - drafter.budget + 800} would do.",
        )
    executor.submit(model.prepare)  # the client takes two seconds to import: while nobody waits for it
    return drafter


def _speech(settings: Settings) -> SpeechIndexer | None:
    if not settings.speech:
        return None
    from index.speech import SpeechReader  # spaCy takes a second to import: only who ingests with it pays

    return SpeechReader()
