"""The Celery application of the site: the project's own, under the site's settings.

``celery --app site_celery worker`` loads it. systemd is told when the workers take tasks.
"""

import os

from celery import signals
from celery.app.utils import find_app
from site_application import sites_settings
from site_notify import notify
from site_redis import GiveBack


def load():
    """The project's application, as ``celery --app`` would find it."""
    name = os.environ["SITE_CELERY"]
    with sites_settings(name):
        application = find_app(name)
    application.set_default()
    application.steps["consumer"].add(GiveBack)
    return application


def node(slot):
    """The name of a slot's workers among those of all hosts."""
    return f"{os.environ['SITE_UNIT']}-{slot}"


@signals.worker_ready.connect
def _tell_ready(**_):
    notify("READY=1")


app = load()
