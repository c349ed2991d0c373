"""A queue that the site has left, for another kind of server or another address.

Tasks that wait there are not moved. Workers that are still there end there, as nobody can tell them
anything through the new one; and when others serve, people are told what was left.

In the state, ``queue`` has ``kind`` and ``address`` of the one that the site was switched to last;
the address is a digest, without user and password, as these may change while the queue stays.
"""

import os
import re

from . import advice, command, releases, secretfiles, systemd
from . import state as state_file
from .files import read_text
from .output import say, warn

#: Seconds to count the tasks that wait, and to stop a daemon that is given up.
_LIMIT = 30

#: Queues that Celery makes for talk among workers.
_TALK = re.compile(r"celeryev\.|.*\.celery\.pidbox$")

#: User and password of an address, or of each in a list.
_USER = re.compile(r"(?<=://)[^/?#;,]*@")

#: Counts what waits in Redis: each queue is a list.
_COUNT = ("local n = 0 for _, key in ipairs(redis.call('keys', '*')) do"
          " if redis.call('type', key).ok == 'list' then n = n + redis.call('llen', key) end end"
          " return n")


def has_moved(site):
    """Whether the workers that serve are at another queue than those that are about to."""
    state = state_file.load(site)
    return "kind" in state.queue and not _is_noted(state.queue, _place(site, state))


def leave(site, state):
    """Once a release serves that is at another queue: tells what the former one keeps.

    It may be called again, and does the rest then. What counts is the release that serves, not the
    installed one, which may have another kind of queue and not have come up.
    """
    place = _place(site, state)
    if _is_noted(state.queue, place):
        return
    former = state.queue.get("kind", "off")
    if former != "off":
        _tell_rest(site, former)
    daemon = f"{site.unit}-queue.service"
    wanted = "redis" in (place["kind"], site.queue)  # The installed one's goes with its target.
    if not wanted and systemd.is_running() and systemd.is_active(daemon):
        systemd.stop(daemon, systemd.patience(systemd.stop_seconds(daemon)))
        say(f"{daemon} stopped, as the queue is elsewhere now")
    state.queue.update(place)
    state.save()


def _place(site, state):
    """The queue of the release that serves or, in a switch, is about to."""
    release = (state.journal or {}).get("release") or state.live_release
    kind = (release and releases.load(site, release) or site).queue
    address = ""
    if kind == "external":
        text = read_text(os.path.join(secretfiles.folder(site), "broker_url")) or ""
        address = secretfiles.digest(site, _USER.sub("", text.strip()))
    return {"kind": kind, "address": address}


def _is_noted(noted, place):
    return all(noted.get(key) == value for key, value in place.items())


def _tell_rest(site, kind):
    count, where = _rest(site, kind)
    if count == 0:
        return
    then = " until they are; then go on to this one again"
    tasks = {None: "Tasks that wait", 1: "One task waits"}.get(count, f"{count} tasks wait")
    if kind == "external":
        path = os.path.join(secretfiles.folder(site), "broker_url")
        how = f"put that address back into {path} (and a package with queue=external){then}"
    elif kind == site.queue:
        how = (f"go on to the installed release, which has that queue"
               f" ({advice.set_up_again(site)})")
    else:
        how = f"install a version of {site.package} with that queue{then}"
    warn(f"the queue has moved. {tasks} {where}, and no worker of this site takes tasks from there"
         f" any more. To have them done, {how}.")


def _rest(site, kind):
    """How many tasks wait in the former queue, or None if nobody tells; and where they are."""
    if kind == "rabbitmq":
        return _count_rabbitmq(site.user), f"in RabbitMQ's virtual host {site.user}"
    if kind == "redis":
        return _count_redis(site), f"in the site's own Redis (its data stay in {_data(site)})"
    return None, "at the address before"


def _data(site):
    return site.below_var("queue")


def _count_rabbitmq(vhost):
    outcome = command.run(["rabbitmqctl", "--quiet", "list_queues", "-p", vhost, "name",
                           "messages", "--no-table-headers"], timeout=_LIMIT)
    if not outcome.ok:
        return None
    rows = [line.rsplit("\t", 1) for line in outcome.stdout.splitlines()]
    return sum(int(row[1]) for row in rows
               if len(row) == 2 and row[1].isdigit() and not _TALK.match(row[0]))


def _count_redis(site):
    outcome = command.run(["redis-cli", "-s", f"/run/{site.unit}-queue/redis.sock", "EVAL", _COUNT,
                           "0"], timeout=_LIMIT)
    text = outcome.stdout.strip()
    return int(text) if outcome.ok and text.isdigit() else None
