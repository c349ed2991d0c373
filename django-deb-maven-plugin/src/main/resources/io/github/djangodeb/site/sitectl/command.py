"""Runs other programs: an argument list, a time limit, no shell, and no child left behind."""

import os
import signal
import subprocess

from .errors import SiteError

#: Seconds that an ordinary helper may take.
DEFAULT_TIMEOUT = 30

#: Exit status of a program that does not exist, as in a shell.
NOT_FOUND = 127

#: Exit status of a program that was ended because its time was over, as timeout(1) has it.
TIMED_OUT = 124

#: Seconds for a program whose time is over to end by itself, and then to be gone.
_GRACE = 5


class Outcome:
    """How a program ended, and what it wrote."""

    def __init__(self, status, stdout, stderr):
        self.status = status
        self.stdout = stdout
        self.stderr = stderr

    @property
    def ok(self):
        """Whether the program ended with status 0."""
        return self.status == 0

    @property
    def text(self):
        """All that it wrote, for a message."""
        return "\n".join(part.strip() for part in (self.stderr, self.stdout) if part.strip())


def run(arguments, stdin=None, timeout=DEFAULT_TIMEOUT, env=None, source=None, target=None):
    """Runs a program and waits about ``timeout`` seconds at most. Never raises for what it does.

    The program gets its own session, so that at the end of its time all of its children end too.
    What it has put into another one (``su`` does, for rabbitmqctl) it is given time to end itself;
    if it does not, that is left alone, and not waited for.

    :param source: an open file that it reads, in place of a text
    :param target: an open file that it writes to, which the outcome then does not have
    """
    environment = dict(os.environ if env is None else env, LC_ALL="C.UTF-8")
    try:
        process = subprocess.Popen(
            arguments,
            stdin=source or (subprocess.DEVNULL if stdin is None else subprocess.PIPE),
            stdout=target or subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            cwd="/",
            start_new_session=True,
        )
    except (FileNotFoundError, PermissionError) as problem:
        return Outcome(NOT_FOUND, "", f"{arguments[0]}: {problem.strerror}")
    try:
        stdout, stderr = process.communicate(stdin, timeout=timeout)
        return Outcome(process.returncode, stdout or "", stderr)
    except subprocess.TimeoutExpired:
        stdout, stderr = _end(process)
        return Outcome(TIMED_OUT, stdout, f"{stderr}\n(no answer within {timeout:g} s)")
    except BaseException:
        _signal(process, signal.SIGKILL)
        process.wait()
        raise


def _end(process):
    """Ends it, gently first; returns what it has written until then, or at least until its end."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal(process, number)
        try:
            stdout, stderr = process.communicate(timeout=_GRACE)
            return stdout or "", stderr
        except subprocess.TimeoutExpired as problem:
            written = [_text(problem.stdout), _text(problem.stderr)]
    # Something that is not in its session holds the pipes.
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    process.poll()
    return written


def _text(written):
    """What a program that did not end has written is there as bytes."""
    return (written or b"").decode("utf-8", "replace")


def _signal(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass  # It ended by itself meanwhile, which is what was wanted.


def become(arguments):
    """Hands this process over to a program on the same terminal; it does not return.

    :raises SiteError: if there is no such program
    """
    for number in (signal.SIGHUP, signal.SIGPIPE):
        # This tool and Python ignore them, and that would be inherited: a closed terminal or
        # reader has to end the program.
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvp(arguments[0], arguments)
    except (FileNotFoundError, PermissionError) as problem:
        raise SiteError(f"{arguments[0]} cannot be run: {problem.strerror}.") from None


def require(arguments, purpose, stdin=None, timeout=DEFAULT_TIMEOUT):
    """Runs a program that must succeed.

    :raises SiteError: with the purpose and what the program wrote
    """
    outcome = run(arguments, stdin, timeout)
    if not outcome.ok:
        raise SiteError(
            f"{purpose} failed: {arguments[0]} ended with status {outcome.status}:\n{outcome.text}"
        )
    return outcome
