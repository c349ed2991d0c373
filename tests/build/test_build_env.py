"""What pip is given in the build chroot, and what it is not."""

import os
import sys

import build_env
import pytest


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    """A folder of a test's own in place of the chroot's."""
    monkeypatch.setattr(build_env, 'WORK', str(tmp_path))
    return tmp_path


def request(**more):
    """A request that asks for nothing special."""
    return {'epoch': 0, 'pip': {}, 'netrc': [], 'gitCredentials': [], 'authorities': [],
            'constraints': [], 'whole': False, 'prefix': '/usr/lib/x', **more}


def test_environment_when_there_are_logins_has_none_of_them(work):
    asked = request(netrc=['machine host login me password s3cret'],
                    gitCredentials=['https://me:t0ken@host/a.git'])
    environment = build_env.pip_environment(asked, {'https_proxy': 'http://127.0.0.1:1'})
    assert 's3cret' not in str(environment) and 't0ken' not in str(environment)
    assert environment['https_proxy'] == 'http://127.0.0.1:1'
    home = work / 'home'
    assert (home / '.netrc').read_text() == 'machine host login me password s3cret\n'
    assert (home / '.git-credentials').read_text() == 'https://me:t0ken@host/a.git\n'
    for name in ('.netrc', '.git-credentials'):
        assert os.stat(home / name).st_mode & 0o777 == 0o600


def test_environment_when_authorities_are_given_trusts_debians_too(work, monkeypatch):
    (work / 'debian').write_text('DEBIAN')
    (work / 'own').write_text('OWN')
    monkeypatch.setattr(build_env, 'DEBIAN_AUTHORITIES', str(work / 'debian'))
    asked = request(authorities=['COMPANY'], pip={'PIP_CERT': str(work / 'own')})
    environment = build_env.pip_environment(asked, {})
    bundle = str(work / 'authorities.pem')
    assert environment['PIP_CERT'] == environment['GIT_SSL_CAINFO'] == bundle
    assert (work / 'authorities.pem').read_text().split() == ['DEBIAN', 'OWN', 'COMPANY']
    assert build_env.trusted(request(pip={'PIP_CERT': 'x'})) == {}


def test_command_when_the_list_is_whole_lets_pip_add_nothing():
    command = build_env.pip_command(request(), 'r.txt', 'report')
    assert '--no-deps' not in command
    assert '--no-deps' in build_env.pip_command(request(whole=True), 'r.txt', 'report')


@pytest.mark.parametrize('headers, expression, names', [
    ('License-Expression: MIT OR Apache-2.0\nLicense: other', 'MIT OR Apache-2.0', []),
    ('License: BSD-3-Clause\nClassifier: License :: OSI Approved :: BSD License',
     '', ['BSD-3-Clause']),
    ('License: The text.\n        And more of it.\n'
     'Classifier: License :: OSI Approved\n'
     'Classifier: License :: OSI Approved :: MIT License\n'
     'Classifier: License :: OSI Approved :: ISC License (ISCL)',
     '', ['ISC License (ISCL)', 'MIT License']),
    ('License: UNKNOWN\nClassifier: License :: Public Domain', '', ['Public Domain']),
    ('Classifier: Framework :: Django', '', []),
])
def test_licences_when_stated_in_one_of_three_ways_are_found(headers, expression, names):
    found = build_env.licences(f'Metadata-Version: 2.4\nName: x\n{headers}\n\nLicense: none\n')
    assert found == {'expression': expression, 'names': names}


def entry(name='Some.Thing_x', url='https://example.org/x.whl', direct=False, **info):
    """What pip reports of an installed project."""
    return {'metadata': {'name': name, 'version': '1.0+local'}, 'is_direct': direct,
            'download_info': {'url': url, **info}}


def test_package_url_when_origin_is_an_index_a_repository_an_address_or_a_folder():
    plain = 'pkg:pypi/some.thing-x@1.0%2Blocal'
    assert build_env.package_url(entry()) == plain
    git = entry(url='https://example.org/a.git', direct=True,
                vcs_info={'vcs': 'git', 'commit_id': '0123'})
    assert build_env.package_url(git) == (
        f'{plain}?vcs_url=git%2Bhttps%3A%2F%2Fexample.org%2Fa.git%400123')
    assert build_env.package_url(entry(direct=True)) == (
        f'{plain}?download_url=https%3A%2F%2Fexample.org%2Fx.whl')
    assert build_env.package_url(entry(url='file:///build/source-1/inner', direct=True)) == ''


def test_described_when_installed_has_hash_and_licence_in_the_order_of_names(tmp_path):
    for folder, licence in (('b_c-1.0.dist-info', 'MIT'), ('Abc-1.0.dist-info', 'ISC')):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / 'METADATA').write_text(f'License: {licence}\n')
    hashed = {'hashes': {'sha256': '12ab', 'md5': '00'}}
    found = build_env.described(
        [entry('B.C', archive_info=hashed), entry('Abc')], str(tmp_path))
    assert [(one['name'], one['sha256'], one['names']) for one in found] == [
        ('Abc', '', ['ISC']), ('B.C', '12ab', ['MIT'])]


def test_pip_when_a_file_grows_too_large_is_stopped(work, monkeypatch):
    monkeypatch.setattr(build_env, 'LARGEST_FILE', 1 << 20)
    said = []
    bomb = 'open("bomb", "wb").write(bytes(1 << 19)); open("bomb", "ab").write(bytes(1 << 20))'
    with pytest.raises(SystemExit) as ended:
        build_env.run_pip([sys.executable, '-c', bomb], {}, said.append, str(work))
    assert ended.value.code == build_env.PIP_FAILED
    assert said[-1] == 'OSError: [Errno 27] File too large'
    assert (work / 'bomb').stat().st_size == 1 << 20


def test_pip_when_it_is_killed_is_told(work):
    said = []
    with pytest.raises(SystemExit) as ended:
        build_env.run_pip(['sh', '-c', 'kill -KILL $$'], {}, said.append, str(work))
    assert ended.value.code == build_env.PIP_FAILED
    assert said == ['ERROR: pip was ended by signal 9']


@pytest.mark.parametrize('limit, value', [('MOST_FILES', 3), ('MOST_BYTES', 3000)])
def test_virtualenv_when_it_is_too_much_is_refused(work, monkeypatch, limit, value):
    for number in range(4):
        (work / str(number)).mkdir()
        (work / str(number) / 'file').write_bytes(bytes(1000))
    said = []
    build_env.run_pip(['true'], {}, said.append, str(work))
    assert said == []
    monkeypatch.setattr(build_env, limit, value)
    with pytest.raises(SystemExit) as ended:
        build_env.run_pip(['true'], {}, said.append, str(work))
    assert ended.value.code == build_env.PIP_FAILED
    assert said[0].startswith(f'ERROR: {work} has more than ')


def test_virtualenv_when_it_has_too_many_folders_is_refused(work, monkeypatch):
    monkeypatch.setattr(build_env, 'MOST_FILES', 3)
    for number in range(4):
        assert not build_env.excess(work)
        (work / str(number)).mkdir()
    assert build_env.excess(work).startswith(f'ERROR: {work} has more than 3 files ')


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
    monkeypatch.setattr(build_env, 'PAUSE', 0.05)
    monkeypatch.setattr(build_env, limit, value)
    said = []
    with pytest.raises(SystemExit) as ended:
        build_env.run_pip([sys.executable, '-c', BOMB, str(work / place)], {'BOMB': BOMB},
                          said.append, str(work / 'prefix'))
    assert ended.value.code == build_env.PIP_FAILED
    first, last = said
    assert last.startswith(f'ERROR: {work}/{place} has more than ')
    assert f'; the last of them are in {work}/{place}/' in last
    assert not os.path.exists(f'/proc/{first.split()[1]}/exe')


def test_bytecode_when_pip_fails_is_not_compiled_of_what_it_left(work, monkeypatch):
    monkeypatch.setattr(build_env, 'WORK', str(work / 'job'))
    site = work / f'env/lib/python{build_env.VERSION_OF_PYTHON}/site-packages'

    def install(_):
        for number in range(50):
            (site / f'part{number}.py').write_text('')
        sys.exit(build_env.PIP_FAILED)

    monkeypatch.setattr(build_env, 'install', install)
    with pytest.raises(SystemExit) as ended:
        build_env.build({'prefix': str(work / 'env'), 'epoch': 0, 'relations': []}, str(work))
    assert ended.value.code == build_env.PIP_FAILED
    assert len(os.listdir(site)) == 50


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

    monkeypatch.setattr(build_env, 'excess', look)
    monkeypatch.setattr(build_env.time, 'monotonic', lambda: clock[0])
    guard = build_env.Guard(None, ['/folder'])
    guard.over = Over()
    guard.watch()
    assert pauses == [3, 3, 60, 15]


def test_size_when_the_file_went_while_it_was_listed_is_nothing(work):
    (work / 'there').write_bytes(b'12345')
    assert build_env.size_of(work / 'there') == 5
    assert build_env.size_of(work / 'gone') == 0


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
    build_env.tidy(str(site), str(programs))
    assert os.stat(site / 'client.py').st_mode & 0o7777 == left
    assert os.stat(programs / 'tool').st_mode & 0o7777 == mode
