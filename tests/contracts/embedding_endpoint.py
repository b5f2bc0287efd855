"""An OpenAI-compatible embedding endpoint on this machine: real HTTP, vectors from whoever is given."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def serving(embed: Callable, *, status: int = 200) -> Iterator[str]:
    """Serve `/v1/embeddings`; with another status every request fails with it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if status == 200:
                rows = embed(asked["input"])
                data = [{"object": "embedding", "index": at, "embedding": row.tolist()} for at, row in enumerate(rows)]
                body = {"object": "list", "model": asked["model"], "data": data, "usage": {}}
            else:
                body = {"error": {"message": f"no, said with {self.headers['authorization']}", "type": "bad"}}
            written = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
