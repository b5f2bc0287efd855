"""What an endpoint that gives no vectors costs: one line without the key, and the old embedder goes on."""

import numpy as np
import openai
import pytest
from embedding_endpoint import serving

from assistant.application import Footnote
from assistant.embeddings import RemoteEmbeddings
from assistant.errors import SettingsContradict
from assistant.settings import Settings
from index.errors import ModelUnusable

KEY = "sk-secret-of-ours"


def remote(address: str) -> RemoteEmbeddings:
    client = openai.OpenAI(api_key=KEY, base_url=address, max_retries=0)
    return RemoteEmbeddings("some-model", client, key="remote", count_tokens=len)


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "refused the key"), (404, "does not know the model"), (429, "asked too often"), (500, "failed")],
)
def test_each_refusal_is_said_in_our_words(status: int, said: str) -> None:
    with serving(lambda texts: [], status=status) as address, pytest.raises(ModelUnusable, match=said) as raised:
        remote(address)
    assert KEY not in f"{raised.value.message} {raised.value.hint}"


def test_nobody_there() -> None:
    with pytest.raises(ModelUnusable, match="cannot be reached"):
        remote("http://127.0.0.1:9/v1")


def test_too_few_vectors() -> None:
    with serving(lambda texts: np.ones((3, 4))) as address, pytest.raises(ModelUnusable, match="3 vectors for 1"):
        remote(address)


def test_a_model_without_an_endpoint_is_a_contradiction() -> None:
    from assistant.contradictions import check

    with pytest.raises(SettingsContradict, match="FOOTNOTE_EMBEDDER"):
        check(Settings.read(embedder="text-embedding-3-small"))


def test_an_open_footnote_changes_over_by_itself(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text("The harbour master resigned on Friday after a ferry struck the pier.")
    data, local = tmp_path / "data", Settings.read(data_dir=tmp_path / "data", speech=False)
    with Footnote.open(local) as footnote:
        footnote.ingest([str(tmp_path / "a.txt")])
        before = footnote.status()["embedder"]

    def embed(texts: list[str]) -> np.ndarray:
        return np.stack([np.array([len(text), text.count("a"), 1.0]) for text in texts])

    with serving(embed) as address:
        elsewhere = Settings.read(data_dir=data, speech=False, embedder="counting", openai_base_url=address)
        with Footnote.open(elsewhere) as footnote:
            footnote.reindex()
            status = footnote.status()
            assert (status["embedder"], status["next_embedder"]) == ("remote:counting:3", None)
            assert footnote.ask("Who resigned on Friday?").outcome == "answered"
            assert footnote.check() == ()
        back = Settings.read(data_dir=data, speech=False, openai_base_url=address)
        with Footnote.open(back) as footnote:
            footnote.reindex()
            assert footnote.status()["embedder"] == before
            assert footnote.check() == ()
