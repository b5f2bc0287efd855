"""`he` gets a name in brackets where the index of speech knows whose words they are."""

from dataclasses import replace

from assistant.domain import Draft, DraftCitation
from assistant.resolving import resolved
from assistant.verification import verify
from index.article import Article, Hit, Quote, Span, Speaker

TEXT = "The minister, Ann Lee, came late. She said that the bridge would be closed. Nobody knew why."
SENTENCE = "She said that the bridge would be closed."


def draft(text: str, sentence: str) -> Draft:
    article = Article(
        id="a", revision="r", revisions=("r",), title=None, text=text, source=None, author=None, published=None,
        updated=None, url=None, language="en", groups=frozenset(), visible_from=None, state="current", origin="a",
        metadata={},
    )  # fmt: skip
    start = text.index(sentence)
    span = Span(start=start, end=start + len(sentence))
    hit = Hit(article=article, passage_id=0, start=0, end=len(text), span=span, score=1.0, ranks={})
    return Draft(text=sentence, citations=(DraftCitation(hit=hit, span=span),))


def quote(text: str, mention: str, name: str | None) -> Quote:
    at = text.index(mention)
    start = text.index("that the bridge")
    speaker = Speaker(name=name, mention=mention, start=at, end=at + len(mention))
    return Quote(start=start, end=start + 30, text=text[start : start + 30], kind="indirect", speaker=speaker, cue=None)


def test_names_the_speaker_and_cites_where_the_article_does() -> None:
    named = resolved(draft(TEXT, SENTENCE), [quote(TEXT, "She", "Ann Lee")])
    assert named.text == "She [Ann Lee] said that the bridge would be closed."
    context = named.citations[0].context
    assert [TEXT[one.start : one.end] for one in context] == ["Ann Lee"]
    assert verify(named).support == "verbatim"


def test_an_unknown_speaker_stays_a_pronoun() -> None:
    plain = draft(TEXT, SENTENCE)
    assert resolved(plain, [quote(TEXT, "She", None)]) == plain
    assert resolved(plain, []) == plain


def test_a_second_pronoun_of_the_same_kind_is_not_guessed() -> None:
    text = "Ann Lee came late. When she left, she said that the bridge would be closed for good."
    plain = draft(text, "When she left, she said that the bridge would be closed for good.")
    second = text.rindex("she")
    spoken = quote(text, "she", "Ann Lee")
    spoken = Quote(
        start=spoken.start, end=spoken.end, text=spoken.text, kind="indirect", cue=None,
        speaker=Speaker(name="Ann Lee", mention="she", start=second, end=second + 3),
    )  # fmt: skip
    assert resolved(plain, [spoken]) == plain


def test_who_was_called_by_the_surname_before_needs_no_bracket() -> None:
    text = "The minister, Ann Lee, came late. Ms Lee agreed that she said that the bridge would be closed."
    plain = draft(text, "Ms Lee agreed that she said that the bridge would be closed.")
    spoken = quote(text, "she said", "Ann Lee")
    at = text.index("she said")
    one = replace(spoken, speaker=Speaker(name="Ann Lee", mention="she", start=at, end=at + 3))
    assert resolved(plain, [one]) == plain
    other = replace(one, speaker=Speaker(name="Ida Lee", mention="Ida Lee", start=0, end=7))
    assert "she [Ann Lee] said" in resolved(plain, [one, other]).text
