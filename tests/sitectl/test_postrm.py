"""What becomes of a certificate that certbot fetched, and of data, when their site goes."""

import os
import re
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ("django-deb-maven-plugin/src/test/resources/io/github/"
                                      "djangodeb/site/golden/shop/DEBIAN/postrm")
OURS = "renew_hook = /usr/bin/shop certificate-renewed\n"
LIMIT = 60
DELETE = "delete --non-interactive --cert-name shop-site\n"


class Host:
    """A machine that is a folder, from which the package goes."""

    def __init__(self, root):
        self.root = root
        self.programs = root / "programs"
        self.programs.mkdir()
        self.calls = root / "calls"
        self.calls.touch()
        for name in ("deb-systemd-helper", "systemctl"):
            self.program(name, "")
        (root / "etc/letsencrypt/renewal").mkdir(parents=True)

    def program(self, name, text):
        """Installs a program."""
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def certbot(self, status=0):
        """Installs one that notes what it is called with."""
        self.program("certbot", f'echo "$@" >> {self.calls}; echo its words >&2; exit {status}')

    def renewal(self, text):
        """What certbot knows of the certificate with the package's name."""
        (self.root / "etc/letsencrypt/renewal/shop-site.conf").write_text(text)

    def call(self, verb, **environment):
        """The maintainer script's outcome; its folders lie below the root, and nobody types."""
        script = re.sub(r"(?<![\w$}])/(etc|var|run|src)\b", rf"{self.root}/\1", SCRIPT.read_text())
        assert "'/etc" not in script and " /src" not in script
        reader, writer = os.pipe()  # A terminal, at which one can read for ever.
        try:
            return subprocess.run(
                ["sh", "-c", script, "postrm", verb], capture_output=True, text=True, check=False,
                stdin=reader, timeout=LIMIT, env={
                    "PATH": f"{self.programs}:/usr/sbin:/usr/bin:/sbin:/bin", **environment})
        finally:
            os.close(reader)
            os.close(writer)


@pytest.fixture
def host(tmp_path):
    """A machine with certbot."""
    one = Host(tmp_path)
    one.certbot()
    return one


def test_purge_when_certbot_fetched_the_certificate_then_it_goes(host):
    host.renewal(OURS)
    done = host.call("purge")
    assert (done.returncode, host.calls.read_text(), done.stderr) == (0, DELETE, "")
    assert "its certificate, which certbot had fetched, is deleted" in done.stdout


def test_remove_when_certbot_fetched_the_certificate_then_says_what_to_do(host):
    host.renewal(OURS)
    done = host.call("remove")
    assert (done.returncode, host.calls.read_text()) == (0, "")
    assert done.stdout == (
        "shop-site: certbot cannot renew the site's certificate any more. Unless the site comes"
        " back: certbot delete --cert-name shop-site\n")


@pytest.mark.parametrize("verb", ["remove", "purge"])
@pytest.mark.parametrize("text", ["", "renew_hook = /usr/bin/shop-berlin certificate-renewed\n"])
def test_postrm_when_the_certificate_is_anothers_then_lets_it_be(host, verb, text):
    host.renewal(text)
    done = host.call(verb)
    assert (done.returncode, host.calls.read_text(), done.stderr) == (0, "", "")
    assert "certificate" not in done.stdout


def test_purge_when_another_service_uses_the_certificate_then_names_it(host):
    host.renewal(OURS)
    (host.root / "etc/postfix").mkdir()
    live = f"{host.root}/etc/letsencrypt/live/shop-site/fullchain.pem"
    (host.root / "etc/postfix/main.cf").write_text(f"smtpd_tls_cert_file = {live}\n")
    done = host.call("purge")
    assert (done.returncode, host.calls.read_text()) == (0, "")
    assert f"is named in {host.root}/etc/postfix/main.cf too and was left alone" in done.stderr


def test_purge_when_certbot_fails_then_goes_on_and_says_what_to_do(host):
    host.renewal(OURS)
    host.certbot(status=1)
    done = host.call("purge")
    assert (done.returncode, host.calls.read_text()) == (0, DELETE)
    assert done.stderr == (
        "its words\nshop-site: its certificate was left alone. When that is mended: certbot delete"
        " --cert-name shop-site\n")


def test_purge_when_certbot_is_gone_then_nothing_renews_it(host):
    (host.programs / "certbot").unlink()
    host.renewal(OURS)
    done = host.call("purge")
    assert (done.returncode, done.stderr) == (0, "")


POSTGRESQL = {name: "x" for name in (
    "PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGDATABASE", "PGSERVICE", "PGSERVICEFILE",
    "PGPASSFILE", "PGPASSWORD", "PGCLUSTER")}


@pytest.fixture
def full(host):
    """A machine whose site has all of its data here, which the purge is to take."""
    var = host.root / "var/lib/shop-site/default"
    var.mkdir(parents=True)
    (host.root / "var/backups").mkdir()
    for name in ("PURGE-DATA", "rabbitmq"):
        (var / name).touch()
    # Each notes the limit that it has, and reads what it is given: from a terminal, for ever.
    note = f'echo "${{LIMITED-}} ${{0##*/}} $*" >> {host.calls}; env | grep ^PG >> {host.calls}'
    host.program("timeout", 'LIMITED="$1 $2 $3"; export LIMITED; shift 3; exec "$@"')
    host.program("runuser", 'shift 3; "$@"')
    for name in ("psql", "pg_dump", "dropdb", "dropuser", "rabbitmqctl"):
        host.program(name, f"{note}; cat > /dev/null; {'echo shop' if name == 'psql' else ''}")
    return host


def test_purge_when_root_has_an_environment_then_asks_this_host_and_in_time(full):
    done = full.call("purge", **POSTGRESQL)
    assert (done.returncode, done.stderr) == (0, "")
    told = full.calls.read_text().splitlines()
    calls = [line for line in told if not line.startswith("PG")]
    assert [line.split(" -- ")[0].split(" -v")[0] for line in calls] == [
        "-k 5 60 psql -XqAtw", " pg_dump -w --format=custom --lock-wait-timeout=60s",
        "-k 5 600 dropdb -w --force", "-k 5 60 dropuser -w --if-exists",
        "-k 5 60 rabbitmqctl --quiet delete_vhost shop",
        "-k 5 60 rabbitmqctl --quiet delete_user shop"]
    assert {line for line in told if line.startswith("PG")} == {
        "PGCONNECT_TIMEOUT=5", "PGOPTIONS=-c search_path=pg_catalog"}


def test_purge_when_the_database_cannot_be_dropped_then_says_what_to_do(full):
    full.program("dropdb", "echo its words >&2; exit 1")
    done = full.call("purge")
    assert done.returncode == 1
    assert done.stderr == (
        'its words\nshop-site: the database "shop" could not be dropped; nothing was deleted.\n'
        "Purge again when that is mended, or keep the data: rm"
        f" {full.root}/var/lib/shop-site/default/PURGE-DATA\n")
    assert (full.root / "var/lib/shop-site/default/rabbitmq").exists()
