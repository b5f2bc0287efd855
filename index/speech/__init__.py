"""Who said what: direct, mixed and reported speech with its cue and its speaker.

Owns everything from an article's canonical text to `Quote` records, and spaCy. Storage and search of quotes are the
catalogue's. Called by `index.ingest`.

    masking -> parsing -> reported (complements), direct -> evidence, weights -> records (cast, people) -> Quote
"""

from index.speech.reader import SpeechReader

__all__ = ["SpeechReader"]
