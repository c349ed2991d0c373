"""A project whose settings read from their environment what the host gives, by django-environ.

Its LOGGING writes to a file in a folder that no host has.
"""
import pytest

from hostlab import builds, projects
from hostlab.commands import wait_for
from hostlab.site import ADDRESS

pytestmark = pytest.mark.suites('trixie')  # one release is enough: the names are the same


def _get(host, path):
    return host.curl('--fail', ADDRESS + path).text


def test_site_when_settings_read_their_environment_has_database_queue_and_cache(suite, bare_host):
    host = bare_host
    host.install(builds.build('shelf', suite, projects.write_shelf).files)
    said = host.run('shelf', 'status', check=False)
    assert said.status == 0, said.text
    assert _get(host, '/') == 'The shelf\n'

    # a row in PostgreSQL, which a worker has changed that was asked through RabbitMQ
    assert _get(host, '/add/?title=War%20and%20Peace') == 'added'
    wait_for(lambda: _get(host, '/') == 'The shelf\nWar and Peace: 3\n')
    rows = host.run('runuser', '-u', 'postgres', '--', 'psql', '-XAtq', '-d', 'shelf', '-c',
                    'select title, words from books_book').text
    assert rows == 'War and Peace|3\n'
    consumers = host.run('rabbitmqctl', '-q', 'list_consumers', '-p', 'shelf', 'queue_name').text
    assert 'celery' in consumers.split()

    # what its LOGGING would write to a file, and the traceback that Django would only mail
    assert host.curl('-o', '/dev/null', '-w', '%{http_code}', ADDRESS + '/fail/').text == '500'
    host.run('journalctl', '--sync')
    said = host.run('shelf', 'logs').text
    assert said.count('asked for a failure') == 1, said
    assert said.count('LookupError: no such shelf') == 1, said

    # in memcached, as each process has it, and nobody after memcached has ended
    _get(host, '/remember/?value=kept')
    assert {_get(host, '/remember/') for _ in range(20)} == {'kept'}
    host.run('systemctl', 'restart', 'shelf-cache.service')
    assert _get(host, '/remember/') == 'nothing'

    host.reboot()
    _get(host, '/add/?title=Emma')
    wait_for(lambda: _get(host, '/').endswith('Emma: 1\n'))
    assert host.run('shelf', 'check', check=False).status == 0
    # what reads its environment has no secret in it that a program of its own would inherit
    settings = host.run('shelf', 'manage', 'shell', '-c',
                        'import os; from django.conf import settings;'
                        'print(settings.CACHES["default"]["LOCATION"],'
                        ' "CELERY_BROKER_URL" in os.environ)').text
    assert settings.splitlines()[-1] == 'unix:/run/shelf-cache/memcached.sock False'

    # a folder that is not there keeps every unit from beginning, which systemd alone can say
    host.run('mkdir', '-p', '/etc/systemd/system/shelf-web@.service.d')
    host.write('/etc/systemd/system/shelf-web@.service.d/torn.conf',
               '[Service]\nReadWritePaths=/srv/none\n')
    host.run('systemctl', 'daemon-reload')
    for words in (['manage', 'check'], ['reload']):
        said = host.run('shelf', *words, check=False)
        assert said.status != 0
        assert 'Failed to set up mount namespacing: /srv/none: No such file' in said.text, said.text
    assert _get(host, '/').endswith('Emma: 1\n')
