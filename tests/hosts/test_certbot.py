"""HTTPS by Debian's own certbot: with an authority on the host, and with none that answers."""
import contextlib
import shutil
from pathlib import Path

import pytest

from hostlab import acmeserver
from hostlab.commands import wait_for
from hostlab.https import NAME, Authority, wish

pytestmark = pytest.mark.newest

PORT = 14000
FOLDER = '/root/authority'


@pytest.fixture
def authority(site, tmp_path):
    """The host has certbot, and trusts an authority that is none of the world's."""
    site.host.apt('install', 'certbot')
    authority = Authority(site.host, tmp_path)
    shutil.copy(authority.certificate,
                site.host.path('/usr/local/share/ca-certificates/tests.crt'))
    site.host.run('update-ca-certificates')
    wish(site, TLS='acme', SERVER_NAMES=NAME, ACME_EMAIL='ada@example.org',
         ACME_SERVER=f'https://localhost:{PORT}/directory')
    return authority


@contextlib.contextmanager
def _at_work(host, authority):
    """The authority answers while the block runs."""
    host.run('mkdir', '-p', FOLDER)
    for name in ('authority.pem', 'authority.key'):
        shutil.copy(authority.folder / name, host.path(f'{FOLDER}/{name}'))
    authority.issue(f'{FOLDER}/server.pem', f'{FOLDER}/server.key', names=['localhost'])
    shutil.copy(Path(acmeserver.__file__), host.path(f'{FOLDER}/acmeserver.py'))
    server = host.start('python3', f'{FOLDER}/acmeserver.py', PORT, FOLDER)
    try:
        wait_for(lambda: f':{PORT} ' in host.run('ss', '-Hltn').text, 30)
        yield
    finally:
        host.run('pkill', '-f', 'acmeserver.py', check=False)
        print(server.communicate(timeout=30)[0])  # shown if the test fails


def _served(site, authority):
    """The serial number of the certificate that visitors get, and whether they trust it."""
    answer = site.host.curl('--cacert', authority.certificate, '--resolve', f'{NAME}:443:127.0.0.1',
                            '-o', '/dev/null', '-w', '%{http_code} %{ssl_verify_result}',
                            f'https://{NAME}/').text
    assert answer == '200 0'
    shown = site.host.shell('openssl s_client -connect 127.0.0.1:443 -servername'
                            f' {NAME} </dev/null 2>/dev/null | openssl x509 -noout -serial').text
    assert shown.startswith('serial=')
    return shown


def test_acme_when_an_authority_answers_then_certbot_fetches_and_renews(site, authority):
    with _at_work(site.host, authority):
        said = site.command('reload').text
        assert f'certbot fetched a certificate for {NAME}' in said
        first = _served(site, authority)
        values = site.status()
        assert (values['exit'], values['problems']) == (0, [])
        assert 'days left of /etc/letsencrypt/live/guestbook-site/' in values['https']
        # nothing is asked for again
        site.command('reload')
        assert _served(site, authority) == first
        # as certbot.timer has it, when the time has come
        site.host.run('certbot', '-q', 'renew', '--force-renewal', '--no-random-sleep-on-renew')
        wait_for(lambda: _served(site, authority) != first, 30)
    assert site.host.read('/etc/letsencrypt/renewal/guestbook-site.conf').count(
        'renew_hook = /usr/bin/guestbook certificate-renewed') == 1
    site.check_clean()


def test_acme_when_nobody_answers_then_the_site_goes_on_and_status_tells_why(site, authority):
    said = site.command('reload').text
    assert 'no certificate was fetched, and the site goes on as before' in said
    values = site.status()
    assert values['exit'] == 1
    problem, = values['problems']
    assert 'certbot ended with status 1' in problem
    assert 'Requesting localhost/directory: Connection refused' in problem
    assert 'unrecognized arguments' not in problem and 'usage:' not in problem
    assert 'To try again: guestbook reload' in problem
    assert site.get('/probe/release/', '-H', f'Host: {NAME}').text == 'v1'
    # which may come up later
    with _at_work(site.host, authority):
        site.command('reload')
        _served(site, authority)
    site.check_clean()
