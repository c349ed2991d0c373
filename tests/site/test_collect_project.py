"""What the build learns of a project, asked by itself."""

import subprocess

from conftest import MODULE, PYTHON

FOLDER = MODULE / "main/resources/io/github/djangodeb/django"
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
