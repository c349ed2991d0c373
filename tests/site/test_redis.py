"""Tasks that come back after a restart of the site's Redis: which ones, and from where."""
import contextlib
import types

import pytest


class FakeRedis:
    """What kombu has of a connection, a channel and a client; ``given`` maps tags to times."""

    def __init__(self, given):
        self.given = given
        self.restored = []
        self.unacked_index_key = "unacked_index"
        self.default_channel = self.qos = self

    @contextlib.contextmanager
    def conn_or_acquire(self):
        yield self

    @contextlib.contextmanager
    def connection_for_write(self):
        yield self

    def zrevrangebyscore(self, key, most, least):
        assert key == self.unacked_index_key
        tags = [tag for tag, time in self.given.items() if least <= time <= most]
        return sorted(tags, key=self.given.get, reverse=True)

    def restore_by_tag(self, tag, client):
        assert client is self
        self.restored.append(tag)


@pytest.fixture
def step():
    import site_redis
    return site_redis.GiveBack(types.SimpleNamespace(steps=[]))


def consumer(fake, url):
    fake.conf = types.SimpleNamespace(broker_url=url)
    return types.SimpleNamespace(app=fake)


def test_start_when_redis_is_the_sites_own_gives_back_what_is_older_than_its_socket(
        tmp_path, step):
    socket = tmp_path / "redis.sock"
    socket.touch()
    made = socket.stat().st_mtime
    fake = FakeRedis({"first": made - 60, "last": made - 0.1, "now": made + 0.1})
    step.start(consumer(fake, f"redis+socket://{socket}?virtual_host=1"))
    # what is put back last is taken next
    assert fake.restored == ["last", "first"]


@pytest.mark.parametrize("version, ends", [((5, 2, 7), True), ((5, 3, 0), False)])
def test_start_when_connected_again_ends_what_would_take_no_task(
        tmp_path, step, monkeypatch, version, ends):
    from celery.exceptions import WorkerShutdown
    monkeypatch.setattr("site_redis.VERSION", version)
    socket = tmp_path / "redis.sock"
    socket.touch()
    fake = FakeRedis({"first": 1.0})
    step.start(consumer(fake, f"redis+socket://{socket}"))
    if not ends:
        step.start(consumer(fake, f"redis+socket://{socket}"))
        assert fake.restored == ["first", "first"]
        return
    with pytest.raises(WorkerShutdown) as ended:
        step.start(consumer(fake, f"redis+socket://{socket}"))
    assert ended.value.code == 1
    assert fake.restored == ["first"]


@pytest.mark.parametrize("url", ["redis://mq.example.org/1", "rediss://mq.example.org",
                                 "amqp://shop:pw@localhost/shop", "memory://", None])
def test_start_when_the_queue_is_anothers_touches_nothing(step, url):
    fake = FakeRedis({"first": 1.0})
    step.start(consumer(fake, url))
    assert fake.restored == []


def test_start_when_the_socket_is_gone_fails_as_a_broken_connection_does(tmp_path, step):
    with pytest.raises(OSError):
        step.start(consumer(FakeRedis({}), f"redis+socket://{tmp_path}/redis.sock"))
