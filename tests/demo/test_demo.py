"""./demo on a machine where nothing was installed before."""
import re

import pytest

from machine import CLONE

# what the README's first section says it ends with
SECTIONS = ['Install what is missing', 'Build the plugin', 'Find a Python package index',
            'Package examples/guestbook for trixie', 'How long it took', 'The packages',
            'To install them on a host with Debian trixie']
NEEDED = ['default-jdk-headless', 'git', 'maven', 'mmdebstrap', 'uidmap']


def _sections(text):
    """{title: its lines} of what ./demo prints."""
    found = re.split(r'^== (.*)\n', text, flags=re.M)
    return dict(zip(found[1::2], (part.rstrip().splitlines() for part in found[2::2])))


def _demo(machine, home, user):
    clone = machine.lay_clone(home, user)
    outcome = machine.run('./demo', user=user, folder=clone, timeout=3000)
    log = CLONE / 'tests/output' / f'demo-{user}.log'
    log.parent.mkdir(exist_ok=True)
    log.write_text(outcome.text)
    return clone, outcome.text


def _check_closing_lines(machine, clone, printed):
    """Three packages with their sizes, a time for each step, and a command that apt accepts."""
    said = _sections(printed)
    assert list(said) == SECTIONS
    times = [re.fullmatch(r' *\d+\.\d s  (.*)', line) for line in said['How long it took']
             if line]
    assert [time and time[1] for time in times] == SECTIONS[:4]
    packages = [re.fullmatch(r' *[\d.]+[KM]  (examples/guestbook/target/(\S+)\.deb)', line)
                for line in said['The packages'] if line]
    names = [re.sub('_.*', '', package[2]) for package in packages]
    assert [re.sub('[0-9a-f]{12}', 'HASH', name) for name in names] == [
        'guestbook-env-HASH', 'guestbook-site', 'guestbook-src-HASH']
    assert all((machine.root / clone.lstrip('/') / package[1]).is_file() for package in packages)
    command = ' '.join(said[SECTIONS[-1]]).strip()
    assert command == ('cd examples/guestbook/target && sudo apt-get install '
                       + ' '.join(f'./{package[2]}.deb' for package in packages))
    return command


@pytest.mark.parametrize('user', ['root', 'anna'])
def test_demo_when_nothing_is_installed_ends_with_three_packages(machine, suite, user):
    if user == 'root':
        home = '/root'
    else:
        home = f'/home/{user}'
        machine.add_user(user)
    assert not any(machine.has(package) for package in NEEDED)

    clone, printed = _demo(machine, home, user)

    installing = re.search(r'^Installing(.*):(.*)$', printed, re.M)
    assert installing[1] == ('' if user == 'root' else ' with sudo')
    assert set(NEEDED) <= set(installing[2].split())
    command = _check_closing_lines(machine, clone, printed)
    if suite == 'trixie':
        machine.run('sh', '-euc', command.replace('apt-get', 'apt-get --simulate'), folder=clone)
