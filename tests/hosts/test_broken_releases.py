"""Releases that cannot serve. RELIABILITY rows 12 to 16."""
import re
from urllib.parse import urlsplit

import pytest

from hostlab.commands import wait_for
from hostlab.https import wish
from hostlab.load import Load
from hostlab.site import ETC, PACKAGE, UNIT

# variant, and words that the message must hold
BROKEN = [
    ('import-error', ["No module named 'no_such_module'"]),
    ('exits', ['guestbook-web@b']),
    ('error-page', ['answered 500: Server Error', 'ValueError: the guest book is torn']),
    ('wrong-host', ['answered 400', 'Host']),
    ('redirect-loop', ['redirects']),
]


@pytest.mark.parametrize('variant, words', BROKEN, ids=[name for name, _ in BROKEN])
def test_upgrade_when_release_cannot_serve_keeps_the_old_one_and_says_why(
        site, packages, variant, words):
    files = packages(variant).files
    with Load(site) as load:
        outcome = site.host.install(files, check=False)

    assert outcome.status == 100
    for word in [*words, 'goes on as before', f'apt install {PACKAGE}=']:
        assert word in outcome.text, outcome.tail()
    load.report.check()
    assert site.release() == 'v1'
    assert site.host.package_state(PACKAGE) == 'iF '
    assert [fault for fault in site.faults(status=1) if 'dpkg --audit' not in fault] == []


def _serves(site):
    """Which release answers to the host's own name, and to the new one; None for neither."""
    pages = [site.get('/probe/release/', '-H', f'Host: {name}')
             for name in (urlsplit(site.address).hostname, 'new.example')]
    return [page.text if page.status == 200 else None for page in pages]


@pytest.mark.newest
def test_what_is_refused_with_other_names_leaves_visitors_those_that_serve(site, packages):
    assert _serves(site) == ['v1', None]
    wish(site, SERVER_NAMES='new.example', HEALTH_PATH='/nothere/')
    outcome = site.command('reload', check=False)
    assert outcome.status == 1 and 'goes on as before' in outcome.text, outcome.tail()
    assert _serves(site) == ['v1', None]
    wish(site, HEALTH_PATH='/')
    outcome = site.host.install(packages('import-error').files, check=False)
    assert outcome.status == 100 and 'goes on as before' in outcome.text, outcome.tail()
    assert _serves(site) == ['v1', None]
    site.host.reboot()
    assert _serves(site) == ['v1', None]
    # What comes up answers to the new ones.
    site.host.install(packages('v3').files)
    assert _serves(site) == [None, 'v3']


@pytest.mark.newest
def test_other_names_when_anothers_nginx_file_is_broken_are_refused_until_that_is_mended(
        site, packages):
    other = '/etc/nginx/sites-enabled/other'
    site.host.write(other, 'server { no such directive; }\n')
    # An upgrade of which nginx need not know goes on.
    site.host.install(packages('v2').files)
    assert _serves(site) == ['v2', None]
    wish(site, SERVER_NAMES='new.example')
    outcome = site.command('reload', check=False)
    assert outcome.status == 1 and other in outcome.text, outcome.tail()
    assert 'nginx could not be told of other server names' in outcome.text
    assert 'goes on as before' in outcome.text
    assert _serves(site) == ['v2', None]
    site.host.run('rm', other)
    site.host.run('systemctl', 'reload', 'nginx')
    assert _serves(site) == ['v2', None]
    site.command('reload')
    assert _serves(site) == [None, 'v2']


@pytest.mark.newest
def test_upgrade_when_nothing_may_be_started_leaves_visitors_the_names_that_serve(site, packages):
    policy = '/usr/sbin/policy-rc.d'
    site.host.write(policy, '#!/bin/sh\nexit 101\n')
    site.host.run('chmod', '755', policy)
    wish(site, SERVER_NAMES='new.example')
    said = site.host.install(packages('v2').files).text
    assert 'policy-rc.d forbids to start services' in said
    assert _serves(site) == ['v1', None]
    site.host.run('rm', policy)
    site.command('start')
    assert _serves(site) == [None, 'v2']


@pytest.mark.newest
def test_upgrade_when_release_hangs_ends_in_time_and_keeps_the_old_one(site, packages):
    site.host.run('sed', '-i', 's/^HEALTH_TIMEOUT=.*/HEALTH_TIMEOUT=15/', f'{ETC}/site.conf')
    with Load(site) as load:
        outcome = site.host.install(packages('hangs').files, check=False)
    load.report.check()
    assert outcome.status == 100
    assert 'goes on as before' in outcome.text, outcome.tail()
    assert site.release() == 'v1'


@pytest.mark.newest
def test_upgrade_when_the_first_page_waits_for_a_lock_ends_in_time_and_keeps_the_old_one(
        site, packages):
    site.host.run('sed', '-i', 's/^HEALTH_TIMEOUT=.*/HEALTH_TIMEOUT=15/', f'{ETC}/site.conf')
    # The old one's first page would wait too, and hold up who shares its process: nobody asks it.
    held = site.host.start('runuser', '-u', 'postgres', '--', 'psql', '-q', '-d', UNIT, '-c',
                           'begin; lock table entries_entry; select pg_sleep(600)')
    wait_for(lambda: site.sql('select count(*) from pg_locks where granted and mode ='
                              " 'AccessExclusiveLock' and relation = 'entries_entry'::regclass")
             == '1')
    outcome = site.host.install(packages('v3').files, check=False)
    assert outcome.status == 100
    assert 'goes on as before' in outcome.text, outcome.tail()
    assert site.release() == 'v1'
    site.sql('select pg_terminate_backend(pid) from pg_stat_activity'
             " where query like '%pg_sleep(600)' and pid <> pg_backend_pid()")
    held.communicate(timeout=60)
    site.host.run('dpkg', '--configure', '-a')
    assert site.release() == 'v3'
    site.check_clean()


@pytest.mark.newest
def test_upgrade_when_release_breaks_after_the_flip_brings_the_old_one_back(site, packages):
    outcome = site.host.install(packages('breaks-late').files, check=False)
    assert outcome.status == 100
    assert 'after it got the visitors' in outcome.text
    assert 'goes on as before' in outcome.text
    assert site.release() == 'v1'
    assert [fault for fault in site.faults(status=1) if 'dpkg --audit' not in fault] == []
    site.host.install(packages('v1').files, '--allow-downgrades')
    site.check_clean()


@pytest.mark.newest
def test_upgrade_when_the_one_before_was_broken_installs_the_good_one(site, packages):
    site.sign('Ada', 'still here')
    site.host.install(packages('import-error').files, check=False)
    site.host.install(packages('v3').files)
    assert site.release() == 'v3'
    assert site.names_in_database() == ['Ada']
    assert site.host.package_state(PACKAGE) == 'ii '
    site.check_clean()


@pytest.mark.newest
def test_return_to_the_old_version_when_the_new_one_was_broken_is_a_plain_apt_command(
        site, packages):
    said = site.host.install(packages('import-error').files, check=False)
    site.host.bring([packages('v1').site])
    command, = re.findall(r'apt install --allow-downgrades \S+', said.text)
    site.host.shell(f'cd /root; {command.replace("apt", "apt-get -y", 1)}')
    assert site.release() == 'v1'
    assert site.host.package_state(PACKAGE) == 'ii '
    site.check_clean()


@pytest.mark.newest
def test_reboot_when_the_new_release_was_broken_still_serves_the_old_one(site, packages):
    site.host.install(packages('import-error').files, check=False)
    site.host.reboot()
    assert site.release() == 'v1'
