"""The Celery application of a site, and what its workers are told."""

import pytest

CELERY = """
import os
from celery import Celery
{extra}
app = Celery("guestbook")
app.config_from_object("django.conf:settings", namespace="CELERY")
"""
LOAD = (
    "import os, site_celery; from django.conf import settings as s;"
    "print(site_celery.app.main, s.SETTINGS_MODULE, s.DEBUG, os.environ['DJANGO_SETTINGS_MODULE'])"
)

# A worker in a thread of this process, over a broker in its memory; its queues, each time
WORK = """
import os, socket, sys
os.environ["SITE_UNIT"] = "shop"
import site_workers
from celery.contrib.testing import worker
from site_celery import app

name = f"shop-a@{socket.gethostname()}"


def queues():
    print(*sorted(site_workers._queues(name)) or ["none"])


if queue_option:
    app.amqp.queues.select(queue_option.split(","))
worker.anon_nodename = lambda: name
with worker.start_worker(app, pool="solo", perform_ping_check=False):
    queues()
    assert site_workers.main("pause", "a") == 0
    queues()
    # The tool asks in a process of its own, which knows only what its environment says.
    app.amqp.queues = app.amqp.Queues(app.conf.task_queues)
    assert site_workers.main(*sys.argv[1:]) == 0
    queues()
"""


def write_celery(host, extra=""):
    host.slot.update(CELERY_APP="guestbook.celery", CELERY_QUEUES="", CELERY_CONCURRENCY="")
    host.write("guestbook/celery.py", CELERY.format(extra=extra))


def test_load_when_celery_sets_default_settings_runs_under_the_sites(host):
    write_celery(host, "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'guestbook.settings')")
    host.write("manage.py", LOAD)
    assert host.run("manage", "a").stdout.strip() == "guestbook site_settings False site_settings"


def test_load_when_celery_assigns_its_settings_runs_under_the_sites(host):
    write_celery(host, "os.environ['DJANGO_SETTINGS_MODULE'] = 'guestbook.settings'")
    host.write("manage.py", LOAD)
    assert host.run("manage", "a").stdout.strip() == "guestbook site_settings False site_settings"


def test_load_when_other_settings_won_says_what_to_change(host):
    """Settings that need a path of celery.py are loaded there, and by then it has assigned its."""
    write_celery(host, """
import sys
sys.path.append(os.path.join(os.path.dirname(os.path.dirname(__file__)), "more"))
os.environ["DJANGO_SETTINGS_MODULE"] = "guestbook.settings"
from django.conf import settings
settings.DEBUG
""")
    host.write("guestbook/settings.py", "import helpers\nSECRET_KEY = 'x'\n")
    host.write("more/helpers.py", "")
    host.write("manage.py", LOAD)
    outcome = host.run("manage", "a")
    assert outcome.returncode != 0
    assert ("guestbook.celery has loaded guestbook.settings in place of site_settings: let it set"
            " DJANGO_SETTINGS_MODULE with os.environ.setdefault.") in outcome.stderr


@pytest.mark.parametrize("started_with, names", [("", "celery"), ("high,low", "high low")])
def test_resume_when_workers_were_started_with_queues_gives_them_these(host, started_with, names):
    write_celery(host)
    (host.root / "credentials/broker_url").write_text("memory://")
    with open(host.etc / "site_settings.py", "a", encoding="utf-8") as settings:
        settings.write("\ndel CACHES, DATABASES\n")  # Of what a worker looks at, nothing is here.
    host.write("manage.py", f"queue_option = {started_with!r}\n{WORK}")
    outcome = host.run("manage", "a", "resume", "a", started_with)
    assert outcome.stdout.splitlines()[-3:] == [names, "none", names], outcome.stderr[-2000:]
