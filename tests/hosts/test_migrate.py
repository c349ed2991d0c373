"""What an upgrade does about migrations, as MIGRATE says."""
import pytest

from hostlab.load import Load
from hostlab.site import ETC, PACKAGE

pytestmark = pytest.mark.newest


def wish(site, policy):
    site.host.shell(f'echo MIGRATE={policy} >> {ETC}/site.conf')


def applied(site):
    """The migrations of the guest book that its database has."""
    return site.sql("select name from django_migrations where app = 'entries'").split()


def test_upgrade_when_a_migration_fails_keeps_the_old_release_until_a_good_one_comes(
        site, packages):
    wish(site, 'auto')
    site.sign('Ada', 'still here')
    with Load(site) as load:
        outcome = site.host.install(packages('torn-migration').files, check=False)
        again = site.host.run('dpkg', '--configure', '-a', check=False)
    load.report.check()
    assert outcome.status == 100 and again.status != 0
    for said in (outcome, again):
        assert ('error: The migration entries.0002_torn of release ' in said.text
                and ' failed: RuntimeError: the migration is torn\n' in said.text)
        assert ' goes on as before.\nTo try again:  dpkg --configure -a\n' in said.text
        assert f'\nTo go back:    apt install {PACKAGE}=' in said.text
    assert (site.release(), site.host.package_state(PACKAGE)) == ('v1', 'iF ')
    # what it had done before it failed is undone
    assert (applied(site), site.names_in_database()) == (['0001_initial'], ['Ada'])
    assert [fault for fault in site.faults(status=1) if 'dpkg --audit' not in fault] == []
    site.host.reboot()
    assert site.release() == 'v1'

    said = site.host.install(packages('mended').files)
    assert '1 migration applied' in said.text
    assert site.release() == 'mended'
    assert applied(site) == ['0001_initial', '0002_mended']
    assert site.names_in_database() == ['Ada']
    site.check_clean()


def test_upgrade_when_the_settings_do_not_load_says_so_and_the_old_release_goes_on(
        site, packages):
    wish(site, 'auto')
    site.command('reload')  # proves each worker: one that loads later would load what is broken
    settings = site.host.read(f'{ETC}/site_settings.py')
    site.host.write(f'{ETC}/site_settings.py', f'{settings}import no_such_module\n')
    outcome = site.host.install(packages('v2').files, check=False)
    assert outcome.status == 100
    assert (' could not be loaded, so no migration was begun: ModuleNotFoundError: No module named'
            " 'no_such_module'\n") in outcome.text
    assert ' goes on as before.\nTo try again:  dpkg --configure -a\n' in outcome.text
    assert (site.release(), site.host.package_state(PACKAGE)) == ('v1', 'iF ')
    said = site.command('rollback', check=False)
    assert said.status == 1 and 'there is nothing to go back from.\n' in said.text
    assert f'\nTo go back:    apt install {PACKAGE}=' in said.text

    site.host.write(f'{ETC}/site_settings.py', settings)
    said = site.host.run('dpkg', '--configure', '-a')
    assert 'migrations applied' not in said.text
    assert site.release() == 'v2'
    site.check_clean()


def test_upgrade_when_migrations_are_pending_tells_of_them_or_refuses(site, packages):
    wish(site, 'check')
    refused = site.host.install(packages('migrated').files, check=False)
    assert refused.status == 100
    assert '1 migration is pending: run guestbook manage --new migrate' in refused.text
    assert 'MIGRATE=check wants them done first' in refused.text
    assert (site.release(), applied(site)) == ('v1', ['0001_initial'])

    wish(site, 'off')
    said = site.host.run('dpkg', '--configure', '-a')
    assert 'warning: 1 migration is pending, and MIGRATE=off applies none: once' in said.text
    assert ' serves, run guestbook manage migrate\n' in said.text
    assert (site.release(), applied(site)) == ('migrated', ['0001_initial'])
    status = site.status()
    assert (status['exit'], status['migrations_pending']) == (1, 1)
    assert status['problems'] == ['1 migration is pending: guestbook manage migrate']
    assert 'migrations  1 pending' in site.command('status', check=False).text
    site.command('manage', 'migrate', '--noinput')
    assert applied(site) == ['0001_initial', '0002_nothing']
    assert 'migrations  none pending' in site.command('status').text
    site.check_clean()
