"""The widget in a real browser, on a page of another origin under the strictest policy it promises to live with."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from html import escape
from pathlib import Path
from urllib.parse import quote

import jwt
import pytest
from live import running, serious, watched_page
from playwright.sync_api import Browser, Page, expect
from scripted_answers import answer, article, citation, said
from scripted_footnote import ScriptedFootnote
from widget_pages import ask, guest_page, no_page, serving_widget, told

from assistant.errors import Busy
from assistant.settings import Settings
from assistant.web.front import Front
from assistant.web.server import create_app

pytestmark = [pytest.mark.browser]

SECRET = "a secret of the host application, long enough"
Opened = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def guest() -> Iterator[str]:
    with guest_page() as address:
        yield address


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory, guest: str) -> Iterator[tuple[str, ScriptedFootnote]]:
    with serving_widget(tmp_path_factory.mktemp("data"), guest) as served:
        yield served


@pytest.fixture
def address(scripted: tuple[str, ScriptedFootnote]) -> str:
    return scripted[0]


@pytest.fixture
def footnote(scripted: tuple[str, ScriptedFootnote]) -> Iterator[ScriptedFootnote]:
    double = scripted[1]
    answers = dict(double.answers)
    double.cancelled.clear()
    yield double
    double.answers, double.delay, double.linger, double.failure = answers, 0.0, 0.0, None


@pytest.fixture
def opened(browser: Browser, address: str, guest: str) -> Opened:
    """Open the guest page with the widget's attributes; afterwards nothing was complained of, no third host asked."""

    @contextmanager
    def open_page(
        attributes: str = "", *, lang: str = "en", dir: str = "ltr", errors: bool = True, **context: object
    ) -> Iterator[Page]:
        with watched_page(browser, address, guest, errors=errors, **context) as page:
            query = {"host": address, "attributes": attributes, "lang": lang, "dir": dir}
            page.goto(f"{guest}/?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items()))
            expect(page.locator("footnote-chat .root")).to_be_attached()
            yield page
            assert not page.context.cookies()

    return open_page


def test_it_asks_streams_and_opens_the_cited_words(opened: Opened, footnote: ScriptedFootnote, address: str) -> None:
    footnote.delay = 1.5
    cited = footnote.answers["macron"].citations
    with opened() as page:
        told(page, "answer")
        ask(page, "What did Macron say?")
        expect(page.locator("footnote-chat .waiting")).to_be_visible()
        expect(page.locator("footnote-chat .fn-statement")).to_have_count(1)
        first = page.locator("footnote-chat .fn-cite").first
        first.click()  # while the answer is still coming
        expect(page.locator("footnote-chat .passage mark")).to_have_text(cited[0].quote)
        expect(page.locator("footnote-chat .tools")).to_be_visible()
        expect(page.locator("footnote-chat .fn-statement")).to_have_count(2)
        detail = page.wait_for_function("() => told.answer?.[0].answer").json_value()
        assert detail["citations"][0]["quote"] == cited[0].quote
        assert "html" not in detail

        first.click()
        passage = page.locator("footnote-chat .sheet")
        expect(passage.locator(".fn-title")).to_have_text("Macron")
        expect(passage.locator(".fn-meta")).to_have_text("Harbour Wire · 25 Nov 2025")
        expect(passage.get_by_text("Source 1 of 2")).to_be_visible()
        assert passage.locator("a.fn-open").get_attribute("href") == address + cited[0].link
        outside = passage.locator("a.fn-out").get_attribute("href") or ""
        assert outside.startswith("https://harbourwire.example/macron#:~:text=")
        passage.get_by_role("button", name="Next source").click()
        expect(passage.locator("mark")).to_have_text(cited[1].quote)
        with page.expect_popup() as popup:
            passage.locator("a.fn-open").click()
        expect(popup.value.locator("mark#s")).to_have_text(cited[1].quote)
        page.keyboard.press("Escape")
        expect(passage).to_be_hidden()


def test_it_is_stopped_and_asked_again(opened: Opened, footnote: ScriptedFootnote) -> None:
    with opened() as page:
        footnote.delay = 1.0
        ask(page, "What did Macron say?")
        expect(page.locator("footnote-chat .fn-statement")).to_have_count(1)
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopped.")).to_be_visible()
        expect(page.locator("footnote-chat .fn-statement")).to_have_count(1)
        assert footnote.cancelled.wait(5)
        footnote.delay = 0.0
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("footnote-chat .fn-statement")).to_have_count(2)
        expect(page.get_by_text("Stopped.")).to_be_hidden()


def test_it_says_why_there_is_no_answer(opened: Opened, footnote: ScriptedFootnote) -> None:
    with opened(errors=False) as page:  # the browser itself notes the 503
        told(page, "error")
        footnote.failure = Busy("Too many are asking.", hint="Try again.", retry_after=2)
        ask(page, "What did Macron say?")
        expect(page.get_by_text("Too many are asking.")).to_be_visible()
        footnote.failure = None
        ask(page, "What did the president of Brazil say?")
        expect(page.get_by_text("The articles do not answer this.")).to_be_visible()
        assert page.evaluate("told.error[0].message") == "Too many are asking."
    assert footnote.asked[-1].history == ()


def test_it_remembers_for_the_session_and_forgets_when_told(opened: Opened, footnote: ScriptedFootnote) -> None:
    with opened() as page:
        ask(page, "What did Macron say?")
        expect(page.locator("footnote-chat .tools")).to_be_visible()
        page.reload()
        expect(page.locator("footnote-chat .fn-statement")).to_have_count(2)
        page.locator("footnote-chat .fn-cite").nth(1).click()
        expect(page.locator("footnote-chat .passage mark")).to_have_text(footnote.answers["macron"].citations[1].quote)
        page.keyboard.press("Escape")
        ask(page, "And what about Çelik?")
        expect(page.locator("footnote-chat .tools").nth(1)).to_be_visible()
        assert [turn.content for turn in footnote.asked[-1].history] == [
            "What did Macron say?",
            footnote.answers["macron"].text,
        ]
        page.get_by_role("button", name="New chat").click()
        expect(page.locator("footnote-chat .turn")).to_have_count(0)
        page.reload()
        expect(page.locator("footnote-chat .turn")).to_have_count(0)
        assert not page.evaluate("localStorage.length")


def test_what_was_seen_is_remembered_though_the_stream_had_not_ended(
    opened: Opened, footnote: ScriptedFootnote
) -> None:
    footnote.linger = 5.0
    with opened() as page:
        ask(page, "What did Macron say?")
        expect(page.locator("footnote-chat .tools")).to_be_visible()
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        page.reload()
        expect(page.locator("footnote-chat .fn-statement")).to_have_count(2)


def test_a_reader_says_what_was_wrong(opened: Opened, address: str) -> None:
    with opened(permissions=["clipboard-read", "clipboard-write"]) as page:
        ask(page, "What did Macron say?")
        page.get_by_role("button", name="Copy with sources").click()
        expect(page.get_by_text("Copied")).to_be_visible()
        written = page.evaluate("navigator.clipboard.readText()")
        assert "Sources" in written
        assert "“We want peace" in written
        page.get_by_role("button", name="Bad answer").click()
        page.get_by_label("Something is missing").check()
        page.get_by_label("Anything to add? (optional)").fill("<img src=x onerror=alert(1)>")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Thank you.")).to_be_visible()
        kept = page.request.get(f"{address}/api/feedback").json()["items"][0]
    assert (kept["rating"], kept["reason"]) == ("down", "incomplete")
    assert kept["comment"] == "<img src=x onerror=alert(1)>"


def test_a_page_drives_it(opened: Opened, footnote: ScriptedFootnote) -> None:
    attributes = (
        'mode="launcher" theme="dark" title="Help" since="2025-11-01" source="Harbour Wire" articles="macron, x"'
    )
    with opened(attributes) as page:
        for name in ("open", "close", "ask", "citation"):
            told(page, name)
        chat = page.locator("footnote-chat")
        expect(chat.locator(".frame")).to_be_hidden()
        outcome = page.evaluate("document.querySelector('footnote-chat').ask('Macron?').then(a => a.outcome)")
        assert outcome == "answered"
        expect(chat.get_by_role("dialog", name="Help")).to_be_visible()
        asked = footnote.asked[-1]
        assert (str(asked.since), asked.source, asked.articles) == ("2025-11-01", "Harbour Wire", {"macron", "x"})
        dark = chat.locator(".frame").evaluate("element => getComputedStyle(element).backgroundColor")
        page.evaluate("document.querySelector('footnote-chat').setAttribute('theme', 'light')")
        assert chat.locator(".frame").evaluate("element => getComputedStyle(element).backgroundColor") != dark
        page.evaluate(
            "document.querySelector('footnote-chat').style.setProperty('--footnote-accent', 'rgb(0, 80, 160)')"
        )
        blue = chat.locator(".fn-cite").first.evaluate("element => getComputedStyle(element).color")
        assert blue == "rgb(0, 80, 160)"
        page.keyboard.press("Escape")
        expect(chat.locator(".frame")).to_be_hidden()
        expect(chat.get_by_role("button", name="Open the chat")).to_be_focused()
        page.evaluate("const c = document.querySelector('footnote-chat'); c.open(); c.clear(); c.close()")
        assert page.evaluate("[told.open.length, told.close.length, told.ask[0].question]") == [2, 2, "Macron?"]


def test_a_token_is_fetched_sent_and_renewed(
    browser: Browser, guest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind the real gate: a stale token, then a fresh one, and the article of the reader it names."""

    def signed(seconds: int) -> str:
        claims = {"sub": "ana", "groups": ["desk"], "role": "reader", "exp": time.time() + seconds}
        return jwt.encode(claims, SECRET, "HS256")

    settings = Settings.read(
        data_dir=tmp_path / "data", allowed_origins=(guest,), auth="token", token_key=SECRET, questions_per_minute=0
    )
    private = ScriptedFootnote(settings)
    monkeypatch.setattr(Front, "run", no_page)
    with (
        running(create_app(private, settings), until="/readyz") as address,  # type: ignore[arg-type]  # the double
        watched_page(browser, address, guest, errors=False) as page,  # the browser itself notes the 401
    ):
        page.goto(f"{guest}/?host={quote(address, safe='')}")
        ask(page, "What did Macron say?")
        expect(page.locator("footnote-chat .failure")).to_be_visible()
        assert not private.asked
        page.evaluate(
            "tokens => { document.querySelector('footnote-chat').token = async () => tokens.shift(); }",
            [signed(-3600), signed(60)],
        )
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("footnote-chat .tools")).to_be_visible()
        assert private.asked[-1].groups == {"desk"}
        # A new tab would not know the reader: the article opens in here.
        page.locator("footnote-chat .fn-cite").first.click()
        page.locator("footnote-chat .passage a.fn-open").click()
        expect(page.locator("footnote-chat .passage h1")).to_have_text("Macron")
        expect(page.locator("footnote-chat .passage mark")).to_be_in_viewport()
    private.close()


def test_it_speaks_french(opened: Opened) -> None:
    with opened(lang="fr-CA") as page:
        ask(page, "What did the president of Brazil say?")
        expect(page.get_by_text("Les articles ne répondent pas à cette question.")).to_be_visible()
        expect(page.get_by_text("Recherche dans 2 articles de 1 média, toutes dates.")).to_be_visible()
        expect(page.get_by_role("button", name="Mauvaise réponse")).to_be_visible()
        ask(page, "What did Macron say?")
        page.locator("footnote-chat .fn-cite").first.click()
        expect(page.get_by_role("link", name="Lire dans l’article").last).to_be_visible()
        expect(page.locator("footnote-chat .passage .fn-meta")).to_have_text("Harbour Wire · 25 nov. 2025")


@pytest.mark.parametrize(
    ("theme", "mode", "width", "dir"),
    [
        ("light", "inline", 1100, "ltr"),
        ("light", "launcher", 320, "ltr"),
        ("dark", "launcher", 320, "ltr"),
        ("dark", "inline", 390, "rtl"),
    ],
)
def test_everybody_can_use_it(opened: Opened, theme: str, mode: str, width: int, dir: str) -> None:
    look = {"viewport": {"width": width, "height": 700}, "reduced_motion": "reduce"}
    with opened(
        f'mode="{mode}" theme="{theme}" examples="What did Macron say?|Anything else?"', dir=dir, **look
    ) as page:
        if mode == "launcher":
            assert serious(page, within="footnote-chat") == []
            page.get_by_role("button", name="Open the chat").press("Enter")
        assert serious(page, within="footnote-chat") == []
        page.get_by_role("button", name="What did Macron say?").press("Enter")
        page.get_by_role("button", name="Bad answer").press("Enter")
        page.get_by_text("2 sources").click()
        assert serious(page, within="footnote-chat") == []
        number = page.get_by_role("link", name=re.compile("^Source 1: Macron")).first
        number.press("Enter")
        expect(page.get_by_role("dialog", name="Source 1 of 2")).to_be_focused()
        assert serious(page, within="footnote-chat") == []
        page.keyboard.press("Escape")
        expect(number).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        inside = page.locator("footnote-chat .frame").evaluate("element => element.scrollWidth <= element.clientWidth")
        assert inside
        small = page.locator("footnote-chat").evaluate("""chat =>
            [...chat.shadowRoot.querySelectorAll("button, a.fn-cite")]
                .map(element => element.getBoundingClientRect())
                .filter(box => box.width && (box.width < 24 || box.height < 24)).length""")
        assert small == 0


def test_script_in_anything_stays_words(opened: Opened, footnote: ScriptedFootnote) -> None:
    attack = (
        '<img src=x onerror="document.title=`owned`"><script>document.title="owned"</script>'
        "</mark></details><svg onload=alert(1)> [x](javascript:alert(1)) \u202e"
    )
    of = article(
        "attack", f"He said {attack} twice.", title=attack, source=attack, author=attack, url="javascript:alert(1)"
    )
    cited = citation(1, of, attack)
    footnote.stored["attack"] = of
    footnote.answers["attack"] = answer("attack", [said(attack, 1)], [cited], missing=attack, outcome="partly")
    with opened(f'title="{escape(attack)}" greeting="{escape(attack)}" examples="{escape(attack)}"') as page:
        ask(page, f"attack {attack}")
        expect(page.locator("footnote-chat .tools")).to_be_visible()
        page.reload()
        page.locator("footnote-chat .fn-cite").first.click()
        assert page.locator("footnote-chat .passage mark").text_content() == attack
        assert page.title() == "Intranet"
        dangerous = "script, img, [onload], [onerror], a[href^=javascript]"
        count = "(chat, selector) => chat.shadowRoot.querySelectorAll(selector).length"
        assert page.locator("footnote-chat").evaluate(count, dangerous) == 0
    del footnote.stored["attack"]


def test_the_demo_shows_it(browser: Browser, address: str, footnote: ScriptedFootnote) -> None:
    with watched_page(browser, address, viewport={"width": 390, "height": 844}) as page:
        page.goto(f"{address}/widget-demo")
        page.get_by_label("Place").select_option("launcher")
        page.get_by_label("Look").select_option("dark")
        expect(page.locator(".snippet code").first).to_contain_text('mode="launcher"')
        page.get_by_label("Place").select_option("inline")
        ask(page, "What did Macron say?")
        expect(page.locator("footnote-chat .fn-statement")).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert serious(page) == []
