"""One owner, told apart from dead, silent, foreign and slow ones; its socket under every kind of caller."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import threading
import time
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from index.data_directory import DataDirectory
from index.errors import CorpusError, DataDirectoryBusy, DataDirectoryUnusable
from index.owner import DataLock, OwnerServer, call_owner, describe_owner

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def directory(tmp_path):
    made = DataDirectory(root=tmp_path / "data")
    made.prepare()
    return made


def echo(request, emit):
    for number in range(int(request.get("events", 0))):
        emit({"number": number})
    if request.get("raise"):
        raise ValueError("secret details")
    if request.get("unwritable"):
        return {"object": object()}
    return {"pid": os.getpid(), "echo": request.get("text")}


@pytest.fixture
def owner(directory):
    with DataLock(directory):
        server = OwnerServer(directory, echo, about={"url": "http://127.0.0.1:7860"})
        yield server
        server.close()


def call(directory, **request):
    events = []
    return call_owner(directory, request, events.append), events


# --- other processes -------------------------------------------------------------------------------------------------

OWNER = """
import os, sys, time
from pathlib import Path
from index.data_directory import DataDirectory
from index.errors import DataDirectoryBusy
from index.owner import DataLock, OwnerServer
directory = DataDirectory(root=Path(sys.argv[1]))
"""
SERVING = """
def handler(request, emit):
    emit({"begun": os.getpid()})
    if request.get("die"):
        os.kill(os.getpid(), 9)
    time.sleep(request.get("seconds", 0))
    return {"pid": os.getpid()}
lock = DataLock(directory)
lock.take(patience=20)
server = OwnerServer(directory, handler, about={})
print("owning", flush=True)
sys.stdin.read()
server.close()
lock.release()
"""


def run(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", OWNER + textwrap.dedent(script), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )


def end(process):
    process.kill()
    process.communicate()


@pytest.fixture
def other(directory):
    process = run(SERVING, directory.root)
    assert process.stdout.readline() == "owning\n"
    yield process
    end(process)


def test_a_second_process_does_not_get_in_but_is_served(directory, other):
    began = time.monotonic()
    with pytest.raises(DataDirectoryBusy, match=str(other.pid)) as caught:
        DataLock(directory).take(patience=0.3)
    assert time.monotonic() - began >= 0.3
    assert caught.value.retryable
    assert call(directory) == ({"pid": other.pid}, [{"begun": other.pid}])


def test_the_right_dies_with_a_killed_owner(directory, other):
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    assert describe_owner(directory) is not None, "its description is stale now"
    assert call(directory)[0] is None
    with DataLock(directory):
        assert describe_owner(directory) is None
        server = OwnerServer(directory, echo, about={})
        assert call(directory, text="hello")[0] == {"pid": os.getpid(), "echo": "hello"}
        server.close()


def test_an_owner_that_dies_in_the_middle_is_said_to_have(directory, other):
    with pytest.raises(DataDirectoryBusy, match="ended in the middle"):
        call(directory, die=True)


def test_a_suspended_owner_keeps_nobody_waiting_for_ever(directory, other, monkeypatch):
    monkeypatch.setattr("index.owner.GREETING_SECONDS", 0.3)
    os.kill(other.pid, signal.SIGSTOP)
    try:
        assert call(directory)[0] is None
    finally:
        os.kill(other.pid, signal.SIGCONT)
    assert call(directory)[0] == {"pid": other.pid}


def test_of_two_that_race_one_becomes_the_owner_and_the_other_when_it_ends(directory):
    racing = """
    lock = DataLock(directory)
    try:
        lock.take()
    except DataDirectoryBusy:
        print("busy", flush=True)
        lock.take(patience=20)
    print("owning", flush=True)
    sys.stdin.readline()
    lock.release()
    """
    racers = [run(racing, directory.root) for _ in range(3)]
    try:
        firsts = [racer.stdout.readline().strip() for racer in racers]
        assert sorted(firsts) == ["busy", "busy", "owning"]
        order = [firsts.index("owning")]
        waiting = [at for at in range(3) if at != order[0]]
        racers[order[0]].stdin.write("\n")
        racers[order[0]].stdin.flush()
        racers[order[0]].wait(timeout=20)
        # Only now one of the others comes in; the last one when that one is killed.
        for at in waiting:
            racers[at].stdin.close()
        for at in waiting:
            assert racers[at].stdout.readline().strip() == "owning"
            racers[at].wait(timeout=20)
    finally:
        for racer in racers:
            racer.kill()
            racer.wait()
            racer.stdout.close()
            if not racer.stdin.closed:
                racer.stdin.close()


# --- the lock --------------------------------------------------------------------------------------------------------


def test_one_process_is_no_exception(directory):
    with DataLock(directory), pytest.raises(DataDirectoryBusy):
        DataLock(directory).take()
    with DataLock(directory) as again:
        again.release()
        again.release()
        with DataLock(directory):
            pass


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "{}", '{"pid": {}}', '{"key": "zz", "address": 3}', "\ud800"]
)
def test_a_description_that_makes_no_sense_harms_nobody(directory, content):
    directory.owner.write_bytes(content.encode(errors="surrogatepass"))
    assert call(directory)[0] is None
    with DataLock(directory):
        directory.owner.write_bytes(content.encode(errors="surrogatepass"))
        with pytest.raises(DataDirectoryBusy):
            DataLock(directory).take()


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(30, "Read-only file system")])
def test_a_lock_file_that_cannot_be_made(directory, monkeypatch, error):
    def refuse(*args, **named):
        raise error

    monkeypatch.setattr("index.owner.FileLock.acquire", refuse)
    with pytest.raises(DataDirectoryUnusable, match=error.strerror) as caught:
        DataLock(directory).take()
    assert caught.value.hint


# --- the socket ------------------------------------------------------------------------------------------------------


def test_only_its_user_can_learn_the_key(directory, owner):
    assert stat.S_IMODE(directory.owner.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.root.stat().st_mode) == 0o700
    described = describe_owner(directory)
    assert described["pid"] == os.getpid()
    assert described["url"] == "http://127.0.0.1:7860"


def test_the_wrong_key_opens_nothing(directory, owner):
    true = describe_owner(directory)
    directory.owner.write_text(json.dumps({**true, "key": "00" * 32}))
    assert call(directory, text="x")[0] is None
    directory.owner.write_text(json.dumps(true))
    assert call(directory, text="x")[0]["echo"] == "x"


def test_somebody_who_only_answers_the_phone_gets_no_request(directory):
    """A stranger listens at a stale address: it must prove that it has the key before it is told anything."""
    heard = []
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(directory.root / "stranger"))
    listener.listen()

    def listen():
        connection, _ = listener.accept()
        with connection:
            message = b"#CHALLENGE#" + b"x" * 20
            connection.sendall(len(message).to_bytes(4, "big") + message)
            connection.recv(1000)
            connection.sendall((9).to_bytes(4, "big") + b"#WELCOME#")
            heard.append(connection.recv(1000))  # its turn to be challenged
            connection.sendall((16).to_bytes(4, "big") + b"0" * 16)
            heard.append(connection.recv(1000))

    thread = threading.Thread(target=listen)
    thread.start()
    described = {"pid": 1, "address": str(directory.root / "stranger"), "key": "11" * 32}
    directory.owner.write_text(json.dumps(described))
    assert call(directory, text="confidential")[0] is None
    thread.join(timeout=20)
    listener.close()
    assert heard
    assert not any(b"confidential" in one for one in heard)


def test_one_who_connects_and_says_nothing_keeps_nobody_waiting(directory, owner):
    silent = [Client(describe_owner(directory)["address"]) for _ in range(5)]
    began = time.monotonic()
    assert call(directory, text="x")[0]["echo"] == "x"
    assert time.monotonic() - began < 5
    for one in silent:
        one.close()
    assert call(directory, text="y")[0]["echo"] == "y"


def test_garbage_instead_of_a_greeting(directory, owner):
    for garbage in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 100, (2**31 - 1).to_bytes(4, "big")):
        with socket.socket(socket.AF_UNIX) as raw:
            raw.connect(describe_owner(directory)["address"])
            raw.sendall(garbage)
    assert call(directory, text="x")[0]["echo"] == "x"


@pytest.mark.parametrize("trouble", ["raise", "unwritable"])
def test_a_handler_that_fails_is_told_without_its_details(directory, owner, trouble):
    with pytest.raises(CorpusError, match="Error") as caught:
        call(directory, **{trouble: True})
    assert "secret" not in caught.value.message
    assert call(directory, text="x")[0]["echo"] == "x"


def test_messages_of_many_megabytes_both_ways(directory, owner):
    text = "ü🙂" * 5_000_000
    result, events = call(directory, text=text, events=3)
    assert result["echo"] == text
    assert events == [{"number": 0}, {"number": 1}, {"number": 2}]


def test_a_message_that_is_too_large_ends_its_own_connection_only(directory, owner, monkeypatch):
    monkeypatch.setattr("index.owner.LARGEST_MESSAGE", 1000)
    with pytest.raises(DataDirectoryBusy):
        call(directory, text="x" * 2000)
    assert call(directory, text="x")[0]["echo"] == "x"


def test_many_callers_at_once(directory, owner):
    results = []

    def ask(number):
        results.append(call(directory, text=str(number), events=20)[0]["echo"])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(results, key=int) == [str(number) for number in range(40)]


def test_what_the_callers_own_end_raises_is_not_blamed_on_the_owner(directory, owner):
    def broken_pipe(event):
        raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        call_owner(directory, {"events": 1}, broken_pipe)
    assert call(directory, text="x")[0]["echo"] == "x"


def test_a_caller_who_goes_away_costs_the_owner_nothing(directory, other):
    calling = """
from index.owner import call_owner
call_owner(directory, {"seconds": 0.3}, lambda event: print("begun", flush=True))
"""
    caller = run(calling, directory.root)
    assert caller.stdout.readline() == "begun\n"
    end(caller)
    time.sleep(0.5)
    assert call(directory)[0] == {"pid": other.pid}


def test_closing_leaves_nothing_and_ends_at_once(directory):
    server = OwnerServer(directory, echo, about={})
    address = describe_owner(directory)["address"]
    assert Path(address).parent == directory.root, "not in /tmp, which a service may have of its own"
    began = time.monotonic()
    server.close()
    server.close()
    assert time.monotonic() - began < 2
    assert describe_owner(directory) is None
    assert not Path(address).exists()
    assert call(directory)[0] is None


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path):
    directory = DataDirectory(root=tmp_path / ("d" * 120))
    directory.prepare()
    server = OwnerServer(directory, echo, about={})
    assert call(directory, text="x")[0]["echo"] == "x"
    server.close()


def test_the_socket_of_one_that_was_killed_is_replaced(directory):
    directory.socket.write_text("left over")
    server = OwnerServer(directory, echo, about={})
    assert call(directory, text="x")[0]["echo"] == "x"
    server.close()


def test_no_room_to_describe_itself(directory, monkeypatch):
    def full(*args, **named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.owner.os.open", full)
    with pytest.raises(DataDirectoryUnusable, match="No space left"):
        OwnerServer(directory, echo, about={})
