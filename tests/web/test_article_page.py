"""What a citation of an earlier revision opens: that revision, a notice, and what has changed since."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from scripted_answers import article

from assistant.web.article_page import article_response
from assistant.web.render import Surface

SURFACE = Surface(timezone=ZoneInfo("UTC"), base="/footnote")
BEFORE = article("toll", "Six people died.\n\nThe <b>dam</b> held.", state="superseded")
NOW = replace(BEFORE, text="Seven people died.\n\nThe <b>dam</b> held.", revision="r2", state="current")


def page(span, newest=NOW):
    return article_response(BEFORE, span, SURFACE, newest=newest).body.decode()


def test_it_says_what_has_changed_and_nothing_else() -> None:
    shown = page("0-16")
    assert '<mark id="s" tabindex="-1">Six people died.</mark>' in shown
    assert "does not have the cited words" in shown
    assert '<a href="/footnote/articles/toll">' in shown
    changes = shown.partition("What has changed since")[2]
    assert "<del>Six</del><ins>Seven</ins> people died." in changes
    assert "dam" not in changes
    assert "<b>" not in shown


def test_it_leads_to_the_cited_words_where_they_still_stand() -> None:
    start = BEFORE.text.index("held")
    there = NOW.text.index("held")
    assert f'href="/footnote/articles/toll?span={there}-{there + 4}#s"' in page(f"{start}-{start + 4}")


def test_a_current_article_has_no_such_section() -> None:
    assert "What has changed" not in page("0-3", newest=None)
    assert "What has changed" not in page("0-3", newest=BEFORE)
