"""A question of a conversation made to stand alone by the language model, where it stays about what was asked.

Owns what the model is shown of the conversation, the time it has, and the check of what it wrote. When in doubt the
rules of `condense` decide as they would without a model. Called by `chain`.
"""

import asyncio
import logging
import re
import time
from contextlib import aclosing

from assistant.domain import Question
from assistant.model_failures import ModelFailed
from assistant.models import LanguageModel
from assistant.prompts import load
from assistant.quantities import values
from assistant.verification import content_stems

_log = logging.getLogger(__name__)

SECONDS = 4.0
TURNS = 6
TURN_CHARACTERS = 600
LONGEST = 300
"""Characters of a condensed question."""
KEPT = 0.6
"""Share of the question's own telling words that must stand in the condensed one."""

_NAME = re.compile(r"[^\W\d_]*[A-ZÀ-ÞĀ-Ž][^\W_]*")


class Condenser:
    """Condenses with a language model."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._prompt = load("condense")

    async def condensed(self, question: Question) -> str | None:
        """Give the question so that it stands alone; None where the model failed, was slow, or left the subject."""
        told = "\n".join(
            f"{turn.role}: {' '.join(turn.content.split())[:TURN_CHARACTERS]}" for turn in question.history[-TURNS:]
        )
        told = told.replace("<", "&lt;").replace(">", "&gt;")
        system, user = self._prompt.filled({"conversation": told, "question": question.text})
        by = time.monotonic() + SECONDS
        written = ""
        try:
            async with asyncio.timeout(SECONDS), self._model.connected(by=by) as connection:
                pieces = connection.reply([("system", system), ("user", user)], schema=None, by=by)
                async with aclosing(pieces):
                    async for piece in pieces:
                        written += piece
                        if len(written) > 4 * LONGEST:
                            return None
        except (ModelFailed, TimeoutError) as failure:
            _log.warning("the language model condensed nothing: %s", failure)
            return None
        line = written.strip().strip('"“”').strip()
        return line if about_the_same(question, line) else None


def about_the_same(question: Question, condensed: str) -> bool:
    """Tell whether a condensed question asks what was asked: nothing new in it, and little lost.

    Every name and number stands in the conversation, every other telling word too but one; most of the question's own
    words are kept.
    """
    if not condensed or len(condensed) > LONGEST or "\n" in condensed:
        return False
    known = "\n".join([question.text, *(turn.content for turn in question.history)])
    heard = {word.casefold() for word in re.findall(r"\w+", known)}
    names = _NAME.findall(condensed)[1:]
    if any(name.casefold() not in heard for name in names) or not values(condensed) <= values(known):
        return False
    asked, made = content_stems(question.text), content_stems(condensed)
    if len(made - content_stems(known)) > 1:
        return False
    return not asked or len(asked & made) >= KEPT * len(asked)
