"""A data directory of every schema there was is opened, brought up to date, and holds what it held.

`stored/version-N.sqlite3.gz` are catalogues written by the program of that version: never made again, only added to.
Each holds `toll` in two revisions with a quotation, `secret` for staff, and `copy` with the same text for everybody.
"""

import gzip
import re
from pathlib import Path

import pytest
from small_corpus import OneSpeaker, document, everything, opened, reader, words

from index.catalogue.schema import SCHEMA_VERSION
from index.check import check

STORED = sorted((Path(__file__).parent / "stored").glob("version-*.sqlite3.gz"))


def version(path):
    return int(re.search(r"version-(\d+)", path.name)[1])


def test_the_first_version_is_stored():
    assert 1 in map(version, STORED)


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name.partition(".")[0])
def test_it_is_upgraded_and_whole(stored, tmp_path):
    assert version(stored) <= SCHEMA_VERSION
    (tmp_path / "catalogue.sqlite3").write_bytes(gzip.decompress(stored.read_bytes()))
    with opened(tmp_path, speech=OneSpeaker()) as one:
        catalogue = one.corpus.catalogue
        toll = catalogue.article("toll", everything())
        assert (toll.source, toll.author, str(toll.published), toll.metadata) == (
            "Quay Gazette", "Ines Okafor", "2025-10-03", {"desk": "harbour"},
        )  # fmt: skip
        assert "Seven" in toll.text
        assert "Six" in catalogue.article("toll", everything(), revision=toll.revisions[0]).text
        assert [(quote.text, quote.speaker.name) for quote in catalogue.quotes_of(toll)] == [
            ("“Seven people died,”", "Vell")
        ]
        assert set(one.found(words(1, 60), scope=reader())) == {"copy", "toll"}
        assert catalogue.count(reader("staff")) == 3
        assert one.embeddings.embedded == []
        assert check(one.corpus) == ()
        one.put(document("new", words(9, 60), title="New"))
        one.corpus.catalogue.remove(["secret"])
        one.corpus.settle()
        assert check(one.corpus) == ()
