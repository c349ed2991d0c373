"""The site's command and its maintainer scripts, called at odd moments and by odd people.

RELIABILITY rows 29, 30 and 45.
"""
import json
import re
import shlex
from concurrent.futures import ThreadPoolExecutor

import pytest
from hostlab.commands import wait_for
from hostlab.load import Load
from hostlab.site import ETC, PACKAGE, UNIT, VAR

pytestmark = pytest.mark.newest

INFO = f'/var/lib/dpkg/info/{PACKAGE}'

COMPLETION = f'/usr/share/bash-completion/completions/{UNIT}'

RELOADS = 30

# Visitors, so few that what is done meanwhile has a processor left
FEW = 4


def test_completion_when_bash_has_loaded_it_offers_what_fits(looked_at_site):
    site = looked_at_site
    loaded = site.host.run('bash', '--norc', '-c', f'. {COMPLETION} && complete -p {UNIT}').text
    words = shlex.split(loaded)
    assert words[0] == 'complete' and words[-1] == UNIT
    program = words[words.index('-C') + 1]

    def offers(line, user='root'):
        """As bash asks: the command, the word, the one before it, and the line."""
        *_, before, word = line.split(' ')
        return site.host.run('runuser', '-u', user, '--', program, UNIT, word, before, variables={
            'COMP_LINE': line, 'COMP_POINT': str(len(line))}).text.split()

    listed = re.findall(r'^    ([a-z-]+)(?: |$)', site.command('--help').text, re.M)
    assert len(listed) > 10
    assert sorted(offers(f'{UNIT} ')) == sorted([*listed, '--help'])
    assert offers(f'{UNIT} rest', 'nobody') == ['restart', 'restore']
    assert offers(f'{UNIT} restore --y') == ['--yes']
    kept = json.loads(site.command('releases', '--json').text)
    assert offers(f'{UNIT} rollback ') == sorted(one['release'] for one in kept) != []


def test_command_when_not_root_answers_with_a_sentence(site):
    def ask(*words):
        return site.host.run('runuser', '-u', 'nobody', '--', UNIT, *words, check=False)

    for verb in ('reload', 'stop', 'allow-purge', 'offline', 'online', 'rollback', 'shell'):
        said = ask(verb)
        assert (said.status, said.text) == (
            1, f"error: guestbook {verb} is root's to do: sudo guestbook {verb}\n")
    assert ask('status').status == 0
    wrong = ask('relaod')
    assert wrong.status == 2 and wrong.text == (
        'error: guestbook has no verb "relaod": guestbook reload may be meant, and guestbook --help'
        ' lists all\n')


def test_status_when_it_cannot_be_told_has_a_code_of_its_own(site):
    state = site.host.read(f'{VAR}/state.json')
    site.host.write(f'{VAR}/state.json', state[:40])
    for words in ((), ('--json',)):
        said = site.command('status', *words, check=False)
        assert said.status == 4
        assert f'{VAR}/state.json is damaged' in said.text and 'Traceback' not in said.text
    assert site.release() == 'v1'
    site.host.write(f'{VAR}/state.json', state)
    site.check_clean()


def test_site_conf_when_it_is_wrong_is_told_by_all_and_what_was_proven_goes_on(site, packages):
    right = site.host.read(f'{ETC}/site.conf')
    site.host.write(f'{ETC}/site.conf', f'{right}MIGRATE=yes\nTLS=on\njust text\n')
    faults = ('"just text" is not KEY=VALUE: correct it or put # before.',
              'TLS: "on" is none of off, proxy, files, acme: correct ',
              'MIGRATE: "yes" is none of off, check, auto: correct ')
    status = site.status()
    assert (status['exit'], status['state'], status['answer']) == (1, 'degraded', 200)
    assert len(status['problems']) == 3
    looked = site.command('check', check=False)
    assert looked.status == 1
    line, = (line for line in looked.text.splitlines() if line.startswith('PROBLEM'))
    assert line.startswith('PROBLEM  values ')
    with Load(site) as load:
        refused = [site.command('reload', check=False),
                   site.host.install(packages('v2').files, check=False)]
        goes_on = site.command('start')
    load.report.check()
    for said in (' '.join(status['problems']), line, goes_on.text, *(one.text for one in refused)):
        assert all(fault in said for fault in faults), said
    for outcome, again in zip(refused, (f'{UNIT} reload', 'dpkg --configure -a')):
        assert outcome.status != 0 and f'\nNothing was changed. Then run: {again}' in outcome.text
    assert 'runs already, with the configuration from before\n' in goes_on.text

    site.command('stop')
    status = site.status()
    assert status['exit'] == 3
    assert status['problems'][0] == f'stopped with "{UNIT} stop": {UNIT} start'
    assert not any('does not answer' in problem for problem in status['problems'])
    said = site.command('start').text
    assert 'serves, in slot a, with the configuration from before\n' in said
    assert site.release() == 'v1'
    site.host.reboot()
    assert site.release() == 'v1'

    site.host.write(f'{ETC}/site.conf', right)
    site.host.run('dpkg', '--configure', '-a')
    assert site.release() == 'v2'
    site.check_clean()


def test_status_when_the_site_was_stopped_says_so_and_no_more(site):
    site.command('stop')
    told = f'stopped with "{UNIT} stop": {UNIT} start'
    status = site.status()
    assert (status['exit'], status['problems']) == (3, [told])
    plugin = site.command('status', '--plugin', check=False)
    assert (plugin.status, plugin.text) == (2, f'CRITICAL - {UNIT} is not running: {told}\n')
    lines = site.command('check', check=False).text.splitlines()
    assert [line for line in lines if not line.startswith(('ok ', 'warning '))] == [
        f'PROBLEM  serves      {told}']
    site.command('start')
    site.check_clean()


def test_two_commands_at_once_wait_for_each_other(site):
    with Load(site) as load, ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda _: site.command('reload'), range(2)))
    assert all('serves, in slot' in one.text for one in said)
    load.report.check()
    site.check_clean()


def test_upgrade_when_commands_come_all_the_time_is_like_any_other(site, packages):
    with Load(site, FEW) as load:
        upgrade = site.host.start('apt-get', '-q', '-y', 'install',
                                  *site.host.bring(packages('v2').files))
        said = []
        while upgrade.poll() is None:
            said += [site.command(verb, check=False) for verb in ('reload', 'start')]
        text, _ = upgrade.communicate()
    assert upgrade.returncode == 0, text
    assert len(said) >= 2
    # each of them and the upgrade has waited for the one before, and at most a minute
    assert [one.text for one in said
            if one.status != 0 and 'wait for its end and repeat' not in one.text] == []
    load.report.check(at_least=100)
    assert site.release() == 'v2'
    site.check_clean()


@pytest.mark.long
def test_reloads_one_after_the_other_lose_no_request(site):
    before = site.slot()
    with Load(site, FEW) as load:
        for _ in range(RELOADS):
            site.command('reload')
    load.report.check()
    assert site.slot() == before  # each was a switch, and there was an even number
    site.check_clean()


def test_removal_that_is_broken_off_leaves_the_site_running(site):
    dpkg = {'DPKG_MAINTSCRIPT_PACKAGE': PACKAGE}
    site.host.run(f'{INFO}.prerm', 'remove', variables=dpkg)
    assert site.status()['exit'] == 3
    site.host.run(f'{INFO}.postinst', 'abort-remove', variables=dpkg)
    wait_for(lambda: site.release() == 'v1')
    site.check_clean()


def test_upgrade_when_the_site_was_stopped_leaves_it_stopped(site, packages):
    site.command('stop')
    said = site.host.install(packages('v2').files)
    assert 'it was stopped' in said.text and 'guestbook start' in said.text
    assert site.status()['exit'] == 3
    site.command('start')
    assert site.release() == 'v2'
    site.check_clean()
    site.command('stop')
    site.host.reboot()
    wait_for(lambda: site.release() == 'v2')


def test_status_when_a_switch_goes_on_raises_no_alarm(site, packages):
    site.host.install(packages('v2').files)
    switching = site.host.start(UNIT, 'reload')
    seen = []
    while switching.poll() is None:
        seen.append(site.status())
    assert [one['problems'] for one in seen if one['exit'] != 0] == []
    assert any(one['switching'] for one in seen)
    switching.communicate()


def test_account_that_an_administrator_may_use_stays_the_sites(site):
    site.host.run('usermod', '-s', '/bin/bash', UNIT)
    site.host.reboot()
    wait_for(lambda: site.release() == 'v1')
    site.command('reload')


def test_step_that_outlived_its_call_is_waited_for(site, packages):
    site.host.run('systemd-run', '--quiet', f'--unit={UNIT}-step', 'sleep', '40')
    said = site.host.install(packages('v2').files)
    assert f'waiting for {UNIT}-step.service' in said.text
    site.check_clean()


def test_upgrade_when_units_are_masked_or_disabled_starts_nothing_and_says_so(site, packages):
    units = [f'{UNIT}-web@{slot}.service' for slot in 'ab']
    site.host.run('systemctl', 'stop', f'{UNIT}.target')
    site.host.run('systemctl', 'mask', *units)
    said = site.host.install(packages('v2').files)
    assert 'is masked' in said.text
    assert site.status()['exit'] == 3
    site.host.run('systemctl', 'unmask', *units)
    site.command('start')
    assert site.release() == 'v2'
    site.check_clean()

    target = f'{UNIT}.target'
    site.host.run('systemctl', 'disable', '--now', target)
    said = site.host.install(packages('v3').files)
    assert f'{target} is disabled' in said.text and f'systemctl enable {target}' in said.text
    assert site.host.run('systemctl', 'is-enabled', target, check=False).text.strip() == 'disabled'
    assert site.status()['exit'] == 3
    site.host.run('systemctl', 'enable', target)
    site.command('start')
    assert site.release() == 'v3'
    site.check_clean()
