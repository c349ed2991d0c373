"""A virtualenv as a whole."""

import os
import sys

import build_env
import job
import pip_install
import pip_watch
import pytest


def test_bytecode_when_pip_fails_is_not_compiled_of_what_it_left(work, monkeypatch):
    monkeypatch.setattr(job, 'WORK', str(work / 'job'))
    site = work / f'env/lib/python{job.VERSION_OF_PYTHON}/site-packages'

    def install(_):
        for number in range(50):
            (site / f'part{number}.py').write_text('')
        sys.exit(pip_watch.PIP_FAILED)

    monkeypatch.setattr(pip_install, 'install', install)
    with pytest.raises(SystemExit) as ended:
        build_env.build({'prefix': str(work / 'env'), 'epoch': 0, 'relations': []}, str(work))
    assert ended.value.code == pip_watch.PIP_FAILED
    assert len(os.listdir(site)) == 50
