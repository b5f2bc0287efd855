"""An editor joins, parts and undoes in the People tab, in a real browser, over a real catalogue."""

from collections.abc import Iterator

import pytest
from live import GRADIOS_OWN, running, serious, start_browser, watched_page
from playwright.sync_api import Page, expect, sync_playwright
from quoted_holms import quoting_the_holms
from scripted_footnote import ScriptedFootnote
from small_corpus import everything

from assistant.settings import Settings
from assistant.web.server import create_app

pytestmark = [pytest.mark.browser, *GRADIOS_OWN]


@pytest.fixture
def footnote(settings: Settings) -> Iterator[ScriptedFootnote]:
    with quoting_the_holms(settings) as scripted:
        yield scripted


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
            expect(join).to_be_enabled()  # a key pressed on it before is lost
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
            expect(part).to_contain_text("“Ida Holm” keeps at least one.")
            expect(apart).to_be_disabled()
            ticks.nth(1).press(" ")
            page.get_by_label("Words").fill("quay")
            expect(said).to_have_count(1)
            page.get_by_label("Words").fill("")
            expect(said).to_have_count(3)
            assert [ticks.nth(at).is_checked() for at in (0, 1, 2)] == [True, False, True]
            expect(part).to_contain_text(
                "In 2 of 3 articles it will be another “Ida Holm”, for every reader, and in answers: "
                "“The pier”, “The choir & <b> $$\\pi$$”. You can undo it."
            )
            assert serious(page) == []
            expect(apart).to_be_enabled()
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
