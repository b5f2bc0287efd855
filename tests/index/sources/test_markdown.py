from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Document, Refusal
from index.sources import SourceOptions
from index.sources.markdown import read_markdown
from index.sources.reading import Origin

WRITTEN = """# The *long* way [home](https://e.example/home)

A paragraph with **bold**, a [link](https://e.example/a_(b)) and `code`
wrapped on to a line. AT&amp;T is \\*not\\* marked.  
A hard break. ![a picture](x.jpg)

Second paragraph, <b>raw</b> markup and <https://e.example/c>.

## What he said
> “We want peace,” he said.
>
> “And soon.”

- one
- two
  - nested
    and wrapped
- three

  with a paragraph

3. third
4. fourth

| place | dead |
|-------|------|
| Kyiv  | **6** |

***

```
kept   as it is
```

<div>A raw block<br>of markup</div>
<!-- a remark -->

<SCRIPT type="x">
hidden("words");
</SCRIPT>

Underlined
----------
The ~~old~~ end.
"""

READ = """The long way home

A paragraph with bold, a link and code wrapped on to a line. AT&T is *not* marked.
A hard break.

Second paragraph, raw markup and https://e.example/c.

What he said

“We want peace,” he said.

“And soon.”

- one
- two
  - nested and wrapped
- three
  with a paragraph

3. third
4. fourth

place | dead
Kyiv | 6

kept   as it is

A raw block
of markup

Underlined

The old end."""


def test_markdown_becomes_the_words_a_reader_sees(write: Callable[..., Path], one: Callable[[Path], Document]) -> None:
    document = one(write("a.md", WRITTEN))
    assert document.text == READ
    assert document.title == "The long way home"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("---\ntitle: Recorded\n---\n# Headed\n\nThe text.", "Recorded"),
        ("---\nauthor: Ada\n---\n\n# Headed #\n\nThe text.", "Headed"),
        ("Headed\n======\n\nThe text.", "Headed"),
        ("## A part\n\nThe text.", None),
        ("The text.\n\n# Later\n\nMore.", None),
        ("# \n\nThe text.", None),
    ],
)
def test_only_a_first_heading_of_the_first_level_is_a_title(
    write: Callable[..., Path], one: Callable[[Path], Document], written: str, title: str | None
) -> None:
    assert one(write("a.md", written)).title == title


def test_pictures_alone_are_no_text(write: Callable[..., Path], refused: Callable[[Path], Refusal]) -> None:
    assert "no text" in refused(write("a.md", "![](one.png)\n\n![](two.png)\n")).reason


def test_what_would_take_minutes_is_refused(write: Callable[..., Path], refused: Callable[[Path], Refusal]) -> None:
    assert "more than 2 MiB" in refused(write("a.md", b"| a " * 600_000)).reason


@pytest.mark.timeout(20)
def test_markup_that_is_never_closed_is_read_in_no_time(
    write: Callable[..., Path], refused: Callable[[Path], Refusal]
) -> None:
    assert "no text" in refused(write("a.md", "<div>\n" + "<script" * 100_000)).reason


@given(
    paragraphs=st.lists(
        st.text(st.characters(categories=["L", "Zs", "Po"], codec="utf-8"), min_size=1)
        .map(str.strip)
        .filter(str.isalpha),
        min_size=1,
        max_size=6,
    )
)
def test_plain_paragraphs_stay_what_they_are(paragraphs: list[str]) -> None:
    written = "\n\n".join(paragraphs)
    origin = Origin(input="a.md", stem="a", key=b"a")
    assert read_markdown(written.encode(), origin, SourceOptions(timezone=ZoneInfo("UTC"))).text == written
