import asyncio
import json
from collections import Counter
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_answers import MACRON, answer, article, citation, said
from scripted_footnote import ScriptedFootnote

from assistant.settings import Settings
from assistant.web.auth import Reader
from assistant.web.chat.conversation import (
    MOST_CHARACTERS,
    MOST_TURNS,
    Draft,
    Exchange,
    cited,
    exchanges,
    forgotten,
    history,
    messages,
    panel,
    resumed,
    stored,
)
from assistant.web.chat.page import _Page, example_questions
from assistant.web.intake import Intake
from assistant.web.opening import Opening
from assistant.web.render import Surface
from index.article import Article
from index.errors import ArticleErased

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def exchange(number: int, size: int = 10) -> Exchange:
    return Exchange(id=f"{number:08x}", question=f"q{number}", said="s", answer="x" * size, cards="c", finished=True)


def test_what_is_stored_comes_back() -> None:
    conversation = [exchange(n) for n in range(5)]
    assert exchanges(json.loads(json.dumps(stored(conversation)))) == conversation


def test_a_conversation_is_bounded_and_keeps_the_newest_turns() -> None:
    many = [exchange(n) for n in range(3 * MOST_TURNS)]
    assert exchanges(stored(many)) == many[-MOST_TURNS:]
    large = [exchange(n, MOST_CHARACTERS // 3) for n in range(6)]
    kept = exchanges(stored(large))
    assert kept == large[-2:]
    assert len(exchanges(stored([exchange(1, 10 * MOST_CHARACTERS)]))) == 1, "the newest turn is always kept"


@given(json_values | st.lists(st.fixed_dictionaries({"id": json_values, "question": json_values}), max_size=3))
def test_what_a_browser_sends_never_breaks_the_page(found: object) -> None:
    for turn in exchanges(found):
        assert turn.id.isalnum()
    messages(resumed(found))
    panel(resumed(found))


def test_a_turn_left_unfinished_says_so_after_a_reload() -> None:
    draft = Draft(question="q?", surface=Surface(timezone=ZoneInfo("UTC")))
    of = article("macron", MACRON)
    draft.statements.append(said("RTL radio", 1))
    draft.citations.append(citation(1, of, "RTL radio"))
    (turn,) = resumed(stored([draft.underway()]))
    assert turn.finished
    assert "RTL radio" in turn.answer
    assert "Ask again" in turn.answer
    assert "Reading the articles" not in turn.answer
    assert turn.answer.count("<div") == turn.answer.count("</div>")


def test_what_has_been_erased_is_gone_from_a_conversation_at_the_next_visit(
    footnote: ScriptedFootnote, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = article("a/b ?&é", MACRON)
    drafts = [Draft(question=f"q{n}?", surface=Surface(timezone=ZoneInfo("UTC"), base="/footnote")) for n in range(2)]
    kept, lost = (
        draft.done(answer("q?", [said("RTL radio", 1)], [citation(1, of, "RTL radio")]))
        for draft, of in zip(drafts, (footnote.stored["macron"], odd), strict=True)
    )
    assert (cited(kept), cited(lost)) == ({"macron"}, {"a/b ?&é"})

    def read(article_id: str, **_: object) -> Article:
        if article_id == odd.id:
            raise ArticleErased("The article has been erased.")
        return footnote.stored[article_id]

    monkeypatch.setattr(footnote, "article", read)
    page = _Page(Opening(footnote), settings, Intake(settings.data_dir))  # type: ignore[arg-type]  # the double
    reader = Reader(user="ada", groups=None, role="reader")
    request = SimpleNamespace(state=SimpleNamespace(reader=reader))
    shown = asyncio.run(page.resume(stored([kept, lost]), request))  # type: ignore[arg-type]
    assert exchanges(shown[-1])[0] == kept
    gone = exchanges(shown[-1])[1]
    assert gone == forgotten(lost)
    assert "erased" in gone.answer
    assert "RTL radio" not in repr(gone)


def test_later_questions_get_the_last_turns_as_history() -> None:
    turns = history([exchange(n) for n in range(20)])
    assert turns[-2:] == [{"role": "user", "content": "q19"}, {"role": "assistant", "content": "s"}]
    assert len(turns) == 12


def test_questions_are_escaped_in_messages_and_panel() -> None:
    turn = Exchange(id="a1", question="<script>\n\n**x**", answer="<p>a</p>", finished=True)
    assert "<script>" not in messages([turn])[0]["content"] + panel([turn])
    assert "\n" not in messages([turn])[0]["content"] + panel([turn])


def test_a_finished_answer_carries_its_markdown() -> None:
    of = article("macron", MACRON)
    whole = answer("q", [said("RTL radio", 1)], [citation(1, of, "RTL radio")])
    draft = Draft(question="q", surface=Surface(timezone=ZoneInfo("UTC")))
    assert "1. [Macron]" in draft.done(whole).markdown


def test_examples_ask_for_people_by_the_name_that_tells_them_apart() -> None:
    quoted = [
        Counter({"Emmanuel Macron": 3, "Ann Pell": 1}),
        Counter(),
        Counter({"Anders Pell": 2}),
        Counter({"Emmanuel Macron": 1}),
    ]
    assert example_questions(quoted, []) == ["What did Macron say?", "What did Anders Pell say?"]
    assert example_questions([], [("Harbour Wire", 2)]) == ["What does Harbour Wire report?"]
    assert example_questions([], []) == []
