"""The parts of the page without a browser: who may join and part people, and how Gradio is told to show markup."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from live import GRADIOS_OWN
from quoted_holms import quoting_the_holms
from scripted_footnote import ScriptedFootnote
from small_corpus import everything

from assistant.settings import Settings
from assistant.web.auth import Reader, Role
from assistant.web.opening import Opening
from assistant.web.render import Surface

if TYPE_CHECKING:
    import gradio as gr

    from assistant.web.chat.people import People

pytestmark = [*GRADIOS_OWN]


@pytest.fixture
def footnote(settings: Settings) -> Iterator[ScriptedFootnote]:
    with quoting_the_holms(settings) as scripted:
        yield scripted


def by(role: Role) -> "gr.Request":
    reader = Reader(user="ada", groups=None, role=role)
    return cast("gr.Request", SimpleNamespace(state=SimpleNamespace(reader=reader, request_id="r")))


def laid_out(footnote: ScriptedFootnote) -> "People":
    import gradio as gr

    from assistant.web.chat.people import People

    with gr.Blocks():
        people = People(Opening(footnote), Surface(timezone=footnote.settings.timezone, base=""))  # type: ignore[arg-type]
        with gr.Tab("People") as tab:
            people.lay_out()
        people.connect(tab)
    return people


async def test_nothing_on_the_page_is_typeset_as_a_formula(footnote: ScriptedFootnote) -> None:
    import gradio as gr  # within a loop: outside of one Gradio makes its own, and leaves it open

    from assistant.web.chat import build_page
    from assistant.web.intake import Intake

    opening = Opening(footnote)  # type: ignore[arg-type]  # the double has the same methods
    page = build_page(opening, footnote.settings, Intake(footnote.settings.data_dir))
    blocks = page.routes[-1].app.get_blocks()  # type: ignore[attr-defined]  # what Gradio has mounted
    showing = [one for one in blocks.blocks.values() if isinstance(one, gr.Markdown | gr.Chatbot)]
    assert len(showing) > 10
    assert all(one.latex_delimiters == [] for one in showing)


@pytest.mark.parametrize(
    ("sent", "read"), [("", []), ("x", []), ("{}", []), ("[" * 100_000, []), ('["a", 1, "b", "a"]', ["a", "b"])]
)
def test_ticks_are_read_whatever_a_browser_sends(sent: str, read: list[str]) -> None:
    from assistant.web.chat.joining import read_ticked

    assert read_ticked(sent) == read


async def test_a_reader_is_shown_nothing_of_it_and_changes_nothing(footnote: ScriptedFootnote) -> None:
    people = laid_out(footnote)
    part = people._joining
    ida, other = (one.id for one in footnote.people.listed(everything()))
    assert (await part.look(by("reader")))[0]["visible"] is False
    assert "fn-tick" not in await people.told(ida, "", by("reader"))
    refusal = '<p class="fn-status" role="status">This needs the role “editor”. Ask whoever runs this Footnote.</p>'
    for tried in (part.join((ida, other), by("reader")), part.part((ida, ["pier"]), by("reader"))):
        assert (await tried)[0] == refusal
    assert footnote.people.joins(everything()) == ()
    assert (await part.look(by("editor")))[0]["visible"] is True
    assert "fn-tick" in await people.told(ida, "", by("editor"))
    assert "are one person now" in str((await part.join((ida, other), by("editor")))[0])
    (join,) = footnote.people.joins(everything())
    assert (await part.undo(ida, str(join.id), by("reader")))[0] == refusal
    assert footnote.people.joins(everything()) == (join,)


async def test_only_what_can_be_parted_is_foreseen(footnote: ScriptedFootnote) -> None:
    part = laid_out(footnote)._joining
    ida = footnote.people.listed(everything())[0].id
    line, button, foreseen = await part.foresee_part(ida, '["quay", "pier", "quay"]', by("editor"))
    assert "In 2 of 3 articles it will be another “Ida Holm”" in str(line)
    assert (button["interactive"], foreseen) == (True, (ida, ["quay", "pier"]))
    for ticked, why in (('["vote"]', "does not speak in “vote”"), ('["x"]', "does not speak in “x”")):
        line, button, foreseen = await part.foresee_part(ida, ticked, by("editor"))
        assert why in str(line)
        assert (button["interactive"], foreseen) == (False, None)
