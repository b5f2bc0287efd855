"""What the contract suites share: one lane, and each model loaded once."""

import openai
import pytest
from embedding_endpoint import serving

from assistant.embeddings import RemoteEmbeddings
from index.embedding import LocalEmbeddings
from index.lane import Lane
from index.models import find_model
from index.rerank import CrossEncoder


@pytest.fixture(scope="session")
def lane():
    made = Lane(threads=2, queue=8)
    yield made
    made.close()


@pytest.fixture(scope="session")
def local_embeddings(lane):
    return LocalEmbeddings(find_model("bge-small-en-v1.5", directory=None), lane)


@pytest.fixture(scope="session")
def remote_embeddings(local_embeddings):
    with serving(local_embeddings.embed_passages) as address:
        client = openai.OpenAI(api_key="sk-of-a-test", base_url=address, max_retries=0)
        yield RemoteEmbeddings("bge-over-there", client, key="remote", count_tokens=lambda text: len(text.split()))


@pytest.fixture(scope="session")
def cross_encoder(lane):
    return CrossEncoder(find_model("ms-marco-MiniLM-L-12-v2", directory=None), lane)
