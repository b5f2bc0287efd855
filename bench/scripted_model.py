"""An OpenAI-compatible endpoint on this machine that answers what a test enqueues, in the dialects of known servers.

Stronger than a double: real sockets, real streams, real disconnections. `history` holds what was asked.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["_Handler"], None]


class ScriptedModel:
    """Answers requests with what was enqueued, in order; with `always` once nothing is."""

    def __init__(self) -> None:
        self.history: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left_by_client = threading.Event()
        self.always: Act = status(500, {"error": {"message": "nothing enqueued"}})
        self._acts: list[Act] = []
        self.url = ""

    def enqueue(self, *acts: Act) -> None:
        """Answer the next requests so."""
        self._acts += acts

    def reset(self) -> None:
        """Forget what was asked and enqueued."""
        self.history.clear()
        self._acts.clear()
        self.left_by_client.clear()
        self.always = status(500, {"error": {"message": "nothing enqueued"}})

    def act(self) -> Act:
        """Give what the next request is answered with."""
        return self._acts.pop(0) if self._acts else self.always

    @property
    def prompt(self) -> str:
        """What the last request told the model, its messages joined."""
        return "\n".join(message["content"] for message in self.history[-1]["messages"])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: ScriptedModel

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script.history.append(body)
        self.script.headers.append({name.lower(): value for name, value in self.headers.items()})
        try:
            self.script.act()(self)
        except OSError:
            self.script.left_by_client.set()
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def event(self, data: object) -> None:
        self.wfile.write(f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode())
        self.wfile.flush()


def _chunk(delta: dict[str, Any], finish: str | None = None, **more: object) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **more}


def _pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def says(text: str, *, dialect: str = "openai", size: int = 7, pause: float = 0.0) -> Act:
    """Stream a text as OpenAI, vLLM, Ollama or llama.cpp would."""

    def act(handler: _Handler) -> None:
        handler.begin()
        if dialect in ("openai", "vllm"):
            handler.event(_chunk({"role": "assistant", "content": ""}))
        for piece in _pieces(text, size):
            role = {"role": "assistant"} if dialect == "ollama" else {}
            extra = {"system_fingerprint": "fp_ollama"} if dialect == "ollama" else {}
            if dialect == "llama.cpp":
                extra = {"timings": {"predicted_ms": 1.0}}
            handler.event(_chunk({**role, "content": piece}, **extra))
            time.sleep(pause)
        handler.event(_chunk({}, "stop"))
        if dialect == "openai":
            usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
            handler.event({**_chunk({}), "choices": [], "usage": usage})
        handler.event("[DONE]")

    return act


def answers(*statements: tuple[str, Sequence[int]]) -> Act:
    """Stream statements as JSON by our schema."""
    made = [{"text": text, "sentences": list(numbers)} for text, numbers in statements]
    return says(json.dumps({"statements": made}))


def status(code: int, body: object, **headers: str) -> Act:
    """Answer with an error."""

    def act(handler: _Handler) -> None:
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return act


def raw(*events: str) -> Act:
    """Stream whatever is given as the data of events."""

    def act(handler: _Handler) -> None:
        handler.begin()
        for event in events:
            handler.event(event)

    return act


def silent(seconds: float = 30.0, *, after: str = "") -> Act:
    """Begin, say `after`, then nothing: keep-alive comments only, until the client leaves."""

    def act(handler: _Handler) -> None:
        handler.begin()
        for piece in _pieces(after, 7):
            handler.event(_chunk({"content": piece}))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.05)
            handler.wfile.write(b": still here\n\n")
            handler.wfile.flush()

    return act


def breaks(after: str) -> Act:
    """Say `after`, then break the connection in the middle of a promised body."""

    def act(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for piece in _pieces(after, 7):
            handler.event(_chunk({"content": piece}))
        handler.close_connection = True
        handler.connection.close()

    return act


def drips(text: str, *, pause: float = 1.0) -> Act:
    """Send one byte at a time."""

    def act(handler: _Handler) -> None:
        handler.begin()
        for byte in f"data: {json.dumps(_chunk({'content': text}))}\n\n".encode():
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(pause)

    return act


@contextmanager
def scripted() -> Iterator[ScriptedModel]:
    """Run the endpoint."""
    script = ScriptedModel()
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    script.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
