"""A process that brings articles in until it is killed or its disk is full. Run by `test_survival`.

`python bringing_in.py DIRECTORY BEGIN COUNT [LIMIT]`: one line of JSON per acknowledged article; LIMIT bounds every
file in bytes, as a full disk would. COUNT 0: nothing is brought in, the engines are made anew until the process is
killed. Ends with the error's own exit code and its one line on stderr.
"""

import json
import logging
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from small_corpus import document, opened, words

from index.article import Document
from index.errors import CorpusError
from index.ingest import Progress


def text_of(number: int, turn: int) -> str:
    """Give the text of an article, which holds a word that no other text holds."""
    letters = "".join("abcdefghij"[int(digit)] for digit in f"{number:06}{turn}")
    return f"Unique{letters} opens this. {words(number * 7 + turn, 70)}\n\n{words(number * 7 + turn + 1, 50)}"


def articles(begin: int, count: int) -> Iterator[Document]:
    """Give new articles, and every third one changed right after, and every fifth under other groups."""
    for number in range(begin, begin + count):
        yield document(f"a{number}", text_of(number, 0))
        if number % 3 == 0:
            yield document(f"a{number}", text_of(number, 1))
        if number % 5 == 0:
            yield document(f"a{number}", text_of(number, int(number % 3 == 0)), groups=frozenset({"desk"}))


def main() -> int:
    """Bring them in and say so."""
    root, begin, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    if len(sys.argv) > 4:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))

    logging.getLogger().addHandler(logging.NullHandler())  # as on the command line: the log is not the person's

    def told(progress: Progress) -> None:
        sys.stdout.write(json.dumps({"id": progress.article_id, "outcome": progress.outcome}) + "\n")
        sys.stdout.flush()

    try:
        with opened(root) as one:
            if count:
                one.ingest.run(articles(begin, count), progress=told)
            while not count:
                sys.stdout.write("{}\n")
                sys.stdout.flush()
                one.corpus.rebuild()
    except CorpusError as error:
        sys.stderr.write(f"{error.message} {error.hint}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
