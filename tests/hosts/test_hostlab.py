"""The laboratory itself: what every other test relies upon."""
import subprocess
import sys
from pathlib import Path

import pytest

from hostlab import roots, workplace
from hostlab.host import Host

pytestmark = pytest.mark.newest


def test_boots_runs_and_reboots(bare_host):
    assert bare_host.run('systemctl', 'is-system-running').text == 'running\n'
    assert bare_host.run('hostname', '-f').text == 'web1.example.org\n'
    bare_host.write('/etc/mark', 'here')
    bare_host.reboot()
    assert bare_host.read('/etc/mark') == 'here'


def test_survives_a_cut_cable(bare_host):
    bare_host.write('/etc/mark', 'here')
    bare_host.kill()
    bare_host.boot()
    assert bare_host.read('/etc/mark') == 'here'


def test_installs_from_the_archives_without_a_network(bare_host):
    bare_host.apt('install', 'nginx')
    assert 'Welcome to nginx' in bare_host.curl('http://127.0.0.1/').text
    assert bare_host.package_state('nginx') == 'ii '


def test_frozen_host_is_a_layer_of_others(suite, make_host, tmp_path):
    first = make_host([roots.root(suite)]).boot()
    first.write('/etc/mark', 'first')
    layer = first.place.folder.parent / f'.layer-{tmp_path.name}'
    first.freeze_into(layer)
    try:
        second = make_host([layer, roots.root(suite)]).boot()
        assert second.read('/etc/mark') == 'first'
        second.write('/etc/mark', 'second')
        assert (layer / 'etc/mark').read_text() == 'first'
    finally:
        subprocess.run(['rm', '-rf', layer], check=True)


def test_sweep_ends_hosts_of_a_killed_run(suite):
    script = ('import os, sys\n'
              f'sys.path[:0] = {[str(path) for path in sys.path[:2]]}\n'
              'from hostlab.host import Host\n'
              f'host = Host([{str(roots.root(suite))!r}]).boot()\n'
              'print(host.place.folder, host.place.group, flush=True)\n'
              'os.kill(os.getpid(), 9)\n')
    said = subprocess.run([sys.executable, '-c', script], stdout=subprocess.PIPE, text=True)
    folder, group = said.stdout.split()
    assert 'populated 1' in Path(group, 'cgroup.events').read_text()
    workplace.sweep()
    assert not Path(folder).exists()
    assert not Path(group).exists()


def test_close_ends_a_host_that_never_booted(suite):
    host = Host([roots.root(suite)])
    folder = host.place.folder
    host.close()
    assert not folder.exists()


def test_two_hosts_at_once_do_not_meet(suite, make_host):
    first, second = (make_host([roots.root(suite)]).boot() for _ in range(2))
    first.shell('apt-get -q -y install nginx')
    second.shell('apt-get -q -y install nginx')
    first.run('systemctl', 'stop', 'nginx')
    assert 'Welcome to nginx' in second.curl('http://127.0.0.1/').text
    first.power_off()
    assert 'Welcome to nginx' in second.curl('http://127.0.0.1/').text
