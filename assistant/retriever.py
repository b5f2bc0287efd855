"""Our search as a LangChain retriever, for people who bring their own chain.

Owns the mapping from hits to documents. The access check and the order are `index.search`'s.
"""

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.application import Footnote
from assistant.domain import Question
from assistant.wire import hit_json
from index.article import Hit


class ArticleRetriever(BaseRetriever):
    """Retrieve passages. `groups` None is the operator, who sees every article; a set is a reader in those groups."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    footnote: Footnote
    groups: frozenset[str] | None
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in self.footnote.search(self._question(query), k=self.k)]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in await self.footnote.asearch(self._question(query), k=self.k)]

    def _question(self, query: str) -> Question:
        return self.footnote.question(query, groups=self.groups)


def _document(hit: Hit) -> Document:
    metadata = {name: value for name, value in hit_json(hit).items() if name != "text"}
    return Document(id=str(hit.passage_id), page_content=hit.text, metadata=metadata)
