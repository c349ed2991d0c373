"""The application that gunicorn loads."""

WSGI = """
import os
from django.core.wsgi import get_wsgi_application
{extra}
application = get_wsgi_application()
"""
LOAD = (
    "import os, site_wsgi; from django.conf import settings as s;"
    "print(type(site_wsgi.application).__name__, s.SETTINGS_MODULE, s.DEBUG,"
    " os.environ['DJANGO_SETTINGS_MODULE'])"
)
LOADED = "WSGIHandler site_settings False site_settings"


def load(host):
    host.write("manage.py", LOAD)
    return host.run("manage", "a")


def test_application_when_wsgi_is_usual_runs_under_the_sites_settings(host):
    host.write("guestbook/wsgi.py", WSGI.format(
        extra="os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'guestbook.settings')"))
    assert load(host).stdout.strip() == LOADED


def test_application_when_wsgi_sets_its_settings_runs_under_the_sites(host):
    host.write("guestbook/wsgi.py", WSGI.format(
        extra="os.environ['DJANGO_SETTINGS_MODULE'] = 'guestbook.settings'"))
    assert load(host).stdout.strip() == LOADED


def test_application_when_project_names_none_is_djangos(host):
    host.slot["WSGI"] = ""
    assert load(host).stdout.strip() == LOADED


def test_application_when_settings_need_a_path_of_wsgi_is_found(host):
    host.write("guestbook/settings.py", "import helpers\nSECRET_KEY = 'x'\n")
    host.write("more/helpers.py", "")
    host.write("guestbook/wsgi.py", WSGI.format(extra="""
import sys
sys.path.append(os.path.join(os.path.dirname(os.path.dirname(__file__)), "more"))
"""))
    assert load(host).stdout.strip() == LOADED


def test_application_when_module_is_broken_says_so(host):
    host.write("guestbook/wsgi.py", "import no_such_module\n")
    outcome = load(host)
    assert outcome.returncode != 0
    assert "No module named 'no_such_module'" in outcome.stderr
