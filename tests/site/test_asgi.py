"""The application that a server of ASGI loads."""

ASGI = """
import os
from django.core.asgi import get_asgi_application
os.environ["DJANGO_SETTINGS_MODULE"] = "guestbook.settings"

async def application(scope, receive, send):
    "Django's, and WebSockets beside it."

django = get_asgi_application()
"""
LOAD = (
    "import os, site_asgi; from django.conf import settings as s;"
    "print(type(site_asgi.application).__name__, s.SETTINGS_MODULE, s.DEBUG,"
    " os.environ['DJANGO_SETTINGS_MODULE'])"
)


def load(host):
    host.write("manage.py", LOAD)
    return host.run("manage", "a")


def test_application_when_project_has_its_own_runs_under_the_sites_settings(host):
    host.write("guestbook/asgi.py", ASGI)
    host.slot["ASGI"] = "guestbook.asgi:application"
    assert load(host).stdout.strip() == "function site_settings False site_settings"


def test_application_when_project_names_none_is_djangos(host):
    host.slot["ASGI"] = ""
    assert load(host).stdout.strip() == "ASGIHandler site_settings False site_settings"


def test_application_when_module_is_broken_says_so(host):
    host.slot["ASGI"] = "guestbook.no_such_module:application"
    outcome = load(host)
    assert outcome.returncode != 0
    assert "No module named 'guestbook.no_such_module'" in outcome.stderr
