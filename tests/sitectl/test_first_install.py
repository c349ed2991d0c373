"""The first installation on a booted Debian, where something is in its way."""

import os

import placing
import pytest
from container import Container
from test_host import ASK, Host, pytestmark, wait_until, ROOT  # noqa: F401


@pytest.fixture
def host(tmp_path):
    with Container(ROOT, str(tmp_path / "c"), f"sitectl-first-{os.getpid()}") as container:
        os.makedirs(container.root + "/usr/lib/shop-env")
        container.boot()
        container.run("python3 -m venv --system-site-packages --without-pip /usr/lib/shop-env/e1;"
                      " rm /etc/nginx/sites-enabled/default; systemctl reload nginx")
        one = Host(container)
        one.release = one.place()
        container.run("systemctl daemon-reload; systemctl enable shop.target")
        yield one


def test_configure_when_systemd_does_not_run_then_first_boot_finishes(host):
    done = host.run("unshare -m sh -c 'mount -t tmpfs none /run/systemd && shop configure'")
    assert "systemd does not run here: the site is started at the next boot" in done.stdout
    assert host.status()[0] == 3
    host.container.power_off()
    host.container.boot()
    wait_until(lambda: host.run(ASK + "/fast", check=False).stdout.strip() == host.release)
    wait_until(lambda: host.status()[0] == 0)
    host.check_clean()


def test_configure_when_user_is_a_person_then_changes_nothing(host):
    host.run("useradd -m shop")
    look = "find /etc /var/lib /src /run/shop -newer /root/mark 2>/dev/null | sort"
    host.run("touch /root/mark; sleep 0.1")
    done = host.run("shop configure", check=False)
    assert done.returncode == 1
    assert "The user \"shop\" exists and is not this site's: its uid 1000" in done.stdout
    changed = host.run(look).stdout
    assert "shop" not in changed, changed
    host.run("userdel -r shop; shop configure")
    assert host.serving() == host.release


def test_configure_when_database_is_somebodys_then_leaves_it(host):
    host.run("runuser -u postgres -- createuser other")
    host.run("runuser -u postgres -- createdb -O other shop")
    done = host.run("shop configure", check=False)
    assert done.returncode == 1
    assert 'The PostgreSQL database "shop" belongs to "other"' in done.stdout
    assert "other" in host.run("cd /; runuser -u postgres -- psql -Atl | grep ^shop").stdout
    host.run("cd /; runuser -u postgres -- dropdb shop")
    host.run("shop configure")
    assert "0 entries" in host.run(ASK + "/").stdout


def test_configure_when_postgresql_is_stopped_then_waits_and_says_what_to_do(host):
    host.run("systemctl stop postgresql")
    done = host.run("shop configure", check=False, timeout=60)
    assert done.returncode == 1
    assert "PostgreSQL does not answer: start it (systemctl start postgresql)" in done.stdout
    assert "Then run: shop start" in done.stdout
    late = host.container.popen("shop configure")
    host.run("sleep 3; systemctl start postgresql")
    output, _ = late.communicate(timeout=120)
    assert late.returncode == 0, output
    assert "1 migrations applied" in output
    assert host.serving() == host.release


@pytest.mark.parametrize("place", ["/var/lib/shop-site", "/etc/shop-site"])
def test_configure_when_disk_is_full_then_fails_whole_and_can_be_repeated(host, place):
    host.run(f"mkdir -p {place}; mount -t tmpfs -o size=64k,mode=755 none {place};"
             f" dd if=/dev/zero of={place}/fill bs=1k 2>/dev/null || true")
    done = host.run("shop configure", check=False)
    assert done.returncode == 1 and "No space left on device" in done.stdout, done.stdout
    key = f"{placing.ETC}/secrets/secret_key"
    assert host.run(f"test ! -e {key} || wc -c < {key}").stdout.strip() in ("", "64")
    assert not host.run(f"find {place} -name '.sitectl-*'").stdout
    host.run(f"rm {place}/fill; shop configure")
    assert host.serving() == host.release
    host.check_clean()
