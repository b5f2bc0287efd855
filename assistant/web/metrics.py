"""What the server counts of itself, in Prometheus' text format.

Owns the counters, the layer that times requests, and `GET /metrics`. Nothing in it names a reader, a question or an
article: routes by their pattern, answers by their outcome. Handlers reach the counters through `metrics_of`.
"""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.domain import Outcome
from assistant.feedback import Rating
from assistant.web.problem import status_of

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds."""


class Metrics:
    """Counters of one running server; any thread may add to them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began = time.time()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self._answers: Counter[str] = Counter()
        self._feedback: Counter[str] = Counter()
        self.under_way = 0

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a finished request."""
        with self._lock:
            self._requests[route, method, status] += 1
            self._buckets.setdefault(route, [0] * (len(BUCKETS) + 1))[bisect_left(BUCKETS, seconds)] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def answered(self, outcome: Outcome) -> None:
        """Count an answer that was given."""
        with self._lock:
            self._answers[outcome] += 1

    def feedback(self, rating: Rating) -> None:
        """Count a reader's word on an answer."""
        with self._lock:
            self._feedback[rating] += 1

    def text(self, inside: Mapping[str, int]) -> str:
        """Write everything; `inside` counts what is stored, and is empty until the articles are open."""
        with self._lock:
            return "".join(f"{line}\n" for line in self._lines(inside))

    def _lines(self, inside: Mapping[str, int]) -> Iterator[str]:
        yield from _head("footnote_ready", "gauge", "1 when questions can be answered.")
        yield f"footnote_ready {int(bool(inside))}"
        yield from _head("footnote_start_time_seconds", "gauge", "When the server started, since the epoch.")
        yield f"footnote_start_time_seconds {self._began:.3f}"
        for name, count in inside.items():
            yield from _head(f"footnote_{name}", "gauge", f"Count of {name} in the data directory.")
            yield f"footnote_{name} {count}"
        yield from _head("footnote_requests_under_way", "gauge", "Requests being served now.")
        yield f"footnote_requests_under_way {self.under_way}"
        yield from _head("footnote_requests_total", "counter", "Requests served, by route, method and status.")
        for (route, method, status), count in sorted(self._requests.items()):
            yield f'footnote_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}'
        yield from _head("footnote_request_seconds", "histogram", "How long requests took, streams to their end.")
        for route, counts in sorted(self._buckets.items()):
            total = 0
            for bound, count in zip((*BUCKETS, "+Inf"), counts, strict=True):
                total += count
                yield f'footnote_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}'
            yield f'footnote_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}'
            yield f'footnote_request_seconds_count{{route="{route}"}} {total}'
        yield from _head("footnote_answers_total", "counter", "Answers given, by outcome.")
        yield from (f'footnote_answers_total{{outcome="{name}"}} {n}' for name, n in sorted(self._answers.items()))
        yield from _head("footnote_feedback_total", "counter", "Readers' words on answers, by rating.")
        yield from (f'footnote_feedback_total{{rating="{name}"}} {n}' for name, n in sorted(self._feedback.items()))


def _head(name: str, kind: str, about: str) -> tuple[str, str]:
    return f"# HELP {name} {about}", f"# TYPE {name} {kind}"


def metrics_of(state: State) -> Metrics:
    """Give the counters of the server that serves the request with this state."""
    metrics = state.metrics
    assert isinstance(metrics, Metrics)
    return metrics


class Measured:
    """The layer that times every request, and hands the counters on."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, then count."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["metrics"] = self._metrics
        began, status = time.perf_counter(), 499  # what a client that went away leaves behind

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.under_way += 1
        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            status = status_of(error)
            raise
        finally:
            self._metrics.under_way -= 1
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.request(_route(scope), method, status, time.perf_counter() - began)


_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())


def _route(scope: Scope) -> str:
    """Name the route by its pattern, never by what stood in it; what matched none is the chat page's, or nobody's."""
    pattern = getattr(scope.get("route"), "path", None)
    return pattern if isinstance(pattern, str) and "{rest" not in pattern else "other"
