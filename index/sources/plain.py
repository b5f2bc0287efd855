"""Plain text: `.txt` files, and pages served as text.

Called by `opening` (files, archive members) and `pages`. The title comes from front matter only.
"""

import hashlib

from index.article import Document
from index.sources.decoding import decode
from index.sources.front_matter import split_front_matter
from index.sources.reading import Origin, SourceOptions
from index.sources.recording import as_document


def read_text(raw: bytes, origin: Origin, options: SourceOptions) -> Document:
    """Read a `.txt` article with the front matter it may have."""
    headed = split_front_matter(decode(raw), options.timezone)
    return as_document(headed.body, headed.says, origin, hashlib.sha256(raw).hexdigest(), options)
