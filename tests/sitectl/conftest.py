"""Makes the tool importable from where it lies."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True  # The build packs that folder as it lies.
sys.path.insert(0, os.path.normpath(os.path.join(
    HERE, "../../django-deb-maven-plugin/src/main/resources/io/github/djangodeb/site")))
sys.path.insert(0, HERE)

import pytest  # noqa: E402

from sitectl import command, integrity  # noqa: E402


@pytest.fixture(autouse=True)
def dpkg_verify(monkeypatch):
    """What ``dpkg --verify`` says of a package; of none of them anything, until a test has it."""
    said = {}

    def run(arguments, timeout):
        return command.Outcome(0, said.get(arguments[-1], ""), "")

    monkeypatch.setattr(integrity, "run", run)
    return said
