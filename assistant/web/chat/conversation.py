"""A conversation as the page holds it: turns in the reader's browser, bounded, and the markup that shows them.

Owns what is remembered of a turn and for how long. Knows no component and no Gradio; `page` passes the values through.
What comes back from a browser is data of an unknown person: it is checked here, and Gradio sanitises it when shown.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from html import unescape
from typing import TypeAlias
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain import Answer, Citation, Statement
from assistant.web.escaping import escaped
from assistant.web.markdown import answer_markdown
from assistant.web.render import Shown, Surface, Surroundings, answer_html, cards_html, statement_html

MOST_TURNS = 20
MOST_CHARACTERS = 300_000
"""Of one conversation in the browser's storage; the oldest turns go first."""
_HISTORY_TURNS = 6
_CITED = re.compile(r'href="[^"?#]*/articles/([^"?#]+)\?')

Message: TypeAlias = dict[str, str]
Stored: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and what is shown for it so far. `said` is the plain answer, which later questions refer to."""

    id: str
    question: str
    said: str = ""
    answer: str = ""
    cards: str = ""
    markdown: str = ""
    finished: bool = False


class _ExchangeLine(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    id: str
    question: str
    said: str = ""
    answer: str = ""
    cards: str = ""
    markdown: str = ""
    finished: bool = False


@dataclass(slots=True, kw_only=True)
class Draft:
    """The exchange that is being answered: grows by events, then becomes an `Exchange`."""

    question: str
    surface: Surface
    host: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    around: dict[int, Surroundings] = field(default_factory=dict)

    @property
    def shown(self) -> Shown:
        """What the renderer needs to place this turn."""
        return Shown(turn=self.id, around=self.around)

    def underway(self) -> Exchange:
        """Show what is verified so far."""
        said = [statement_html(statement, self.citations, self.shown) for statement in self.statements]
        waiting = '<p class="fn-waiting" role="status">Reading the articles…</p>'
        return Exchange(
            id=self.id,
            question=self.question,
            said=" ".join(statement.text for statement in self.statements),
            answer=f'<div class="fn-answer">{"".join(said)}{waiting}</div>',
            cards=cards_html(self.citations, self.shown, self.surface),
        )

    def done(self, answer: Answer) -> Exchange:
        """Show the whole answer."""
        return Exchange(
            id=self.id,
            question=self.question,
            said=answer.text,
            answer=answer_html(answer, self.shown, self.surface),
            cards=cards_html(answer.citations, self.shown, self.surface),
            markdown=answer_markdown(answer, self.surface, host=self.host),
            finished=True,
        )

    def failed(self, message: str) -> Exchange:
        """Say what went wrong, below what was verified before."""
        return stopped(self.underway(), message)


def stopped(exchange: Exchange, message: str) -> Exchange:
    """End an exchange that has no whole answer: what is verified stays, and a line says why there is no more."""
    line = f'<p class="fn-notice">{escaped(message)}</p>'
    head, _, _ = exchange.answer.partition('<p class="fn-waiting"')
    return replace(exchange, answer=f"{head or '<div class=fn-answer>'}{line}</div>", finished=True)


def exchanges(stored: object) -> list[Exchange]:
    """Read a conversation from a browser's storage; what is no conversation is none."""
    if not isinstance(stored, list):
        return []
    found = []
    for item in stored[-MOST_TURNS:]:
        try:
            line = _ExchangeLine.model_validate(item)
        except ValidationError:
            continue
        if line.id.isalnum():
            found.append(Exchange(**line.model_dump()))
    return found


def stored(conversation: Sequence[Exchange]) -> list[Stored]:
    """Write a conversation for a browser's storage, the newest turns that fit."""
    kept: list[Stored] = []
    characters = 0
    for exchange in reversed(conversation[-MOST_TURNS:]):
        written: Stored = asdict(exchange)
        characters += sum(len(str(value)) for value in written.values())
        if kept and characters > MOST_CHARACTERS:
            break
        kept.append(written)
    return kept[::-1]


def resumed(stored_turns: object) -> list[Exchange]:
    """Read a conversation after a reload: what was being answered then is not any more."""
    unfinished = "The page was left before this answer was complete. Ask again."
    return [e if e.finished else stopped(e, unfinished) for e in exchanges(stored_turns)]


def cited(exchange: Exchange) -> frozenset[str]:
    """Give the ids of the articles that the cards of a turn lead to."""
    return frozenset(unquote(unescape(found)) for found in _CITED.findall(exchange.cards))


def forgotten(exchange: Exchange) -> Exchange:
    """Keep the question of a turn and nothing of its answer: an article cited there has been erased."""
    line = "An article that was cited here has been erased, and with it this answer."
    answer = f'<div class="fn-answer"><p class="fn-notice">{line}</p></div>'
    return replace(exchange, said="", answer=answer, cards="", markdown="", finished=True)


def messages(conversation: Sequence[Exchange]) -> list[Message]:
    """Write the turns as the chat component's messages: one block of markup each."""
    written: list[Message] = []
    for exchange in conversation:
        question = escaped(exchange.question)
        written.append({"role": "user", "content": f'<p class="fn-question">{question}</p>'})
        written.append({"role": "assistant", "content": exchange.answer})
    return written


def panel(conversation: Sequence[Exchange]) -> str:
    """Write the cards of all turns, one section each; the page shows the section a reader is at."""
    return "".join(_section(exchange) for exchange in conversation)


def _section(exchange: Exchange) -> str:
    question = escaped(exchange.question)
    markdown = escaped(exchange.markdown)
    none = '<p class="fn-none">This answer cites nothing.</p>' if exchange.finished else ""
    return (
        f'<section class="fn-turn" id="turn-{exchange.id}"><p class="fn-asked"><bdi>{question}</bdi></p>'
        f'{exchange.cards or none}<pre class="fn-markdown" hidden>{markdown}</pre></section>'
    )


def history(conversation: Sequence[Exchange]) -> list[Mapping[str, str]]:
    """Give the last turns as the contract's `history`."""
    turns: list[Mapping[str, str]] = []
    for exchange in conversation[-_HISTORY_TURNS:]:
        turns.append({"role": "user", "content": exchange.question})
        if exchange.said:
            turns.append({"role": "assistant", "content": exchange.said})
    return turns
