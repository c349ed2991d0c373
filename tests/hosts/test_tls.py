"""HTTPS: by a certificate on the host, behind a proxy, by certbot; and what is refused before."""
import json
import re

import pytest

from hostlab.commands import wait_for
from hostlab.https import CERTIFICATE, KEY, NAME, Authority, begin_https, wish
from hostlab.load import Load
from hostlab.site import VAR

pytestmark = pytest.mark.newest

ADDRESS = f'https://{NAME}'
LIVE = '/etc/letsencrypt/live/guestbook-site'
NGINX_ENABLED = '/etc/nginx/sites-enabled/guestbook'

# what "check --deploy" has to say of a site by plain HTTP; nothing else
PLAIN = ['security.W004', 'security.W008', 'security.W012', 'security.W016']

# Stands for certbot, as no authority can be reached from here. It proves the name as one would:
# what it lays into the webroot must come back by plain HTTP. Then it hands out the certificate.
CERTBOT = r'''#!/bin/sh
set -eu
echo "$@" >> /root/certbot.calls
[ ! -e /root/authority-is-down ] || { echo "An unexpected error occurred: asleep" >&2; exit 1; }
while [ $# -gt 0 ]; do
    case $1 in
    --webroot-path) webroot=$2 ;;
    --cert-name) name=$2 ;;
    --deploy-hook) hook=$2 ;;
    --domain) domain=$2 ;;
    esac
    shift
done
challenges=$webroot/.well-known/acme-challenge
mkdir -p "$challenges"
echo proof > "$challenges/token"
address="http://$domain/.well-known/acme-challenge/token"
[ "$(curl -sS --resolve "$domain:80:127.0.0.1" "$address")" = proof ]
rm -r "$webroot/.well-known"
mkdir -p "/etc/letsencrypt/live/$name"
cp /root/fetched.pem "/etc/letsencrypt/live/$name/fullchain.pem"
cp /root/fetched.key "/etc/letsencrypt/live/$name/privkey.pem"
$hook
'''


@pytest.fixture
def authority(site, tmp_path):
    return Authority(site.host, tmp_path)


class Answer:
    """What curl got: status, version of HTTP, headers by lower-case names, text."""

    def __init__(self, said):
        head, _, self.text = said.replace('\r', '').partition('\n\n')
        lines = head.splitlines()
        self.version, self.status = re.match(r'HTTP/([\d.]+) (\d+)', lines[0]).groups()
        self.headers = [line.split(': ', 1) for line in lines[1:]]

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name]


def ask(site, address, *options, authority=None):
    trust = ['--cacert', authority.certificate] if authority else []
    places = [word for port in (80, 443)
              for word in ('--resolve', f'{NAME}:{port}:127.0.0.1')]
    return Answer(site.host.curl('-i', *places, *trust, *options, address).text)


def deploy_check(site):
    """The ids of all that Django has to say about the deployment."""
    said = site.command('manage', 'check', '--deploy', check=False)
    assert 'System check identified' in said.text, said.text
    return sorted(set(re.findall(r'\(([a-z_0-9]+\.[EWI]\d+)\)', said.text)))


def test_site_by_plain_http_is_told_exactly_that_by_django(site):
    assert deploy_check(site) == PLAIN
    assert site.status()['https'] == 'off'


def test_files_when_certificate_is_there_then_https_alone(site, authority):
    begin_https(site, authority)
    page = ask(site, f'{ADDRESS}/', authority=authority)
    assert (page.status, page.version) == ('200', '2')
    assert page.all('strict-transport-security') == ['max-age=31536000']
    style = re.search(r'href="(/static/[^"]+\.css)"', page.text)[1]
    files = ask(site, ADDRESS + style, authority=authority)
    assert files.status == '200'
    assert files.all('strict-transport-security') == ['max-age=31536000']
    form = ask(site, f'{ADDRESS}/write/', authority=authority)
    cookies = form.all('set-cookie')
    assert cookies and all('Secure' in cookie for cookie in cookies)
    said = ask(site, f'{ADDRESS}/probe/process/', authority=authority)
    assert json.loads(said.text)['secure'] is True
    assert deploy_check(site) == []
    assert 'warn' not in site.host.run('nginx', '-t').text
    site.check_clean()


def test_files_when_asked_by_http_then_sent_to_https_but_for_challenges(site, authority):
    begin_https(site, authority)
    answer = ask(site, f'http://{NAME}/about/?a=1&b=%20')
    assert answer.status == '301'
    assert answer.all('location') == [f'{ADDRESS}/about/?a=1&b=%20']
    folder = f'{VAR}/acme/.well-known/acme-challenge'
    site.host.run('mkdir', '-p', folder)
    site.host.write(f'{folder}/token', 'proof')
    assert ask(site, f'http://{NAME}/.well-known/acme-challenge/token').text == 'proof'
    assert ask(site, f'http://{NAME}/.well-known/acme-challenge/no').status == '404'


@pytest.mark.parametrize('options, works', [
    (['--tls-max', '1.1', '--tlsv1.0', '--ciphers', 'ALL:@SECLEVEL=0'], False),
    (['--tls-max', '1.2'], True), (['--tlsv1.3'], True),
    (['--tls-max', '1.2', '--ciphers', 'AES128-SHA:AES256-SHA'], False)])
def test_files_when_browser_is_old_then_refused(site, authority, options, works):
    begin_https(site, authority)
    outcome = site.host.curl('--cacert', authority.certificate, '--resolve',
                             f'{NAME}:443:127.0.0.1', *options, f'{ADDRESS}/about/', check=False)
    assert (outcome.status == 0) == works, outcome.text


def test_files_when_a_new_certificate_lies_there_then_reload_takes_it(site, authority):
    begin_https(site, authority)
    authority.issue(CERTIFICATE, KEY, names=[NAME, 'new.example.org'])
    site.command('reload')
    said = site.host.curl('-v', '--resolve', 'new.example.org:443:127.0.0.1', '--cacert',
                          authority.certificate, 'https://new.example.org/', check=False)
    assert said.status == 0, said.text


def test_files_when_the_certificate_in_use_is_lost_then_named_and_the_site_stays_in_nginx(
        site, authority):
    begin_https(site, authority)
    site.host.run('mv', CERTIFICATE, f'{CERTIFICATE}.lost')
    lost = f'{CERTIFICATE} is missing: put it there'
    for runs in (True, False):
        if not runs:
            site.host.run('systemctl', 'restart', 'nginx', check=False)
        refused = site.command('reload', check=False)
        assert refused.status == 1 and f'HTTPS cannot go on: {lost}' in refused.text
        assert ('nginx does not run, and would not start' in refused.text) != runs
        assert 'BIO_new_file' not in refused.text and 'sites-available' not in refused.text
        assert site.host.exists(NGINX_ENABLED)
        looked = site.command('check', check=False).text
        assert re.search(f'PROBLEM +nginx +.*{re.escape(lost)}', looked), looked
        assert site.status()['state'] == ('degraded' if runs else 'not reachable')
    assert site.status()['nginx'].startswith(f'not running, and does not start: {lost}')
    assert f'does not start: {lost}' in site.command('start').text
    site.host.run('mv', f'{CERTIFICATE}.lost', CERTIFICATE)
    site.host.run('systemctl', 'start', 'nginx')
    site.command('reload')
    assert ask(site, f'{ADDRESS}/', authority=authority).status == '200'
    site.check_clean()


def test_https_when_it_begins_and_a_release_comes_then_no_request_is_lost(
        site, authority, packages):
    """Of those by plain HTTP until then: from then on they are sent elsewhere."""
    authority.issue(CERTIFICATE, KEY)
    with Load(site) as load:
        site.host.install(packages('v2').files)
    load.report.check()
    wish(site, TLS='files', SERVER_NAMES=NAME)
    site.command('reload')
    site.host.install(packages('v3').files)
    assert ask(site, f'{ADDRESS}/probe/release/', authority=authority).text == 'v3'
    site.check_clean()


def test_upgrade_when_visitors_come_by_https_loses_no_request(site, authority, packages):
    style_sheet = site.style_sheet()
    authority.issue(CERTIFICATE, KEY)
    wish(site, TLS='files', SERVER_NAMES=f'{NAME} 127.0.0.1')
    site.command('reload')
    with Load(site, address='https://127.0.0.1', style_sheet=style_sheet) as load:
        site.host.install(packages('v2').files)
        site.command('reload')
    load.report.check()
    assert ask(site, f'{ADDRESS}/probe/release/', authority=authority).text == 'v2'
    site.check_clean()


# What is wrong is told before nginx hears of it.

@pytest.mark.parametrize('lines, told', [
    ({'TLS_CERTIFICATE': '/etc/ssl/nowhere.pem'}, '/etc/ssl/nowhere.pem is missing'),
    ({'TLS_KEY': '/root/other.key'}, 'does not belong to the certificate'),
    ({'TLS_CERTIFICATE': '/root/late.pem', 'TLS_KEY': '/root/late.key'}, 'it has expired'),
    ({'TLS': 'proxy'}, 'set TRUSTED_PROXIES'),
    ({'TLS_CERTIFICATE': '/etc/ssl/$host.pem'}, 'is not a path'),
])
def test_reload_when_https_could_not_work_then_refused_and_nothing_changed(
        site, authority, lines, told):
    authority.issue(CERTIFICATE, KEY)
    authority.issue('/root/other.pem', '/root/other.key')
    authority.issue('/root/late.pem', '/root/late.key', days=-1)
    before = site.host.shell(f'cat {VAR}/nginx/*.conf {VAR}/nginx/http/*.conf').text
    wish(site, **{'TLS': 'files', 'SERVER_NAMES': NAME, **lines})
    outcome = site.command('reload', check=False)
    assert outcome.status == 1 and told in outcome.text, outcome.text
    assert site.host.shell(f'cat {VAR}/nginx/*.conf {VAR}/nginx/http/*.conf').text == before
    assert site.get().status == 200
    site.host.run('systemctl', 'restart', 'nginx')
    assert site.get().status == 200


def test_reload_when_another_has_the_port_then_refused_and_nothing_changed(site, authority):
    authority.issue(CERTIFICATE, KEY)
    wish(site, TLS='files', SERVER_NAMES=NAME)
    with site.host.start('python3', '-m', 'http.server', '443') as other:
        wait_for(lambda: 'python3' in site.host.run('ss', '-Hltnp', 'sport = :443').text, 30)
        outcome = site.command('reload', check=False)
        other.terminate()
    assert outcome.status == 1 and 'port 443 is taken by python3' in outcome.text
    assert site.get().status == 200
    site.host.run('systemctl', 'restart', 'nginx')


def test_upgrade_when_certificate_has_expired_meanwhile_then_it_is_told_and_goes_on(
        site, authority, packages):
    begin_https(site, authority)
    authority.issue(CERTIFICATE, KEY, names=[NAME], days=-1)
    outcome = site.host.install(packages('v2').files)
    assert 'it has expired' in outcome.text
    assert ask(site, f'{ADDRESS}/probe/release/', '-k').text == 'v2'
    said = site.status()
    assert said['exit'] == 1 and any('it has expired' in one for one in said['problems'])


# behind a proxy

def seen(site, source):
    """What Django sees of a request from an address of this host, with a proxy's headers."""
    return ask(site, f'http://{NAME}/probe/process/', '--interface', source,
               '-H', 'X-Forwarded-Proto: https', '-H', 'X-Forwarded-For: 198.51.100.7')


def test_proxy_when_trusted_then_believed_and_nobody_else(site):
    wish(site, TLS='proxy', TRUSTED_PROXIES='127.0.0.64/30', SERVER_NAMES=NAME)
    site.command('reload')
    believed = json.loads(seen(site, '127.0.0.65').text)
    assert (believed['secure'], believed['address']) == (True, '198.51.100.7')
    stranger = seen(site, '127.0.0.1')
    assert stranger.status == '301'
    assert stranger.all('location') == [f'{ADDRESS}/probe/process/']
    said = site.status()
    assert said['exit'] == 0 and said['https'] == 'ended by 127.0.0.64/30'
    assert deploy_check(site) == ['security.W004']
    wish(site, HSTS_SECONDS='600')
    site.command('reload')
    assert deploy_check(site) == []
    assert seen(site, '127.0.0.65').all('strict-transport-security') == ['max-age=600']
    assert seen(site, '127.0.0.1').all('strict-transport-security') == []
    site.check_clean()


# by certbot

@pytest.fixture
def certbot(site, authority):
    authority.issue('/root/fetched.pem', '/root/fetched.key')
    site.host.write('/usr/bin/certbot', CERTBOT)
    site.host.run('chmod', '755', '/usr/bin/certbot')
    wish(site, TLS='acme', SERVER_NAMES=NAME, ACME_EMAIL='ada@example.org')


def test_acme_when_authority_answers_then_https(site, authority, certbot):
    assert site.command('reload').text.count('certbot fetched') == 1
    assert ask(site, f'{ADDRESS}/', authority=authority).status == '200'
    assert ask(site, f'http://{NAME}/').status == '301'
    assert deploy_check(site) == []
    site.command('reload')
    assert len(site.host.read('/root/certbot.calls').splitlines()) == 1
    site.check_clean()


def test_acme_when_package_is_configured_then_https_after_the_switch(site, authority, certbot):
    site.host.run('dpkg-reconfigure', 'guestbook-site')
    assert ask(site, f'{ADDRESS}/', authority=authority).status == '200'
    site.check_clean()


def test_acme_when_authority_fails_then_site_and_upgrade_go_on(site, packages, certbot):
    site.host.write('/root/authority-is-down', '')
    site.host.install(packages('v2').files)
    assert site.get('/probe/release/', '-H', f'Host: {NAME}').text == 'v2'
    said = site.status()
    assert said['exit'] == 1
    assert any('An unexpected error occurred: asleep' in one for one in said['problems'])
    site.host.run('rm', '/root/authority-is-down')
    site.command('reload')
    site.check_clean()


def test_renewal_when_nginx_is_right_then_the_new_one_is_served(site, authority, certbot):
    site.command('reload')
    authority.issue(f'{LIVE}/fullchain.pem', f'{LIVE}/privkey.pem', names=[NAME, 'n.example.org'])
    site.command('certificate-renewed')
    said = site.host.curl('--resolve', 'n.example.org:443:127.0.0.1', '--cacert',
                          authority.certificate, 'https://n.example.org/', check=False)
    assert said.status == 0, said.text


def test_renewal_when_nginx_is_broken_then_it_is_left_running(site, certbot):
    site.command('reload')
    site.host.write('/etc/nginx/conf.d/broken.conf', 'no such thing;\n')
    pid = site.host.read('/run/nginx.pid')
    outcome = site.command('certificate-renewed', check=False)
    assert outcome.status == 1 and 'nginx was not reloaded' in outcome.text
    assert site.host.read('/run/nginx.pid') == pid and site.host.exists(NGINX_ENABLED)


# headers, on every page once

@pytest.mark.parametrize('path', ['/', '/no/such/page', '/static/', 'style'])
def test_headers_that_protect_visitors_are_there_once(site, path):
    address = 'http://127.0.0.1' + (site.style_sheet() if path == 'style' else path)
    answer = ask(site, address, '-H', 'Accept-Encoding: gzip', '--output', '-')
    assert answer.all('x-content-type-options') == ['nosniff']
    assert answer.all('referrer-policy') == ['same-origin']
    assert answer.all('strict-transport-security') == []
    assert answer.all('server') == ['nginx']
    # neither a file nor nginx's own page about one that is missing has a secret in it
    assert answer.all('content-encoding') == (['gzip'] if path in ('/static/', 'style') else [])


def test_upload_when_larger_than_wished_is_refused_by_nginx(site, tmp_path):
    upload = tmp_path / 'upload'
    upload.write_bytes(b'x' * 3_000_000)
    send = ('--data-binary', f'@{upload}')
    assert site.get('/probe/length/', *send).status == 400  # Django's limit on what is no file
    wish(site, UPLOAD_SIZE='2m')
    site.command('reload')
    assert site.get('/probe/length/', *send).status == 413
