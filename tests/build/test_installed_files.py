"""What is done to the files that pip installed."""

import os

import installed_files
import pytest


@pytest.mark.parametrize('text, mode, left', [
    ('import os\n', 0o755, 0o644), ('', 0o755, 0o644), ('import os\n', 0o600, 0o600),
    ('#!/bin/sh\n', 0o755, 0o755), ('\x7fELF...', 0o755, 0o755)])
def test_tidy_when_a_file_is_no_program_it_may_not_be_run(tmp_path, text, mode, left):
    site, programs = tmp_path / 'site', tmp_path / 'bin'
    (site / 'redis-5.0.dist-info').mkdir(parents=True)
    (site / 'redis-5.0.dist-info/WHEEL').write_text('Tag: py3-none-any\n')
    (site / 'redis-5.0.dist-info/RECORD').write_text(
        'client.py,,\n../bin/tool,,\nlink,,\ngone.py,,\n')
    programs.mkdir()
    for file in (site / 'client.py', programs / 'tool'):
        file.write_text(text)
        file.chmod(mode)
    (site / 'link').symlink_to(programs / 'tool')
    installed_files.tidy(str(site), str(programs))
    assert os.stat(site / 'client.py').st_mode & 0o7777 == left
    assert os.stat(programs / 'tool').st_mode & 0o7777 == mode
