"""How other programs are run: in time, and with nothing left of them."""

import os
import signal
import time

import pytest
from sitectl import command

#: Seconds that nothing here may take; what is run would go on for longer.
LIMIT = 20


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    """Programs are given little time to end."""
    monkeypatch.setattr(command, "_GRACE", 0.5)


def run(script, *words):
    """The outcome of a shell script that does not end by itself, and the processes it named."""
    begun = time.monotonic()
    outcome = command.run(["sh", "-c", script, "sh", *words], timeout=0.5)
    assert time.monotonic() - begun < LIMIT
    assert outcome.status == command.TIMED_OUT
    assert outcome.stderr.endswith("\n(no answer within 0.5 s)")
    return outcome, [int(word) for word in outcome.stdout.split() if word.isdigit()]


def is_gone(pid):
    """Whether a process has ended, which init may not have noted yet."""
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            return True
    return False


def test_run_when_a_child_has_a_session_of_its_own_then_is_not_waited_for():
    outcome, (pid,) = run("echo its words >&2; setsid sleep 600 & echo $!; wait")
    try:
        assert outcome.stderr.startswith("its words\n")
        assert not outcome.ok
    finally:
        os.kill(pid, signal.SIGKILL)


def test_run_when_the_program_can_end_such_a_child_then_it_is_asked_to():
    _, (pid,) = run("trap 'kill $!; exit 1' TERM; setsid sleep 600 & echo $!; wait")
    assert is_gone(pid)


def test_run_when_the_program_does_not_listen_then_all_of_it_is_killed():
    _, pids = run("trap '' TERM; sleep 600 & echo $! $$; wait")
    assert len(pids) == 2 and all(is_gone(pid) for pid in pids)


def test_run_when_output_goes_to_a_file_then_what_is_there_stays(tmp_path):
    with open(tmp_path / "target", "wb") as target:
        outcome = command.run(["sh", "-c", "echo one; setsid sleep 600 & echo $! >&2; wait"],
                              timeout=0.5, target=target)
    os.kill(int(outcome.stderr.split()[0]), signal.SIGKILL)
    assert (outcome.status, outcome.stdout) == (command.TIMED_OUT, "")
    assert (tmp_path / "target").read_text() == "one\n"
