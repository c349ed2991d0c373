"""What a project's failures are told as, by the program that the build runs."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (ROOT / "django-deb-maven-plugin/src/main/resources/io/github/djangodeb/django"
           / "collect_project.py")
PYTHON = "/usr/bin/python3"
#: A Django that loads apps as the real one does, and does nothing else.
DJANGO = ("import importlib, os\n"
          "def setup():\n"
          "    settings = importlib.import_module(os.environ['DJANGO_SETTINGS_MODULE'])\n"
          "    for app in settings.INSTALLED_APPS:\n"
          "        importlib.import_module(app)\n")
FILE = "backend/requirements/production.txt"


@pytest.fixture
def told(tmp_path):
    """Runs the program with settings of that text; returns its reason and what it wrote."""
    source = tmp_path / "source"
    folder = source / "backend"
    (folder / "config").mkdir(parents=True)
    (folder / "django.py").write_text(DJANGO)

    def run(text, **modules):
        (folder / "config/production.py").write_text(text)
        for name, content in modules.items():
            (folder / f"{name}.py").write_text(content)
        done = subprocess.run(
            [PYTHON, "-B", PROGRAM, "config.production", tmp_path / "static",
             tmp_path / "facts.json", tmp_path / "reason.txt", source, FILE, "auto"],
            env={"PYTHONPATH": f"{folder}:{source}"}, text=True, timeout=60, check=False,
            stderr=subprocess.PIPE)
        assert done.returncode in (3, 4)
        return (tmp_path / "reason.txt").read_text(), done.stderr
    return run


def variable(name):
    """What is told of a variable that line 2 of the settings read."""
    return (f"{name} is not among what a site provides (ALLOWED_HOSTS, CACHE_URL,"
            " CELERY_BROKER_URL, DATABASE, DATABASE_URL, MEDIA_ROOT, SECRET_KEY, STATIC_ROOT): give"
            " it a default in backend/config/production.py:2; a value of the host's own is set"
            " with Environment= in a drop-in of its units.")


def test_sentence_when_a_variable_is_not_there_names_it_and_the_line(told):
    reason, error = told("import os\nMAIL = os.environ['PORTAL_MAIL_FROM']\n")
    assert reason == variable("PORTAL_MAIL_FROM")
    assert "importlib" not in error and "collect_project.py" not in error
    assert "backend/config/production.py\", line 2" in error
    assert error.endswith("config.production cannot be imported: KeyError: 'PORTAL_MAIL_FROM'\n")


@pytest.mark.parametrize("text, last", [
    ("try:\n    open('/no/such.log')\nexcept OSError as problem:\n"
     "    raise ValueError('no handler') from problem\n",
     "ValueError: no handler (caused by FileNotFoundError: [Errno 2] No such file or directory:"
     " '/no/such.log')"),
    ("try:\n    {}['a']\nexcept KeyError:\n    raise ValueError('no handler')\n",
     "ValueError: no handler (after KeyError: 'a')"),
    ("try:\n    {}['a']\nexcept KeyError:\n    raise ValueError('no handler') from None\n",
     "ValueError: no handler"),
    ("try:\n    raise OSError('full')\nexcept OSError as problem:\n"
     "    raise ValueError('disk: full') from problem\n", "ValueError: disk: full")])
def test_failure_when_another_led_to_it_tells_both(told, text, last):
    assert told(text)[1].splitlines()[-1] == "config.production cannot be imported: " + last


def test_sentence_when_a_library_lacks_a_variable_names_it_too(told):
    library = ("class ImproperlyConfigured(Exception): pass\n"
               "def env(name): raise ImproperlyConfigured(f'Set the {name} environment variable')")
    assert told("import library\nMAIL = library.env('MAIL')\n", library=library)[0] \
        .startswith("MAIL is not among what a site provides")


def test_sentence_when_a_dict_lacks_a_key_says_nothing(told):
    assert told("a = {}\nb = a['c']\n")[0] == ""


def test_sentence_when_something_is_improperly_configured_names_the_line(told):
    text = "class ImproperlyConfigured(Exception): pass\nraise ImproperlyConfigured('no mail')\n"
    assert told(text)[0] == "backend/config/production.py:2: no mail"


def test_sentence_when_a_module_is_not_there_names_the_file_of_requirements(told):
    reason, error = told("A = 1\nimport environ\n")
    assert reason == ('backend/config/production.py:2 imports "environ", and neither the packaged'
                      " source nor the virtualenv has it: commit environ if it is the project's"
                      f" own, else add its package to {FILE}.")
    assert "importlib" not in error


def test_sentence_when_a_file_is_no_python_names_its_line(told):
    reason = told("A = 1\nimport broken\n", broken="A = (\n\nB = 1 1\n")[0]
    assert reason.startswith("backend/broken.py:") and reason.endswith(": correct it.")


def test_sentence_when_an_app_is_not_there_names_the_setting(told):
    reason, error = told("INSTALLED_APPS = ['debug_toolbar']\n")
    assert reason == ('INSTALLED_APPS names "debug_toolbar", and neither the packaged source nor'
                      " the virtualenv has it: commit debug_toolbar if it is the project's own,"
                      f" else add its package to {FILE}.")
    assert "collectstatic" not in error
    assert "the project's apps cannot be loaded: ModuleNotFoundError" in error


def test_sentence_when_a_package_of_an_app_is_not_there_names_both(told):
    assert 'names "gone.apps.Shop", and neither the packaged source nor the virtualenv has "gone"' \
        in told("INSTALLED_APPS = ['gone.apps.Shop']\n")[0]


def test_sentence_when_an_app_imports_what_is_not_there_names_the_line(told):
    assert told("INSTALLED_APPS = ['shop']\n", shop="import markdown\n")[0] \
        .startswith('backend/shop.py:1 imports "markdown", and neither')
