"""Proved sentences as markup: the text as it was written, each sentence with what the articles say to it.

Owns that markup. Everything in it is escaped; links lead to our own article pages only. Shown by `chat.proving`.
"""

from collections.abc import Sequence

from assistant.domain import Citation
from assistant.proofing import Proof, summary
from assistant.web import wording
from assistant.web.escaping import escaped, in_attribute
from assistant.web.render import Surface

_CLASSES = {"supported": "fn-supported", "contradicted": "fn-contradicted", "not found": "fn-unfound"}
_LABELS = {"supported": "Supported", "contradicted": "Contradicted", "not found": "Not found"}
_TAGS = {"gone": "del", "new": "ins"}


def proofs_html(proofs: Sequence[Proof], surface: Surface, *, finished: bool) -> str:
    """Write what is proved so far, and a line that counts the findings."""
    counts = ", ".join(f"{count} {finding}" for finding, count in summary(proofs).items())
    said = f"{counts}." if finished else f"Checking… {counts}."
    items = "".join(_proof_html(proof, surface) for proof in proofs)
    return f'<div class="fn-proofs"><p class="fn-status" role="status">{escaped(said)}</p><ol>{items}</ol></div>'


def _proof_html(proof: Proof, surface: Surface) -> str:
    rows = [f'<div class="fn-proved"><bdi>{escaped(" ".join(proof.text.split()))}</bdi></div>']
    if proof.differences:
        words = "".join(_piece_html(piece.change, piece.text) for piece in proof.differences)
        rows.append(f'<div class="fn-differs"><bdi>{words}</bdi></div>')
    if proof.reason:
        rows.append(f'<div class="fn-reason">{escaped(proof.reason)}</div>')
    rows += [_citation_html(citation, surface) for citation in proof.citations]
    label = f'<div class="fn-finding">{_LABELS[proof.finding]}</div>'
    return f'<li class="{_CLASSES[proof.finding]}">{label}{"".join(rows)}</li>'


def _piece_html(change: str, words: str) -> str:
    tag = _TAGS.get(change)
    shown = escaped(words)
    return f"<{tag}>{shown}</{tag}>" if tag else shown


def _citation_html(citation: Citation, surface: Surface) -> str:
    line = wording.source_line(citation, surface.timezone)
    title = wording.titled(citation.title)
    link = surface.base + citation.link if citation.link.startswith("/articles/") else "#"
    quoted = escaped(" ".join(citation.quote.split()))
    return (
        f'<div class="fn-ground"><bdi>{quoted}</bdi> '
        f'<a class="fn-open" href="{in_attribute(link)}"><bdi>{escaped(title)}</bdi></a>'
        f'<span class="fn-meta">{escaped(line)}</span></div>'
    )
