"""Maintainer scripts that are repeated, broken off or killed. RELIABILITY rows 1 to 5 and 10."""
import json
import random

import pytest

from hostlab import roots
from hostlab.builds import Packages
from hostlab.commands import run, wait_for
from hostlab.faults import STEPS, SWITCH_STATES, UNDONE
from hostlab.host import ENVIRONMENT
from hostlab.load import Load
from hostlab.site import ETC, PACKAGE, RUN, VAR, Site, file_digests

pytestmark = pytest.mark.newest

# Visitors, so few that the fault has a processor left
FEW = 4

# The set-up of all services, which begins with the boot
FIRST_BOOT_SECONDS = 240

NO_SERVICES = '#!/bin/sh\nexit 101\n'
# what changes by itself: logs, caches, databases of apt, dpkg and PostgreSQL
VOLATILE = ('/var/log/', '/var/cache/', '/var/lib/apt/', '/var/lib/dpkg/', '/var/lib/postgresql/',
            '/var/lib/systemd/', '/var/tmp/', f'{VAR}/lock', '/var/backups')


def _in_unbooted(host, *command, variables=()):
    """Run a command in a host that has not been booted, as one builds an image."""
    setting = [f'--setenv={variable}' for variable in variables]
    return run(['systemd-nspawn', '--quiet', '--register=no', '--keep-unit', '--private-network',
                '--pipe', '--setenv=DEBIAN_FRONTEND=noninteractive', *setting,
                f'--machine=image-{host.place.folder.name}', f'--directory={host.root}',
                *command])


def _unbooted(make_host, suite):
    host = make_host([roots.root(suite)])
    policy = host.path('/usr/sbin/policy-rc.d')
    policy.write_text(NO_SERVICES)
    policy.chmod(0o755)
    return host


def _configure_all(host, variables=None, check=True):
    return host.run('dpkg', '--configure', '-a', check=check, variables=variables)


# row 1

@pytest.fixture(params=[False, True], ids=['lean', 'whole'])
def whole(request):
    """Whether the site has workers, a beat, a queue and a cache."""
    return request.param


def _boot_first(host, whole):
    """Boot what has been installed only, and let the site prove all that it has."""
    host.path('/usr/sbin/policy-rc.d').unlink()
    host.boot()
    site = Site(host, whole=whole)
    wait_for(lambda: site.release() == 'v1', FIRST_BOOT_SECONDS)
    assert site.sign('Ada', 'in an image').status == 200
    if whole:
        site.queue('first')
        wait_for(lambda: site.lines() == ['first v1'])
        wait_for(lambda: len(site.lines('ticks.log')) >= 3)
        site.get('/probe/cache/?value=kept')
        assert {site.get('/probe/cache/').text for _ in range(20)} == {'kept'}
    site.check_clean()


def test_install_when_nothing_runs_completes_at_first_boot(
        suite, make_host, packages, whole_packages, whole):
    packages = whole_packages if whole else packages
    host = _unbooted(make_host, suite)
    _in_unbooted(host, 'apt-get', '-q', '-y', 'install', *host.bring(packages('v1').files))
    assert not host.path(f'{RUN}/live.sock').exists()
    _boot_first(host, whole)


def test_install_when_dpkg_works_on_another_root_completes_at_first_boot(
        suite, make_host, packages, whole_packages, whole):
    packages = whole_packages if whole else packages
    host = _unbooted(make_host, suite)
    _in_unbooted(host, 'apt-get', '-q', '-y', 'install', *host.bring(packages('v1').files))
    _in_unbooted(host, 'apt-get', '-q', '-y', 'purge', PACKAGE)
    run(['dpkg', f'--root={host.root}', '--force-script-chrootless', '--install',
         packages('v1').site])
    _boot_first(host, whole)


# row 2

def test_configure_when_repeated_changes_nothing(site, packages):
    def facts():
        files = file_digests(site.host, '/etc', '/var', '/src')
        steady = {path: text for path, text in files.items() if not path.startswith(VOLATILE)}
        return steady, site.main_pid(), site.slot(), site.secrets()

    site.get()
    before = facts()
    site.host.run('dpkg-reconfigure', PACKAGE)
    site.host.install(packages('v1').files, '--reinstall')
    for _ in range(2):
        site.host.install([packages('v1').site], '--reinstall')
    after = facts()
    assert {path: (before[0].get(path), after[0].get(path))
            for path in before[0].keys() | after[0].keys()
            if before[0].get(path) != after[0].get(path)} == {}
    assert before[1:] == after[1:]
    site.check_clean()


# row 3

@pytest.mark.parametrize('how', ['FAIL', 'KILL'])
def test_upgrade_when_postinst_dies_at_each_step_converges(site, packages, how):
    secrets = site.secrets()
    first, *others = [*STEPS[:-3], *(f'switch:{state}' for state in SWITCH_STATES[:3])]
    with Load(site, FEW) as load:
        outcome = site.host.install_with({f'SITECTL_{how}_AT': first}, packages('v2').files)
        assert outcome.status == 100
        for step in others:
            assert site.release() == 'v1', step
            outcome = _configure_all(site.host, {f'SITECTL_{how}_AT': step}, check=False)
            assert outcome.status != 0, step
            assert site.host.package_state(PACKAGE) == 'iF ', step
        assert site.release() == 'v1'
        _configure_all(site.host)
    load.report.check()
    assert site.release() == 'v2'
    assert site.secrets() == secrets
    site.check_clean()


@pytest.mark.parametrize('step', ['switch:flipped', 'switch:drained', 'certificate', 'links',
                                  'prune', 'done'])
def test_upgrade_when_postinst_is_killed_after_the_flip_goes_on_with_the_new_release(
        site, packages, step):
    with Load(site, FEW) as load:
        outcome = site.host.install_with({'SITECTL_KILL_AT': step}, packages('v2').files)
        assert outcome.status == 100
        assert site.release() == 'v2'
        _configure_all(site.host)
    load.report.check(at_least=100)
    assert site.release() == 'v2'
    site.check_clean()


def test_first_install_when_postinst_dies_at_each_step_converges(server, packages):
    first, *others = STEPS
    server.install_with({'SITECTL_KILL_AT': first}, packages('v1').files)
    for step in others:
        outcome = _configure_all(server, {'SITECTL_KILL_AT': step}, check=False)
        assert outcome.status != 0, step
    _configure_all(server)
    site = Site(server)
    assert site.sign('Ada', 'at last').status == 200
    site.check_clean()


# row 4

def test_upgrade_when_postinst_is_killed_at_random_converges(site, packages, seeds):
    secrets = site.secrets()
    hits = 0
    for seed in range(seeds):
        variant = ('v2', 'v1')[seed % 2]
        delay = random.Random(seed).uniform(0.05, 8)
        with Load(site, FEW) as load:
            hits += _kill_tool_while_installing(site.host, packages(variant).files, delay)
            assert site.get().status == 200, f'seed {seed}, {delay:.2f} s'
            _configure_all(site.host)
        load.report.check(at_least=100)
        assert site.release() == variant, f'seed {seed}, {delay:.2f} s'
        assert site.secrets() == secrets
        site.check_clean()
    assert hits > seeds / 2, f'only {hits} of {seeds} came before the end'


def _kill_tool_while_installing(host, files, delay):
    """Whether it was killed: it may have ended before."""
    paths = host.bring(files)
    # the timer runs inside, where it sees the tool begin
    said = host.shell(
        f'apt-get -q -y --allow-downgrades install {" ".join(paths)} >/dev/null 2>&1 &\n'
        'apt=$!\n'
        'until pid=$(pgrep -of "[s]itectl configure") || ! kill -0 $apt 2>/dev/null;'
        ' do sleep 0.02; done\n'
        f'sleep {delay:.2f}; kill -KILL $pid 2>/dev/null && echo hit || true; wait $apt || true')
    return 'hit' in said.text.split()


# row 5

def test_upgrade_when_dpkg_is_killed_in_unpack_is_healed_by_installing_again(site, packages):
    serving, wanted = 'v1', 'v2'
    killed = 0
    for moment in (PACKAGE, 'src', 0.05, 0.1, 0.2, 0.35, 0.5):
        files = [packages(wanted).src, packages(wanted).site]
        paths = site.host.bring(files)
        with Load(site, FEW) as load:
            if isinstance(moment, str):
                package = PACKAGE if moment == PACKAGE else Packages.name(packages(wanted).src)
                _kill_dpkg_while_it_unpacks(site.host, paths, package)
                assert site.host.package_state(package) == 'iHR'
                killed += 1
            else:
                ended = site.host.run('timeout', '--signal=KILL', moment, 'dpkg', '--unpack',
                                      *paths, check=False)
                killed += ended.status not in (0, 1)
            assert site.release() == serving, moment
            _configure_all(site.host, check=False)  # apt asks for it
            # apt itself would want the archive of the version that was there before
            site.host.run('dpkg', '--install', *paths)
        load.report.check(at_least=100)
        assert site.release() == wanted, moment
        site.check_clean()
        serving, wanted = wanted, serving
    assert killed > 2, 'dpkg was too fast for all but the first two'


# Stands in front of what dpkg has the files of a package from, once it has noted that it begins
DEADLY = """#!/bin/sh
case "$*" in
--fsys-tarfile*/{package}_*) kill -KILL $PPID ;;
*) exec /usr/bin/dpkg-deb "$@" ;;
esac
"""


def _kill_dpkg_while_it_unpacks(host, paths, package):
    host.run('mkdir', '-p', '/root/deadly')
    host.write('/root/deadly/dpkg-deb', DEADLY.format(package=package))
    host.run('chmod', '755', '/root/deadly/dpkg-deb')
    outcome = host.run('dpkg', '--unpack', *paths, check=False,
                       variables={'PATH': f'/root/deadly:{ENVIRONMENT["PATH"]}'})
    assert outcome.status not in (0, 1), outcome.tail()


# row 10

@pytest.mark.parametrize('state', SWITCH_STATES)
def test_boot_when_power_was_cut_in_mid_switch_serves_one_release(site, packages, state):
    secrets = site.secrets()
    paths = site.host.bring(packages('v2').files)
    upgrade = site.host.start('env', f'SITECTL_STOP_AT=switch:{state}', 'apt-get', '-q', '-y',
                              'install', *paths)
    wait_for(lambda: _stands_still(site.host))
    site.host.kill()
    upgrade.communicate(timeout=60)
    site.host.boot()
    wait_for(lambda: site.get().status == 200)
    assert site.release() == ('v2' if state in ('flipped', 'drained') else 'v1')
    assert list(site.slot_faults()) == []
    _configure_all(site.host)
    assert site.release() == 'v2'
    assert site.secrets() == secrets
    assert site.host.run('stat', '-c', '%s', f'{ETC}/secrets/secret_key').text.strip() != '0'
    site.check_clean()


#: The visitors have the new release, and then they get the old one back.
TAKEN_BACK = 'SITECTL_FAIL_AT=switch:flipped'


def test_boot_when_power_was_cut_while_a_switch_was_undone_serves_the_old_release(site, packages):
    paths = site.host.bring(packages('v2').files)
    upgrade = site.host.start('env', TAKEN_BACK, f'SITECTL_STOP_AT=switch:{UNDONE}', 'apt-get',
                              '-q', '-y', 'install', *paths)
    wait_for(lambda: _stands_still(site.host))
    site.host.kill()
    upgrade.communicate(timeout=60)
    site.host.boot()
    wait_for(lambda: site.get().status == 200)
    assert site.release() == 'v1'
    assert list(site.slot_faults()) == []
    _configure_all(site.host)
    assert site.release() == 'v2'
    site.check_clean()


def test_upgrade_when_postinst_is_killed_while_it_is_undone_leaves_the_old_workers_at_work(
        whole_site, whole_packages):
    site = whole_site
    outcome = site.host.install_with(
        dict([TAKEN_BACK.split('=')], SITECTL_KILL_AT=f'switch:{UNDONE}'),
        whole_packages('v2').files)
    assert outcome.status == 100 and site.release() == 'v1'
    state = json.loads(site.host.read(f'{VAR}/state.json'))
    assert (state['journal']['step'], state['journal']['paused']) == (UNDONE, True)
    assert 'runs already' in site.command('start').text
    site.queue('healed')
    wait_for(lambda: 'healed v1' in site.lines())
    _configure_all(site.host)
    site.queue('after')
    wait_for(lambda: 'after v2' in site.lines())
    site.check_clean()


def _stands_still(host):
    """Whether the tool has come to where it stops itself."""
    processes = host.run('ps', '-eo', 'stat=,args=').text.splitlines()
    return any(line.startswith('T') and 'sitectl configure' in line for line in processes)
