"""Going back to a release that served before: at once, for long, and never blindly."""
import json

import pytest
from hostlab import builds
from hostlab.commands import wait_for
from hostlab.load import Load
from hostlab.site import ETC, PACKAGE, UNIT

pytestmark = pytest.mark.newest


def releases(site):
    """{version of the guest book: what is told of its release}, by the order of the list."""
    return json.loads(site.command('releases', '--json').text)


def test_rollback_when_visitors_come_loses_no_request_and_needs_nobody(site, packages):
    site.host.install(packages('v2').files)
    site.sign('Ada', 'signed under v2')
    # no package manager, and no network but the loopback
    site.host.run('chmod', '-x', '/usr/bin/dpkg', '/usr/bin/apt-get')
    with Load(site) as load:
        said = site.command('rollback')
        assert site.release() == 'v1'
        again = site.command('rollback')
    load.report.check()
    site.host.run('chmod', '+x', '/usr/bin/dpkg', '/usr/bin/apt-get')
    assert 'rolled back to' in said.text and 'rolled back already' in again.text
    assert site.release() == 'v1'
    assert 'signed under v2' in site.get().text
    assert site.get(site.style_sheet()).status == 200
    status = site.status()
    assert status['problems'] == [] and status['rollback']['release'] == status['release']
    assert packages('v1').version(packages('v1').site) == status['version']
    site.check_clean()


def test_rollback_holds_until_the_package_is_configured(site, packages):
    site.host.install(packages('v2').files)
    site.command('rollback')
    for verb in ('reload', 'restart', 'stop', 'start'):
        site.command(verb)
    assert site.release() == 'v1'
    site.host.reboot()
    wait_for(lambda: site.release() == 'v1')
    site.check_clean()
    site.host.kill()
    site.host.boot()
    wait_for(lambda: site.release() == 'v1')
    site.host.run('dpkg-reconfigure', PACKAGE)
    assert site.release() == 'v2'
    assert site.status()['rollback'] is None
    site.command('rollback')
    site.host.install(packages('v3').files)
    assert site.release() == 'v3'
    site.check_clean()


def test_rollback_when_killed_in_mid_switch_can_be_repeated(site, packages):
    site.host.install(packages('v2').files)
    for step, serves in (('prepare', 'v2'), ('flipped', 'v1')):
        said = site.command('rollback', check=False,
                            variables={'SITECTL_KILL_AT': f'switch:{step}'})
        assert said.status != 0
        assert site.get().status == 200
        site.command('start')
        assert site.release() == serves
        site.check_clean()
    assert site.status()['rollback']
    site.command('rollback')
    assert site.release() == 'v1'


def test_rollback_when_the_release_cannot_serve_changes_nothing(site, packages):
    site.host.install(packages('v2').files)
    old = releases(site)[1]
    site.host.apt('purge', packages('v2').name(packages('v1').src))
    said = site.command('rollback', check=False)
    assert said.status == 1
    assert f"{old['release']} cannot serve, as its code is gone" in said.text
    assert packages('v1').name(packages('v1').src) in said.text
    assert releases(site)[1]['missing'] == [packages('v1').name(packages('v1').src)]
    assert site.release() == 'v2'
    site.check_clean()
    site.host.apt('install', *site.host.bring([packages('v1').src]))
    site.command('rollback', old['version'])
    assert site.release() == 'v1'


def test_rollback_when_the_release_breaks_leaves_the_other_serving(site, packages):
    site.host.install(packages('v2').files)
    old = releases(site)[1]['release']
    site.command('reload')  # proves each worker: one that loads later would load what is broken
    site.host.run('sh', '-c', 'printf "%s" "$1" >> "$2"', 'sh', 'import os\n'
                  f"if os.environ['SITE_RELEASE'] == '{old}':\n    raise OSError(42)\n",
                  f'{ETC}/site_settings.py')
    with Load(site) as load:
        said = site.command('rollback', '--yes', check=False)
    load.report.check()
    assert said.status == 1 and 'goes on as before' in said.text
    assert f'To try again:  {UNIT} rollback {old}' in said.text
    assert site.release() == 'v2' and site.status()['rollback'] is None
    site.check_clean()


def test_release_whose_code_was_changed_does_not_take_over(site, packages):
    site.host.install(packages('v2').files)
    name = packages('v1').name(packages('v1').src)
    file = site.host.shell(f'dpkg -L {name} | grep /wsgi.py$').text.strip()
    mend = ('sed', '-i.bak', '$a # mended by hand', file)
    site.host.run(*mend)
    said = site.command('rollback', check=False)
    assert said.status == 1
    assert f'is not as it was packaged: {file} was changed\nNothing was changed.' in said.text
    assert f'apt install --reinstall {name}' in said.text
    assert site.release() == 'v2'
    site.check_clean()

    site.host.run('mv', f'{file}.bak', file)
    site.command('rollback')
    # what serves already may have been mended by hand: it is told, and goes on
    site.host.run(*mend)
    said = site.command('reload')
    assert 'warning: The code of release' in said.text and file in said.text
    assert site.release() == 'v1'
    said = site.command('check', check=False)
    assert said.status == 1 and f'{name}: {file} was changed' in said.text
    site.host.run('mv', f'{file}.bak', file)
    site.command('check')
    site.check_clean()


def test_rollback_when_migrations_are_unknown_to_the_release_asks(site, packages):
    site.host.install(packages('migrated').files)
    site.command('manage', 'migrate', '--noinput')
    said = site.command('rollback', check=False)
    assert said.status == 1
    assert '1 migration is applied that release' in said.text
    assert 'entries.0002_nothing' in said.text and 'rollback --yes' in said.text
    assert site.release() == 'migrated'
    site.check_clean()
    yes = site.host.shell(f"echo y | script -qec '{UNIT} rollback' /dev/null")
    assert 'all the same? [y/N]' in yes.text
    assert site.release() == 'v1'
    assert site.sql("select count(*) from django_migrations where name = '0002_nothing'") == '1'
    site.check_clean()
    site.host.run('dpkg-reconfigure', PACKAGE)
    said = site.command('rollback', '--yes')
    assert 'warning: 1 migration is applied' in said.text
    assert site.release() == 'v1'
    site.host.run('dpkg-reconfigure', PACKAGE)
    assert site.release() == 'migrated'
    said = site.host.install(packages('v1').files, '--allow-downgrades')
    assert 'warning: 1 migration is applied that release' in said.text
    assert 'entries.0002_nothing' in said.text
    assert site.release() == 'v1'
    assert site.sql("select count(*) from django_migrations where name = '0002_nothing'") == '1'
    site.check_clean()


def test_releases_are_told_to_anybody(site, packages):
    site.host.install(packages('v2').files)
    said = site.host.run('runuser', '-u', 'nobody', '--', UNIT, 'releases')
    rows = said.text.splitlines()
    assert rows[0].split() == ['VERSION', 'RELEASE', 'SERVES', 'CODE']
    assert '(installed)' in rows[1] and 'since 20' in rows[1]
    assert 'until 20' in rows[2] and rows[2].endswith('complete')
    assert [(row['serves'], row['installed']) for row in releases(site)] == [
        (True, True), (False, False)]


def test_releases_that_stay_are_as_many_as_the_pom_and_the_administrator_say(
        site, packages, suite):
    sources = []
    for files in (packages('v1'), packages('v2'),
                  builds.guestbook('v3', suite, ('-Ddjango-deb.keepReleases=3',))):
        site.time_passes()
        site.host.install(files.files)
        sources.append(files.name(files.src))
    assert len(releases(site)) == 3 and not any(row['missing'] for row in releases(site))
    site.host.run('apt-mark', 'auto', *sources)
    site.host.apt('autoremove')
    assert [site.host.package_state(name) for name in sources] == ['ii '] * 3

    site.host.shell(f'echo KEEP_RELEASES=0 >> {ETC}/site.conf')
    said = site.host.run('dpkg-reconfigure', PACKAGE, check=False)
    assert said.status != 0 and 'KEEP_RELEASES: "0" is not a number of releases' in said.text
    site.host.run('sed', '-i', 's/^KEEP_RELEASES=0$/KEEP_RELEASES=1/', f'{ETC}/site.conf')
    site.time_passes()
    site.host.run('dpkg-reconfigure', PACKAGE)
    assert [row['serves'] for row in releases(site)] == [True]
    site.host.apt('autoremove')
    assert [site.host.package_state(name) for name in sources][2] == 'ii '
    assert {site.host.package_state(name) for name in sources[:2]} <= {'', 'un '}
    assert site.release() == 'v3'
    site.check_clean()
