"""A release that serves stands on its own: what is installed over it changes nothing for it."""
import shutil

import pytest
from hostlab import builds, installed
from hostlab.commands import run, wait_for
from hostlab.site import ETC, LIB, PACKAGE, UNIT, VAR, Site

pytestmark = pytest.mark.newest

SQLITE = ('-Ddjango-deb.database=sqlite',)
NGINX_FILE = f'/etc/nginx/sites-available/{UNIT}'
EXTERNAL = ('-Ddjango-deb.database=external',)


@pytest.fixture
def sqlite_site(suite, make_host):
    """The guest book, v1, over SQLite; PostgreSQL is there for those that want it."""
    host = make_host(installed.service_layers(suite)).boot()
    host.install(builds.guestbook('v1', suite, SQLITE).files)
    return Site(host)


def renew_processes(site):
    """Kills all that serve; gunicorn's master starts others, systemd starts the master."""
    master = site.main_pid()
    site.host.run('pkill', '-9', '-P', str(master))
    wait_for(lambda: site.release() == 'v1')
    site.host.run('systemctl', 'restart', f'{UNIT}-web@{site.slot()}.service')
    wait_for(lambda: site.release() == 'v1')
    assert site.main_pid() != master


def test_release_when_the_next_has_another_database_keeps_its_own(sqlite_site, packages, suite):
    site = sqlite_site
    site.sign('Ada', 'signed in SQLite')

    said = site.host.install(builds.guestbook('v2', suite, EXTERNAL).files, check=False)
    assert said.status == 100 and 'The address of the database is missing' in said.text
    renew_processes(site)
    # it failed before nginx was told: what dpkg has put down, nobody has tried
    site.host.shell(f'echo "no such thing;" >> {NGINX_FILE}; systemctl restart nginx')
    assert site.release() == 'v1'
    site.host.run('sed', '-i', '$ d', NGINX_FILE)

    said = site.host.install(packages('import-error').files, check=False)
    assert said.status == 100 and 'goes on as before' in said.text
    renew_processes(site)
    assert 'Ada' in site.get().text
    site.host.reboot()
    wait_for(lambda: site.release() == 'v1')
    assert 'Ada' in site.get().text

    site.host.install(packages('v3').files)
    assert site.release() == 'v3' and 'Ada' not in site.get().text
    said = site.command('rollback', check=False)
    assert said.status == 1 and 'is set to sqlite, and that of' in said.text
    assert site.release() == 'v3'
    site.command('rollback', '--yes')
    assert site.release() == 'v1' and 'Ada' in site.get().text
    site.check_clean()


def as_before(deb, folder):
    """The site's package as an earlier plugin made it: the settings in /etc alone, for modules
    that lack a function of today's."""
    tree = folder / 'tree'
    run(['dpkg-deb', '-R', deb, tree])
    settings, provided = tree / f'.{ETC}/site_settings.py', tree / f'.{LIB}/python/site_provided.py'
    settings.write_text(provided.read_text().replace('site_environment.https()', 'False'))
    provided.unlink()
    environment = tree / f'.{LIB}/python/site_environment.py'
    environment.write_text(environment.read_text().replace('def https(', 'def _not_yet('))
    target = folder / deb.name
    run(['dpkg-deb', '-Zgzip', '-b', tree, target])
    shutil.rmtree(tree)
    return target


def test_release_of_an_earlier_plugin_when_the_next_fails_serves_on(
        server, packages, tmp_path):
    old = packages('v1')
    server.install([as_before(old.site, tmp_path), old.env, old.src])
    site = Site(server)
    # what the tool of that time did not tell a slot
    server.run('sed', '-i', '-E', '/^(DATABASE|DATABASE_URL|CACHE_URL|BROKER_URL|CREDENTIALS)=/d',
               f'{VAR}/slots/a.conf')
    site.sign('Ada', 'still here')

    said = server.install(packages('import-error').files, check=False)
    assert said.status == 100 and 'goes on as before' in said.text
    renew_processes(site)
    server.reboot()
    wait_for(lambda: site.release() == 'v1')
    assert 'Ada' in site.get().text

    server.install(packages('v3').files)
    assert site.release() == 'v3'
    site.command('rollback')
    assert site.release() == 'v1' and server.package_state(PACKAGE) == 'ii '
    site.check_clean()
