"""An editor joins, parts and undoes in the People tab, in a real browser, over a real catalogue; a reader cannot."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from live import GRADIOS_OWN, running, serious, start_browser, watched_page
from playwright.sync_api import Page, expect, sync_playwright
from scripted_answers import article
from scripted_footnote import ScriptedFootnote
from small_corpus import everything, quoting

from assistant.settings import Settings
from assistant.web.auth import Reader, Role
from assistant.web.opening import Opening
from assistant.web.render import Surface
from assistant.web.server import create_app
from index.catalogue import Catalogue

pytestmark = [pytest.mark.browser, *GRADIOS_OWN]

SAID = {
    "pier": ("“We will pay for the pier,” Mayor Ida Holm said.", "Ida Holm", "The Post"),
    "quay": ("“We never promised a quay,” Mayor Ida Holm said.", "Ida Holm", "The Post"),
    "choir & <b>": ("“We will sing it in Latin,” said Ida Holm.", "Ida Holm", "The Post"),
    "vote": ("“The vote stands,” I. Holm told us.", "I. Holm", "Harbour Wire"),
}


@pytest.fixture
def footnote(settings: Settings) -> Iterator[ScriptedFootnote]:
    catalogue = Catalogue(settings.data_dir.parent / "people.sqlite3", timezone=ZoneInfo("UTC"))
    for key, (text, name, outlet) in SAID.items():
        made = quoting(key, text, name, source=outlet, title=f"The {key}")
        (words,) = made.quotes
        end = text.index("”") + 1
        catalogue.store([replace(made, quotes=(replace(words, end=end, text=text[:end]),))])
    scripted = ScriptedFootnote(settings, *(article(key, text, title=f"The {key}") for key, (text, *_) in SAID.items()))
    scripted.speakers = catalogue  # type: ignore[assignment]  # a whole catalogue can do more than the double
    yield scripted
    scripted.close()
    catalogue.close()


def show(page: Page, name: str) -> None:
    page.get_by_role("tab", name="People").click()
    page.get_by_label("Person", exact=True).click()
    page.get_by_role("option", name=name).first.click()


def test_an_editor_joins_parts_and_undoes(footnote: ScriptedFootnote, settings: Settings) -> None:
    app = create_app(footnote, settings)  # type: ignore[arg-type]  # the double has the same methods
    with running(app) as address, sync_playwright() as playwright:
        browser = start_browser(playwright)
        with watched_page(browser, address, viewport={"width": 390, "height": 844}, color_scheme="dark") as page:
            page.goto(address)
            show(page, "Ida Holm")
            said = page.locator(".fn-timeline > li")
            expect(said).to_have_count(3)
            part = page.locator("#fn-joining")
            told, ticks = page.locator("#fn-joining-told"), page.locator(".fn-tick input")
            join = part.get_by_role("button", name="These two are one person")
            apart = part.get_by_role("button", name="Somebody else speaks in these articles")
            expect(ticks.first).to_be_hidden()  # nothing to tick for those who only read
            part.get_by_role("button", name="Join and part people").press("Enter")

            expect(join).to_be_disabled()
            other = page.get_by_label("The same person as")
            other.press("I")
            page.keyboard.press("Enter")
            expect(part).to_contain_text(
                "(The Post, mayor, 3 statements) and “I. Holm” (Harbour Wire, 1 statement) will"
            )
            join.press("Enter")
            expect(told).to_have_text("“Ida Holm” and “I. Holm” are one person now.")
            expect(said).to_have_count(4)
            undo = part.get_by_role("button", name="Undo: “Ida Holm” and “I. Holm” are one person")
            undo.press(" ")
            expect(told).to_have_text("Undone, no longer so: “Ida Holm” and “I. Holm” are one person.")
            expect(said).to_have_count(3)

            expect(apart).to_be_disabled()
            for box in (0, 1, 2):
                ticks.nth(box).press(" ")
            expect(part).to_contain_text("“Ida Holm” keeps at least one article")
            expect(apart).to_be_disabled()
            ticks.nth(1).press(" ")
            page.get_by_label("Words").fill("quay")
            expect(said).to_have_count(1)
            page.get_by_label("Words").fill("")
            expect(said).to_have_count(3)
            assert [ticks.nth(at).is_checked() for at in (0, 1, 2)] == [True, False, True]
            expect(part).to_contain_text(
                "In 2 of 3 articles it will be another “Ida Holm”, for every reader, and in answers: "
                "“The pier”, “The choir & <b>”. You can undo it."
            )
            assert serious(page) == []
            apart.press("Enter")
            expect(told).to_have_text("“Ida Holm”: somebody else in 2 articles now.")
            expect(said).to_have_count(1)
            expect(said).to_contain_text("The quay")
            assert len(footnote.people.listed(everything(), name="Ida")) == 2

            number = footnote.people.joins(everything())[0].id
            footnote.people.undo(everything(), number)  # another editor, meanwhile
            part.get_by_role("button", name="Undo: ").press("Enter")
            expect(told).to_contain_text(f"There is no join {number}.")
            expect(part).to_contain_text("Nobody has been joined or parted yet.")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_a_reader_is_shown_nothing_of_it_and_changes_nothing(footnote: ScriptedFootnote) -> None:
    import gradio as gr

    from assistant.web.chat.joining import read_ticked
    from assistant.web.chat.people import People

    def by(role: Role) -> "gr.Request":
        reader = Reader(user="ada", groups=None, role=role)
        return cast("gr.Request", SimpleNamespace(state=SimpleNamespace(reader=reader, request_id="r")))

    with gr.Blocks():
        people = People(Opening(footnote), Surface(timezone=footnote.settings.timezone, base=""))  # type: ignore[arg-type]
        with gr.Tab("People") as tab:
            people.lay_out()
        people.connect(tab)
    part = people._joining
    assert [read_ticked(sent) for sent in ("", "x", "{}", '["a", 1]')] == [[], [], [], ["a"]]
    ida, other = (one.id for one in footnote.people.listed(everything()))
    assert (await part.look(by("reader")))[0]["visible"] is False
    assert "fn-tick" not in await people.told(ida, "", by("reader"))
    refusal = '<p class="fn-status">This needs the role “editor”. Ask whoever runs this Footnote.</p>'
    for tried in (part.join((ida, other), by("reader")), part.part((ida, ["pier"]), by("reader"))):
        assert (await tried)[0] == refusal
    assert footnote.people.joins(everything()) == ()
    assert (await part.look(by("editor")))[0]["visible"] is True
    assert "fn-tick" in await people.told(ida, "", by("editor"))
    assert "are one person now" in str((await part.join((ida, other), by("editor")))[0])
    (join,) = footnote.people.joins(everything())
    assert (await part.undo(ida, str(join.id), by("reader")))[0] == refusal
    assert footnote.people.joins(everything()) == (join,)
