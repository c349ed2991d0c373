"""The packages as Debian's own checkers see them."""
import gzip
import re
import subprocess

import pytest

from hostlab import builds, installed
from hostlab.commands import run
from hostlab.host import Host
from hostlab.site import UNIT

#: Kinds of sites: how each is built, and on which layers it is installed.
KINDS = {
    'lean': (lambda suite: builds.guestbook('v1', suite), installed.site_layers),
    # with workers, beat, queue and cache, as three tenants, one of them with Redis
    'tenants': (lambda suite: builds.whole_guestbook('whole-tenants', suite),
                installed.whole_tenant_layers),
    'asgi': (lambda suite: builds.guestbook('asgi-v1', suite),
             lambda suite: installed.site_layers(suite, 'asgi-v1')),
}
# each is one more host, which on the newest Debian alone has to be made
of_each_kind = pytest.mark.parametrize('kind', [
    'lean', *(pytest.param(kind, marks=pytest.mark.newest) for kind in ('tenants', 'asgi'))])


def _sites(kind, suite):
    return [file for file in KINDS[kind][0](suite).files if '-site' in file.name]


@of_each_kind
def test_lintian_finds_neither_error_nor_warning(kind, suite):
    # virtualenv and source are alike, and large
    files = KINDS[kind][0](suite).files if kind == 'lean' else _sites(kind, suite)
    outcome = run(['lintian', '--allow-root', '--fail-on', 'error,warning', *files],
                  check=False, timeout=1800)
    assert outcome.status == 0, outcome.text


@of_each_kind
def test_manual_page_is_set_without_a_warning(kind, suite, tmp_path):
    for number, deb in enumerate(_sites(kind, suite)):
        folder = tmp_path / str(number)
        run(['dpkg-deb', '-x', deb, folder])
        [page] = folder.glob('usr/share/man/man1/*.1.gz')
        text = tmp_path / 'page.1'
        text.write_bytes(gzip.decompress(page.read_bytes()))
        said = subprocess.run(['man', '--warnings', '-E', 'UTF-8', '-Tutf8', '-l', text],
                              env={'PATH': '/usr/bin:/bin', 'LC_ALL': 'C.UTF-8', 'MANWIDTH': '80'},
                              capture_output=True, text=True, check=True)
        assert said.stderr == ''
        assert 'EXIT STATUS' in re.sub('.\b', '', said.stdout), said.stdout


def test_packages_have_the_names_and_versions_that_are_promised(suite, packages):
    built = packages('v1')
    number = {'bookworm': '12', 'trixie': '13'}[suite]
    assert len(built.files) == 3
    assert built.version(built.env) == f'1+deb{number}'
    assert built.version(built.src) == '20260102T100000'
    assert built.version(built.site) == '1.0~20260102T100000'
    assert built.name(built.site) == 'guestbook-site'
    assert packages('v2').name(packages('v2').env) == built.name(built.env)
    assert packages('v2').name(packages('v2').src) != built.name(built.src)


@of_each_kind
def test_systemd_has_no_complaint_about_the_units(kind, suite):
    host = Host(KINDS[kind][1](suite))
    try:
        host.boot()
        for deb in _sites(kind, suite):
            files = host.run('dpkg', '-L', builds.Packages.name(deb)).text.splitlines()
            units = [file.rpartition('/')[2].replace('@.', '@a.') for file in files
                     if file.startswith('/usr/lib/systemd/system/') and '.' in file]
            assert {'web@a.service', 'web@a.socket'} <= {unit.rpartition('-')[2]
                                                         for unit in units}, units
            assert host.run('systemd-analyze', 'verify', '--man=no', *units).text == ''
    finally:
        host.close()


def test_web_service_is_walled_in(looked_at_site):
    site = looked_at_site
    outcome = site.host.run('systemd-analyze', 'security', '--threshold=20', '--no-pager',
                            f'{UNIT}-web@a.service', check=False)
    assert outcome.status == 0, outcome.tail(5)


def test_nginx_has_no_complaint(looked_at_site):
    outcome = looked_at_site.host.run('nginx', '-t')
    assert 'warn' not in outcome.text
