"""The project's LOGGING as a site has it, asked of Python's own logging in a process apart."""

import json
import subprocess
from pathlib import Path

import pytest

PROVIDED = (Path(__file__).resolve().parents[2]
            / "django-deb-maven-plugin/src/main/resources/io/github/djangodeb/site/python")
PYTHON = "/usr/bin/python3"

#: Configures it as Django does, and logs one line of each kind.
PROGRAM = """
import copy, json, logging, sys
from django.utils.log import configure_logging
import site_logging
project = json.loads(sys.argv[1])
before = copy.deepcopy(project)
from django.conf import settings
settings.configure(DEBUG=False, SECRET_KEY="k")
configure_logging("logging.config.dictConfig", site_logging.to_journal(project))
assert project == before
logging.getLogger("shop").info("sold")
logging.getLogger("shop").error("unsold")
try:
    raise LookupError("no shelf")
except LookupError:
    logging.getLogger("django.request").error("Internal", exc_info=True)
logging.getLogger("django.request").warning("Not Found: /x")
"""
FILE = {"class": "logging.FileHandler", "filename": "/var/log/no-such/shop.log"}
CONSOLE = {"class": "logging.StreamHandler"}
MAIL = {"class": "logging.NullHandler"}


def logged(**project):
    """What such a project's lines are in the journal."""
    done = subprocess.run(
        [PYTHON, "-B", "-c", PROGRAM, json.dumps({"version": 1, **project} if project else {})],
        env={"PYTHONPATH": str(PROVIDED)}, stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
    return done.stdout


def counted(text):
    return [text.count(word) for word in ("sold\n", "unsold\n", "LookupError: no shelf\n", "/x\n")]


def root(*handlers):
    return {"handlers": list(handlers), "level": "INFO"}


def test_to_journal_when_a_project_has_no_logging_then_errors():
    assert counted(logged()) == [1, 1, 1, 0]


@pytest.mark.parametrize("project, lines", [
    # a file alone, with the lines of both of its loggers
    ({"handlers": {"file": FILE}, "root": root("file")}, [2, 1, 1, 1]),
    # a file beside a console, in either order, and a file below one
    ({"handlers": {"file": FILE, "console": CONSOLE}, "root": root("file", "console")},
     [2, 1, 1, 1]),
    ({"handlers": {"file": FILE, "console": CONSOLE}, "root": root("console", "file")},
     [2, 1, 1, 1]),
    ({"handlers": {"file": FILE, "console": CONSOLE}, "root": root("console"),
      "loggers": {"shop": root("file")}}, [2, 1, 1, 1]),
    # two files, of which one has the errors
    ({"handlers": {"file": FILE, "errors": {**FILE, "level": "ERROR"}},
      "root": root("file", "errors")}, [2, 1, 1, 1]),
    # a console that has only the errors leaves the rest to the file
    ({"handlers": {"file": FILE, "console": {**CONSOLE, "level": "ERROR"}},
      "root": root("file", "console")}, [2, 1, 1, 1])])
def test_to_journal_when_there_are_files_then_each_line_comes_once(project, lines):
    assert counted(logged(disable_existing_loggers=False, **project)) == lines


@pytest.mark.parametrize("project", [
    {"handlers": {"mail": MAIL}, "loggers": {"shop": root("mail")}},
    {"handlers": {"mail": MAIL}, "root": root("mail"), "disable_existing_loggers": False},
    {"handlers": {"mail": MAIL},
     "loggers": {"django.request": {"handlers": ["mail"], "propagate": False}}},
    {"handlers": {"mail": MAIL}, "loggers": {"django": {"handlers": ["mail"], "propagate": False}}},
    {"handlers": {"mail": MAIL}, "loggers": {"": root("mail")}},
    {"filters": {"debug": {"()": "django.utils.log.RequireDebugTrue"}},
     "handlers": {"console": {**CONSOLE, "filters": ["debug"]}},
     "loggers": {"django": root("console")}},
    {"handlers": None, "root": None, "loggers": None},
    {"handlers": {"console": CONSOLE}, "loggers": {"django": root("console")}},
    {"handlers": {"console": CONSOLE}, "root": root("console")}])
def test_to_journal_when_whatever_handlers_there_are_then_an_error_of_a_page_comes_once(project):
    assert counted(logged(**project))[2] == 1


def test_to_journal_when_a_filter_rejects_then_the_next_handler_writes():
    project = {
        "filters": {"debug": {"()": "django.utils.log.RequireDebugTrue"}},
        "handlers": {"debug": {**FILE, "filters": ["debug"]}, "file": FILE},
        "root": root("debug", "file"),
    }
    assert counted(logged(disable_existing_loggers=False, **project)) == [2, 1, 1, 1]


def test_to_journal_when_it_is_for_something_else_then_unchanged():
    import site_logging

    for project in ("a word", {"version": 1, "incremental": True}):
        assert site_logging.to_journal(project) is project
