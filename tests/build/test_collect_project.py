"""What the build learns of a project, asked by itself."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "django-deb-maven-plugin/src/main/resources/io/github/djangodeb/django"
PYTHON = "/usr/bin/python3"
ASK = ("import collect_project, sys; collect_project.LOAD_SECONDS = 1;"
       "print(collect_project.wsgi_fault(sys.argv[1]))")


def fault(tmp_path, text):
    """What is told of a WSGI application in a module with that text."""
    (tmp_path / "shop.py").write_text(text)
    return subprocess.run([PYTHON, "-B", "-c", ASK, "shop.application"], text=True, timeout=30,
                          env={"PYTHONPATH": f"{FOLDER}:{tmp_path}"}, check=True,
                          stdout=subprocess.PIPE).stdout.strip()


def test_wsgi_fault_when_the_application_loads_is_none(tmp_path):
    assert fault(tmp_path, "application = print") == ""


def test_wsgi_fault_when_it_does_not_load_is_the_exception(tmp_path):
    assert fault(tmp_path, "import gone") == "ModuleNotFoundError: No module named 'gone'"
    assert fault(tmp_path, "raise SystemExit('no')") == "SystemExit: no"


def test_wsgi_fault_when_it_waits_for_ever_is_told_in_time(tmp_path):
    assert fault(tmp_path, "import time; time.sleep(600)") \
        == "TimeoutError: it was not loaded within 1 s"


def asgi_fault(tmp_path, text, installed):
    """What is told of an ASGI application in a module with that text."""
    (tmp_path / "portal.py").write_text(text)
    ask = ("import collect_project, sys;"
           "print(collect_project.asgi_fault('portal.app', sys.argv[1:]))")
    return subprocess.run([PYTHON, "-B", "-c", ask, *installed], text=True, timeout=30,
                          env={"PYTHONPATH": f"{FOLDER}:{tmp_path}"}, check=True,
                          stdout=subprocess.PIPE).stdout.strip()


def test_asgi_fault_when_the_application_is_not_there_is_the_exception(tmp_path):
    assert asgi_fault(tmp_path, "app = print", ["django", "uvicorn"]) == ""
    assert asgi_fault(tmp_path, "application = print", ["django", "daphne"]) \
        == 'ImportError: Module "portal" does not define a "app" attribute/class'


def test_asgi_fault_when_nothing_serves_asgi_loads_nothing(tmp_path):
    assert asgi_fault(tmp_path, "import gone", ["django", "gunicorn"]) == ""


def made_of(value, setting):
    """Whether a setting is found to be made of what the build gave in CELERY_BROKER_URL."""
    ask = ("import collect_project, sys;"
           "print(collect_project.is_made_of('CELERY_BROKER_URL', sys.argv[1]))")
    given = {"CELERY_BROKER_URL": value} if value else {}
    return subprocess.run([PYTHON, "-B", "-c", ask, setting], text=True, timeout=30, check=True,
                          env={"PYTHONPATH": str(FOLDER), **given},
                          stdout=subprocess.PIPE).stdout.strip() == "True"


def test_is_made_of_when_the_mark_of_the_builds_address_is_in_it():
    assert made_of("memory://given-by-django-deb", "memory://given-by-django-deb")
    assert made_of("memory://given-by-django-deb", "memory://given-by-django-deb/0")
    assert made_of("memory://given-by-django-deb", "given-by-django-deb")


def test_is_made_of_when_it_is_the_projects_own_is_not():
    assert not made_of("memory://given-by-django-deb", "memory://")
    assert not made_of("memory://given-by-django-deb", "")
    assert not made_of("memory://", "memory://")
    assert not made_of("", "memory://")


def test_facts_when_settings_come_from_the_builds_addresses_name_the_variables(tmp_path):
    (tmp_path / "django.py").write_text("def get_version(): return '4.2'")
    (tmp_path / "shop.py").write_text(
        "import os\n"
        "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache',"
        " 'LOCATION': os.environ['CACHE_URL'].partition('://')[2]}}\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3',"
        " 'NAME': os.environ['DATABASE_URL'].partition('://')[2][1:]}}\n")
    ask = ("import collect_project;"
           "project = collect_project.project_settings('shop', None);"
           "collect_project.load_fault = lambda name, maker: '';"
           "print(collect_project.facts(project, 'off')['fromEnvironment'])")
    told = subprocess.run([PYTHON, "-B", "-c", ask], text=True, timeout=60, check=True,
                          env={"PYTHONPATH": f"{FOLDER}:{tmp_path}",
                               "CACHE_URL": "locmemcache://given-by-django-deb",
                               "DATABASE_URL": "sqlite:////build/site/given-by-django-deb"},
                          stdout=subprocess.PIPE).stdout.strip()
    assert told == "['CACHE_URL', 'DATABASE_URL']"
