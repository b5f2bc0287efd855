"""What reaches the two streams: harmless, plain where nobody looks, silent where that is wanted."""

import io
import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.terminal import Line, Terminal, harmless, sentences


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def on_screens(monkeypatch: pytest.MonkeyPatch) -> tuple[Screen, Screen]:
    """Put two terminals in place of the streams (from the test itself: pytest sets its own before each phase)."""
    out, err = Screen(), Screen()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return out, err


HOSTILE = "before\x1b[2J\x1b]0;title\x07after \u202eright to left\u2066 \x9b31m [bold]not bold[/bold] :bee:"


@given(st.text())
def test_nothing_a_terminal_would_obey_is_left(text: str) -> None:
    shown = harmless(text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert harmless(shown) == shown


def test_letters_of_every_script_stay() -> None:
    text = "Ελλάδα 中文 ع 🐝\u200d❤️ é e\u0301\tx\ny"
    assert harmless(text) == text


def test_lines_are_plain_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(as_json=False, quiet=False)
    terminal.show([Line("long " * 60, 4, "bold red"), Line(HOSTILE)])
    first, second = capsys.readouterr().out.splitlines()
    assert first == "    " + "long " * 60
    assert "[bold]not bold[/bold] :bee:" in second
    assert "\x1b" not in first + second


def test_lines_are_wrapped_and_coloured_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    screens = on_screens(monkeypatch)
    Terminal(as_json=False, quiet=False).show([Line("long " * 30, 4, "bold red"), Line(HOSTILE)])
    shown = screens[0].getvalue()
    assert "\x1b[1;31m" in shown
    assert "\x1b[2J" not in shown
    assert "\x1b]0" not in shown
    assert "[bold]not bold[/bold] :bee:" in " ".join(shown.split())
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert all(len(line) <= 40 for line in plain.splitlines())
    assert plain.startswith("    long long")


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    screens = on_screens(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    Terminal(as_json=False, quiet=False).show([Line("red", 0, "red")])
    assert "\x1b[31m" not in screens[0].getvalue()


def test_json_is_one_line_of_utf_8(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(as_json=True, quiet=False).json({"text": "a\nb “c” 🐝"})
    out = capsys.readouterr().out
    assert out == '{"text": "a\\nb “c” 🐝"}\n'


def test_an_error_is_one_line_for_people_and_an_object_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(as_json=True, quiet=True).complain("Two\nlines.", "Do\x1b[2Jthis.", code="c")
    said = capsys.readouterr()
    assert said.err == "footnote: Two lines. Do\ufffd[2Jthis.\n"
    assert json.loads(said.out) == {"error": {"code": "c", "message": "Two\nlines.", "hint": "Do\x1b[2Jthis."}}


def test_a_message_without_a_full_stop_does_not_run_into_its_hint() -> None:
    assert sentences("no such file: a.txt", "check the spelling") == "no such file: a.txt. check the spelling"
    assert sentences("Is it there?", "Look.") == "Is it there? Look."
    assert sentences("It is full", "") == "It is full"
    assert sentences("", "Look.") == "Look."


@pytest.mark.parametrize("quiet", [True, False])
def test_progress_is_for_whoever_watches(monkeypatch: pytest.MonkeyPatch, quiet: bool) -> None:
    screens = on_screens(monkeypatch)
    terminal = Terminal(as_json=False, quiet=quiet)
    terminal.say("a remark")
    with terminal.progress("Working") as advance:
        advance(1, 3, "one\x1b[2J.txt")
    with terminal.waiting("Searching") as wait:
        wait(0, None, "Reading")
    out, err = screens
    assert out.getvalue() == ""
    assert (err.getvalue() == "") is quiet
    assert "\x1b[2J" not in err.getvalue()


def test_progress_says_nothing_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(as_json=False, quiet=False)
    with terminal.progress("Working") as advance:
        advance(1, 3, "one")
    with terminal.waiting("Searching") as wait:
        wait(0, None, "Reading")
    assert capsys.readouterr() == ("", "")
