"""The plain LangChain recipe: recursive splitter of 1,000 characters with 200 overlap, Chroma, the nearest passages."""

from collections.abc import Sequence
from uuid import uuid4

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bench.peers.running import Article, Ask, Models, Passage, run

BATCH = 5_000


class Lent(Embeddings):
    """Our embedder in LangChain's shape."""

    def __init__(self, models: Models) -> None:
        self._models = models

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages."""
        return self._models.embed_passages(texts)

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        return self._models.embed_query(text)


def build(articles: Sequence[Article], models: Models) -> tuple[Ask, int]:
    """Split, embed, store."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    documents = splitter.split_documents(
        Document(page_content=one["text"], metadata={"article": one["id"]}) for one in articles
    )
    store = Chroma(collection_name=f"articles-{uuid4()}", embedding_function=Lent(models))
    for at in range(0, len(documents), BATCH):
        store.add_documents(documents[at : at + BATCH])

    def ask(question: str, k: int) -> list[Passage]:
        return [Passage(one.metadata["article"], one.page_content) for one in store.similarity_search(question, k=k)]

    return ask, len(documents)


run(build)
