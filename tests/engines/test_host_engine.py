"""The host engine: in a container where nobody may have namespaces."""
import pytest

from buildhost import INDEX, MAVEN

OPTIONS = ('-Ddjango-deb.cacheDirectory=/cache',)
JOURNAL = '/var/lib/django-deb-host'
#: What others write while a build runs: the kernel, Maven, systemd; and the lock of dpkg.
NOT_COMPARED = ('/proc', '/sys', '/dev', '/run', '/tmp', '/var/tmp', '/root', '/home', '/cache',
                '/m2', '/index', '/srv', '/var/log/journal', '/var/lib/systemd', '/var/log/wtmp',
                '/var/lib/dpkg/lock')


@pytest.fixture(scope='module')
def host(make_build_host):
    """A container in which unshare(2) is forbidden."""
    return make_build_host('--system-call-filter=~unshare')


def packages(host):
    return host.run('dpkg-query', '--show').text


def tree(host):
    """{path: kind, mode, owner, time and size of a file, target of a link}."""
    # the size of a folder tells how many files it had once
    skip = ' '.join(f'-path {path} -prune -o' for path in NOT_COMPARED)
    found = host.shell(
        f"find / -xdev {skip} -type f -printf '%p\\t%m %u:%g %s %T@\\n'"
        " -o -type l -printf '%p\\t-> %l\\n' -o -type d -printf '%p\\t%m %u:%g\\n'").text
    return dict(line.split('\t', 1) for line in found.splitlines())


def changes(before, after):
    return {path: (before.get(path), after.get(path)) for path in sorted({*before, *after})
            if before.get(path) != after.get(path)}


@pytest.fixture(scope='module')
def fresh(host):
    """What the machine is like before any build: its packages and files."""
    return packages(host), tree(host)


def assert_as_before(host, fresh):
    assert packages(host) == fresh[0]
    assert changes(fresh[1], tree(host)) == {}
    assert not host.exists(JOURNAL) and not host.exists('/build')


def test_build_when_there_are_no_namespaces_leaves_the_machine_as_it_was(host, fresh):
    folder = host.guestbook('root')
    said = host.maven('root', folder, 'package', '-X', *OPTIONS).text
    assert 'engine unshare is passed over: root may not mount on this machine' in said
    assert 'engine schroot is passed over: schroot has no chroot of "trixie"' in said
    assert ('[INFO] engine host: the first that works on this machine, as unshare and schroot do'
            ' not (mvn -X says why)') in said
    assert_as_before(host, fresh)
    made = host.debs(folder)
    planned = host.maven('root', folder, 'django-deb:plan', *OPTIONS).text
    assert 'engine: host, the first that works here (<engine> is auto)' in planned
    assert planned.count('would be reused, from the cache, and lies in target/') == 3
    # what is run from outside is not behind the container's filter
    host.run('rm', '-rf', f'{folder}/target')
    host.run('env', f'--chdir={folder}', 'PIP_NO_INDEX=1', f'PIP_FIND_LINKS={INDEX}', *MAVEN,
             'package', '-Ddjango-deb.engine=unshare', '-Ddjango-deb.cacheDirectory=/cache/other',
             timeout=3600)
    assert host.debs(folder) == made


def test_build_when_the_one_before_was_killed_puts_the_machine_back(host, fresh):
    folder = host.guestbook('root')
    host.kill_maven('root', folder, 'virtualenv: virtualenv in', 'django-deb:env',
                    '-Ddjango-deb.engine=host', '-Ddjango-deb.cacheDirectory=/cache/second')
    assert host.exists(JOURNAL) and packages(host) != fresh[0]
    said = host.maven('root', folder, 'django-deb:src', '-Ddjango-deb.engine=host',
                      '-Ddjango-deb.cacheDirectory=/cache/second').text
    assert 'host: a build was killed; the machine is put back as it was before that one' in said
    assert_as_before(host, fresh)


@pytest.mark.parametrize('signal', ['INT', 'TERM'])
def test_build_when_interrupted_puts_the_machine_back_at_once(host, fresh, signal):
    folder = host.guestbook('root')
    going_on = host.kill_maven('root', folder, 'virtualenv: virtualenv in', 'django-deb:env',
                               '-Ddjango-deb.engine=host',
                               '-Ddjango-deb.cacheDirectory=/cache/third', signal=signal)
    assert going_on == []
    assert_as_before(host, fresh)


def test_build_when_the_suite_is_another_says_so(host):
    said = host.maven('root', host.guestbook('root'), 'django-deb:src',
                      '-Ddjango-deb.engine=host', '-Ddjango-deb.suite=bookworm', check=False).text
    assert ('engine "host": this machine is Debian GNU/Linux 13 (trixie), and packages for'
            ' "bookworm" are built on that release alone: run the build in a container of it, or'
            ' set <suite> to "trixie"') in said


def test_build_when_not_root_says_so(host):
    user = host.user('joe')
    said = host.maven(user, host.guestbook(user), 'django-deb:src', '-Ddjango-deb.engine=host',
                      check=False).text
    assert ('engine "host": it installs packages on the machine itself, which the user "joe" may'
            ' not: run the build as root of a container') in said
