"""`footnote serve`: the page and the API, with the sample articles inside if that is wanted.

Owns where the samples are and when they go in. The server itself is `assistant.web.server`'s. Called by `commands` and
`app.py`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.handover import PATIENCE_SECONDS, Owning
from assistant.settings import Settings
from assistant.terminal import Terminal

if TYPE_CHECKING:
    from assistant.application import Footnote
    from index.ingest import Progress

UNFINISHED = "samples.unfinished"
"""A file in the data directory while the samples go in: whoever was killed in the middle goes on at the next start."""


def serve(settings: Settings, terminal: Terminal, *, with_samples: bool) -> int:
    """Serve until Ctrl-C and give the exit status. Raises what `assistant.web.server.serve` raises."""
    from assistant.web.server import serve as serve_web

    address: list[str] = []
    owning: list[Owning] = []

    def load() -> "Footnote":
        from assistant.application import Footnote

        footnote = Footnote.open(settings, patience=PATIENCE_SECONDS)
        try:
            owning.append(Owning(footnote, url=address[0]))
            if with_samples:
                add_samples(footnote, terminal)
            footnote.keep_current()
        except BaseException:
            footnote.close()
            raise
        return footnote

    def started(url: str) -> None:
        address.append(url)
        terminal.say(f"Footnote is starting. Open {url} in a browser; Ctrl-C stops it.")

    try:
        serve_web(settings, load, started=started)
    finally:
        for one in owning:
            one.close(wait=False)
    return 0


def add_samples(footnote: "Footnote", terminal: Terminal) -> None:
    """Put the sample articles into an empty data directory, or finish putting them in."""
    unfinished = footnote.settings.data_dir / UNFINISHED
    if not unfinished.exists():
        if footnote.articles(footnote.scope(groups=None), limit=1).total:
            return
        unfinished.touch()
    terminal.say("Putting the sample articles in.")
    with terminal.progress("Samples") as advance:

        def heard(progress: "Progress") -> None:
            advance(progress.done, progress.total, "Samples")

        footnote.ingest([str(samples_directory())], progress=heard)
    unfinished.unlink(missing_ok=True)


def samples_directory() -> Path:
    """Find the sample articles: in the wheel beside this module, in a checkout among the examples."""
    here = Path(__file__).parent
    for place in (here / "samples", here.parent / "examples" / "articles"):
        if place.is_dir():
            return place
    raise AssistantError("The sample articles are not installed.", hint="Start without --with-samples.")
