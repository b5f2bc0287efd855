"""The page as a person uses it, in a real browser, on the scripted double."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_page import ask, marked
from live import GRADIOS_OWN, running, serious, watched_page
from playwright.sync_api import Browser, Page, expect
from scripted_answers import ACCENTS, MACRON, answer, article, citation, said
from scripted_footnote import ScriptedFootnote

from assistant.settings import Settings
from assistant.web.server import create_app
from index.catalogue import StandingSource

pytestmark = [pytest.mark.browser, *GRADIOS_OWN]


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ScriptedFootnote]]:
    settings = Settings.read(data_dir=tmp_path_factory.mktemp("data"))
    footnote = ScriptedFootnote(settings)
    with running(create_app(footnote, settings)) as address:  # type: ignore[arg-type]  # the double
        yield address, footnote
    footnote.close()


@pytest.fixture
def footnote(scripted: tuple[str, ScriptedFootnote]) -> Iterator[ScriptedFootnote]:
    """The double behind the page, put back afterwards as it was."""
    double = scripted[1]
    stored, answers = dict(double.stored), dict(double.answers)
    double.cancelled.clear()
    yield double
    double.stored, double.answers, double.delay, double.failure = stored, answers, 0.0, None


@pytest.fixture
def address(scripted: tuple[str, ScriptedFootnote]) -> str:
    return scripted[0]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched_page(browser, address) as opened:
        opened.goto(address)
        yield opened


@pytest.mark.parametrize(("question", "text"), [("What did Macron say?", MACRON), ("What did Çelik say?", ACCENTS)])
def test_a_citation_opens_exactly_the_quoted_words(
    page: Page, footnote: ScriptedFootnote, question: str, text: str
) -> None:
    footnote.answers["çelik"] = footnote.answers["elik"]
    ask(page, question)
    expect(page.locator(".fn-colophon")).to_be_visible()
    numbers = page.locator("#fn-chat .fn-cite")
    assert numbers.count() >= 1
    for number in range(numbers.count()):
        cited = footnote.answers["macron" if "Macron" in question else "elik"].citations[number]
        numbers.nth(number).click()
        assert marked(page) == cited.quote == text[cited.start : cited.end]
        card = page.locator("#fn-panel .fn-current details[open]")
        assert card.locator("mark").evaluate("element => element.textContent") == cited.quote
        page.keyboard.press("Escape")
        expect(page.locator("#fn-reader")).to_be_hidden()


def test_citations_work_with_the_keyboard_alone(page: Page) -> None:
    ask(page, "What did Macron say?")
    number = page.locator("#fn-chat .fn-cite").first
    expect(number).to_have_attribute("aria-label", re.compile("^Source 1: Macron"))
    number.focus()
    page.keyboard.press("Enter")
    assert marked(page).startswith("“We want peace")
    page.get_by_role("button", name="Next source").press("Enter")
    expect(page.locator("#fn-reader .fn-place")).to_have_text("Source 2 of 2 · Harbour Wire · 25 Nov 2025")
    assert marked(page).startswith("He added")
    page.keyboard.press("Escape")
    expect(number).to_be_focused()


def test_the_focus_returns_to_a_number_that_was_rendered_anew(page: Page) -> None:
    ask(page, "What did Macron say?")
    expect(page.locator(".fn-colophon")).to_be_visible()
    numbers = page.locator("#fn-chat .fn-cite")
    for number in (numbers.first, numbers.nth(1)):
        number.press("Enter")
        assert marked(page)
        # What Gradio does with an answer that is still being written.
        number.evaluate("link => { const said = link.closest('p, li, div'); said.replaceWith(said.cloneNode(true)); }")
        page.keyboard.press("Escape")
        expect(number).to_be_focused()


def test_the_conversation_survives_a_reload(page: Page, footnote: ScriptedFootnote) -> None:
    ask(page, "What did Macron say?")
    expect(page.locator(".fn-colophon")).to_have_count(1)
    ask(page, "And the president of Brazil?")
    expect(page.locator(".fn-nothing")).to_be_visible()
    assert footnote.asked[-1].history[0].content == "What did Macron say?"
    page.wait_for_timeout(300)
    page.reload()
    expect(page.locator(".fn-question")).to_have_text(["What did Macron say?", "And the president of Brazil?"])
    page.locator("#fn-chat .fn-cite").nth(1).click()
    assert marked(page).startswith("He added")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".fn-question")).to_have_count(0)
    page.wait_for_timeout(300)
    page.reload()
    expect(page.get_by_text("Ask your articles", exact=True)).to_be_visible()
    expect(page.locator(".fn-question")).to_have_count(0)


def test_a_question_asked_while_the_page_still_loads_stays(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gradio as gr

    from assistant.web.chat.page import _Page

    resume, resumed = _Page.resume, []

    async def late(page: _Page, turns: object, request: gr.Request) -> tuple[object, ...]:
        shown = await resume(page, turns, request)
        await asyncio.sleep(1.5)
        resumed.append(shown)
        return shown

    monkeypatch.setattr(_Page, "resume", late)
    footnote = ScriptedFootnote(Settings.read(data_dir=tmp_path))
    with (
        running(create_app(footnote, footnote.settings)) as address,  # type: ignore[arg-type]  # the double
        watched_page(browser, address) as page,
    ):
        page.goto(address)
        ask(page, "What did Macron say?")
        expect(page.locator(".fn-colophon")).to_be_visible()
        assert not resumed
        page.wait_for_timeout(2000)
        assert resumed
        expect(page.locator(".fn-colophon")).to_be_visible()
    footnote.close()


def test_nothing_found_says_what_was_searched(page: Page) -> None:
    ask(page, "What did the president of Brazil say?")
    chat = page.locator("#fn-chat")
    expect(chat.get_by_text("The articles do not answer this.")).to_be_visible()
    expect(chat.get_by_text("Searched 2 articles from 1 outlet, of any date.")).to_be_visible()
    expect(chat.get_by_text("They do not answer the question")).to_be_visible()
    chat.locator(".fn-near a").click()
    assert marked(page) == "French President Emmanuel Macron"


def test_filters_narrow_the_question(page: Page, footnote: ScriptedFootnote) -> None:
    page.get_by_role("button", name="Filters").click()
    since = page.get_by_label("From day", exact=True)
    since.fill("2025-11-20")
    since.press("Enter")
    page.get_by_label("Outlet").click()
    page.get_by_role("option", name="Harbour Wire").click()
    ask(page, "What did Macron say?")
    expect(page.locator(".fn-colophon")).to_contain_text("published since 20 Nov 2025")
    assert str(footnote.asked[-1].since) == "2025-11-20"
    assert footnote.asked[-1].source == "Harbour Wire"


def test_an_example_asks(page: Page) -> None:
    page.get_by_role("button", name="What did Macron say?").click()
    expect(page.locator(".fn-statement")).to_have_count(2)


def test_statements_appear_one_by_one_and_stop_keeps_them(page: Page, footnote: ScriptedFootnote) -> None:
    footnote.delay = 1.5
    ask(page, "What did Macron say?")
    expect(page.locator(".fn-waiting")).to_be_visible()
    expect(page.locator(".fn-statement")).to_have_count(1, timeout=10_000)
    expect(page.locator("#fn-panel details")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#fn-chat").get_by_text("Stopped.")).to_be_visible()
    assert footnote.cancelled.wait(5), "the work behind the answer goes on"
    expect(page.locator(".fn-statement")).to_have_count(1)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    footnote.delay = 0
    ask(page, "hello")
    expect(page.locator("#fn-chat").get_by_text("Hello. Ask me something.")).to_be_visible()


def test_a_failure_is_said_without_details(page: Page, footnote: ScriptedFootnote) -> None:
    footnote.failure = RuntimeError("xyzzy")
    ask(page, "What did Macron say?")
    expect(page.locator("#fn-chat").get_by_text("Something failed on our side.")).to_be_visible()
    assert "xyzzy" not in page.content()


def test_an_answer_is_copied_with_its_sources(browser: Browser, address: str) -> None:
    with watched_page(browser, address, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(address)
        ask(page, "What did Macron say?")
        page.get_by_role("button", name="Copy with sources").press(" ")
        expect(page.get_by_text("Copied", exact=True)).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("**What did Macron say?**\n\n“We want peace")
    assert "1. [Macron](<https://harbourwire.example/macron>), Harbour Wire · 25 Nov 2025: “We want" in copied


def test_an_answer_is_judged(page: Page, address: str) -> None:
    ask(page, "What did Macron say?")
    page.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_role("button", name="Thank you")).to_be_visible()
    kept = page.request.get(f"{address}/api/feedback").json()["items"][0]
    assert (kept["answer_id"], kept["rating"]) == ("a1", "down")


def test_script_in_articles_questions_and_answers_is_never_run(page: Page, footnote: ScriptedFootnote) -> None:
    attack = (
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> [x](javascript:alert(1))"
    )
    of = article(
        "attack", f"He said {attack} twice.", title=attack, source=attack, author=attack, url="javascript:alert(1)"
    )
    footnote.stored["attack"] = of
    footnote.answers["attack"] = answer("attack", [said(attack, 1)], [citation(1, of, attack)])
    ask(page, f"attack {attack}")
    expect(page.locator(".fn-statement")).to_contain_text(attack)
    page.locator("#fn-chat .fn-cite").click()
    assert marked(page) == attack
    page.get_by_role("button", name="Close the article").click()
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#fn-list").get_by_text("owned").first).to_be_visible()
    assert page.title() == "Footnote"
    assert not page.locator("a[href^=javascript]").count()


def test_the_library_lists_finds_adds_and_removes(page: Page, footnote: ScriptedFootnote, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Library").click()
    titles = page.locator("#fn-list .fn-open")
    expect(titles).to_have_text(["Macron", "Accents"])
    page.get_by_label("Find in the library").fill("capitulation")
    expect(titles).to_have_text(["Macron"])
    page.get_by_label("Find in the library").fill("")
    expect(titles).to_have_count(2)

    (tmp_path / "added.txt").write_text("Words that were added")
    (tmp_path / "empty.txt").write_text(" ")
    page.locator("#fn-drop input[type=file]").set_input_files([tmp_path / "added.txt", tmp_path / "empty.txt"])
    expect(page.locator("#fn-intake")).to_contain_text("1 added, 1 refused.")
    expect(page.locator("#fn-intake")).to_contain_text("empty.txt it holds no text")
    expect(titles).to_have_text(["Macron", "Accents", "added"])
    assert footnote.stored["added"].text == "Words that were added"
    expect(page.locator(".fn-inside")).to_have_text("3 articles · 1 outlet")

    remove = page.locator("#fn-list li", has_text="added").get_by_role("button")
    remove.click()
    assert "added" in footnote.stored, "one click is a question, not an order"
    remove.click()
    expect(titles).to_have_text(["Macron", "Accents"])
    assert "added" not in footnote.stored
    titles.first.click()
    expect(page.frame_locator("#fn-reader iframe").locator("h1")).to_have_text("Macron")


def test_the_library_shows_what_is_followed_and_pauses_it(page: Page, footnote: ScriptedFootnote) -> None:
    refused = {"added": 2, "refused_count": 1, "refused": [{"input": "a.pdf", "reason": "it is a scan", "hint": "OCR"}]}
    moment = "2025-11-20T10:00:00+00:00"
    footnote.following.sources = {
        name: StandingSource(
            name=name, address=f"/news/{name}", every=900, added_at=moment, next_at=0.0, ended_at=moment, report=refused
        )
        for name in ("wire: 10% <b>", "archive")
    }
    with footnote.jobs.begin("archive") as own, footnote.jobs.begin("upload.zip") as job:
        own.done, own.total = 20, 1000
        page.get_by_role("tab", name="Library").click()
        listed = page.locator("#fn-followed li:has(.fn-act)")
        expect(listed).to_have_count(3)
        expect(listed.filter(has_text="archive")).to_contain_text("20 of 1,000 articles")
        wire = listed.filter(has_text="wire: 10% <b>")
        wire.locator("summary").click()
        own.done = 30
        expect(listed.filter(has_text="archive")).to_contain_text("30 of 1,000 articles")  # it has looked again …
        expect(wire.get_by_text("it is a scan: OCR")).to_be_visible()  # … and left open what was
        wire.get_by_role("button", name="Pause: wire").click()
        expect(wire).to_contain_text("paused")
        assert footnote.following.sources["wire: 10% <b>"].paused
        wire.get_by_role("button", name="Go on: wire").click()
        expect(wire).to_contain_text("every 15 minutes")
        assert not footnote.following.sources["wire: 10% <b>"].paused
        listed.filter(has_text="upload.zip").get_by_role("button", name="Stop").click()
        assert job.stop.wait(10)
        assert not own.stop.is_set()
        assert serious(page, within="#fn-library") == []
    footnote.following.sources = {}


def test_an_empty_library_asks_for_articles(
    browser: Browser, address: str, footnote: ScriptedFootnote, tmp_path: Path
) -> None:
    footnote.stored = {}
    with watched_page(browser, address) as page:
        page.goto(address)
        expect(page.get_by_role("heading", name="Drop your articles here")).to_be_visible()
        (tmp_path / "first.txt").write_text("The first words")
        page.locator("#fn-first-drop input[type=file]").set_input_files(tmp_path / "first.txt")
        expect(page.get_by_role("heading", name="Ask your articles")).to_be_visible()
        assert "first" in footnote.stored


def test_the_article_page_needs_no_script(browser: Browser, address: str, footnote: ScriptedFootnote) -> None:
    cited = footnote.answers["elik"].citations[0]
    with watched_page(browser, address, java_script_enabled=False, viewport={"width": 390, "height": 844}) as page:
        page.goto(address + cited.link)
        expect(page.locator("mark#s")).to_be_in_viewport()
        assert page.locator("mark#s").text_content() == cited.quote
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_fits_a_phone(browser: Browser, address: str) -> None:
    with watched_page(browser, address, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        page.goto(address)
        ask(page, "What did Macron say?")
        expect(page.locator(".fn-colophon")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator("#fn-chat .fn-cite").first.tap()
        assert marked(page).startswith("“We want peace")


GRADIOS_FAULTS = [("aria-required-children", '<div class="examples')]
"""What axe-core finds serious in components of Gradio that we cannot change: a list whose items are buttons."""


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_everybody_can_use_the_pages(
    browser: Browser, address: str, footnote: ScriptedFootnote, scheme: str, width: int
) -> None:
    with watched_page(browser, address, viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
        page.goto(address + footnote.answers["elik"].citations[0].link)
        assert serious(page) == []
        page.goto(address)
        expect(page.locator("#fn-chat .example").first).to_be_visible()
        found = [(rule, element[: len(GRADIOS_FAULTS[0][1])]) for rule, element in serious(page)]
        assert found == GRADIOS_FAULTS
        ask(page, "What did Macron say?")
        expect(page.locator(".fn-colophon")).to_be_visible()
        assert serious(page) == []
        page.locator("#fn-chat .fn-cite").first.click()
        assert marked(page)
        assert serious(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Library").click()
        expect(page.locator("#fn-list .fn-open").first).to_be_visible()
        assert serious(page) == []


def test_gradio_takes_nothing_from_a_page_of_another_origin(page: Page, address: str) -> None:
    refused = page.request.post(
        f"{address}/gradio_api/queue/join", data={}, headers={"Origin": "https://intranet.example"}
    )
    assert refused.status == 403
