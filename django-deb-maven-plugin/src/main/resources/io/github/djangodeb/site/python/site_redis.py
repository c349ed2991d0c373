"""Has tasks given out again that nobody works on since the site's own Redis was restarted.

A worker takes some tasks ahead of those that it runs. When the connection breaks it forgets them,
and Celery gives them out again after an hour only (its visibility_timeout), as somebody could still
work on them. Here that is known: whoever got a task before Redis made its socket is not connected
any more.
"""

import logging
import os
from urllib.parse import urlsplit

from celery import VERSION, bootsteps
from celery.exceptions import WorkerShutdown

#: The first Celery that takes tasks after a second connection to Redis (its issue 8030).
_MENDED = (5, 3)

#: An exit status after which systemd starts the workers again.
_FAILED = 1

_log = logging.getLogger(__name__)


class GiveBack(bootsteps.StartStopStep):
    """A step of each connection that a worker makes, the first one included."""

    requires = {"celery.worker.consumer.connection:Connection"}
    _connected = False

    def start(self, consumer):
        """Gives them back before the worker takes anything.

        :raises WorkerShutdown: if this Celery would never take a task again; systemd starts it anew
        """
        address = urlsplit(consumer.app.conf.broker_url or "")
        if address.scheme != "redis+socket":
            return
        if self._connected and VERSION < _MENDED:
            _log.warning("the workers start anew, as Redis was restarted")
            raise WorkerShutdown(_FAILED)
        self._connected = True
        give_back(consumer.app, os.stat(address.path).st_mtime)


def give_back(app, moment):
    """Puts back what was given out before a moment (seconds since 1970), the oldest first in line.

    It is safe while others do the same: of several, one puts a task back.
    """
    with app.connection_for_write() as connection:
        qos = connection.default_channel.qos
        with connection.default_channel.conn_or_acquire() as client:
            tags = client.zrevrangebyscore(qos.unacked_index_key, moment, 0)
            for tag in tags:
                qos.restore_by_tag(tag, client)
    if tags:
        _log.warning("%d tasks are given out again, as Redis was restarted", len(tags))
