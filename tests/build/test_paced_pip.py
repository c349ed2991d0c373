"""The pip that gives up a server which sends next to nothing."""
import subprocess

import paced_pip
import pytest


def test_pace_when_it_trickles_fails_as_silence_does():
    pace = paced_pip.Pace(15)
    pace.count(14, 14)
    with pytest.raises(TimeoutError, match='timed out: 15 bytes in 15 seconds'):
        pace.count(1, 1)


def test_pace_when_enough_comes_begins_anew():
    pace = paced_pip.Pace(15)
    for _ in range(100):
        pace.count(5, 5 * paced_pip.SLOWEST)
    assert pace.waited < 15


@pytest.mark.parametrize('variables,seconds', [
    ({}, 15), ({'PIP_DEFAULT_TIMEOUT': '180'}, 180), ({'PIP_DEFAULT_TIMEOUT': 'soon'}, 15),
    ({'PIP_TIMEOUT': '4'}, 4)])
def test_patience_when_pip_is_told_one_is_that(monkeypatch, variables, seconds):
    for name in ('PIP_DEFAULT_TIMEOUT', 'PIP_TIMEOUT'):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert paced_pip.patience() == seconds


def test_children_when_they_are_pips_are_paced_too(monkeypatch):
    monkeypatch.setattr(subprocess.Popen, '__init__', subprocess.Popen.__init__)
    paced_pip.pace_children()
    said = subprocess.run(['echo', paced_pip.PIP_RUNNER, 'install'], stdout=subprocess.PIPE,
                          text=True, check=True).stdout
    assert said == f'{paced_pip.__file__} install\n'
