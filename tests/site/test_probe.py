"""What is tried, and what is said of it."""

import django
import pytest
import site_environment
import site_probe


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
