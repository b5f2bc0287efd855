"""The packed sources as numbered sentences: what a language model reads, and how a number leads back to its words.

Owns the numbering, the escaping and the cut to a budget. The model cites sentence numbers, so nothing is ever searched
for in what it wrote. Called by `model_drafting`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from assistant.domain import Draft, PackedSource
from index.article import Hit, Span
from index.sentences import split_sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One numbered sentence; `source` is the place of its packed source among all."""

    number: int
    source: int
    hit: Hit
    span: Span

    @property
    def words(self) -> str:
        """The sentence on one line."""
        return " ".join(self.hit.article.text[self.span.start : self.span.end].split())


def number(
    packed: Sequence[PackedSource], hits: Sequence[Hit], *, count_tokens: Callable[[str], int], budget: int
) -> tuple[Sentence, ...]:
    """Number the sentences of the packed sources, in order, until `budget` tokens are used up."""
    by_article = {hit.article.id: hit for hit in reversed(hits)}  # the best hit of each
    made: list[Sentence] = []
    left = budget
    for place, source in enumerate(packed):
        hit = by_article.get(source.article_id)
        if hit is None:
            continue
        left -= count_tokens(_head(place, hit))
        for span in split_sentences(hit.article.text[source.start : source.end]):
            there = Span(start=source.start + span.start, end=source.start + span.end)
            one = Sentence(number=len(made) + 1, source=place, hit=hit, span=there)
            left -= count_tokens(one.words) + 4
            if left < 0:
                return tuple(made)
            made.append(one)
    return tuple(made)


def rendered(sentences: Sequence[Sentence]) -> str:
    """Write them for the model: one line each, below a line that says which article it is.

    Angle brackets and ampersands are escaped, so that no article can close the element it stands in.
    """
    lines: list[str] = []
    last: int | None = None
    for one in sentences:
        if one.source != last:
            lines += [*([] if last is None else ["</article>"]), _head(one.source, one.hit)]
            last = one.source
        lines.append(f"[{one.number}] {escape(one.words, quote=False)}")
    return "\n".join([*lines, *([] if last is None else ["</article>"])])


def _head(place: int, hit: Hit) -> str:
    article = hit.article
    when = "" if article.published is None else f"{article.published:%A, %d %B %Y}"
    told = {"title": article.title, "outlet": article.source, "author": article.author, "published": when}
    attributes = "".join(f' {name}="{escape(" ".join(value.split()))}"' for name, value in told.items() if value)
    return f"<article{attributes}>"


def stretches(cited: Sequence[Sentence]) -> Iterator[tuple[Hit, Span]]:
    """Give the spans of cited sentences, those that follow one another in one source as one."""
    ordered = sorted({one.number: one for one in cited}.values(), key=lambda one: one.number)
    begun: Sentence | None = None
    last: Sentence | None = None
    for one in ordered:
        if begun is not None and last is not None and one.number == last.number + 1 and one.source == last.source:
            last = one
            continue
        if begun is not None and last is not None:
            yield begun.hit, Span(start=begun.span.start, end=last.span.end)
        begun = last = one
    if begun is not None and last is not None:
        yield begun.hit, Span(start=begun.span.start, end=last.span.end)


def paragraphs(drafts: Sequence[Draft]) -> tuple[Hit, ...]:
    """Give the paragraphs that drafts cite, for a model that is to word the same in its own way."""
    made: dict[tuple[str, int], Hit] = {}
    for cited in (one for draft in drafts for one in draft.citations):
        text = cited.hit.article.text
        start = text.rfind("\n\n", 0, cited.span.start) + 2 if "\n\n" in text[: cited.span.start] else 0
        end = text.find("\n\n", cited.span.end)
        end = len(text) if end < 0 else end
        made.setdefault((cited.hit.article.id, start), replace(cited.hit, start=start, end=end))
    return tuple(made.values())
