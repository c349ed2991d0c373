"""The schroot engine: made by root, used by others."""
import pytest

from hostlab.commands import wait_for

ENGINE = '-Ddjango-deb.engine=schroot'
#: So that not each session has to install what the guest book's virtualenv is built with.
PREPARED = '-Ddjango-deb.chrootPackages=build-essential,libpq-dev,python3-dev'
GOAL = 'io.github.django-deb:django-deb-maven-plugin:0.1.0-SNAPSHOT:chroot'
CHROOT = '/etc/schroot/chroot.d/django-deb-trixie-amd64'


@pytest.fixture(scope='module')
def bare(make_build_host):
    """A machine with schroot, and with four users who may have no namespaces."""
    host = make_build_host()
    for user in ('ada', 'bob', 'cyd', 'eve'):
        host.user(user)
    # without these a user's namespace has no other users, which no build does without
    host.shell('for file in /etc/subuid /etc/subgid; do : >"$file"; done')
    return host


@pytest.fixture(scope='module')
def host(bare):
    """The same once an administrator has made the chroot; all but eve may use it."""
    ada = bare.guestbook('ada')
    said = bare.maven('ada', ada, GOAL, ENGINE, check=False).text
    assert ('engine "schroot": schroot has no chroot of "trixie" for amd64'
            f' ({CHROOT}): let an administrator make it once with "sudo mvn django-deb:chroot'
            ' -Ddjango-deb.engine=schroot -Ddjango-deb.suite=trixie"') in said
    bare.run('rm', '-rf', f'{ada}/target')
    bare.maven('root', ada, GOAL, ENGINE, PREPARED)
    for user in ('ada', 'bob', 'cyd'):
        bare.run('adduser', user, 'django-deb')
    return bare


def leftovers(host):
    """Sessions, mounts and processes that a build has left."""
    sessions = host.run('schroot', '--list', '--all-sessions').text.split()
    mounts = [line for line in host.read('/proc/mounts').splitlines() if '/schroot/mount' in line]
    return sessions + mounts + host.processes('/build/exchange')


def strangers(host, user):
    """Files in a user's home that are not the user's."""
    return host.run('find', host.home(user), '!', '-user', user).text.split()


def test_chroot_when_root_makes_it_leaves_nothing_in_the_project(host):
    assert 'django-deb' in host.run('id', 'django-deb').text
    assert host.exists(CHROOT)
    assert strangers(host, 'ada') == []
    assert not host.exists('/home/ada/guestbook/target')


def test_build_when_user_is_outside_the_group_says_so(host):
    said = host.maven('eve', host.guestbook('eve'), GOAL, ENGINE, check=False).text
    assert ('the user "eve" is not in the group "django-deb", which alone may build in it: let an'
            ' administrator run "sudo adduser eve django-deb", and log in again') in said


def users_in_sessions(host):
    """The ids of the users whose builds have a session now."""
    names = host.run('schroot', '--list', '--all-sessions').text.split()
    return {name.removeprefix('session:').split('-')[2] for name in names}


def test_build_when_two_members_build_at_once_is_the_same_as_with_unshare(host):
    ada, bob = '/home/ada/guestbook', host.guestbook('bob')
    others = host.start_maven('bob', bob, 'package')
    own = host.start_maven('ada', ada, 'package')
    both = {host.run('id', '-u', user).text.strip() for user in ('ada', 'bob')}
    wait_for(lambda: users_in_sessions(host) == both, 600)
    said, told = own.communicate(timeout=3600)[0], others.communicate(timeout=3600)[0]
    assert own.returncode == 0, said[-3000:]
    assert others.returncode == 0, told[-3000:]
    assert ('engine schroot: the first that works on this machine, as unshare does not'
            ' (mvn -X says why)') in said
    assert 'virtualenv: built ' in said and 'virtualenv: built ' in told
    assert len(host.debs(ada)) == 3
    assert host.debs(bob) == host.debs(ada)
    planned = host.maven('ada', ada, 'django-deb:plan').text
    assert 'engine: schroot, the first that works here (<engine> is auto)' in planned
    assert planned.count('would be reused, from the cache, and lies in target/') == 3
    assert leftovers(host) == [] and strangers(host, 'ada') == strangers(host, 'bob') == []
    # root needs no user namespace
    root = host.guestbook('root')
    host.maven('root', root, 'package', '-Ddjango-deb.engine=unshare',
               '-Ddjango-deb.cacheDirectory=/cache')
    assert host.debs(root) == host.debs(ada)


@pytest.mark.parametrize('signal', ['INT', 'TERM'])
def test_build_when_interrupted_ends_its_session_at_once(host, signal):
    cyd = host.guestbook('cyd')
    going_on = host.kill_maven('cyd', cyd, 'virtualenv: virtualenv in', 'django-deb:env', ENGINE,
                               signal=signal)
    assert going_on == []
    assert leftovers(host) == [] and strangers(host, 'cyd') == []


def test_build_when_the_one_before_was_killed_ends_its_session(host):
    cyd = host.guestbook('cyd')
    going_on = host.kill_maven('cyd', cyd, 'virtualenv: virtualenv in', 'django-deb:env', ENGINE)
    assert going_on == []
    assert len(leftovers(host)) > 1
    said = host.maven('cyd', cyd, 'django-deb:src', ENGINE).text
    assert 'of a build that was killed is ended' in said
    assert leftovers(host) == [] and strangers(host, 'cyd') == []
