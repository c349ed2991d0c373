"""The schroot engine: made by root, used by others."""
import pytest

ENGINE = '-Ddjango-deb.engine=schroot'
#: So that not each session has to install what the guest book's virtualenv is built with.
PREPARED = '-Ddjango-deb.chrootPackages=build-essential,libpq-dev,python3-dev'
GOAL = 'io.github.django-deb:django-deb-maven-plugin:0.1.0-SNAPSHOT:chroot'
CHROOT = '/etc/schroot/chroot.d/django-deb-trixie-amd64'


@pytest.fixture(scope='module')
def bare(make_build_host):
    """A machine with schroot, and with three users who may have no namespaces."""
    host = make_build_host()
    for user in ('ada', 'bob', 'eve'):
        host.user(user)
    # without these a user's namespace has no other users, which no build does without
    host.shell('for file in /etc/subuid /etc/subgid; do : >"$file"; done')
    return host


@pytest.fixture(scope='module')
def host(bare):
    """The same once an administrator has made the chroot; ada and bob may use it."""
    ada = bare.guestbook('ada')
    said = bare.maven('ada', ada, GOAL, ENGINE, check=False).text
    assert ('engine "schroot": schroot has no chroot of "trixie" for amd64'
            f' ({CHROOT}): let an administrator make it once with "sudo mvn django-deb:chroot'
            ' -Ddjango-deb.engine=schroot -Ddjango-deb.suite=trixie"') in said
    bare.run('rm', '-rf', f'{ada}/target')
    bare.maven('root', ada, GOAL, ENGINE, PREPARED)
    for user in ('ada', 'bob'):
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


def test_build_when_user_is_a_member_is_the_same_as_with_unshare(host):
    ada = '/home/ada/guestbook'
    said = host.maven('ada', ada, 'package').text
    assert ('engine schroot: the first that works on this machine, as unshare does not'
            ' (mvn -X says why)') in said
    assert len(host.debs(ada)) == 3
    planned = host.maven('ada', ada, 'django-deb:plan').text
    assert 'engine: schroot, the first that works here (<engine> is auto)' in planned
    assert planned.count('would be reused, from the cache, and lies in target/') == 3
    assert leftovers(host) == [] and strangers(host, 'ada') == []
    # root needs no user namespace
    root = host.guestbook('root')
    host.maven('root', root, 'package', '-Ddjango-deb.engine=unshare',
               '-Ddjango-deb.cacheDirectory=/cache')
    assert host.debs(root) == host.debs(ada)


def test_build_when_the_one_before_was_killed_ends_its_session(host):
    bob = host.guestbook('bob')
    host.kill_maven('bob', bob, 'virtualenv: virtualenv in', 'django-deb:env', ENGINE)
    assert len(leftovers(host)) > 1
    said = host.maven('bob', bob, 'django-deb:src', ENGINE).text
    assert 'of a build that was killed is ended' in said
    assert leftovers(host) == [] and strangers(host, 'bob') == []
