"""`python -m bench.load`: fifty people ask a running server for two minutes, on this machine only.

Each waits for the answer, or as long as a 503 says, before asking again; nothing stops them from asking the whole time.
Measures answers a second, the share of honest 503, how long people waited, and whether the server's memory stays flat.
Bounded in people, time and bytes; it talks to 127.0.0.1 and stops by itself. Called by `make bench-load`.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.measuring import machine, percentile

PEOPLE = 50
SECONDS = 120
HERE = Path(__file__).parent.parent
QUESTIONS = HERE / "examples" / "questions.jsonl"
LEAST_ANSWERS_A_SECOND = 2.5
MOST_REFUSED = 0.30
MOST_GROWTH = 0.05
"""Of the server's memory, from the second quarter of the run to the last."""
WARM = 15
"""Questions before the run: models are loaded and caches filled."""


@dataclass(kw_only=True)
class Seen:
    """What came back."""

    statuses: Counter[str] = field(default_factory=Counter)
    waited: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    without_retry_after: int = 0


def main() -> int:
    """Run it, print the figures, and end with 1 if one of them misses."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description="Let fifty people ask for two minutes.")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument(
        "--out", type=Path, default=HERE / "bench" / "results" / "load.json", help="where the JSON goes"
    )
    given = parser.parse_args()
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines() if line]
    with serving() as (address, process):
        seen = asyncio.run(load(address, process, questions, people=given.people, seconds=given.seconds))
    figures = summed(seen, people=given.people, seconds=given.seconds)
    print(json.dumps(figures, indent=2))
    given.out.write_text(json.dumps({**figures, "machine": machine()}, indent=2) + "\n", "utf-8")
    return 0 if figures["missed"] == [] else 1


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """Start `footnote serve` over the sample articles, in a process of its own; give its address and its number."""
    with tempfile.TemporaryDirectory(prefix="footnote-load-") as place:
        environment = {**os.environ, "FOOTNOTE_DATA_DIR": place, "FOOTNOTE_PORT": "0", "PYTHONPATH": str(HERE)}
        command = [sys.executable, "-m", "assistant", "serve", "--with-samples"]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=place) as server:
            try:
                assert server.stderr is not None
                address = next(
                    word.rstrip("/") for line in server.stderr for word in line.split() if word.startswith("http://")
                )
                yield address, server.pid
            finally:
                server.terminate()


async def load(address: str, process: int, questions: Sequence[str], *, people: int, seconds: float) -> Seen:
    """Let `people` ask until `seconds` are over."""
    seen = Seen()
    limits = httpx.Limits(max_connections=people + 5)
    async with httpx.AsyncClient(base_url=address, timeout=90, limits=limits, trust_env=False) as client:
        await ready(client)
        for question in questions[:WARM]:
            (await client.post("/api/ask", json={"question": question})).raise_for_status()
        end = time.monotonic() + seconds
        watching = asyncio.create_task(watch(process, seen))
        await asyncio.gather(*(person(client, number, questions, end, seen) for number in range(people)))
        watching.cancel()
    return seen


async def ready(client: httpx.AsyncClient) -> None:
    """Wait until the articles are open and the page is up, so that neither counts."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            if (await client.get("/readyz")).status_code == 200 and (await client.get("/")).status_code == 200:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.5)
    raise TimeoutError("the server did not come up")


async def person(client: httpx.AsyncClient, number: int, questions: Sequence[str], end: float, seen: Seen) -> None:
    """Ask, wait for the answer or as long as told, ask again."""
    chance = random.Random(number)
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            response = await client.post("/api/ask", json={"question": chance.choice(questions)})
        except httpx.TransportError as error:
            seen.statuses[type(error).__name__] += 1
            await asyncio.sleep(1)
            continue
        if time.monotonic() > end:
            return  # asked in time and answered after it: not counted, neither way
        seen.statuses[str(response.status_code)] += 1
        if response.status_code == 200:
            seen.waited.append(time.monotonic() - began)
        elif response.status_code == 503 and response.headers.get("retry-after", "").isdigit():
            await asyncio.sleep(min(int(response.headers["retry-after"]), max(0.0, end - time.monotonic())))
        else:
            seen.without_retry_after += 1
            await asyncio.sleep(1)


async def watch(process: int, seen: Seen) -> None:
    """Note the server's resident memory every second (Linux)."""
    status = Path(f"/proc/{process}/status")
    while status.exists():
        line = next((one for one in status.read_text("ascii").splitlines() if one.startswith("VmRSS")), "VmRSS: 0 kB")
        seen.memory.append(int(line.split()[1]) * 1024)
        await asyncio.sleep(1)


def summed(seen: Seen, *, people: int, seconds: float) -> dict[str, object]:
    """Sum up, and name what was missed."""
    answers, refused = seen.statuses["200"], seen.statuses["503"]
    total = sum(seen.statuses.values())
    quarter = max(1, len(seen.memory) // 4)
    before, after = (sum(part) / len(part) for part in (seen.memory[quarter : 2 * quarter], seen.memory[-quarter:]))
    growth = after / before - 1 if before else float("nan")
    missed = {
        "answers_a_second": answers / seconds < LEAST_ANSWERS_A_SECOND,
        "refused": refused / max(total, 1) > MOST_REFUSED,
        "statuses": bool(set(seen.statuses) - {"200", "503"}),
        "retry_after": bool(seen.without_retry_after),
        "memory": growth > MOST_GROWTH,
    }
    return {
        "people": people,
        "seconds": seconds,
        "statuses": dict(seen.statuses),
        "answers_a_second": round(answers / seconds, 2),
        "refused": round(refused / max(total, 1), 3),
        "waited_seconds": {f"p{share}": round(percentile(seen.waited, share / 100), 1) for share in (50, 90, 99)},
        "memory_mib": {"before": round(before / 2**20), "after": round(after / 2**20), "growth": round(growth, 3)},
        "missed": [name for name, miss in missed.items() if miss],
    }


if __name__ == "__main__":
    sys.exit(main())
