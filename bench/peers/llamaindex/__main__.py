"""LlamaIndex, hybrid: sentence splitter, Chroma and BM25 fused by reciprocal rank, the first 10 reranked.

Passages of 512 tokens, not the default of 1,024: the embedder reads no more than 512 word pieces.
"""

from collections.abc import Sequence
from uuid import uuid4

import chromadb
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import Document, NodeWithScore, QueryBundle
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr

from bench.peers.running import RERANKED, Article, Ask, Models, Passage, run


class Lent(BaseEmbedding):
    """Our embedder in LlamaIndex's shape."""

    _models: Models = PrivateAttr()

    def __init__(self, models: Models) -> None:
        super().__init__(model_name="bge-small-en-v1.5", embed_batch_size=2000)
        self._models = models

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._models.embed_passages(texts)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._models.embed_passages([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._models.embed_query(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._models.embed_query(query)


class Reranked(BaseNodePostprocessor):
    """Our reranker in LlamaIndex's shape."""

    _models: Models = PrivateAttr()

    def __init__(self, models: Models) -> None:
        super().__init__()
        self._models = models

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        assert query_bundle is not None
        scores = self._models.rerank(query_bundle.query_str, [one.node.get_content() for one in nodes])
        scored = [NodeWithScore(node=one.node, score=score) for one, score in zip(nodes, scores, strict=True)]
        return sorted(scored, key=lambda one: one.score or 0.0, reverse=True)


def build(articles: Sequence[Article], models: Models) -> tuple[Ask, int]:
    """Split, embed, store, and index the words."""
    splitter = SentenceSplitter(chunk_size=512, chunk_overlap=50)
    nodes = splitter.get_nodes_from_documents(
        [
            Document(text=one["text"], metadata={"article": one["id"]}, excluded_embed_metadata_keys=["article"])
            for one in articles
        ]
    )
    collection = chromadb.EphemeralClient().create_collection(f"articles-{uuid4()}")
    storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    index = VectorStoreIndex(nodes, storage_context=storage, embed_model=Lent(models))
    fused = QueryFusionRetriever(
        [
            index.as_retriever(similarity_top_k=RERANKED),
            BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=min(RERANKED, len(nodes))),
        ],
        llm=MockLLM(),  # never asked: one query, the question itself
        num_queries=1,
        mode="reciprocal_rerank",
        similarity_top_k=RERANKED,
        use_async=False,
    )
    reranked = Reranked(models)

    def ask(question: str, k: int) -> list[Passage]:
        query = QueryBundle(question)
        best = reranked.postprocess_nodes(fused.retrieve(query), query)[:k]
        return [Passage(one.node.metadata["article"], one.node.get_content()) for one in best]

    return ask, len(nodes)


run(build)
