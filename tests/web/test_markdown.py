from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from scripted_answers import MACRON, answer, article, citation, said

from assistant.web.markdown import answer_markdown, escaped
from assistant.web.render import Surface

SURFACE = Surface(timezone=ZoneInfo("UTC"))
READER = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def leaves(markdown: str) -> list[Token]:
    return [leaf for token in READER.parse(markdown) for leaf in (token.children or [token])]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_escaped_words_read_as_they_stand(words: str) -> None:
    found = leaves(escaped(words))
    assert "".join(leaf.content for leaf in found if leaf.type == "text") == " ".join(
        words.replace("\x00", "\ufffd").split()
    )
    kinds = {leaf.type for leaf in found} - {"text", "text_special", "paragraph_open", "paragraph_close", "inline"}
    assert not kinds


@given(
    st.sampled_from(
        ["# ", "1. ", "12) ", "- ", "+ ", "> ", "* ", "= ", "    ", "```", "|a|", "[a](http://x.y) ", "<b>", "&lt;"]
    )
)
def test_markdown_and_html_in_an_article_stay_words(start: str) -> None:
    test_escaped_words_read_as_they_stand.hypothesis.inner_test(start + "said")


def test_an_answer_is_copied_with_numbered_sources() -> None:
    of = article("macron", MACRON, title="A [title] *with* signs")
    words = "He added that only Ukrainians could decide which territorial concessions they would make."
    copied = answer_markdown(answer("What did Macron say?", [said(words, 1)], [citation(1, of, words)]), SURFACE)
    found = leaves(copied)
    assert [leaf.attrs["href"] for leaf in found if leaf.type == "link_open"] == ["https://harbourwire.example/macron"]
    assert any(token.type == "ordered_list_open" for token in READER.parse(copied))
    assert "\\[1\\]" in copied
    assert "Harbour Wire · 25 Nov 2025" in copied


def test_an_article_without_an_address_links_to_our_page_of_it() -> None:
    of = article("macron", MACRON, url=None)
    cited = citation(1, of, "RTL radio")
    whole = answer("q", [said("RTL radio", 1)], [cited])
    surface = Surface(timezone=ZoneInfo("UTC"), base="/f")
    links = [
        x.attrs["href"] for x in leaves(answer_markdown(whole, surface, host="http://h:1")) if x.type == "link_open"
    ]
    assert links == ["http://h:1/f" + cited.link]
    odd = replace(whole, citations=(replace(cited, url="https://a.example/>)<script>"),))
    assert not [x for x in leaves(answer_markdown(odd, surface)) if x.type in ("link_open", "html_inline")]
