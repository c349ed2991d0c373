"""A site that has no database: nothing is set up for one, and no verb asks for it."""
import json
import re

import pytest

from hostlab import builds
from hostlab.site import PORTS, VAR, Site

pytestmark = pytest.mark.newest

# its first page lists entries, which need a database
HEALTH = '-Ddjango-deb.healthPath=/about/'


def test_site_without_database_is_installed_upgraded_and_kept_like_any_other(suite, bare_host):
    host = bare_host
    said = host.install(builds.guestbook('no-database-v1', suite, [HEALTH]).files).text
    assert 'postgresql' not in said.lower()
    assert host.package_state('postgresql') in ('', 'un ')
    site = Site(host)
    assert (site.release(), site.get('/about/').status) == ('v1', 200)
    assert {line.split()[3].rpartition(':')[2] for line in
            host.run('ss', '-Hltn').text.splitlines()} <= PORTS - {'5432'}
    values = site.status()
    assert (values['exit'], values['problems'], values['database']) == (0, [], 'off')
    checks = json.loads(site.command('check', '--json').text)['checks']
    checks = {one['check']: one for one in checks}
    assert checks['database']['ok'] and 'off' in checks['database']['text']
    site.check_clean()

    host.install(builds.guestbook('no-database-v2', suite, [HEALTH]).files)
    assert site.release() == 'v2'
    site.command('rollback')
    assert site.release() == 'v1'
    host.run('dpkg-reconfigure', 'guestbook-site')
    assert site.release() == 'v2'
    site.check_clean()

    host.shell(f"runuser -u {site.unit} -- sh -c 'echo mine > {VAR}/data/note'")
    made = site.command('backup').text
    assert 'database: NOT included: the package sets none up' in made
    host.run('rm', f'{VAR}/data/note')
    site.command('restore', re.search(r'^backup: (\S+),', made, re.M)[1], '--yes')
    assert host.read(f'{VAR}/data/note') == 'mine\n'
    assert site.release() == 'v2'
    site.check_clean()
