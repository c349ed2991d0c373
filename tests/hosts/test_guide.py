"""The operator's guide, docs/operating: every command of it, on hosts, in the order of its text.

What the comments in a chapter and its blocks mean to this test is in hostlab/guide.py.
"""
import shutil
from contextlib import ExitStack

import pytest

from hostlab import builds, faults, guide, installed, network
from hostlab.commands import wait_for
from hostlab.site import ETC, UNIT, VAR, Site

pytestmark = pytest.mark.newest

CHAPTERS = builds.CLONE / 'docs/operating'

# the guide's releases, and the variants of the guest book that stand for them
RELEASES = {'1.2': 'v1', '1.3': 'v2', '1.4': 'import-error', '1.6': 'migrated'}

# nobody is there to answer apt
APT = 'APT::Get::Assume-Yes "true";\n'

EXTERNAL = ('-Ddjango-deb.database=external', '-Ddjango-deb.queue=external',
            '-Ddjango-deb.cache=off', '-Ddjango-deb.migrate=auto',
            '-Ddjango-deb.serverNames=www.example.org')


def _words(packages, names):
    """What the guide's names stand for: the guest book is its shop."""
    variants = {name: packages(RELEASES[name]) for name in names}
    return {'shop': UNIT, **{name: _version(one) for name, one in variants.items()}}


def _version(packages):
    """The site's, of which there may be several, all of one version."""
    return packages.version(next(file for file in packages.files if '-site' in file.name))


def _follow(chapter, hosts, words, given=()):
    for host in hosts.values():
        host.write('/etc/apt/apt.conf.d/99nobody', APT)
    text = (CHAPTERS / chapter).read_text()
    guide.follow(chapter, text, hosts, guide.World(words), dict(given))


def _bring(host, files):
    """The packages of one version, and no others, are in root's home."""
    host.shell('rm -f /root/*.deb')
    host.bring(files)


def _brings(host, packages, version):
    return lambda: _bring(host, packages(RELEASES[version]).files)


def test_chapter_install(bare_host, packages):
    _bring(bare_host, packages('v1').files)
    _follow('install.md', {'': bare_host}, _words(packages, ['1.2']))


def test_chapter_configure(site, packages):
    _follow('configure.md', {'': site.host}, _words(packages, ['1.2']))
    site.check_clean()


def test_chapter_daily(whole_site, whole_packages):
    _follow('daily.md', {'': whole_site.host}, _words(whole_packages, ['1.2']))
    whole_site.check_clean()


def test_chapter_upgrade(site, packages):
    host = site.host
    _follow('upgrade.md', {'': host}, _words(packages, RELEASES), {
        'the packages of 1.3 are in /root': _brings(host, packages, '1.3'),
        'the packages of 1.4, which cannot be imported, are in /root':
            _brings(host, packages, '1.4'),
        'the packages of 1.6, which has a migration, are in /root': _brings(host, packages, '1.6'),
    })
    site.check_clean()


def test_chapter_backup(site, server, packages):
    site.sign('Ada', 'to be kept')

    def move():
        _bring(server, packages('v1').files)
        for path in site.host.path('/var/backups').glob(f'{UNIT}-[0-9]*'):
            server.path(f'/root/{path.name}').write_bytes(path.read_bytes())
        server.shell('chmod 600 /root/*.tar.*')

    _follow('backup.md', {'': site.host, 'web2': server}, _words(packages, ['1.2']), {
        'the packages of 1.2 and the backup are on web2': move})
    assert 'to be kept' in Site(server).get().text
    site.check_clean()


@pytest.fixture
def webs(suite, make_host):
    """A host for the services, and two for the web, with a cable to it each."""
    services = make_host(installed.shared_layers(suite)).boot()
    found = [make_host(installed.service_layers(suite)).boot() for _ in range(2)]
    for number, web in enumerate(found, 1):
        address, _ = network.connect(services, web, number)
        web.write('/etc/hosts', web.read('/etc/hosts') + f'{address} db1.example.org\n')
    return {'db1': services, 'web1': found[0], 'web2': found[1]}


def test_chapter_hosts(webs, suite):
    def packages(variant):
        return builds.whole_guestbook(variant, suite, EXTERNAL)

    for name in ('web1', 'web2'):
        _bring(webs[name], packages('v1').files)

    def share_secrets():
        folder = f'{ETC}/secrets'
        shutil.copytree(webs['web1'].path(folder), webs['web2'].path(folder), dirs_exist_ok=True)

    _follow('hosts.md', webs, _words(packages, ['1.2']), {
        'the secrets of web1 are on web2': share_secrets})
    sites = [Site(webs[name], whole=True) for name in ('web1', 'web2')]
    assert sites[0].secrets() == sites[1].secrets()
    for one in sites:
        assert one.get('/', '-H', 'Host: www.example.org').status == 200


def test_chapter_sites(suite, make_host, packages):
    host = make_host(installed.tenant_layers(suite)).boot()
    for tenant in (None, 'berlin', 'paris'):
        wait_for(lambda tenant=tenant: Site(host, tenant).release() == 'v1')

    def tenants(variant):
        return packages(f'tenants-{variant}')

    _follow('sites.md', {'': host}, _words(tenants, ['1.2', '1.3']), {
        'the packages of 1.3 for berlin are in /root':
            lambda: _bring(host, tenants('v2').of_tenant('berlin'))})


def test_chapter_remove(site, packages):
    _follow('remove.md', {'': site.host}, _words(packages, ['1.2']))


def test_chapter_trouble(whole_site, whole_packages):
    site, host = whole_site, whole_site.host
    other = '/etc/nginx/sites-enabled/other'
    additions = f'{ETC}/nginx.conf'

    def kill():
        pid = site.main_pid()
        host.run('kill', '-KILL', pid)
        wait_for(lambda: site.main_pid() not in (0, pid))
        wait_for(lambda: site.get().status == 200)

    def interrupt():
        _bring(host, whole_packages('v2').files)
        host.install_with({'SITECTL_KILL_AT': 'switch:flipped'}, whole_packages('v2').files)

    def have_our_name():
        host.write(other, 'server { listen 80; server_name localhost; return 204; }\n')
        host.run('systemctl', 'reload', 'nginx')

    def go():
        host.run('rm', other)
        host.run('systemctl', 'reload', 'nginx')

    with ExitStack() as disk:
        _follow('trouble.md', {'': host}, _words(whole_packages, ['1.2', '1.3']), {
            'the site was stopped': lambda: site.command('stop'),
            'the web server was killed': kill,
            'PostgreSQL is stopped': lambda: host.run('systemctl', 'stop', 'postgresql'),
            'the workers are stopped':
                lambda: host.run('systemctl', 'stop', f'{UNIT}-worker@{site.slot()}'),
            'power was cut while 1.3 was configured': interrupt,
            'the disk is full': lambda: disk.enter_context(faults.full(host, VAR)),
            'the disk has room again': disk.close,
            "another site's file in nginx is broken":
                lambda: host.write(other, 'server { no such directive; }\n'),
            "somebody has removed the site's link in nginx":
                lambda: host.shell(f'rm /etc/nginx/sites-enabled/{UNIT}; systemctl reload nginx'),
            'somebody has made a mistake in nginx.conf':
                lambda: host.write(additions, 'nonsense;\n'),
            'the mistake in nginx.conf is corrected': lambda: host.run('rm', additions),
            'another site of this host has our name': have_our_name,
            'the other site is gone': go,
            'the secret key is readable for all':
                lambda: host.run('chmod', '644', f'{ETC}/secrets/secret_key'),
        })
    site.check_clean()
