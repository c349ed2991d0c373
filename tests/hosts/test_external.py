"""Several web hosts over one PostgreSQL and one RabbitMQ, which others run."""
import json
import re
import signal
import subprocess
import time

import pytest

from hostlab import builds, installed, network
from hostlab.commands import wait_for
from hostlab.https import Authority
from hostlab.site import ETC, UNIT, VAR, Site

pytestmark = pytest.mark.newest

OPTIONS = ('-Ddjango-deb.database=external', '-Ddjango-deb.queue=external',
           '-Ddjango-deb.cache=off', '-Ddjango-deb.migrate=auto',
           '-Ddjango-deb.serverNames=www.example.org')
PASSWORD = 'pa/ss@w:rd'
QUOTED = 'pa%2Fss%40w%3Ard'

BALANCER = """
upstream webs {
    server 10.9.1.2 max_fails=1 fail_timeout=5s;
    server 10.9.2.2 max_fails=1 fail_timeout=5s;
}
server {
    listen 8080;
    location / {
        proxy_pass http://webs;
        proxy_set_header Host www.example.org;
        proxy_connect_timeout 1s;
        proxy_next_upstream error timeout;
    }
}
"""


def serve_others(host):
    """Let PostgreSQL and RabbitMQ, and a balancer, work for other machines."""
    host.shell(f"""
        for cluster in /etc/postgresql/*/main; do
            echo "listen_addresses = '*'" >> "$cluster/conf.d/lab.conf"
            echo 'host all all 10.9.0.0/16 scram-sha-256' >> "$cluster/pg_hba.conf"
        done
        systemctl restart postgresql
        runuser -u postgres -- psql -q -c "create role guests login password '{PASSWORD}'"
        runuser -u postgres -- createdb -O guests guests
        rabbitmqctl -q add_vhost guests
        rabbitmqctl -q add_user guests '{PASSWORD}'
        rabbitmqctl -q set_permissions -p guests guests '.*' '.*' '.*'
    """)
    host.write('/etc/nginx/conf.d/balancer.conf', BALANCER)
    host.run('systemctl', 'reload', 'nginx')


def write_addresses(web, number):
    for file, url in (('database_url', f'postgres://guests:{QUOTED}@10.9.{number}.1:5432/guests'),
                      ('broker_url', f'amqp://guests:{QUOTED}@10.9.{number}.1:5672/guests')):
        web.run('install', '-d', '-m', '700', f'{ETC}/secrets')
        web.write(f'{ETC}/secrets/{file}', url + '\n')
        web.run('chmod', '600', f'{ETC}/secrets/{file}')


@pytest.fixture
def cluster(suite, make_host):
    """A host with the services, and two web hosts that each have a cable to it."""
    shared = make_host(installed.shared_layers(suite)).boot()
    serve_others(shared)
    webs = [make_host(installed.service_layers(suite)).boot() for _ in range(2)]
    for number, web in enumerate(webs, 1):
        network.connect(shared, web, number)
    return shared, webs


class Visitors:
    """wrk at the balancer, until the block ends."""

    #: a request that nobody answers counts as lost after as many seconds
    TIMEOUT = 3

    def __init__(self, host):
        self.host = host
        self.command = host.outside('wrk', '-t', '2', '-c', '16', '-d', '600s',
                                    '--timeout', f'{self.TIMEOUT}s', 'http://127.0.0.1:8080/')
        self.said = None

    def answered(self):
        """How many pages the balancer has given until now."""
        said = self.host.run('grep', '-c', '" 200 ', '/var/log/nginx/access.log', check=False)
        return int(said.text)

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        time.sleep(2)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.said, _ = self.process.communicate(timeout=60)

    def check(self):
        assert 'Non-2xx' not in self.said and 'Socket errors' not in self.said, self.said
        assert int(re.search(r'(\d+) requests in', self.said)[1]) > 200, self.said


def _migrates(web):
    """Whether the process that migrates, or waits for the lock, runs on a host."""
    return web.run('pgrep', '-f', '[p]ython.*site_migrate', check=False).status == 0


def applied(shared):
    """The migrations of the guest book that the database has."""
    if asked(shared, "select to_regclass('django_migrations')") == []:
        return []
    return asked(shared, "select name from django_migrations where app = 'entries' order by id")


def asked(shared, query):
    """What the common database answers to PostgreSQL's administrator."""
    return shared.run('runuser', '-u', 'postgres', '--', 'psql', '-XAtqd', 'guests', '-c',
                      query).text.split()


#: The processes that hold a lock which is only a number.
ADVISORY = "select pid from pg_locks where locktype = 'advisory' and granted"


def test_two_web_hosts_share_what_others_run_and_one_may_die(cluster, suite):
    shared, webs = cluster
    packages = builds.whole_guestbook('slow-migration', suite, OPTIONS)

    for number, web in enumerate(webs, 1):
        refused = web.install(packages.files, check=False)
        assert refused.status != 0
        assert 'The address of the database is missing' in refused.text
        assert f'{ETC}/secrets/database_url' in refused.text
        write_addresses(web, number)
    webs[0].write(f'{ETC}/site.conf', webs[0].read(f'{ETC}/site.conf') + 'BEAT=off\n')

    # both at once: their migrations run one after the other, and only once
    begun = [web.start('dpkg', '--configure', '-a') for web in webs]
    # in the middle of those of one, the other is there and has to wait
    wait_for(lambda: applied(shared) == ['0001_initial'])
    wait_for(lambda: all(_migrates(web) for web in webs))
    assert len(asked(shared, ADVISORY)) == 1, 'one of them has the lock'
    time.sleep(5)  # without it the other would begin in this time
    assert applied(shared) == ['0001_initial']
    asked(shared, 'create table go ()')
    said = [one.communicate(timeout=300)[0] for one in begun]
    assert [one.returncode for one in begun] == [0, 0], said
    # who has nothing to do says nothing of it
    counts = [sum(map(int, re.findall(r'(\d+) migrations? applied', text))) for text in said]
    assert min(counts) == 0 < max(counts)
    assert applied(shared) == ['0001_initial', '0002_slow']

    sites = [Site(web, whole=True) for web in webs]
    for site in sites:
        assert site.get('/', '-H', 'Host: www.example.org').status == 200
        assert site.status()['exit'] == 0
    assert sites[0].status()['beat'] is None and sites[1].status()['beat'] is True
    listening = webs[0].run('ss', '-Hltn').text
    assert ':5672' not in listening

    queued = [f'task{number}' for number in range(20)]
    workers = f'{UNIT}-worker@{sites[1].slot()}.service'
    with Visitors(shared) as visitors:
        # only the host that will die takes tasks, more than it runs at once
        webs[1].run('systemctl', 'stop', workers)
        for name in queued:
            address = f'/probe/task/?name={name}&seconds=5'
            assert sites[0].get(address, '-H', 'Host: www.example.org').text == 'queued'
        wait_for(sites[0].lines)
        processes = int(webs[0].run('nproc').text)
        tasks = webs[0].path(f'{VAR}/data/tasks.log')
        webs[0].kill()
        before = visitors.answered()
        assert before > 200
        webs[1].run('systemctl', 'start', workers)
        wait_for(lambda: visitors.answered() > before + 500)
        time.sleep(2 * visitors.TIMEOUT)  # whoever still waits for the dead host is lost by then
    visitors.check()

    # what the killed host ran is lost with it, as said; what it had only taken the other does
    there = tasks.read_text().split()[::2]

    def here():
        return [line.split()[0] for line in sites[1].lines()]

    wait_for(lambda: len(set(queued) - set(there + here())) <= processes, 240)
    assert len(here()) > processes, 'most of them waited when the host died'
    assert sites[1].get('/probe/task/?name=left', '-H', 'Host: www.example.org').text == 'queued'
    wait_for(lambda: 'left' in here())
    assert len(there + here()) == len(set(there + here())), 'none is done twice'


def test_upgrade_when_the_shared_database_is_a_black_hole_ends_in_time_and_keeps_the_old_one(
        cluster, suite):
    shared, webs = cluster
    web = webs[0]
    write_addresses(web, 1)
    web.install(builds.whole_guestbook('v1', suite, OPTIONS).files)
    # what comes from there is never answered, not even with a refusal
    shared.run('ip', 'route', 'add', 'blackhole', '10.9.1.2/32')
    begin = time.monotonic()
    said = web.run(UNIT, 'status', check=False)
    asked = time.monotonic() - begin
    assert said.status == 1 and 'database: external: ' in said.text and 'queue: external: ' \
        in said.text
    assert asked < 40, said.text
    begin = time.monotonic()
    outcome = web.install(builds.whole_guestbook('v2', suite, OPTIONS).files, check=False)
    assert time.monotonic() - begin < 90
    assert outcome.status != 0
    assert f'The database whose address is in {ETC}/secrets/database_url cannot be used' \
        in outcome.text
    assert PASSWORD not in outcome.text and QUOTED not in outcome.text
    state = json.loads(web.read('/var/lib/guestbook-site/default/state.json'))
    assert state['journal'] is None
    shared.run('ip', 'route', 'delete', 'blackhole', '10.9.1.2/32')
    said = web.run('dpkg', '--configure', '-a').text
    assert 'workers of other hosts at this queue discard tasks that their release does' in said
    site = Site(web, whole=True)
    assert site.get('/probe/release/', '-H', 'Host: www.example.org').text == 'v2'
    queue = site.get('/probe/task/?name=after', '-H', 'Host: www.example.org')
    assert queue.text == 'queued'
    wait_for(lambda: 'after v2' in site.lines())


def test_address_of_an_external_service_when_wrong_is_told_word_for_word(cluster, suite):
    web = cluster[1][0]
    write_addresses(web, 1)
    web.write(f'{ETC}/secrets/broker_url', 'mq.example.org\n')
    outcome = web.install(builds.whole_guestbook('v1', suite, OPTIONS).files, check=False)
    assert f'{ETC}/secrets/broker_url holds no address such as' in outcome.text
    assert f'amqp://{UNIT}:PASSWORD@mq.example.org:5672/{UNIT}' in outcome.text
    write_addresses(web, 1)
    said = web.run('dpkg', '--configure', '-a').text
    assert 'serves, in slot' in said
    mode = web.run('stat', '-c', '%a', f'{ETC}/secrets/broker_url').text.strip()
    assert mode == '600'
    assert UNIT in web.run('systemctl', 'list-units', '--plain', f'{UNIT}-worker*').text

    # a reload tries them too, and shows nothing of a password
    site = Site(web, whole=True)
    before = site.slot()
    database = f'{ETC}/secrets/database_url'
    right = web.read(database)
    for wrong, words in (
            (right.replace(QUOTED, PASSWORD), 'can be read in several ways'),
            (right.replace(':5432', ':5433'), f'The database whose address is in {database}')):
        web.write(database, wrong)
        outcome = site.command('reload', check=False)
        assert outcome.status != 0 and words in outcome.text
        assert not any(part in outcome.text for part in ('pa/ss', 'ss@w', 'w:rd', QUOTED))
        assert site.slot() == before
    web.write(database, right)

    # a new password is a new configuration
    cluster[0].run('rabbitmqctl', '-q', 'change_password', 'guests', 'another')
    broker = f'{ETC}/secrets/broker_url'
    web.write(broker, web.read(broker).replace(QUOTED, 'another'))
    assert 'reload takes that over' in site.command('start').text
    assert 'serves, in slot' in web.run('dpkg-reconfigure', 'guestbook-site').text
    assert 'serves already' in web.run('dpkg-reconfigure', 'guestbook-site').text

    # somebody who looks waits for no step of an upgrade
    web.run('systemd-run', '--quiet', f'--unit={UNIT}-step.service', 'sleep', '300')
    begin = time.monotonic()
    assert site.status()['exit'] == 0
    assert time.monotonic() - begin < 60
    web.run('systemctl', 'stop', f'{UNIT}-step.service')


REDIS_OPTIONS = ('-Ddjango-deb.database=postgresql', '-Ddjango-deb.queue=external',
                 '-Ddjango-deb.cache=external', '-Ddjango-deb.serverNames=www.example.org')
KEPT = ('-H', 'Host: www.example.org')


def serve_redis_and_memcached(host, folder):
    """Redis with a password, by TLS too, RabbitMQ by TLS, and memcached; returns the authority."""
    authority = Authority(host, folder)
    authority.issue('/etc/ssl/db1.pem', '/etc/ssl/db1.key', ['db1.example.org'])
    host.run('chmod', '644', '/etc/ssl/db1.key')  # of a test, for three users
    host.write('/etc/ssl/authority.pem', authority.certificate.read_text())
    host.apt('install', 'redis-server', 'memcached')
    host.shell(f"""
        printf '%s\n' 'bind 0.0.0.0' 'requirepass "{PASSWORD}"' 'tls-port 6380' \
            'tls-cert-file /etc/ssl/db1.pem' 'tls-key-file /etc/ssl/db1.key' \
            'tls-ca-cert-file /etc/ssl/authority.pem' 'tls-auth-clients no' \
            >> /etc/redis/redis.conf
        sed -i 's/^-l .*/-l 0.0.0.0/' /etc/memcached.conf
        printf '%s\n' 'listeners.ssl.default = 5671' \
            'ssl_options.cacertfile = /etc/ssl/authority.pem' \
            'ssl_options.certfile = /etc/ssl/db1.pem' 'ssl_options.keyfile = /etc/ssl/db1.key' \
            'ssl_options.verify = verify_none' >> /etc/rabbitmq/rabbitmq.conf
        systemctl restart redis-server memcached rabbitmq-server
    """)
    return authority


def test_cache_and_queue_of_others_are_used_and_tried_before_a_switch(
        cluster, suite, tmp_path):
    shared, webs = cluster
    web = webs[0]
    authority = serve_redis_and_memcached(shared, tmp_path)
    web.write('/etc/hosts', web.read('/etc/hosts') + '10.9.1.1 db1.example.org\n')
    addresses = {'cache_url': 'memcached://db1.example.org:11211',
                 'broker_url': f'redis://:{QUOTED}@db1.example.org:6379/1'}

    def write(name, address):
        web.run('install', '-d', '-m', '700', f'{ETC}/secrets')
        web.write(f'{ETC}/secrets/{name}', address + '\n')
        web.run('chmod', '600', f'{ETC}/secrets/{name}')

    for name, address in addresses.items():
        write(name, address)
    web.install(builds.whole_guestbook('redis-v1', suite, REDIS_OPTIONS).files)
    site = Site(web, whole=True)

    def use(name):
        """A page caches something, and a worker does a task; both by what lies elsewhere."""
        site.get(f'/probe/cache/?value={name}', *KEPT)
        assert {site.get('/probe/cache/', *KEPT).text for _ in range(9)} == {name}
        assert site.get(f'/probe/task/?name={name}', *KEPT).text == 'queued'
        wait_for(lambda: f'{name} v1' in site.lines())

    use('plain')
    said = site.status()
    assert (said['exit'], said['cache'], said['queue']) == (0, 'external', 'external')
    for package in ('memcached', 'redis-server', 'rabbitmq-server'):
        assert not web.package_state(package).startswith('ii')

    # what does not answer stops a switch, and not what serves
    for service, what, name in (('memcached', 'cache', 'cache_url'),
                                ('redis-server', 'queue', 'broker_url')):
        before = site.slot()
        shared.run('systemctl', 'stop', service)
        outcome = site.command('reload', check=False)
        assert outcome.status == 1 and site.slot() == before
        assert f'The {what} whose address is in {ETC}/secrets/{name} cannot be used' in outcome.text
        assert QUOTED not in outcome.text and PASSWORD not in outcome.text
        assert site.get('/probe/release/', *KEPT).text == 'v1'
        assert any(problem.startswith(f'{what}: external: ') for problem in
                   site.status()['problems'])
        shared.run('systemctl', 'start', service)
    site.command('reload')
    use('back')

    # by TLS: first the certificate is nobody's whom this host trusts
    trusted = '/usr/local/share/ca-certificates/lab.crt'
    secure = {'cache_url': f'rediss://:{QUOTED}@db1.example.org:6380/2',
              'broker_url': f'amqps://guests:{QUOTED}@db1.example.org:5671/guests'}
    for name, address in secure.items():
        write(name, address)
    outcome = site.command('reload', check=False)
    assert outcome.status == 1 and 'CERTIFICATE_VERIFY_FAILED' in outcome.text, outcome.text
    web.apt('install', 'ca-certificates')
    web.write(trusted, authority.certificate.read_text())
    web.run('update-ca-certificates')
    site.command('reload')
    use('tls')
    connected = shared.run('rabbitmqctl', '-q', 'list_connections', 'user', 'ssl').text.split()
    assert 'guests' in connected and 'true' in connected and 'false' not in connected
    write('broker_url', f'rediss://:{QUOTED}@db1.example.org:6380/1?ssl_cert_reqs=required')
    site.command('reload')
    use('rediss')
