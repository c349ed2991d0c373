"""Commands of this machine, with the end of what they said in every failure."""
import subprocess
import time
from dataclasses import dataclass

TAIL = 40


@dataclass(frozen=True)
class Outcome:
    """How a command ended; output and errors are one text, as a terminal would show them."""

    command: tuple
    status: int
    text: str

    def tail(self, lines=TAIL):
        return '\n'.join(self.text.splitlines()[-lines:])


class CommandFailed(AssertionError):
    """A command ended with another status than it should."""

    def __init__(self, outcome):
        super().__init__(f'{" ".join(outcome.command)}\n'
                         f'ended with {outcome.status}:\n{outcome.tail()}')
        self.outcome = outcome


def run(command, check=True, stdin='', timeout=600, **options):
    """Run a command to its end and return its Outcome; with check, only status 0 is good."""
    command = tuple(str(part) for part in command)
    done = subprocess.run(command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors='replace', timeout=timeout, check=False, **options)
    outcome = Outcome(command, done.returncode, done.stdout)
    if check and outcome.status != 0:
        raise CommandFailed(outcome)
    return outcome


def wait_for(condition, seconds=90):
    """Wait for something that happens by itself; returns what the condition gave at last."""
    deadline = time.monotonic() + seconds
    while not (given := condition()):
        assert time.monotonic() < deadline, f'not true after {seconds} s'
        time.sleep(0.2)
    return given
