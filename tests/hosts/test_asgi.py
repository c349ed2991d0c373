"""A project with an ASGI application: pages, WebSockets, and what a switch does to both."""
import pytest

from hostlab import builds, installed, websocket
from hostlab.commands import wait_for
from hostlab.load import Load, slow_clients
from hostlab.site import ETC, Site, UNIT
from hostlab.https import NAME, Authority, begin_https
from hostlab.websocket import Closed, Refused

pytestmark = pytest.mark.newest

RESTART = 1012  # "service restart": the one who asks shall come again
SLOW_CLIENTS = 40


@pytest.fixture
def site(suite, make_host):
    """The guest book with a WebSocket, installed on a running host of its own."""
    return Site(make_host(installed.site_layers(suite, 'asgi-v1')).boot())


def test_install_when_project_is_of_asgi_serves_pages_files_and_websockets(site):
    assert site.get().status == 200 and site.release() == 'asgi-v1'
    assert site.get(site.style_sheet()).status == 200
    assert site.sign('Ada', 'by ASGI').status == 200
    assert site.names_in_database() == ['Ada']
    with websocket.to(site.host, '/echo/') as socket:
        assert socket.ask('hello') == 'asgi-v1 heard: hello'
    arguments = site.get('/probe/process/').text
    assert 'uvicorn.workers.UvicornWorker' in arguments and '"secure": false' in arguments
    site.check_clean()


def test_websocket_when_name_is_a_strangers_is_not_the_sites(site):
    with pytest.raises(Refused), websocket.to(site.host, '/echo/', 'evil.example'):
        pass


def test_page_when_visitor_wants_another_protocol_is_a_page(site):
    page = site.get('/probe/release/', '-H', 'Upgrade: h2c', '-H', 'Connection: Upgrade')
    assert (page.status, page.text) == (200, 'asgi-v1')


def test_upgrade_when_visitors_come_loses_no_request(site, packages):
    with Load(site) as load:
        site.host.install(packages('asgi-v2').files)
        for _ in range(2):
            site.command('reload')
    load.report.check()
    assert site.release() == 'asgi-v2'
    site.check_clean()


def test_switch_when_visitors_wait_for_long_answers_all_get_theirs(site):
    clients = slow_clients(site, SLOW_CLIENTS, 8)
    site.command('reload')
    assert [client.result().status for client in clients] == [200] * SLOW_CLIENTS
    site.check_clean()


def test_websocket_when_its_release_ends_is_told_to_come_again(site, packages):
    with websocket.to(site.host, '/echo/') as old:
        assert old.ask('before') == 'asgi-v1 heard: before'
        site.host.install(packages('asgi-v2').files)
        with pytest.raises(Closed) as closed:
            old.receive()
    assert closed.value.code == RESTART
    with websocket.to(site.host, '/echo/') as new:
        assert new.ask('after') == 'asgi-v2 heard: after'
    site.check_clean()


def test_websocket_by_https_talks_through_a_switch(site, packages, tmp_path):
    authority = Authority(site.host, tmp_path)
    begin_https(site, authority)
    with websocket.to(site.host, '/echo/', NAME, authority.certificate) as old:
        assert old.ask('before') == 'asgi-v1 heard: before'
        site.host.install(packages('asgi-v2').files)
        with pytest.raises(Closed) as closed:
            old.receive()
    assert closed.value.code == RESTART
    with websocket.to(site.host, '/echo/', NAME, authority.certificate) as new:
        assert new.ask('after') == 'asgi-v2 heard: after'


def test_install_when_server_is_daphne_serves_pages_and_websockets_by_https(
        suite, bare_host, tmp_path):
    bare_host.install(builds.daphne_guestbook(suite).files)
    site = Site(bare_host)
    assert site.get().status == 200 and site.release() == 'daphne-v1'
    assert 'daphne' in site.get('/probe/process/').text
    assert site.sign('Ada', 'by daphne').status == 200
    bare_host.apt('install', 'openssl')
    authority = Authority(site.host, tmp_path)
    begin_https(site, authority)
    secure = ('--cacert', str(authority.certificate), '--resolve', f'{NAME}:443:127.0.0.1')
    page = site.host.curl(*secure, f'https://{NAME}/probe/process/').text
    assert '"secure": true' in page and f'"host": "{NAME}"' in page
    with websocket.to(site.host, '/echo/', NAME, authority.certificate) as old:
        assert old.ask('hello') == 'daphne-v1 heard: hello'
        site.command('reload')
        with pytest.raises(Closed):
            old.receive()
    with websocket.to(site.host, '/echo/', NAME, authority.certificate) as new:
        assert new.ask('again') == 'daphne-v1 heard: again'
    site.check_clean()


def test_websocket_when_silent_for_longer_than_a_page_may_take_stays_open(site):
    text = site.host.read(f'/etc/nginx/sites-available/{UNIT}')
    # a page may take as long as this; the hour of WebSockets is not touched
    site.host.write(f'/etc/nginx/sites-available/{UNIT}',
                    text.replace('proxy_read_timeout 60s', 'proxy_read_timeout 2s'))
    site.command('reload')
    with websocket.to(site.host, '/echo/') as socket:
        assert socket.ask('first') == 'asgi-v1 heard: first'
        assert site.get('/probe/slow/?seconds=4').status == 504
        assert socket.ask('second') == 'asgi-v1 heard: second'


def test_upgrade_from_wsgi_and_back_loses_no_request(suite, packages, make_host):
    site = Site(make_host(installed.site_layers(suite)).boot())
    # nginx is told of WebSockets, and of none: it reloads
    with Load(site, keep_alive=False) as load:
        site.host.install(packages('asgi-v1').files)
    load.report.check()
    assert site.release() == 'asgi-v1'
    with Load(site, keep_alive=False) as load:
        site.host.install(packages('v1').files, '--allow-downgrades')
    load.report.check()
    assert site.release() == 'v1'
    site.check_clean()


def all_loaded(site):
    """Whether each worker of the slot that serves has loaded the project since the boot."""
    said = site.host.run('journalctl', '--boot', '-o', 'cat', '-u',
                         f'{UNIT}-web@{site.slot()}.service').text
    return 0 < said.count('Booting worker') == said.count('Application startup complete')


def test_reload_when_asgi_application_is_broken_changes_nothing(site, packages):
    wait_for(lambda: all_loaded(site))  # what loads later would load what is broken
    site.host.run('sh', '-c', 'printf "%s" "$1" >> "$2"', 'sh',
                  '\nraise RuntimeError("the settings are torn")\n', f'{ETC}/site_settings.py')
    outcome = site.command('reload', check=False)
    assert outcome.status == 1 and 'the settings are torn' in outcome.text
    assert site.release() == 'asgi-v1'
