import time
from dataclasses import replace
from zoneinfo import ZoneInfo

from assistant.jobs import Jobs
from assistant.web.followed import followed_html
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
    assert "20 Nov 11:00: 2 added, 1 refused · next 20 Nov 13:00" in html
    assert "\n" not in html


def test_each_state_is_told() -> None:
    assert "footnote sources add" in followed_html([], [], ZONE)
    assert "not read yet" in followed_html([SOURCE], [], ZONE)
    assert "paused" in followed_html([replace(SOURCE, paused=True)], [], ZONE)
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
        assert job.as_json()["total"] == 10
        job.done = 11  # more came of a name than names told
        assert (job.as_json()["total"], job.as_json()["seconds_left"]) == (None, None)
    assert "Reading wire: 5 of 10 articles" in html
    assert "left" in html
    assert jobs.all() == ()
