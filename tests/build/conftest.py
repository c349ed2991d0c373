"""The programs that run in the build chroot, as they lie in the plugin's resources."""

import os
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, f'{ROOT}/django-deb-maven-plugin/src/main/resources/io/github/djangodeb/env')

import job  # noqa: E402


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    """A folder of a test's own in place of the chroot's."""
    monkeypatch.setattr(job, 'WORK', str(tmp_path))
    return tmp_path
