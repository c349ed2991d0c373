"""What an administrator may limit, and which walls he may open."""
import re

import pytest

from hostlab.builds import CLONE
from hostlab.commands import wait_for
from hostlab.site import ETC, PACKAGE, UNIT

pytestmark = pytest.mark.newest

SLICE = f'{UNIT}.slice'
DROP_IN = f'/etc/systemd/system/{SLICE}.d/10-site-conf.conf'
KEYS = ('MemoryMax', 'MemoryHigh', 'CPUQuotaPerSecUSec', 'TasksMax')

RELAXED = '''\
[Service]
MemoryDenyWriteExecute=no
ReadWritePaths=/srv/exchange
LimitNOFILE=12345
'''
# memory that is writable and executable at once, as just-in-time compilers want it
COMPILE = ('import mmap; mmap.mmap(-1, 4096,'
           ' prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC); print("compiled")')
EXCHANGE = 'open("/srv/exchange/file", "w").close(); print("written")'


def in_force(site):
    """What systemd holds the site to, in the order of KEYS."""
    shown = [site.host.run('systemctl', 'show', '-P', key, SLICE).text.strip() for key in KEYS]
    return tuple(shown)


def say_in_site_conf(site, *lines):
    text = site.host.read(f'{ETC}/site.conf')
    kept = [line for line in text.splitlines()
            if not line.startswith(('MEMORY_', 'CPU_', 'TASKS_'))]
    site.host.write(f'{ETC}/site.conf', '\n'.join([*kept, *lines, '']))


def test_limits_when_site_conf_has_some_hold_until_it_has_none(site, packages):
    first = in_force(site)
    assert first[1:] == ('infinity', 'infinity', '4096')
    since = site.host.run('systemctl', 'show', '-P', 'ActiveEnterTimestampMonotonic', SLICE).text
    say_in_site_conf(site, 'MEMORY_MAX=700M', 'MEMORY_HIGH=600M', 'CPU_QUOTA=150%',
                     'TASKS_MAX=300')
    outcome = site.command('check', check=False)
    assert outcome.status == 1 and f'site.conf says otherwise: {UNIT} reload' in outcome.text
    said = site.command('reload').text
    assert 'limits: MemoryMax=700M MemoryHigh=600M CPUQuota=150% TasksMax=300' in said
    limited = (str(700 << 20), str(600 << 20), '1.500000s', '300')
    assert in_force(site) == limited
    assert 'memory 700 MB, processors 150%, processes 300' in site.command('check').text
    # the slice itself was never stopped
    assert site.host.run('systemctl', 'show', '-P', 'ActiveEnterTimestampMonotonic',
                         SLICE).text == since

    # a wrong value changes nothing, here and at an upgrade
    say_in_site_conf(site, 'MEMORY_MAX=1G MemoryHigh=1')
    for outcome in (site.command('reload', check=False),
                    site.host.install(packages('v2').files, check=False)):
        assert outcome.status != 0
        assert 'MEMORY_MAX: "1G MemoryHigh=1" is not an amount of memory' in outcome.text
    assert in_force(site) == limited
    assert site.release() == 'v1'

    say_in_site_conf(site, 'MEMORY_MAX=800M', 'CPU_QUOTA=infinity')
    site.host.run('dpkg', '--configure', '-a')
    assert site.release() == 'v2'
    assert in_force(site) == (str(800 << 20), 'infinity', 'infinity', '4096')
    site.host.reboot()
    wait_for(lambda: site.get().status == 200)
    assert in_force(site)[0] == str(800 << 20)

    # an administrator's own drop-in holds over it
    site.host.shell(f'printf "[Slice]\\nMemoryMax=900M\\n" > {DROP_IN.replace("10-site", "50-my")}')
    site.command('reload')
    assert in_force(site)[0] == str(900 << 20)
    site.host.run('rm', DROP_IN.replace('10-site', '50-my'))

    say_in_site_conf(site)
    assert 'limits: those of the package' in site.command('reload').text
    assert in_force(site) == first
    assert not site.host.exists(DROP_IN.rpartition('/')[0])
    site.check_clean()

    say_in_site_conf(site, 'MEMORY_MAX=800M')
    site.command('reload')
    site.host.apt('purge', PACKAGE)
    assert not site.host.exists(DROP_IN.rpartition('/')[0])


def relaxations(site):
    """Which walls are open: of the process that serves, and of manage.py."""
    live = f'{UNIT}-web@{site.slot()}.service'
    limits = site.host.read(f'/proc/{site.main_pid()}/limits')
    files, = (line for line in limits.splitlines() if line.startswith('Max open files'))
    seen = site.host.run('nsenter', '-t', site.main_pid(), '-m', 'runuser', '-u', UNIT, '--',
                         'touch', '/srv/exchange/served', check=False)
    shown = site.host.run('systemctl', 'show', '-P', 'MemoryDenyWriteExecute', live).text.strip()
    managed = [site.command('shell', '-c', code, check=False).status
               for code in (COMPILE, EXCHANGE)]
    return {'files': ' 12345 ' in files, 'writes': seen.status == 0, 'compiles': shown == 'no',
            'manage compiles': managed[0] == 0, 'manage writes': managed[1] == 0}


def documented():
    """The lines that docs/hardening.md has for drop-ins."""
    rows = (CLONE / 'docs/hardening.md').read_text().splitlines()
    cells = [row.split('|')[-2] for row in rows if row.startswith('|')]
    return [line for cell in cells for line in re.findall('`([A-Z][A-Za-z]+=[^`]+)`', cell)]


def page_says():
    """The commands that docs/hardening.md has for a script."""
    text = (CLONE / 'docs/hardening.md').read_text()
    block = text.partition('from a script or a configuration management:\n\n')[2]
    commands = block.partition('\n\n')[0]
    assert len(commands.splitlines()) == 3
    return commands.replace('shop', UNIT)


def test_walls_when_a_drop_in_opens_them_are_open_until_it_goes(site, packages):
    walled = {'files': False, 'writes': False, 'compiles': False, 'manage compiles': False,
              'manage writes': False}
    opened = {'files': True, 'writes': True, 'compiles': True, 'manage compiles': True,
              'manage writes': True}
    folder = f'/etc/systemd/system/{UNIT}-web@.service.d'
    assert len(documented()) > 20
    site.host.run('mkdir', folder)
    site.host.write(f'{folder}/all.conf', '\n'.join(['[Service]', *documented(), '']))
    verified = site.host.run('systemd-analyze', 'verify', '--man=no', f'{UNIT}-web@a.service')
    assert verified.text == ''
    site.host.run('rm', '-r', folder)
    site.host.run('install', '-d', '-o', UNIT, '-g', UNIT, '/srv/exchange')
    assert relaxations(site) == walled
    site.host.shell(page_says())
    assert relaxations(site) == {**walled, 'compiles': True, 'manage compiles': True}
    site.host.run('systemctl', 'revert', f'{UNIT}-web@.service')
    site.command('reload')
    assert relaxations(site) == walled
    site.host.run('mkdir', '-p', folder)
    site.host.write(f'{folder}/relaxed.conf', RELAXED)
    site.command('reload')
    assert relaxations(site) == opened
    site.command('check')
    site.check_clean()
    site.host.install(packages('v2').files)
    assert relaxations(site) == opened
    site.host.reboot()
    wait_for(lambda: site.get().status == 200)
    assert relaxations(site) == opened
    site.command('check')
    site.host.run('rm', '-r', folder)
    site.command('reload')
    assert relaxations(site) == walled
    site.check_clean()
