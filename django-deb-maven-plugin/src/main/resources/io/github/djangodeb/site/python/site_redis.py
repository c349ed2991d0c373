"""Has tasks given out again that nobody works on since the site's own Redis was restarted.

A worker takes some tasks ahead of those that it runs. When the connection breaks it forgets them,
and Celery gives them out again after an hour only (its visibility_timeout), as somebody could still
work on them. Here that is known: whoever got a task before Redis made its socket is not connected
any more.
"""

import logging
import os
from urllib.parse import urlsplit

from celery import bootsteps

_log = logging.getLogger(__name__)


class GiveBack(bootsteps.StartStopStep):
    """A step of each connection that a worker makes, the first one included."""

    requires = {"celery.worker.consumer.connection:Connection"}

    def start(self, consumer):
        """Gives them back before the worker takes anything."""
        address = urlsplit(consumer.app.conf.broker_url or "")
        if address.scheme == "redis+socket":
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
