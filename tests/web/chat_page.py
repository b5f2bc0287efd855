"""What a test does on our page in a browser: ask, and read what is marked in the open article."""

from playwright.sync_api import Page, expect


def ask(page: Page, question: str) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def marked(page: Page) -> str:
    """Read the words out of the mark in the article that is open beside the conversation."""
    # The article that was open before stands in the frame until the one asked for has arrived.
    page.wait_for_function("""() => {
      const frame = document.querySelector("#fn-reader iframe");
      return frame.contentWindow.location.href === frame.src && frame.contentDocument.readyState === "complete";
    }""")
    frame = page.frame_locator("#fn-reader iframe")
    expect(frame.locator("mark#s")).to_be_in_viewport()
    return str(frame.locator("mark#s").evaluate("element => element.textContent"))
