"""A fresh host, one command, a running site."""
import json
import socket

from hostlab import network
from hostlab import site as site_module
from hostlab.site import ETC, LIB, RUN, VAR, Site, picture

WORLD_WRITABLE = ['find', '/usr', '/etc', '/var/lib/guestbook-site', RUN, '-xdev', '!', '-type',
                  'l', '-perm', '/o+w', '!', '-path', '/var/lib/guestbook-site/*.sock']

# What tells a worker by its environment: systemd, as any service; the shell, gunicorn and Django;
# and the site
FROM_SYSTEMD = {'INVOCATION_ID', 'JOURNAL_STREAM', 'LISTEN_FDNAMES', 'LISTEN_FDS', 'LISTEN_PID',
                'LOGNAME', 'MEMORY_PRESSURE_WATCH', 'MEMORY_PRESSURE_WRITE', 'NOTIFY_SOCKET',
                'SHELL', 'SYSTEMD_EXEC_PID', 'USER', 'CREDENTIALS_DIRECTORY'}
ENVIRONMENT = {'PWD', 'OLDPWD', 'SERVER_SOFTWARE', 'TZ',
               'ALLOWED_HOSTS', 'DATABASE', 'DATABASE_URL', 'DJANGO_SETTINGS_MODULE', 'HOME',
               'LANG', 'MEDIA_ROOT', 'PATH', 'PYTHONDONTWRITEBYTECODE', 'PYTHONPATH',
               'PYTHONUNBUFFERED', 'SITE_ASGI', 'SITE_CREDENTIALS', 'SITE_HSTS', 'SITE_HTTPS',
               'SITE_PROJECT_SETTINGS', 'SITE_RELEASE', 'SITE_WSGI', 'STATIC_ROOT', 'VIRTUAL_ENV'}


def test_install_when_host_is_fresh_serves_pages_and_keeps_them_over_a_reboot(
        bare_host, packages, tmp_path):
    bare_host.install(packages('v1').files)
    site = Site(bare_host)

    assert site.get().status == 200
    assert 'Nobody has written anything yet' in site.get().text
    style = site.get(site.style_sheet())
    assert style.status == 200 and '--paper' in style.text
    answer = site.sign('Ada', 'Hello from a visitor', picture(tmp_path, 'of Ada'))
    assert answer.status == 200 and 'Thank you, Ada!' in answer.text
    assert site.sql('select name, message from entries_entry') == 'Ada|Hello from a visitor'
    address = '/media/' + site.sql('select picture from entries_entry')
    assert site.get(address).text == 'GIF89aof Ada'
    site.check_clean()

    bare_host.reboot()
    assert 'Hello from a visitor' in site.get().text
    assert site.get(address).text == 'GIF89aof Ada'
    site.check_clean()


def test_installed_site_answers_to_the_names_of_its_host_only(looked_at_site):
    site = looked_at_site
    for name in ('localhost', '127.0.0.1', 'web1.example.org'):
        assert site.get('/', '-H', f'Host: {name}').status == 200, name
    # Django would answer 400; nginx gives a stranger's name to its default site
    assert 'Guest book' not in site.get('/', '-H', 'Host: evil.example').text


def test_installed_site_believes_nginx_and_not_the_visitor(looked_at_site):
    site = looked_at_site
    lies = ['-H', 'X-Forwarded-Proto: https', '-H', 'X-Forwarded-For: 6.6.6.6',
            '-H', 'X-Forwarded-Host: evil.example', '-H', 'X-Forwarded-Ssl: on']
    page = site.get('/probe/process/', *lies).text
    assert '"secure": false' in page
    assert '"host": "127.0.0.1"' in page
    assert '6.6.6.6' not in page
    # what another server before or behind nginx could read in two ways
    for lines in (['Host: localhost', 'Host: evil.example'],
                  ['Host: localhost', 'Content-Length: 5', 'Transfer-Encoding: chunked']):
        assert answer(site, 'POST', *lines).startswith('HTTP/1.1 400 '), lines
    assert answer(site, 'POST', 'Host: localhost', 'Content-Length: 5').startswith('HTTP/1.1 200 ')


def answer(site, method, *lines):
    """What nginx says to a request that no client would write."""
    head = [f'{method} /probe/length/ HTTP/1.1', *lines, 'Connection: close', '', '']
    with network.of(site.host):
        connection = socket.create_connection(('127.0.0.1', 80), timeout=30)
    with connection:
        connection.sendall('\r\n'.join(head).encode() + b'0\r\n\r\n')
        return connection.makefile('rb').read().decode()


def test_installed_site_hands_its_secret_to_nobody(looked_at_site):
    site = looked_at_site
    secret = site.host.read(f'{ETC}/secrets/secret_key').strip()
    assert len(secret) >= 50
    everything = site.host.shell('cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr "\\0" "\\n"')
    assert secret not in everything.text
    assert secret not in site.host.run('journalctl', '--no-pager').text
    page = json.loads(site.get('/probe/process/').text)
    assert set(page['environment']) - FROM_SYSTEMD == ENVIRONMENT


def test_installed_site_leaves_no_core_dump(looked_at_site):
    site = looked_at_site
    pids = site.host.run('pgrep', '-u', 'guestbook').text.split()
    assert len(pids) > 2
    for pid in pids:
        limits = site.host.read(f'/proc/{pid}/limits').splitlines()
        core, = (line.split() for line in limits if line.startswith('Max core file size'))
        assert core[4:6] == ['0', '0'], pid


def test_installed_site_opens_no_port_and_owns_only_its_data(looked_at_site):
    site = looked_at_site
    site.check_clean()  # looks at all ports
    assert site.sockets('guestbook.slice') == []
    assert any(':80 ' in line for line in site.sockets('system.slice/nginx.service'))
    owned = site.host.run('find', '/usr', '/etc', '/var', '/run', '-xdev', '-user', 'guestbook')
    strays = [path for path in owned.text.splitlines()
              if not path.startswith((f'{VAR}/data', f'{VAR}/media', '/run/credentials/'))]
    assert strays == []
    assert site.host.run(*WORLD_WRITABLE).text == ''
    assert site.host.run('find', '/usr/lib', '-path', '*guestbook*', '-perm', '/6000').text == ''


MODES = [
    (f'{ETC}/secrets', '700 root root'),
    (f'{ETC}/secrets/secret_key', '600 root root'),
    (f'{ETC}/site.conf', '644 root root'),
    (f'{VAR}/data', '750 guestbook guestbook'),
    (f'{VAR}/media', '2750 guestbook www-data'),
    (RUN, '755 root root'),
    (f'{RUN}/a.sock', '660 root www-data'),
    (LIB, '755 root root'),
]


def test_installed_files_have_the_modes_that_are_promised(looked_at_site):
    paths = [path for path, _ in MODES]
    said = looked_at_site.host.run('stat', '-L', '-c', '%a %U %G', *paths).text.splitlines()
    assert dict(zip(paths, said)) == dict(MODES)


def test_installed_site_has_a_folder_of_links(looked_at_site):
    site = looked_at_site
    folder = '/src/guestbook-site/default'
    names = site.host.run('ls', folder).text.split()
    assert names == ['config', 'logs', 'media', 'src', 'static', 'templates', 'virtualenv']
    for name in names:
        assert site.host.run('test', '-d', f'{folder}/{name}/', check=False).status == 0, name


def test_installed_account_cannot_log_in(looked_at_site):
    account = looked_at_site.host.run('getent', 'passwd', 'guestbook').text.strip().split(':')
    assert account[5:] == ['/nonexistent', '/usr/sbin/nologin']
    assert int(account[2]) < 1000


def test_templates_of_the_administrator_win(site):
    site.host.run('mkdir', '-p', f'{ETC}/templates/pages')
    site.host.write(f'{ETC}/templates/pages/about.html', 'about this very host')
    site.command('reload')
    assert site.get('/about/').text == 'about this very host'
    site.check_clean()


def test_status_tells_people_and_programs(site):
    said = site.status()
    assert said['exit'] == 0 and said['state'] == 'running'
    assert said['slot'] == site.slot()
    table = site.command('status').text
    assert 'guestbook is running' in table
    assert site_module.UNIT in table


def test_manage_runs_as_the_site(site):
    said = site.command('manage', 'shell', '-c',
                        'import os, pwd; print(pwd.getpwuid(os.getuid()).pw_name)')
    assert 'guestbook' in said.text.split()
    assert site.command('manage', 'check', '--database', 'default').status == 0


def test_stop_and_start_are_what_they_say(site):
    site.command('stop')
    assert site.get().status == 502
    assert site.status()['exit'] == 3
    site.command('start')
    assert site.get().status == 200
    site.command('restart')
    assert site.get().status == 200
    site.check_clean()
