"""What is tried, and what is said of it."""

import socket
import ssl
import subprocess
import threading

import django
import pytest
import site_environment
import site_probe
from kombu.exceptions import OperationalError


class Cache(dict):
    """A cache that remembers how long it was to keep things."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def set(self, key, value, seconds):
        self.seen.append((key, seconds))
        self[key] = value

    def delete(self, key):
        self.pop(key, None)


@pytest.fixture
def shared(monkeypatch):
    """A cache that several hosts share."""
    import django.core.cache

    one = Cache()
    monkeypatch.setattr(django.core.cache, "cache", one)
    return one


def test_cache_when_two_hosts_try_it_at_once_neither_sees_the_others(shared):
    plain_set = shared.set

    def set_and_let_the_other_try(*words):
        plain_set(*words)
        shared.set = plain_set
        site_probe.cache()

    shared.set = set_and_let_the_other_try
    site_probe.cache()
    keys = [key for key, _ in shared.seen]
    assert len(set(keys)) == 2 and shared == {}
    assert all(seconds <= 10 for _, seconds in shared.seen)


def test_main_when_a_library_quotes_a_password_hides_it(monkeypatch, capsys):
    def refuse():
        raise RuntimeError("cannot use amqp://shop:s3%2Fcr3t@mq/shop with password s3/cr3t")

    monkeypatch.setattr(site_environment, "_taken",
                        {"CELERY_BROKER_URL": "amqp://shop:s3%2Fcr3t@mq/shop"})
    monkeypatch.setattr(site_probe, "queue", refuse)
    monkeypatch.setattr(django, "setup", lambda: None)
    assert site_probe.main(["queue"]) == 1
    assert capsys.readouterr().out == (
        "queue RuntimeError: cannot use ******** with password ********\n")


def test_main_when_several_are_asked_then_none_waits_for_another(monkeypatch, capsys):
    meet = threading.Barrier(3, timeout=20)  # It breaks unless all three come to it.

    def fail():
        meet.wait()
        raise RuntimeError("refused\nby all")

    monkeypatch.setattr(site_probe, "database", meet.wait)
    monkeypatch.setattr(site_probe, "cache", meet.wait)
    monkeypatch.setattr(site_probe, "queue", fail)
    monkeypatch.setattr(django, "setup", lambda: None)
    assert site_probe.main(["database", "queue", "cache"]) == 1
    assert sorted(capsys.readouterr().out.splitlines()) == [
        "cache ok", "database ok", "queue RuntimeError: refused by all"]


@pytest.fixture
def certificate(tmp_path):
    """A certificate that says so itself, for this machine."""
    file = tmp_path / "mq.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", file, "-out", tmp_path / "certificate"],
                   check=True, capture_output=True)
    file.write_text(file.read_text() + (tmp_path / "certificate").read_text())
    return file


@pytest.fixture
def broker(certificate):
    """A port with TLS; `heard` are the first bytes of all who have got through that."""
    class Broker:
        heard = []

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    Broker.port = listener.getsockname()[1]

    def serve():
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return  # It is closed: the test is over.
            try:
                with context.wrap_socket(plain, server_side=True) as client:
                    Broker.heard.append(client.recv(8))
            except OSError:
                plain.close()  # Who does not trust us goes.

    thread = threading.Thread(target=serve)
    thread.start()
    yield Broker
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def test_queue_when_address_is_amqps_speaks_tls_and_asks_whom_it_trusts(
        monkeypatch, broker, certificate):
    monkeypatch.setenv("CELERY_BROKER_URL", f"amqps://shop:pw@localhost:{broker.port}/shop")
    with pytest.raises(OperationalError, match="CERTIFICATE_VERIFY_FAILED"):
        site_probe.queue()
    assert broker.heard == []

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(OperationalError):
        site_probe.queue()  # This one hears AMQP and hangs up.
    assert set(broker.heard) == {b"AMQP\0\0\x09\x01"}
