"""What the build learns of a project, asked by itself."""

import ast
import json
import subprocess
from pathlib import Path

import pytest

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


def asgi_fault(tmp_path, text):
    """What is told of an ASGI application in a module with that text."""
    (tmp_path / "portal.py").write_text(text)
    ask = "import collect_project; print(collect_project.asgi_fault('portal.app'))"
    return subprocess.run([PYTHON, "-B", "-c", ask], text=True, timeout=30,
                          env={"PYTHONPATH": f"{FOLDER}:{tmp_path}"}, check=True,
                          stdout=subprocess.PIPE).stdout.strip()


def test_asgi_fault_when_the_application_is_not_there_is_the_exception(tmp_path):
    assert asgi_fault(tmp_path, "app = print") == ""
    assert asgi_fault(tmp_path, "application = print") \
        == 'ImportError: Module "portal" does not define a "app" attribute/class'


def faults(tmp_path, distribution, servers, asgi="gone.asgi"):
    """What of a project is loaded, with that distribution in the virtualenv."""
    (tmp_path / "django.py").write_text("def get_version(): return '4.2'")
    (tmp_path / "shop.py").write_text(
        f"ASGI_APPLICATION = '{asgi}'\nWSGI_APPLICATION = 'gone.wsgi'\n")
    ask = ("import collect_project, sys;"
           "project = collect_project.project_settings('shop', None);"
           "collect_project.distributions = lambda: sys.argv[1:2];"
           "collect_project.load_fault = lambda name, maker: name or maker;"
           "told = collect_project.facts(project, 'off', sys.argv[2].split(','));"
           "print([told['wsgiFault'], told['asgiFault']])")
    told = subprocess.run([PYTHON, "-B", "-c", ask, distribution, servers], text=True, timeout=60,
                          env={"PYTHONPATH": f"{FOLDER}:{tmp_path}"}, check=True,
                          stdout=subprocess.PIPE).stdout
    return ast.literal_eval(told)


def test_facts_when_an_application_serves_no_site_do_not_load_it(tmp_path):
    assert faults(tmp_path, "gunicorn", "asgi,auto") == ["gone.wsgi", ""]
    assert faults(tmp_path, "uvicorn", "auto") == ["", "gone.asgi"]
    assert faults(tmp_path, "uvicorn", "wsgi") == ["gone.wsgi", ""]
    assert faults(tmp_path, "daphne", "auto,wsgi") == ["gone.wsgi", "gone.asgi"]
    assert faults(tmp_path, "uvicorn", "auto", "") == ["gone.wsgi", ""]
    assert faults(tmp_path, "uvicorn", "asgi", "") \
        == ["", "django.core.asgi.get_asgi_application"]


#: A Django without apps, in one module.
DJANGO = """\
import sys, types

def get_version():
    return "5.2"

def setup():
    pass

def module(name, **members):
    sys.modules["django." + name] = types.SimpleNamespace(**members)

module("apps", apps=types.SimpleNamespace(is_installed=lambda name: False))
module("contrib.staticfiles.storage", staticfiles_storage=None)
module("core.files.storage", FileSystemStorage=None)
module("core.management", call_command=None)
module("utils.module_loading", import_string=lambda name: list)
"""

#: Settings that start a thread which never ends.
STUCK = """\
import threading
threading.Thread(target=threading.Event().wait).start()
"""


def collected(tmp_path, settings, django=DJANGO):
    """Run the whole program for a project; its exit code, and what it wrote."""
    (tmp_path / "shop.py").write_text(settings)
    (tmp_path / "django.py").write_text(django)
    done = subprocess.run(
        [PYTHON, "-B", str(FOLDER / "collect_project.py"), "shop", str(tmp_path / "static"),
         str(tmp_path / "facts.json"), str(tmp_path / "reason.txt"), str(tmp_path),
         "requirements.txt", "auto"],
        env={"PYTHONPATH": str(tmp_path)}, text=True, timeout=60, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def test_program_when_the_project_starts_a_thread_ends_all_the_same(tmp_path):
    assert collected(tmp_path, STUCK + "print('begun')\n") == (0, "begun\n")
    assert json.loads((tmp_path / "facts.json").read_text())["djangoVersion"] == "5.2"
    code, told = collected(tmp_path, STUCK + "raise KeyError('MAIL')\n")
    assert code == 3
    assert "shop cannot be imported: KeyError: 'MAIL'" in told


@pytest.mark.parametrize("change", [
    "print('begun'); sys.stdout = None", "print('begun'); sys.stdout.close()",
    "print('begun'); sys.stdout = sys.stderr = object()"])
def test_program_when_the_project_changes_its_streams_ends_all_the_same(tmp_path, change):
    assert collected(tmp_path, f"import sys\n{STUCK}{change}\n") == (0, "begun\n")


def test_program_when_the_project_ends_it_has_its_exit_code(tmp_path):
    assert collected(tmp_path, STUCK, "raise SystemExit('no apps')\n") == (1, "no apps\n")
    assert collected(tmp_path, STUCK, "raise SystemExit(7)\n") == (7, "")
    code, told = collected(tmp_path, STUCK, "raise KeyboardInterrupt\n")
    assert (code, told.splitlines()[-1]) == (1, "KeyboardInterrupt")


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
           "print(collect_project.facts(project, 'off', ['wsgi'])['fromEnvironment'])")
    told = subprocess.run([PYTHON, "-B", "-c", ask], text=True, timeout=60, check=True,
                          env={"PYTHONPATH": f"{FOLDER}:{tmp_path}",
                               "CACHE_URL": "locmemcache://given-by-django-deb",
                               "DATABASE_URL": "sqlite:////build/site/given-by-django-deb"},
                          stdout=subprocess.PIPE).stdout.strip()
    assert told == "['CACHE_URL', 'DATABASE_URL']"
