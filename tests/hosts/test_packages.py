"""The packages as Debian's own checkers see them."""
from hostlab.commands import run
from hostlab.site import UNIT

UNITS = [f'{UNIT}-web@a.service', f'{UNIT}-web@a.socket', f'{UNIT}-boot.service',
         f'{UNIT}.target', f'{UNIT}.slice']


def test_lintian_finds_neither_error_nor_warning(packages):
    outcome = run(['lintian', '--allow-root', '--fail-on', 'error,warning',
                   *packages('v1').files], check=False)
    assert outcome.status == 0, outcome.text


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


def test_systemd_has_no_complaint_about_the_units(looked_at_site):
    assert looked_at_site.host.run('systemd-analyze', 'verify', '--man=no', *UNITS).text == ''


def test_web_service_is_walled_in(looked_at_site):
    site = looked_at_site
    outcome = site.host.run('systemd-analyze', 'security', '--threshold=20', '--no-pager',
                            f'{UNIT}-web@a.service', check=False)
    assert outcome.status == 0, outcome.tail(5)


def test_nginx_has_no_complaint(looked_at_site):
    outcome = looked_at_site.host.run('nginx', '-t')
    assert 'warn' not in outcome.text
