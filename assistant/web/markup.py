"""An answer's events with their markup, so that whoever shows them needs no renderer: the widget's side of `render`.

Owns which event carries which markup. Called by `api` for `POST /api/ask?markup=1`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.domain import Answered, Event, StatementVerified
from assistant.web.around import surroundings_of
from assistant.web.markdown import answer_markdown
from assistant.web.render import Shown, Surface, Surroundings, answer_html, cards_html, statement_html
from index.article import JSON

if TYPE_CHECKING:
    from assistant.application import Footnote


class Markup:
    """Marks up one answer while it comes. `turn` tells its element ids from those of other answers on a page."""

    def __init__(
        self, footnote: "Footnote", surface: Surface, *, groups: frozenset[str] | None, turn: str, host: str
    ) -> None:
        """`host` (scheme and authority) makes links in what is copied absolute."""
        self._footnote = footnote
        self._surface = surface
        self._groups = groups
        self._host = host
        self._around: dict[int, Surroundings] = {}
        self._shown = Shown(turn=turn, around=self._around)

    async def of(self, event: Event) -> Mapping[str, JSON]:
        """Give the markup of an event: `html`, `cards_html`, and `markdown` with the whole answer."""
        match event:
            case StatementVerified(statement=statement, new_citations=citations):
                self._around.update(await surroundings_of(self._footnote, citations, self._groups))
                return {
                    "html": statement_html(statement, citations, self._shown, self._surface.words),
                    "cards_html": cards_html(citations, self._shown, self._surface),
                }
            case Answered(answer=answer):
                missing = [citation for citation in answer.citations if citation.number not in self._around]
                self._around.update(await surroundings_of(self._footnote, missing, self._groups))
                return {
                    "html": answer_html(answer, self._shown, self._surface),
                    "cards_html": cards_html(answer.citations, self._shown, self._surface),
                    "markdown": answer_markdown(answer, self._surface, host=self._host),
                }
        return {}
