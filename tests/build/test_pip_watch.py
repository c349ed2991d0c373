"""What becomes of a pip that unpacks too much, or that is killed."""

import os
import sys

import pip_watch
import pytest


def test_pip_when_a_file_grows_too_large_is_stopped(work, monkeypatch):
    monkeypatch.setattr(pip_watch, 'LARGEST_FILE', 1 << 20)
    said = []
    bomb = 'open("bomb", "wb").write(bytes(1 << 19)); open("bomb", "ab").write(bytes(1 << 20))'
    with pytest.raises(SystemExit) as ended:
        pip_watch.run_pip([sys.executable, '-c', bomb], {}, said.append, str(work))
    assert ended.value.code == pip_watch.PIP_FAILED
    assert said[-1] == 'OSError: [Errno 27] File too large'
    assert (work / 'bomb').stat().st_size == 1 << 20


def test_pip_when_it_is_killed_is_told(work):
    said = []
    with pytest.raises(SystemExit) as ended:
        pip_watch.run_pip(['sh', '-c', 'kill -KILL $$'], {}, said.append, str(work))
    assert ended.value.code == pip_watch.PIP_FAILED
    assert said == ['ERROR: pip was ended by signal 9']


@pytest.mark.parametrize('limit, value', [('MOST_FILES', 3), ('MOST_BYTES', 3000)])
def test_virtualenv_when_it_is_too_much_is_refused(work, monkeypatch, limit, value):
    for number in range(4):
        (work / str(number)).mkdir()
        (work / str(number) / 'file').write_bytes(bytes(1000))
    said = []
    pip_watch.run_pip(['true'], {}, said.append, str(work))
    assert said == []
    monkeypatch.setattr(pip_watch, limit, value)
    with pytest.raises(SystemExit) as ended:
        pip_watch.run_pip(['true'], {}, said.append, str(work))
    assert ended.value.code == pip_watch.PIP_FAILED
    assert said[0].startswith(f'ERROR: {work} has more than ')


def test_virtualenv_when_it_has_too_many_folders_is_refused(work, monkeypatch):
    monkeypatch.setattr(pip_watch, 'MOST_FILES', 3)
    for number in range(4):
        assert not pip_watch.excess(work)
        (work / str(number)).mkdir()
    assert pip_watch.excess(work).startswith(f'ERROR: {work} has more than 3 files ')


#: It starts what goes on unpacking, as a build back end is, and would never end.
BOMB = '''\
import os, subprocess, sys, time
if len(sys.argv) == 2:
    sys.exit(subprocess.call([sys.executable, '-c', os.environ['BOMB'], sys.argv[1], 'child']))
print('unpacking', os.getpid(), flush=True)
for number in range(10 ** 6):
    os.makedirs(f'{sys.argv[1]}/{number}')
    with open(f'{sys.argv[1]}/{number}/file', 'wb') as file:
        file.write(bytes(1000))
    if number > 100:
        time.sleep(1)
'''


@pytest.mark.parametrize('place', ['prefix', 'tmp'])
@pytest.mark.parametrize('limit, value', [('MOST_FILES', 50), ('MOST_BYTES', 50_000)])
def test_pip_when_it_goes_on_unpacking_is_ended_with_what_it_started(
        work, monkeypatch, limit, value, place):
    monkeypatch.setattr(pip_watch, 'PAUSE', 0.05)
    monkeypatch.setattr(pip_watch, limit, value)
    said = []
    with pytest.raises(SystemExit) as ended:
        pip_watch.run_pip([sys.executable, '-c', BOMB, str(work / place)], {'BOMB': BOMB},
                          said.append, str(work / 'prefix'))
    assert ended.value.code == pip_watch.PIP_FAILED
    first, last = said
    assert last.startswith(f'ERROR: {work}/{place} has more than ')
    assert f'; the last of them are in {work}/{place}/' in last
    assert not os.path.exists(f'/proc/{first.split()[1]}/exe')


def test_guard_when_a_look_takes_long_pauses_the_longer(monkeypatch):
    clock, pauses = [0.0], []
    times = iter([0.0625, 2.0, 0.5])

    def look(_):
        clock[0] += next(times)

    class Over:
        """Ends the watch after the third look."""

        def wait(self, pause):
            """Take note of a pause."""
            pauses.append(pause)
            return len(pauses) > 3

    monkeypatch.setattr(pip_watch, 'excess', look)
    monkeypatch.setattr(pip_watch.time, 'monotonic', lambda: clock[0])
    guard = pip_watch.Guard(None, ['/folder'])
    guard.over = Over()
    guard.watch()
    assert pauses == [3, 3, 60, 15]


def test_size_when_the_file_went_while_it_was_listed_is_nothing(work):
    (work / 'there').write_bytes(b'12345')
    assert pip_watch.size_of(work / 'there') == 5
    assert pip_watch.size_of(work / 'gone') == 0
