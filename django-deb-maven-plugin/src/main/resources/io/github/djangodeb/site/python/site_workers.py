"""Tells the workers of a slot to take no further task, or to take tasks again.

usage: python -m site_workers pause|resume SLOT [QUEUES]

QUEUES are those that the workers were started with, with commas between; empty for those of the
application. Exit code 0 if they have done so, 3 if they do not answer.
"""

import socket
import sys

from site_celery import app, node

#: Seconds to wait for an answer. A worker answers between two tasks of its own loop, at once.
_LIMIT = 5

NO_ANSWER = 3


def _queues(target):
    answers = app.control.inspect([target], timeout=_LIMIT, limit=1).active_queues() or {}
    return [queue["name"] for queue in answers.get(target, [])]


def _tell(target, action, queue):
    """Whether the workers say that they have done it."""
    replies = app.control.broadcast(action, arguments={"queue": queue}, destination=[target],
                                    reply=True, timeout=_LIMIT, limit=1)
    return any("ok" in reply.get(target, {}) for reply in replies or [])


def main(action, slot, started_with=""):
    """Tells them, queue by queue."""
    target = f"{node(slot)}@{socket.gethostname()}"
    if action == "pause":
        queues = _queues(target)
        told = bool(queues) and all(_tell(target, "cancel_consumer", name) for name in queues)
    else:
        # All of them: those that were paused may be fewer, if that was interrupted.
        names = started_with.split(",") if started_with else list(app.amqp.queues)
        told = all(_tell(target, "add_consumer", name) for name in names)
    return 0 if told else NO_ANSWER


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
