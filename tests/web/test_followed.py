import re
import threading
import time
from dataclasses import replace
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from assistant.jobs import Job, Jobs
from assistant.web.followed import Doing, asked_for, followed_html
from index.catalogue import StandingSource

SOURCE = StandingSource(
    name="<b>wire</b>\n# x",
    address="https://wire.example/?a=1&b=<script>",
    every=900,
    added_at="2025-11-20T10:00:00+00:00",
    next_at=1_763_640_000.0,
)
ZONE = ZoneInfo("Europe/Paris")


def test_what_people_and_the_web_wrote_is_escaped() -> None:
    report = {"added": 2, "refused_count": 1, "refused": [{"input": "<i>in</i>", "reason": "<u>why</u>"}]}
    html = followed_html([replace(SOURCE, started_at="x", ended_at=SOURCE.added_at, report=report)], [], ZONE)
    assert "&lt;b&gt;wire&lt;/b&gt;&#10;# x" in html
    assert "a=1&amp;b=&lt;script&gt;" in html
    assert "&lt;u&gt;why&lt;/u&gt;" in html
    assert "last read 20 Nov 11:00: 2 added · every 15 minutes, next 20 Nov 13:00" in html
    assert "1 refused, and why" in html
    link = re.search('href="#act-([^"]*)" title="([^"]*)"', html)
    assert link
    assert asked_for(unquote(link[1])) == (Doing.PAUSE, SOURCE.name)
    assert link[2] == "Pause: &lt;b&gt;wire&lt;/b&gt;&#10;# x"
    assert "\n" not in html


def test_each_state_is_told() -> None:
    assert "footnote sources add" in followed_html([], [], ZONE)
    assert "not read yet" in followed_html([SOURCE], [], ZONE)
    paused = followed_html([replace(SOURCE, paused=True)], [], ZONE)
    assert "paused" in paused
    assert ">Go on</a>" in paused
    nothing = {
        "added": 0,
        "refused_count": 30,
        "refused": [{"input": f"{at}.pdf", "reason": "why"} for at in range(30)],
    }
    html = followed_html([replace(SOURCE, ended_at=SOURCE.added_at, report=nothing)], [], ZONE)
    assert "nothing came of it" in html
    assert "and 10 more" in html
    assert "19.pdf" in html
    assert "20.pdf" not in html
    failed = {"error": {"code": "x", "message": "No such host.", "hint": ""}}
    assert "No such host." in followed_html([replace(SOURCE, ended_at=SOURCE.added_at, report=failed)], [], ZONE)


def test_a_job_tells_rate_and_time_left() -> None:
    jobs = Jobs()
    with jobs.begin("wire") as job:
        job.learn_total(lambda stopped: 10)
        job.done = 5
        until = time.monotonic() + 10
        while job.total is None and time.monotonic() < until:
            time.sleep(0.01)
        html = followed_html([], jobs.all(), ZONE)
        own = followed_html([replace(SOURCE, name="wire")], jobs.all(), ZONE)
        assert (own.count("<progress"), own.count("5 of 10 articles"), own.count("#act-stop")) == (1, 1, 0)
        assert job.as_json()["total"] == 10
        job.done = 11  # more came of a name than names told
        assert (job.as_json()["total"], job.as_json()["seconds_left"]) == (None, None)
    assert "5 of 10 articles" in html
    assert "about 1 second left" in html
    assert 'max="10"' in html
    assert "#act-stop%3Awire" in html
    assert jobs.all() == ()


@pytest.mark.parametrize("link", ["", "pause", "pause:", "remove:wire", "PAUSE:wire"])
def test_what_no_link_of_the_list_asks_for_is_nothing(link: str) -> None:
    assert asked_for(link) is None


@pytest.mark.parametrize(
    ("total", "left"),
    [(1_000, "16 minutes"), (10_000, "3 hours"), (100_000, "28 hours"), (50, "40 seconds"), (150, "2 minutes")],
)
def test_time_left_reads_well(total: int, left: str) -> None:
    job = Job(number=1, name="wire", began=time.monotonic() - 10, done=10, total=total, stop=threading.Event())
    assert f"about {left} left" in followed_html([], [job], ZONE)
