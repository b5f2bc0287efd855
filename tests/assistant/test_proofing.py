"""What somebody wrote about the sample articles is borne out, contradicted or not found, each for its reason."""

import json

import pytest

from assistant.application import Footnote
from assistant.proofing import Proof, SavedAnswer, sentences_of
from assistant.wire import answer_json


def prove(samples: Footnote, text: str) -> list[Proof]:
    return list(samples.proofs(text, samples.scope(groups=None)))


def finding(samples: Footnote, text: str) -> Proof:
    (proof,) = prove(samples, text)
    article = None if not proof.citations else samples.article(proof.citations[0].article_id, groups=None)
    for citation in proof.citations:
        assert article is not None
        assert article.text[citation.start : citation.end] == citation.quote
    return proof


@pytest.mark.parametrize(
    "text",
    [
        "We want peace, but we don’t want a peace that would be a capitulation.",
        "“We want peace, but we don’t want a peace that would be a capitulation,” Macron said.",
        "Dan Driscoll met the Russians in Abu Dhabi.",
    ],
)
def test_what_the_articles_say_is_supported(samples: Footnote, text: str) -> None:
    assert finding(samples, text).finding == "supported"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("“We want peace, but we don’t want a peace that would be a surrender,” Macron said.", "quoted differently"),
        ("“We want peace, but we don’t want a peace that would be a capitulation,” Lavrov said.", "Macron"),
        ("Driscoll met the Russians in Abu Dhabi on Nov 3.", "Nov 3"),
    ],
)
def test_what_they_say_otherwise_is_contradicted(samples: Footnote, text: str, reason: str) -> None:
    proof = finding(samples, text)
    assert (proof.finding, reason in proof.reason) == ("contradicted", True), proof


def test_a_quotation_that_is_nearly_right_shows_the_words_that_differ(samples: Footnote) -> None:
    proof = finding(samples, "“We want peace, but we don’t want a peace that would be a surrender,” Macron said.")
    assert [piece.text.strip(" .,") for piece in proof.differences if piece.change == "gone"] == ["surrender"]
    assert [piece.text.strip(" .,") for piece in proof.differences if piece.change == "new"] == ["capitulation"]


@pytest.mark.parametrize("text", ["The mayor of Osaka opened a velodrome.", "Bananas are berries.", "Zzz qqq xxyyz."])
def test_what_they_do_not_speak_of_is_not_found(samples: Footnote, text: str) -> None:
    proof = finding(samples, text)
    assert (proof.finding, proof.citations) == ("not found", ())


def test_sentences_stand_where_they_stand(samples: Footnote) -> None:
    text = "  Bananas are berries.\n\n— — —\n\nBananas 🍌 are yellow. “Are they?” "
    proofs = prove(samples, text)
    assert all(text[proof.start : proof.end] == proof.text for proof in proofs)
    assert [proof.start for proof in proofs] == sorted(proof.start for proof in proofs)
    assert sentences_of(" \n …") == []


def test_a_saved_answer_is_proved_against_what_it_cites(samples: Footnote) -> None:
    answer = json.loads(json.dumps(answer_json(samples.ask("What did Macron say?"))))
    proofs = list(samples.proofs_again(SavedAnswer.model_validate(answer), groups=None))
    assert {proof.finding for proof in proofs} == {"supported"}
    shown = [answer["text"][proof.start : proof.end] for proof in proofs]
    assert shown == [one["text"] for one in answer["statements"]]
    answer["statements"][0]["text"] = answer["statements"][0]["text"].replace("Macron", "Lavrov")
    answer["citations"][1]["quote"] += "!"
    answer["citations"][2]["article_id"] = "gone"
    found = [proof.finding for proof in samples.proofs_again(SavedAnswer.model_validate(answer), groups=None)]
    assert found[:3] == ["contradicted", "not found", "not found"]
