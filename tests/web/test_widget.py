"""The script that a page embeds: small, pinned by its hash, served to every page and cached."""

import base64
import gzip
import hashlib
from collections.abc import Iterator

import httpx
import pytest
from widget_pages import serving_widget

from assistant.web.widget import bundle

LARGEST = 20 * 1024


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving_widget(tmp_path_factory.mktemp("data")) as (address, _):
        yield address


def test_it_is_small_and_pinned() -> None:
    made = bundle()
    assert len(made.compressed) < LARGEST
    assert gzip.decompress(made.compressed) == made.script
    assert made.integrity == "sha384-" + base64.b64encode(hashlib.sha384(made.script).digest()).decode()
    assert bundle() == made


def test_the_script_is_served_for_every_page_and_cached_by_its_hash(address: str) -> None:
    whole = httpx.get(f"{address}/widget.js", headers={"Accept-Encoding": "gzip"})
    assert whole.content == bundle().script
    assert whole.headers["access-control-allow-origin"] == "*"
    assert whole.headers["content-encoding"] == "gzip"
    again = httpx.get(f"{address}/widget.js", headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert httpx.get(f"{address}/widget.js", headers={"Accept-Encoding": ""}).content == bundle().script
