"""Projects that no one here wrote: a wrapper pom, a package, an answer."""
import json
import re

import pytest

from hostlab import builds, projects
from hostlab.site import ADDRESS

pytestmark = pytest.mark.projects


def _get(host, path, *options):
    outcome = host.curl('-w', '\n%{http_code}', *options, ADDRESS + path)
    text, _, status = outcome.text.rpartition('\n')
    return int(status), text


def _install(host, name, suite, write):
    packages = builds.build(name, suite, write)
    host.install(packages.files)
    said = host.run(name, 'status', check=False)
    assert said.status == 0, said.text


def _log_in(host, name):
    """Make an administrator and log in through the form; the admin's page."""
    host.run(name, 'manage', 'shell', '-c',
             'from django.contrib.auth import get_user_model;'
             "get_user_model().objects.create_superuser('root', 'root@example.org', 'a password')")
    jar = host.place.folder / 'cookies'
    status, form = _get(host, '/admin/login/', '-c', jar)
    assert status == 200
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    fields = {'username': 'root', 'password': 'a password', 'next': '/admin/',
              **({'csrfmiddlewaretoken': token[1]} if token else {})}
    data = [word for pair in fields.items() for word in ('--data-urlencode', '='.join(pair))]
    status, text = _get(host, '/admin/login/', '-b', jar, '-c', jar, '-L', *data)
    assert status == 200
    return text


def _check_admin(host, name):
    assert 'Site administration' in _log_in(host, name)
    status, css = _get(host, '/static/admin/css/base.css')
    assert status == 200 and 'DJANGO' in css.upper()


def _uses_postgresql(host, name):
    tables = host.run('runuser', '-u', 'postgres', '--', 'psql', '-XAtq', '-d', name, '-c',
                      "select count(*) from pg_tables where schemaname = 'public'").text
    return int(tables) > 5


def test_startproject_unchanged_with_three_requirements_is_a_site(suite, bare_host):
    _install(bare_host, 'started', suite, projects.write_started(suite))
    assert _get(bare_host, '/')[0] == 404  # it has no page of its own
    _check_admin(bare_host, 'started')
    assert _uses_postgresql(bare_host, 'started')


@pytest.mark.suites('trixie')  # the only one whose pool has the upstream archive
def test_identity_provider_of_django_oauth_toolkit_is_a_site(suite, bare_host):
    _install(bare_host, 'idp', suite, projects.write_idp(suite))
    status, text = _get(bare_host, '/o/.well-known/openid-configuration')
    assert status == 200
    assert json.loads(text)['issuer'] == f'{ADDRESS}/o'
    assert _get(bare_host, '/accounts/login/')[0] == 200
    _check_admin(bare_host, 'idp')
    assert _uses_postgresql(bare_host, 'idp')


def test_wims_lti_is_a_site(suite, bare_host):
    _install(bare_host, 'wims-lti', suite, projects.write_wims_lti(suite))
    status, text = _get(bare_host, '/')
    assert status == 200 and 'WIMS' in text
    style = re.search(r'href="(/static/css/lti_app[^"]*)"', text)[1]
    assert _get(bare_host, style)[0] == 200
    _check_admin(bare_host, 'wims-lti')
    assert _uses_postgresql(bare_host, 'wims-lti')
