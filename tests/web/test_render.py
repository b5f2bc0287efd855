import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_answers import ACCENTS, MACRON, answer, article, citation, said

from assistant.domain import Evidence, Notice, Withheld
from assistant.web.render import Shown, Surface, answer_html, article_html, cards_html, statement_html, surroundings
from index.article import Copy, Span

SURFACE = Surface(timezone=ZoneInfo("UTC"))
SHOWN = Shown(turn="t1")
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) ' & {{x}}"


class Markup(HTMLParser):
    """Reads markup the way a browser does: tags with attributes, and the text inside each."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[str] = []
        self.text = ""
        self._in_mark = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self._in_mark = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marks[-1] += data

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=300), data=st.data()
)
def test_the_mark_holds_exactly_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    markup = Markup(article_html(article("a", text), Span(start=start, end=end)))
    assert markup.marks == [text[start:end]]
    assert markup.text == text
    assert [tag for tag, _ in markup.tags] == ["div", "mark"]


def test_a_mark_may_cross_paragraphs() -> None:
    span = Span(start=10, end=len(MACRON) - 5)
    assert Markup(article_html(article("a", MACRON), span)).marks == [MACRON[10:-5]]


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_a_statement_shows_its_words_and_links_only_to_its_cards(text: str) -> None:
    cited = citation(1, article("a", "words", title=text, source=text), "words")
    markup = Markup(statement_html(said(text, 1), [cited], SHOWN))
    assert markup.text == text + "1"
    assert markup.links == ["#src-t1-1"]
    assert {tag for tag, _ in markup.tags} == {"p", "bdi", "a"}


def test_markup_is_one_html_block_for_a_markdown_host() -> None:
    cited = citation(1, article("a", "one\n\ntwo"), "one\n\ntwo")
    whole = answer("q?", [said("one\n\ntwo", 1)], [cited], withheld=(Withheld(text="a\n\nb", reason="c\nd"),))
    markup = answer_html(whole, SHOWN, SURFACE) + cards_html([cited], SHOWN, SURFACE)
    assert "\n" not in markup


def test_everything_recorded_is_escaped() -> None:
    of = article("a", f"before {HOSTILE} after", title=HOSTILE, source=HOSTILE, author=HOSTILE, url=HOSTILE)
    cited = citation(
        1,
        of,
        HOSTILE,
        context=(Evidence(start=0, end=6, quote=HOSTILE),),
        copies=(Copy(article_id="b", source=HOSTILE),),
    )
    whole = answer(
        HOSTILE,
        [said(HOSTILE, 1)],
        [cited],
        withheld=(Withheld(text=HOSTILE, reason=HOSTILE),),
        notices=(Notice(code="x", message=HOSTILE),),
        model=HOSTILE,
        missing=HOSTILE,
    )
    none = answer(HOSTILE, near_misses=(replace(cited, number=None),))
    shown = Shown(turn="t1", around={1: surroundings(of, Span(start=cited.start, end=cited.end))})
    for markup in (
        answer_html(whole, shown, SURFACE),
        answer_html(replace(whole, outcome="partly"), shown, SURFACE),
        answer_html(none, shown, SURFACE),
        cards_html([cited], shown, SURFACE),
    ):
        read = Markup(markup)
        assert not {"script", "img"} & {tag for tag, _ in read.tags}
        assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
        assert all(re.match(r"#|/articles/", link) for link in read.links)
        assert "<script>alert(1)</script>" in read.text


def test_a_card_holds_the_quoted_words_and_what_stands_around_them() -> None:
    of = article("macron", MACRON)
    words = "a peace that would be a capitulation"
    cited = citation(1, of, words)
    around = {1: surroundings(of, Span(start=cited.start, end=cited.end))}
    markup = Markup(cards_html([cited], Shown(turn="t1", around=around), SURFACE))
    assert markup.marks == [words]
    assert "“We want peace, but we don’t want a peace that would be a capitulation,” Mr Macron told" in markup.text
    assert "PARIS" not in markup.text, "context stays within the paragraph"
    assert "Harbour Wire · 25 Nov 2025" in markup.text
    at_the_words = "https://harbourwire.example/macron#:~:text=a%20peace%20that%20would%20be%20a%20capitulation"
    assert markup.links == [cited.link, at_the_words]
    assert [a["id"] for tag, a in markup.tags if tag == "details"] == ["src-t1-1"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://", "https://a b", "http://[", None, ""]
)
def test_only_web_addresses_are_linked(url: str | None) -> None:
    cited = citation(1, article("a", "words", url=url), "words")
    assert Markup(cards_html([cited], SHOWN, SURFACE)).links == [cited.link]


def test_links_to_articles_stand_under_the_root_path() -> None:
    cited = citation(1, article("a", "words", url=None), "words")
    deeper = Surface(timezone=ZoneInfo("UTC"), base="/footnote")
    assert Markup(cards_html([cited], SHOWN, deeper)).links == ["/footnote" + cited.link]
    foreign = replace(cited, link="https://evil.example/articles/a")
    assert Markup(cards_html([foreign], SHOWN, deeper)).links == ["#"]


def test_nothing_found_says_what_was_searched_and_shows_near_misses_as_such() -> None:
    near = citation(None, article("macron", MACRON), "French President Emmanuel Macron")
    text = Markup(answer_html(answer("Brazil?", near_misses=(near,)), SHOWN, SURFACE)).text
    assert "The articles do not answer this." in text
    assert "Searched 2 articles from 1 outlet, of any date." in text
    assert "They do not answer the question" in text
    assert "French President Emmanuel Macron" in text


def test_a_greeting_is_not_told_that_nothing_was_found() -> None:
    hello = answer("hello", notices=(Notice(code="greeting", message="Hello."),))
    assert Markup(answer_html(hello, SHOWN, SURFACE)).text == "Hello."


def test_withheld_sentences_are_folded() -> None:
    cited = citation(1, article("a", "words"), "words")
    whole = answer("q", [said("words", 1)], [cited], withheld=(Withheld(text="He flew.", reason="nothing says so"),))
    markup = Markup(answer_html(whole, SHOWN, SURFACE))
    folded = next(attributes for tag, attributes in markup.tags if tag == "details")
    assert "open" not in folded
    assert "1 drafted sentence withheld" in markup.text
    assert "He flew. nothing says so" in markup.text


@given(start=st.integers(0, len(ACCENTS)), length=st.integers(0, 60))
def test_surroundings_are_the_words_next_to_the_span(start: int, length: int) -> None:
    of = article("a", ACCENTS)
    end = min(len(ACCENTS), start + length)
    around = surroundings(of, Span(start=start, end=end))
    assert of.text[:start].endswith(around.before.removeprefix("…"))
    assert of.text[end:].startswith(around.after.removesuffix("…"))
    assert "\n" not in around.before + around.after


def test_moments_are_written_in_the_time_zone_of_the_reader() -> None:
    at = datetime(2025, 11, 25, 23, 30, tzinfo=UTC)
    cited = citation(1, article("a", "words", published=at), "words")
    paris = Surface(timezone=ZoneInfo("Europe/Paris"))
    assert "26 Nov 2025" in Markup(cards_html([cited], SHOWN, paris)).text
