"""What is done to the files that pip installed."""

import os
import threading

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


def test_list_of_files_when_it_is_read_while_it_is_written_anew_is_whole(tmp_path):
    # as compile_bytecode.py does
    folder = tmp_path / 'redis-5.0.dist-info'
    folder.mkdir()
    lines = ''.join(f'redis/part{number}.py,,\n' for number in range(5000))
    (folder / 'RECORD').write_text(lines)
    distribution = installed_files.Distribution(str(folder))
    ended, lengths = threading.Event(), set()

    def read():
        while not ended.is_set():
            lengths.add(len((folder / 'RECORD').read_text()))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(50):
        distribution.refresh(set())
    ended.set()
    reader.join()
    assert lengths == {len(lines)}
    assert os.listdir(folder) == ['RECORD']
