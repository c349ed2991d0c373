"""Builds that end in the middle: killed, interrupted, out of room."""
import os
import random
import shutil
import signal
import subprocess
import time

import pytest
from hostlab.commands import run, wait_for

from workshop import debs, drafts

#: Where Maven has not called the plugin yet there is nothing to leave.
EARLIEST = 0.2


def _check(workshop, project, expected, names):
    """All that a killed build must not do, and the next one must."""
    workshop.let_locks_age()
    said = workshop.build(project)
    assert debs(project) == expected
    assert drafts(project) == []
    assert workshop.leftovers() == []
    assert {file.name for file in (workshop.cache / 'packages').iterdir()} == names
    assert '[WARNING]' not in '\n'.join(
        line for line in said.splitlines() if 'without an exact version' not in line), said


def _reference(workshop, project):
    """What an undisturbed build gives: packages, names in the cache, and how long it takes."""
    begin = time.monotonic()
    workshop.build(project)
    took = time.monotonic() - begin
    return debs(project), {file.name for file in (workshop.cache / 'packages').iterdir()}, took


def _forget(workshop, project):
    workshop.forget_packages()
    shutil.rmtree(project / 'target')


@pytest.mark.long
def test_builds_killed_at_random_moments_leave_nothing_that_the_next_one_trusts(workshop, rounds):
    project = workshop.project('project')
    expected, names, took = _reference(workshop, project)
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    for number in range(rounds):
        _forget(workshop, project)
        moment = chance.uniform(EARLIEST, 1.05) * took
        whole = chance.random() < 0.5
        about = (f'round {number} of seed {seed}: {"all" if whole else "Java"} killed'
                 f' after {moment:.2f} s of {took:.2f}')
        one = workshop.start(project)
        try:
            one.process.wait(moment)
        except subprocess.TimeoutExpired:
            (one.kill_all if whole else one.kill_java)()
        one.wait_until_nothing_runs()
        told = [line for line in one.said().splitlines() if line.startswith('[INFO] ')][-1:]
        print(about, *told, flush=True)
        found = debs(project)
        assert all(expected[name] == content for name, content in found.items()), about
        try:
            _check(workshop, project, expected, names)
        except AssertionError as fault:
            raise AssertionError(f'{about}:\n{fault}') from fault


@pytest.mark.long
def test_builds_killed_while_they_make_a_chroot_leave_none_of_it(cold_workshop):
    project = cold_workshop.project('project')
    for kill, moment in (('kill_all', 6), ('kill_java', 12), ('kill_all', 25)):
        one = cold_workshop.start(project)
        wait_for(lambda: 'chroot of trixie: being made' in one.said())
        time.sleep(moment)
        getattr(one, kill)()
        one.wait_until_nothing_runs()
    cold_workshop.build(project)
    assert len(debs(project)) == 3
    assert cold_workshop.leftovers() == []
    bases = [path for path in cold_workshop.cache.glob('chroots/*/*') if (path / 'base').exists()]
    assert len(bases) == 1


@pytest.mark.parametrize('whom', ['group', pytest.param('java', marks=pytest.mark.long)])
def test_builds_when_interrupted_end_what_they_started(workshop, whom):
    project = workshop.project('project')
    one = workshop.start(project)
    wait_for(lambda: 'virtualenv: building' in one.said())
    wait_for(lambda: any('build_env.py' in line for line in one.running()))
    if whom == 'group':
        os.killpg(one.process.pid, signal.SIGINT)
    else:
        os.kill(one.process.pid, signal.SIGINT)
    one.wait_until_nothing_runs()
    assert one.process.returncode != 0
    # the source's package was made before
    early = debs(project)
    assert len(early) == 1
    # the lock of a session that is new is not swept, as its owner may be about to take it
    for lock in workshop.cache.glob('locks/session-*'):
        os.utime(lock, (0, 0))
    workshop.build(project)
    assert len(debs(project)) == 3 and early.items() <= debs(project).items()
    assert workshop.leftovers() == []


@pytest.mark.parametrize('program,killed', [
    pytest.param(r'/usr/lib/tiny-env/\S+/python \S+/paced_pip\.py ', 'pip was killed', id='pip'),
    pytest.param(r'/usr/bin/python3\.\d+ -I \S+/build_env\.py ',
                 'the program that builds it was killed', id='builder', marks=pytest.mark.long)])
def test_builds_when_pip_alone_is_killed_say_so_and_leave_no_package(workshop, program, killed):
    project = workshop.project('project')
    one = workshop.start(project)
    os.kill(wait_for(lambda: one.process_of(program), 300), signal.SIGKILL)
    said = one.must_fail()
    assert f'cannot be built: {killed}, as the kernel does when memory runs out' in said, said
    # the source's package was made before
    early = debs(project)
    assert len(early) == 1 and drafts(project) == []
    assert one.running() == [] and workshop.leftovers() == []
    workshop.build(project)
    assert len(debs(project)) == 3 and early.items() <= debs(project).items()
    assert workshop.leftovers() == []


@pytest.fixture
def small_disk():
    """small_disk(folder, size): a file system of that size there."""
    mounted = []

    def mount(folder, size):
        folder.mkdir(exist_ok=True)
        run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'tmpfs', folder])
        mounted.append(folder)

    yield mount
    for folder in mounted:
        run(['umount', folder])


@pytest.mark.parametrize('cached', [
    pytest.param(False, marks=pytest.mark.long, id='building'), pytest.param(True, id='copying')])
def test_builds_when_target_is_full_say_so_and_leave_no_package(workshop, small_disk, cached):
    project = workshop.project('project')
    target = project / 'target'
    if cached:
        workshop.build(project)
        shutil.rmtree(target)
    small_disk(target, '1m')
    said = workshop.start(project).must_fail()
    assert 'disk is full' in said or 'No space left on device' in said, said
    assert str(target) in said
    early = debs(project)
    assert len(early) <= 1 and drafts(project) == []

    run(['mount', '-o', 'remount,size=500m', target])
    workshop.build(project)
    assert len(debs(project)) == 3 and early.items() <= debs(project).items()
    workshop.mounted.append(str(target))
    assert workshop.leftovers() == []
