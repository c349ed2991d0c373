"""The tool on a booted Debian: the stand-in site is set up, switched under load, broken, killed.

These need root, systemd-nspawn and mmdebstrap. ``SITECTL_TRIAL_ROOT`` names a root made before (see
``PACKAGES``); without it the tests are skipped.
"""

import json
import os
import re
import time

import placing
import pytest
from container import Container

PACKAGES = ("systemd", "systemd-sysv", "dbus", "iproute2", "procps", "curl", "nginx", "postgresql",
            "python3-django", "gunicorn", "python3-psycopg2", "python3-venv", "wrk")
ROOT = os.environ.get("SITECTL_TRIAL_ROOT", "")
pytestmark = pytest.mark.skipif(not ROOT, reason="SITECTL_TRIAL_ROOT is not set")

ASK = "curl -sS -m 20 -H 'Host: shop.example' http://127.0.0.1"
LOAD = "wrk -t1 -c{clients} -d{seconds} --timeout 60 -H 'Host: shop.example' http://127.0.0.1{path}"


class Host:
    """A container in which a stand-in site lies."""

    def __init__(self, container):
        self.container = container
        self.run = container.run
        self._count = 0

    def place(self, **changes):
        """Unpacks one more release; returns its id."""
        self._count += 1
        release = f"r{self._count}"
        placing.place(self.container.root, release, **changes)
        return release

    def place_broken(self, file, text):
        """Unpacks one more release with something added to a file of its code."""
        release = self.place()
        placing.spoil(self.container.root, release, file, text)
        return release

    def install(self, **changes):
        """Unpacks one more release and configures it."""
        release = self.place(**changes)
        self.run("shop configure")
        return release

    def serving(self):
        """The release that answers through nginx."""
        return self.run(ASK + "/fast").stdout.strip()

    def status(self):
        """What status says: (exit code, facts)."""
        done = self.run("shop status --json", check=False)
        return done.returncode, json.loads(done.stdout)

    def load(self, path="/fast", clients=8, seconds=15):
        """Starts load; the result of ``communicate`` goes to ``failures``."""
        load = self.container.popen(LOAD.format(path=path, clients=clients, seconds=seconds))
        time.sleep(1)
        return load

    def check_clean(self):
        """Exactly one slot lives, nginx is led to it, and no switch is open."""
        state = json.loads(self.run(f"cat {placing.VAR}/state.json").stdout)
        assert state["journal"] is None
        live = state["live"]
        assert list(state["slots"]) == [live]
        assert self.run("readlink /run/shop/live.sock").stdout.strip() == live + ".sock"
        units = self.run("systemctl list-units --state=active --no-legend --plain 'shop-web@*'")
        names = sorted(line.split()[0] for line in units.stdout.splitlines())
        assert names == [f"shop-web@{live}.service", f"shop-web@{live}.socket"]
        assert self.run(f"ls {placing.VAR}/slots").stdout.split() == [live + ".conf"]


def failures(load):
    """How many requests of a load failed, and how many it made."""
    text, _ = load.communicate(timeout=120)
    failed = sum(int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)", text))
    errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    failed += sum(int(number) for number in errors.groups()) if errors else 0
    made = re.search(r"(\d+) requests in", text)
    assert made, text
    return failed, int(made.group(1))


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    work = str(tmp_path_factory.mktemp("host"))
    with Container(ROOT, os.path.join(work, "c"), f"sitectl-{os.getpid()}") as container:
        os.makedirs(container.root + "/usr/lib/shop-env")
        container.boot()
        container.run("python3 -m venv --system-site-packages --without-pip /usr/lib/shop-env/e1")
        container.run("rm /etc/nginx/sites-enabled/default && systemctl reload nginx")
        one = Host(container)
        release = one.place()
        container.run("systemctl daemon-reload; systemctl enable shop.target")
        one.first_output = container.run("shop configure").stdout
        assert one.serving() == release
        yield one


def secret(host):
    return host.run(f"cat {placing.ETC}/secrets/secret_key").stdout


def test_configure_when_first_then_sets_everything_up(host):
    assert "user shop made" in host.first_output
    assert "1 migrations applied" in host.first_output
    assert "0 entries" in host.run(ASK + "/").stdout
    code, facts = host.status()
    assert (code, facts["state"], facts["problems"]) == (0, "running", [])
    modes = host.run(f"stat -c '%a %U %n' {placing.ETC}/secrets {placing.ETC}/secrets/secret_key")
    assert [line[:8] for line in modes.stdout.splitlines()] == ["700 root", "600 root"]
    host.check_clean()


def test_configure_when_repeated_then_changes_nothing(host):
    host.install()
    look = ("find /etc /var/lib/shop-site /src -not -path '*/lock' -printf '%p %T@ %m %u %l\\n'"
            " | sort; systemctl show -p MainPID shop-web@a shop-web@b;"
            f" cat {placing.ETC}/secrets/secret_key")
    before = host.run(look).stdout
    for _ in range(3):
        assert host.run("shop configure").stdout.endswith("serves already\n")
    assert host.run(look).stdout == before


def test_configure_when_under_load_then_loses_no_request(host):
    host.install()
    load = host.load(clients=32, seconds=25)
    for _ in range(2):
        assert host.install() == host.serving()
    failed, made = failures(load)
    assert failed == 0 and made > 1000
    host.check_clean()


def test_configure_when_workers_are_saturated_then_loses_no_request(host):
    host.install()
    load = host.load("/slow", clients=60, seconds=40)
    host.install()
    failed, made = failures(load)
    assert failed == 0 and made > 20


def test_switch_without_drain_when_workers_are_saturated_then_loses_requests(host):
    """The mutant: if this passes with no failure, the tests above prove nothing."""
    host.install()
    host.place()
    placing.mutate(host.container.root, "drain.py")
    load = host.load("/slow", clients=60, seconds=40)
    host.run("shop configure")
    failed, _ = failures(load)
    assert failed > 0


def test_switch_by_hup_when_under_load_then_loses_requests_or_serves_old_code(host):
    """The other mutant: gunicorn keeps its environment, so the new release never serves."""
    host.install()
    new = host.place()
    placing.mutate(host.container.root, "switch.py")
    load = host.load(clients=32, seconds=10)
    host.run("shop configure")
    failed, _ = failures(load)
    assert failed > 0 or host.serving() != new
    assert host.install() == host.serving()


def test_static_files_when_switched_then_those_of_the_old_page_stay(host):
    old = host.install()
    new = host.place()
    assert host.run(ASK + "/static/version.txt").stdout == old
    host.run("shop configure")
    assert host.run(ASK + "/static/version.txt").stdout == new
    assert host.run(ASK + f"/static/only-{old}.txt").stdout == old


@pytest.mark.parametrize("file, text, told", [
    ("wsgi.py", "import no_such_module\n", "No module named 'no_such_module'"),
    ("views.py", "def home(r):\n    raise ValueError('boom')\n", "answered 500"),
    ("views.py", "def home(r):\n    return HttpResponse(status=302, headers={'Location': '/'})\n",
     "redirects in a circle"),
    ("settings.py", "ALLOWED_HOSTS = ['other.example']\n", "answered 400"),
    ("wsgi.py", "import time\ntime.sleep(600)\n", "no answer in 5 s"),
], ids=["import", "500", "circle", "400", "hang"])
def test_configure_when_release_is_broken_then_old_one_serves(host, file, text, told):
    old = host.install()
    host.run(f"mkdir -p {placing.ETC}; echo HEALTH_TIMEOUT=20 > {placing.ETC}/site.conf")
    broken = host.place_broken(file, text)
    load = host.load(clients=4, seconds=12)
    begun = time.monotonic()
    done = host.run("shop configure", check=False)
    assert done.returncode == 1
    assert time.monotonic() - begun < 60
    assert told in done.stdout and f"Release {broken} did not come up" in done.stdout
    assert f"apt install shop-site={old}" in done.stdout
    assert failures(load)[0] == 0
    assert host.serving() == old
    host.check_clean()
    assert host.install() == host.serving()


def test_configure_when_release_breaks_after_the_flip_then_old_one_serves_again(host):
    old = host.install()
    host.place_broken("views.py", (
        "asked = []\n\n\ndef home(request):\n    asked.append(1)\n    if len(asked) > 4:\n"
        "        os._exit(1)\n    return HttpResponse(RELEASE)\n"))
    done = host.run("shop configure", check=False)
    assert done.returncode == 1, done.stdout
    assert host.serving() == old
    host.check_clean()


JOURNAL = ("prepare", "started", "healthy", "flipped", "drained", "done")


@pytest.mark.parametrize("step", JOURNAL)
def test_abort_when_tool_was_killed_then_heals_without_a_lost_request(host, step):
    old = host.install()
    new = host.place()
    load = host.load(clients=4, seconds=15)
    host.run(f"SITECTL_KILL_AT=switch:{step} shop configure", check=False)
    host.run("shop abort")
    host.check_clean()
    assert host.serving() == (old if JOURNAL.index(step) < JOURNAL.index("flipped") else new)
    assert failures(load)[0] == 0
    host.run("shop configure")
    assert host.serving() == new


@pytest.mark.parametrize("step", JOURNAL)
def test_boot_when_power_was_cut_then_one_slot_serves(host, step):
    old = host.install()
    new = host.place()
    host.run(f"SITECTL_KILL_AT=switch:{step} shop configure", check=False)
    host.container.kill()
    host.container.boot()
    wait_until(lambda: host.run("systemctl is-active shop-web@a shop-web@b", check=False)
               .stdout.count("active\n") >= 1 and "entries" in host.run(ASK + "/").stdout)
    assert host.serving() == (old if JOURNAL.index(step) < JOURNAL.index("flipped") else new)
    host.check_clean()


STEPS = ("account", "directories", "secrets", "heal", "resources", "nginx", "release", "migrate",
         "switch", "links", "prune", "done")


@pytest.mark.parametrize("hook", ["FAIL", "KILL"])
def test_configure_when_it_dies_at_a_step_then_the_repetition_converges(host, hook):
    key = secret(host)
    for step in STEPS:
        new = host.place()
        assert host.run(f"SITECTL_{hook}_AT={step} shop configure", check=False).returncode
        assert host.run(ASK + "/fast").stdout.startswith("r")
        host.run("shop configure")
        assert host.serving() == new
        host.check_clean()
    assert secret(host) == key


def test_reload_when_under_load_then_fresh_slot_of_same_release_and_no_lost_request(host):
    release = host.install()
    slot = host.status()[1]["slot"]
    load = host.load(clients=8, seconds=10)
    host.run("shop reload")
    assert failures(load)[0] == 0
    assert host.serving() == release
    assert host.status()[1]["slot"] != slot
    host.check_clean()


def test_stop_when_started_again_then_status_tells(host):
    release = host.install()
    host.run("shop stop")
    assert host.status()[0] == 3
    host.run("shop start")
    assert host.status()[0] == 0
    host.run("shop restart")
    assert host.serving() == release
    host.check_clean()


def test_manage_when_called_then_runs_as_the_site_in_its_walls(host):
    host.install()
    done = host.run("echo \"import os; print(os.getuid(), os.listdir('/home'))\" >/tmp/x;"
                    " shop manage shell -c 'import os; print(os.getuid(), os.access(\"/etc\", 2))'")
    assert done.stdout.split()[-2:] == [host.run("id -u shop").stdout.strip(), "False"]
    assert host.run("shop manage no_such_command", check=False).returncode == 1


def test_remove_when_installed_again_then_data_and_secrets_are_there(host):
    host.install()
    host.run(ASK + "/add")
    key, count = secret(host), host.run(ASK + "/").stdout.split()[1]
    host.run("shop remove")
    assert not host.run("ls /etc/nginx/sites-enabled").stdout.strip()
    assert host.status()[0] == 3
    assert host.install() == host.serving()
    assert (secret(host), host.run(ASK + "/").stdout.split()[1]) == (key, count)


def test_remove_when_broken_off_then_abort_resumes(host):
    release = host.install()
    host.run("shop remove")
    host.run("shop abort")
    wait_until(lambda: host.run(ASK + "/fast", check=False).stdout.strip() == release)
    host.check_clean()


def test_configure_when_database_stopped_then_upgrade_goes_on(host):
    host.install()
    host.run("systemctl stop postgresql")
    release = host.place_broken("views.py", "home = fast\n")
    done = host.run("shop configure", check=False)
    host.run("systemctl start postgresql")
    assert done.returncode == 0, done.stdout
    assert host.serving() == release


def test_configure_when_nginx_stopped_then_switch_completes(host):
    host.install()
    host.run("systemctl stop nginx")
    release = host.install()
    code, facts = host.status()
    assert (code, facts["nginx"], facts["release"]) == (1, "not running", release)
    host.run("systemctl start nginx")
    assert host.serving() == release


def test_configure_when_other_nginx_file_is_broken_then_says_whose(host):
    host.install()
    host.run("echo nonsense > /etc/nginx/sites-enabled/other")
    host.run("echo '# changed' >> /etc/nginx/sites-available/shop")
    done = host.run("shop configure")
    host.run("rm /etc/nginx/sites-enabled/other")
    assert "another file is broken: /etc/nginx/sites-enabled/other" in done.stdout
    assert "reloaded\n" not in done.stdout.replace("nginx was not reloaded", "")
    host.run("test -L /etc/nginx/sites-enabled/shop && nginx -t -q")


def test_configure_when_own_nginx_file_is_broken_then_withdrawn(host):
    host.install()
    path = "/etc/nginx/sites-available/shop"
    host.run(f"cp {path} /root/kept; echo nonsense >> {path}")
    done = host.run("shop configure", check=False)
    assert done.returncode == 1
    assert "nginx does not accept this site" in done.stdout
    host.run("! test -e /etc/nginx/sites-enabled/shop && nginx -t -q && systemctl restart nginx")
    host.run(f"cp /root/kept {path}; shop configure")
    assert host.serving().startswith("r")


def test_configure_when_unit_masked_then_starts_nothing(host):
    old = host.install()
    host.run("shop stop; systemctl mask shop-web@a.service shop-web@b.service")
    host.place()
    done = host.run("shop configure")
    assert "is masked" in done.stdout
    assert host.status()[0] == 3
    host.run("systemctl unmask shop-web@a.service shop-web@b.service; shop start")
    assert host.serving() != old
    host.check_clean()


def test_configure_when_policy_forbids_then_boot_finishes(host):
    host.install()
    host.run("printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d;"
             " chmod 755 /usr/sbin/policy-rc.d")
    release = host.place()
    assert "at the next boot" in host.run(
        "DPKG_MAINTSCRIPT_NAME=postinst shop configure").stdout
    host.container.power_off()
    host.container.boot()
    wait_until(lambda: host.run(ASK + "/fast", check=False).stdout.strip() == release)
    wait_until(lambda: host.status()[0] == 0)
    host.check_clean()


def test_configure_when_user_planted_links_then_their_targets_stay(host):
    host.install()
    host.run("echo kept > /root/victim; chmod 600 /root/victim")
    for folder in ("data", "media"):
        host.run(f"runuser -u shop -- ln -sfn /root/victim {placing.VAR}/{folder}/x;"
                 f"runuser -u shop -- ln -sfn /root {placing.VAR}/{folder}/static")
    look = "stat -c '%a %U %G' /root /root/victim; cat /root/victim; ls -A /root"
    before = host.run(look).stdout
    host.install()
    host.run("shop reload; shop remove; shop configure")
    assert host.run(look).stdout == before


def test_status_when_code_is_gone_then_degraded(host):
    old = host.install()
    host.run(f"mv /usr/lib/shop-src/{old} /root/gone")
    code, facts = host.status()
    host.run(f"mv /root/gone /usr/lib/shop-src/{old}")
    assert code == 1
    assert f"/usr/lib/shop-src/{old}" in facts["problems"][0]


def test_verbs_when_not_root_then_a_sentence(host):
    host.install()
    done = host.run("runuser -u nobody -- shop reload", check=False)
    assert done.returncode == 1
    assert done.stdout == "error: shop reload is root's to do: sudo shop reload\n"
    assert host.run("runuser -u nobody -- shop status", check=False).returncode == 0


def test_configure_when_twice_at_once_then_serialised(host):
    host.place()
    first = host.container.popen("shop configure")
    second = host.container.popen("shop configure")
    assert [one.wait(120) for one in (first, second)] == [0, 0]
    host.check_clean()


def wait_until(condition, seconds=60):
    """Waits for something that happens by itself."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.5)
