"""The pip that gives slow servers up, and tells which want a login."""
import contextlib
import http.client
import http.server
import os
import subprocess
import sys
import threading

import paced_pip
import pytest


def test_pace_when_it_trickles_fails_as_silence_does():
    pace = paced_pip.Pace(15)
    pace.count(14, 14)
    with pytest.raises(TimeoutError, match='timed out: 15 bytes in 15 seconds'):
        pace.count(1, 1)


def test_pace_when_enough_comes_begins_anew():
    pace = paced_pip.Pace(15)
    for _ in range(100):
        pace.count(5, 5 * paced_pip.SLOWEST)
    assert pace.waited < 15


@pytest.mark.parametrize('variables,seconds', [
    ({}, 15), ({'PIP_DEFAULT_TIMEOUT': '180'}, 180), ({'PIP_DEFAULT_TIMEOUT': 'soon'}, 15),
    ({'PIP_TIMEOUT': '4'}, 4)])
def test_patience_when_pip_is_told_one_is_that(monkeypatch, variables, seconds):
    for name in ('PIP_DEFAULT_TIMEOUT', 'PIP_TIMEOUT'):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert paced_pip.patience() == seconds


def test_children_when_they_are_pips_are_paced_too(monkeypatch):
    monkeypatch.setattr(subprocess.Popen, '__init__', subprocess.Popen.__init__)
    paced_pip.pace_children()
    said = subprocess.run(['echo', paced_pip.PIP_RUNNER, 'install'], stdout=subprocess.PIPE,
                          text=True, check=True).stdout
    assert said == f'{paced_pip.__file__} install\n'


@contextlib.contextmanager
def refusing(status):
    """The port of a server that answers all with STATUS."""
    class Refuse(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header('Content-Length', '0')
            self.end_headers()

        def log_message(self, *told):
            pass

    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Refuse) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture(name='telling')
def _telling(monkeypatch):
    for name in ('putrequest', 'putheader', 'getresponse'):
        monkeypatch.setattr(http.client.HTTPConnection, name,
                            getattr(http.client.HTTPConnection, name))
    paced_pip.tell_refusals()


@pytest.mark.usefixtures('telling')
@pytest.mark.parametrize('status,headers,told', [
    (401, {'Authorization': 'Basic eA=='}, 'answered 401 to a login'),
    (403, {}, 'answered 403 without a login')])
def test_refusal_when_an_address_wants_a_login_is_told_without_what_is_secret(
        capfd, status, headers, told):
    with refusing(status) as port:
        connection = http.client.HTTPConnection('127.0.0.1', port)
        connection.request('GET', '/simple/asgiref/?token=geheim', headers=headers)
        assert connection.getresponse().status == status
        connection.close()
    assert capfd.readouterr().out == f'WARNING: http://127.0.0.1:{port}/simple/asgiref/ {told}\n'


@pytest.mark.usefixtures('telling')
def test_refusal_when_a_page_is_only_missing_is_none(capfd):
    with refusing(404) as port:
        connection = http.client.HTTPConnection('127.0.0.1', port)
        connection.request('GET', '/simple/asgiref/')
        connection.getresponse()
        connection.close()
    assert capfd.readouterr().out == ''


def test_refusal_when_a_tunnel_leads_there_names_what_is_behind_it():
    connection = http.client.HTTPSConnection('proxy.invalid', 3128)
    connection.set_tunnel('pypi.example.org', 443)
    assert paced_pip.address_of(connection, '/simple/x/') == 'https://pypi.example.org/simple/x/'
    assert paced_pip.address_of(connection, 'http://a.example/x/') == 'http://a.example/x/'
    connection = http.client.HTTPConnection('::1', 8080)
    assert paced_pip.address_of(connection, '/simple/x/') == 'http://[::1]:8080/simple/x/'


@pytest.mark.skipif(not os.path.exists(paced_pip.PIP_RUNNER), reason='needs Debian\'s pip')
def test_pip_when_an_index_refuses_it_says_so(tmp_path):
    with refusing(401) as port:
        address = f'http://ada:geheim@127.0.0.1:{port}/simple'
        failed = subprocess.run(
            [sys.executable, paced_pip.__file__, 'install', '--no-input', '--no-deps',
             f'--target={tmp_path}/t', f'--index-url={address}', 'asgiref==3.8.1'],
            env={'HOME': str(tmp_path), 'PATH': os.environ['PATH'], 'PIP_CONFIG_FILE': '/dev/null'},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert failed.returncode == 1
    assert (f'WARNING: http://127.0.0.1:{port}/simple/asgiref/ answered 401 to a login\n'
            in failed.stdout)
    assert 'geheim' not in failed.stdout
