"""An index that wants a login: nothing of that is in what Maven says."""
import base64
import threading
import urllib.parse
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hostlab import builds
from maven import Machine, write_project, write_settings

PASSWORD = 'geheim 7/wort'
#: As it stands in a header, and as in an address.
SHAPES = [PASSWORD, urllib.parse.quote(PASSWORD, safe=''),
          base64.b64encode(f'admin:{PASSWORD}'.encode()).decode()]


class Answer(SimpleHTTPRequestHandler):
    """A request, which is answered if the login is right."""

    def do_GET(self):
        if self.headers['Authorization'] == f'Basic {SHAPES[-1]}':
            self.server.opened.append(self.path)
            super().do_GET()
            return
        self.send_response(401)
        self.send_header('WWW-Authenticate', 'Basic realm="company"')
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        """Not to the test's own output."""


@pytest.fixture
def index():
    """The tests' index, for one user."""
    with ThreadingHTTPServer(
            ('127.0.0.1', 0), partial(Answer, directory=str(builds.index('trixie')))) as server:
        server.opened = []
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def test_env_when_the_index_wants_a_login_maven_does_not_say_it(index, tmp_path):
    settings = tmp_path / 'settings'
    settings.mkdir()
    machine = Machine(tmp_path / 'machine', write_settings(settings, 'company', PASSWORD))
    nowhere = 'http://127.0.0.1:9/nowhere/'
    project = write_project(tmp_path / 'project', 'org.example.private', '1.0', nowhere, nowhere)
    host = f'127.0.0.1:{index.server_address[1]}'

    said = machine.maven(
        project, '-X', f'-Ddjango-deb.indexUrl=http://{host}/simple/',
        '-Ddjango-deb.indexServerId=company', '-Ddjango-deb.shareEnv=false', 'django-deb:env',
        environment={'PIP_NO_INDEX': None, 'PIP_FIND_LINKS': None, 'PIP_TRUSTED_HOST': host})

    assert any(path.startswith('/simple/gunicorn') for path in index.opened)
    # else nothing was looked at
    assert f'(f) indexUrl = http://{host}/simple/' in said and 'Collecting gunicorn' in said
    logs = [file.read_text() for file in (project / 'target/django-deb/logs').rglob('*.log')]
    assert any('Collecting gunicorn' in log for log in logs)
    for shape in SHAPES:
        assert shape not in said
        assert not any(shape in log for log in logs)
