"""Looking at what is stored from the command line: lists, quotations, whole articles, each reader's own."""

from pathlib import Path

from tests.assistant.conftest import Footnote


def test_only_a_member_sees_what_is_for_members(footnote: Footnote, stocked: Path) -> None:
    def titles(*groups: str) -> set[str]:
        ran = footnote("list", "--json", "--data-dir", stocked, *groups)
        return {item["title"] for item in ran.json["items"]}

    assert "Council buys ferries" in titles()
    assert "Council buys ferries" in titles("--as", "sport", "--as", "staff")
    assert "Council buys ferries" not in titles("--as", "sport")
    assert footnote("article", "council-1", "--as", "sport", "--data-dir", stocked).status == 2
    found = footnote("search", "electric ferries", "--json", "--as", "sport", "--data-dir", stocked).json
    assert "council-1" not in {hit["article_id"] for hit in found["hits"]}


def test_list_pages_through_everything_once(footnote: Footnote, stocked: Path) -> None:
    seen: list[str] = []
    cursor: list[str] = []
    while True:
        page = footnote("list", "--limit", "1", "--json", "--data-dir", stocked, *cursor).json
        seen += [item["id"] for item in page["items"]]
        assert "text" not in page["items"][0]
        if page["next"] is None:
            break
        cursor = ["--cursor", page["next"]]
    assert len(seen) == len(set(seen)) == 3


def test_list_filters(footnote: Footnote, stocked: Path) -> None:
    def titles(*filters: str) -> list[str]:
        return [item["title"] for item in footnote("list", "--json", "--data-dir", stocked, *filters).json["items"]]

    assert titles("--since", "2025-10-03", "--until", "2025-10-03") == ["Harbour master resigns"]
    assert titles("--text", "biologist") == ["City bees outlive their country cousins"]
    assert set(titles("--source", "Quay Gazette")) == {"Harbour master resigns", "Council buys ferries"}
    assert footnote("list", "--text", "zebra", "--data-dir", stocked).out == "No article matches.\n"


def test_quotes_say_who_said_what(footnote: Footnote, stocked: Path) -> None:
    found = footnote("quotes", "--speaker", "Petra Sand", "--json", "--data-dir", stocked).json
    assert [quote["speaker"]["name"] for quote in found["items"]] == ["Petra Sand"]
    quote = found["items"][0]
    article = footnote("article", quote["article_id"], "--json", "--data-dir", stocked).json
    assert article["text"][quote["start"] : quote["end"]] == quote["text"]
    assert quote in article["quotes"]
    shown = footnote("quotes", "--article", quote["article_id"], "--data-dir", stocked).out
    assert shown.startswith("Petra Sand:\n    “We did not expect the city to win,”\n")


def test_article_shows_the_text_as_stored(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("article", "council-1", "--data-dir", stocked)
    assert ran.out.startswith("Council buys ferries\nQuay Gazette · 6 October 2025\nid: council-1\n")
    assert ran.out.endswith("\n\nThe council of Ostrand voted to buy three electric ferries.\n")
