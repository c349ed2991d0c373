"""Debian's piuparts: installed, upgraded and purged where no systemd runs, as in an image.

An upgrade of Debian itself is not asked of it: the packages of each suite have a virtualenv of
their own, and it takes one list of packages for both. test_fault_release_upgrade.py does that, on
a host that runs.
"""
import shutil

import pytest

from hostlab import roots
from hostlab.builds import OUTPUT
from hostlab.commands import run
from hostlab.site import VAR

pytestmark = pytest.mark.newest

# what piuparts finds after the purge that is as it shall be, and why; folders end in a slash
IGNORED = {
    # of the site: by design a purge keeps the secrets, without which kept data could not be read
    VAR.rpartition('/')[0] + '/': 'the folder of what is kept',
    VAR + '/': 'the folder of what is kept',
    f'{VAR}/retained/': 'the secrets that are kept',
    f'{VAR}/retained/secret_key': 'the secrets that are kept',
    f'{VAR}/retained/broker_url': 'the secrets that are kept',
    # of others
    '/var/cache/debconf/tmp.ci/': 'apt looks there whether packages want to ask something',
    '/var/lib/logrotate/status': 'piuparts runs logrotate, of the base, which notes that',
    '/etc/default/locale': 'a purge of locales, which PostgreSQL needs, takes this link',
}


def _repository(folder, files):
    """A folder that apt takes for a repository of these packages."""
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder)
    index = run(['dpkg-scanpackages', '--multiversion', '.'], cwd=folder).text
    lines = [line for line in index.splitlines() if not line.startswith('dpkg-scanpackages:')]
    (folder / 'Packages').write_text('\n'.join(lines) + '\n')
    return folder


def _scripts(folder):
    """Debian's own, but for one that replaces /bin/sync: where /bin is /usr/bin, piuparts 1.1 takes
    that for a change of ours."""
    shutil.copytree('/etc/piuparts/scripts', folder)
    (folder / 'post_setup_force-unsafe-io').unlink()
    return folder


@pytest.mark.parametrize('whole, options', [
    pytest.param(False, (), id='lean'),
    pytest.param(False, ('--install-remove-install',), id='removed-between'),
    # PostgreSQL, RabbitMQ and memcached come and go four times
    pytest.param(True, (), id='whole', marks=pytest.mark.long),
])
def test_packages_when_installed_upgraded_and_purged_leave_nothing(
        suite, packages, whole_packages, tmp_path, whole, options):
    packages = whole_packages if whole else packages
    first, *others = roots.sources(suite).splitlines()
    archive = first.split('] ')[1].split()[0]
    earlier = _repository(tmp_path / 'v1', packages('v1').files)
    log = OUTPUT / f'piuparts-{suite}-{"-".join(["whole" if whole else "lean", *options])}.log'
    OUTPUT.mkdir(parents=True, exist_ok=True)
    outcome = run(
        ['piuparts', f'--existing-chroot={roots.root(suite)}', f'--distribution={suite}',
         f'--mirror={archive} main', *(f'--extra-repo={line}' for line in others),
         f'--extra-repo=deb [trusted=yes] file:{earlier} ./', f'--bindmount={earlier}',
         f'--tmpdir={tmp_path}', '--no-eatmydata',
         f'--scriptsdir={_scripts(tmp_path / "scripts")}',
         *(f'--ignore={path}' for path in IGNORED),
         *options, f'--log-file={log}', *packages('v2').files], check=False, timeout=1800)
    assert outcome.status == 0, outcome.tail()
    for passed in ('Installation and purging test', 'Installation, upgrade and purging tests'):
        assert f'PASS: {passed}.' in outcome.text
    # it was the upgrade of one release to the other, not another installation
    site = packages('v1')
    assert f'({site.version(site.site)})' in outcome.text
