"""Haystack, hybrid as in its tutorial: 200 words a passage, BM25 and vectors joined by reciprocal rank, reranked."""

from collections.abc import Sequence
from uuid import uuid4

from haystack import Document, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.retrievers.chroma import ChromaEmbeddingRetriever
from haystack_integrations.document_stores.chroma import ChromaDocumentStore

from bench.peers.running import RERANKED, Article, Ask, Models, Passage, run

BATCH = 2_000


@component
class Lent:
    """Our reranker as a Haystack component."""

    def __init__(self, models: Models) -> None:
        self._models = models

    @component.output_types(documents=list[Document])
    def run(self, query: str, documents: list[Document]) -> dict[str, list[Document]]:
        """Put the documents in the order of their scores."""
        scores = self._models.rerank(query, [one.content or "" for one in documents])
        order = sorted(range(len(documents)), key=scores.__getitem__, reverse=True)
        return {"documents": [documents[at] for at in order]}


def build(articles: Sequence[Article], models: Models) -> tuple[Ask, int]:
    """Split, embed, write into two stores: Haystack's own searches words, Chroma vectors."""
    splitter = DocumentSplitter(split_by="word", split_length=200)
    whole = [Document(content=one["text"], meta={"article": one["id"]}) for one in articles]
    documents = splitter.run(documents=whole)["documents"]
    words, vectors = InMemoryDocumentStore(), ChromaDocumentStore(f"articles-{uuid4()}", distance_function="cosine")
    for at in range(0, len(documents), BATCH):
        some = documents[at : at + BATCH]
        embedded = models.embed_passages([one.content or "" for one in some])
        words.write_documents([Document(id=one.id, content=one.content, meta=one.meta) for one in some])
        vectors.write_documents(
            [
                Document(id=one.id, content=one.content, meta={"article": one.meta["article"]}, embedding=vector)
                for one, vector in zip(some, embedded, strict=True)
            ]
        )
    bm25 = InMemoryBM25Retriever(words, top_k=RERANKED)
    dense = ChromaEmbeddingRetriever(vectors, top_k=RERANKED)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=RERANKED)
    ranker = Lent(models)

    def ask(question: str, k: int) -> list[Passage]:
        lexical = bm25.run(query=question)["documents"]
        near = dense.run(query_embedding=models.embed_query(question))["documents"]
        joined = joiner.run(documents=[lexical, near])["documents"]
        best = ranker.run(query=question, documents=joined)["documents"][:k]
        return [Passage(one.meta["article"], one.content or "") for one in best]

    return ask, len(documents)


run(build)
