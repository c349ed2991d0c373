"""A service that others run elsewhere: its address stands in a file of root's."""

import os
import re
import stat
from urllib.parse import urlsplit

from . import advice, rabbitmq, secretfiles
from .errors import SiteError
from .files import read_text
from .resource import Resource

#: The files, and what stands in them for example.
FILES = {
    "database": ("database_url", "postgres://{user}:PASSWORD@db.example.org:5432/{user}"),
    "queue": ("broker_url", "amqp://{user}:PASSWORD@mq.example.org:5672/{user}"),
    "cache": ("cache_url", "memcached://cache.example.org:11211"),
}


#: What has to be escaped in a password, so that its end is not taken for the host.
ESCAPES = "%2F for /, %3F for ?, %23 for #, %40 for @, %3A for :, %25 for %"


def is_unambiguous(address, several):
    """Whether each part of an address is what it is taken for, and no part of a password.

    As ``site_environment`` has it, which runs without this tool and looks again.

    :param several: whether it may be a list, as kombu and Django's caches take one
    """
    if address.partition(":")[0] in ("memcached", "pymemcache", "pylibmc"):
        return True  # It has no password, and hosts with commas between.
    for one in re.split(r"[;,](?=[a-z][a-z0-9+.-]*:)", address) if several else [address]:
        try:
            parts = urlsplit(one)
            parts.port  # Asked for, as it is only then looked at.
        except ValueError:
            return False
        if parts.netloc and "@" in parts.path + parts.query + parts.fragment:
            return False
    return True


class External(Resource):
    """Nothing is set up; that it can be reached is asked before a switch."""

    def __init__(self, site, name, probe):
        self.name = name
        self._site = site
        self._probe = probe

    @property
    def path(self):
        """The file with the address."""
        return os.path.join(secretfiles.folder(self._site), FILES[self.name][0])

    @property
    def _example(self):
        return FILES[self.name][1].format(user=self._site.user)

    def ensure(self, state):
        again = advice.retry_hint(self._site)
        text = (read_text(self.path) or "").strip()
        if not text:
            raise SiteError(
                f"The address of the {self.name} is missing. Write it into {self.path} (root's,"
                f" mode 0600), one line such as\n  {self._example}\nThen run: {again}")
        status = os.lstat(self.path)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise SiteError(f"{self.path} is not a plain file of root's: correct that. Then run:"
                            f" {again}")
        if not re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", text):
            raise SiteError(f"{self.path} holds no address such as\n  {self._example}\n"
                            f"Correct it. Then run: {again}")
        if self.name == "queue" and rabbitmq.is_generated(self._site, text):
            # No other is made in a file: a Redis or memcached of the site's own has a socket.
            raise SiteError(f"{self.path} still holds the address of this host's own RabbitMQ, made"
                            f" for queue=rabbitmq, and the queue is external now. Write the new"
                            f" one into it, one line such as\n  {self._example}\n(or localhost for"
                            f" 127.0.0.1, if this host's is meant). Then run: {again}")
        if not is_unambiguous(text, several=self.name != "database"):
            # Nothing of it is shown: what is taken for a host or a port is part of a password.
            raise SiteError(f"{self.path} holds an address that can be read in several ways. In its"
                            f" user and its password write {ESCAPES}. Then run: {again}")

    def prove(self, slot):
        self.ensure(None)
        well, words = self._probe.ask(self.name, slot)
        if not well:
            raise SiteError(f"The {self.name} whose address is in {self.path} cannot be used:"
                            f" {words}\nCorrect it, or see to what it leads to.")

    def check(self):
        well, words = self._probe.ask(self.name)
        return (well is not False), "external" if well else f"external: {words}"
