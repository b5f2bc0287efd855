"""The real application with the sample articles, in a real browser: asks, clicks, reads the quoted words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from live import GRADIOS_OWN, running, start_browser, watched_page
from playwright.sync_api import expect, sync_playwright

from assistant.web.server import create_app

if TYPE_CHECKING:
    from assistant.application import Footnote

pytestmark = [pytest.mark.browser, *GRADIOS_OWN]


@pytest.fixture(scope="module")
def address(samples: "Footnote") -> Iterator[str]:
    with running(create_app(samples, samples.settings)) as started:
        yield started


def test_every_citation_leads_to_exactly_its_words(address: str, samples: "Footnote") -> None:
    questions = {
        "What did Macron say?": "peace-plan-macron",
        "What did Lucian Grebe say?": "emoji-saltmarsh-vote",
        "What did Zoé Lefèvre say?": "accents-cafe-muller",
    }
    with sync_playwright() as playwright, watched_page(start_browser(playwright), address) as page:
        page.goto(address)
        for turn, (question, article_id) in enumerate(questions.items(), 1):
            box = page.get_by_label("Your question")
            box.fill(question)
            box.press("Enter")
            expect(page.locator(".fn-colophon")).to_have_count(turn, timeout=20_000)
            numbers = page.locator("#fn-chat .fn-answer").last.locator(".fn-cite")
            cited = set()
            for index in range(numbers.count()):
                numbers.nth(index).click()
                mark = page.frame_locator("#fn-reader iframe").locator("mark#s")
                expect(mark).to_be_in_viewport()
                place = urlsplit(str(page.locator("#fn-reader iframe").get_attribute("src")))
                query = parse_qs(place.query)
                article = samples.article(
                    unquote(place.path.removeprefix("/articles/")), groups=None, revision=query["revision"][0]
                )
                start, end = (int(part) for part in query["span"][0].split("-"))
                assert mark.evaluate("element => element.textContent") == article.text[start:end]
                card = page.locator("#fn-panel .fn-current details[open] mark")
                assert card.evaluate("element => element.textContent") == article.text[start:end]
                cited.add(article.id)
                page.keyboard.press("Escape")
            assert article_id in cited


def test_nothing_found_in_the_samples(address: str) -> None:
    with sync_playwright() as playwright, watched_page(start_browser(playwright), address) as page:
        page.goto(address)
        expect(page.get_by_role("button", name="What did Macron say?")).to_be_visible()
        box = page.get_by_label("Your question")
        box.fill("What did the president of Brazil say?")
        box.press("Enter")
        expect(page.locator(".fn-nothing")).to_be_visible(timeout=20_000)
        expect(page.locator(".fn-searched")).to_contain_text("Searched")
        assert page.locator("#fn-chat .fn-cite").count() == 0
