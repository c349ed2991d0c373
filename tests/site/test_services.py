"""Addresses of caches and queues as settings."""

import os

import pytest
import site_environment


def cache(monkeypatch, url, project=None):
    monkeypatch.setenv("CACHE_URL", url)
    return site_environment.cache(project)


@pytest.fixture(autouse=True)
def libraries(monkeypatch):
    """What the virtualenv has: pymemcache and redis, unless a test changes it."""
    there = {"pymemcache", "redis"}
    monkeypatch.setattr(site_environment, "_has", lambda name: name in there)
    return there


def test_cache_when_memcached_has_a_socket_is_its_path(monkeypatch):
    assert cache(monkeypatch, "memcached:///run/shop-cache/memcached.sock") == {
        "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
        "LOCATION": "unix:/run/shop-cache/memcached.sock",
    }


def test_cache_when_memcached_is_elsewhere_may_be_several(monkeypatch, libraries):
    libraries.remove("pymemcache")
    assert cache(monkeypatch, "memcached://10.0.0.1:11211,10.0.0.2:11211") == {
        "BACKEND": "django.core.cache.backends.memcached.PyLibMCCache",
        "LOCATION": ["10.0.0.1:11211", "10.0.0.2:11211"],
    }


@pytest.mark.parametrize("libraries_there, given, read", [
    ("pymemcache", "memcached:///run/shop-cache/memcached.sock",
     "pymemcache:///run/shop-cache/memcached.sock"),
    ("pylibmc", "memcached://10.0.0.1:11211,10.0.0.2:11211",
     "pylibmc://10.0.0.1:11211,10.0.0.2:11211"),
    ("redis", "redis+socket:///run/shop-cache/redis.sock", "redis:///run/shop-cache/redis.sock"),
    ("redis", "rediss://:pw@cache.example.org:6379/1", "rediss://:pw@cache.example.org:6379/1"),
])
def test_cache_url_when_the_project_reads_it_is_one_of_django_environs(
        monkeypatch, libraries, libraries_there, given, read):
    libraries.clear()
    libraries.update((libraries_there, "environ"))
    made = cache(monkeypatch, given)
    site_environment.load()
    assert os.environ["CACHE_URL"] == read
    # and the site's own settings make the same of both, as in a program that inherits it
    assert site_environment.cache(None) == made


def test_cache_url_when_the_project_has_no_django_environ_is_left_as_it_is(monkeypatch, libraries):
    libraries.clear()
    libraries.add("pymemcache")
    cache(monkeypatch, "memcached:///run/shop-cache/memcached.sock")
    site_environment.load()
    assert os.environ["CACHE_URL"] == "memcached:///run/shop-cache/memcached.sock"


@pytest.mark.parametrize("url, location", [
    ("redis:///1", "redis:///1"),
    ("redis+socket:///run/shop-rediscache/redis.sock", "unix:///run/shop-rediscache/redis.sock"),
    ("rediss://:pw@cache.example.org:6379/1", "rediss://:pw@cache.example.org:6379/1"),
])
def test_cache_when_redis_hands_the_address_on(monkeypatch, url, location):
    assert cache(monkeypatch, url) == {
        "BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}


def test_cache_when_django_redis_is_there_is_its(monkeypatch, libraries):
    libraries.add("django_redis")
    made = cache(monkeypatch, "redis://cache.example.org")
    assert made["BACKEND"] == "django_redis.cache.RedisCache"


def test_cache_when_project_has_the_same_kind_keeps_its_own(monkeypatch):
    project = {"BACKEND": "shop.caches.MyMemcacheCache", "LOCATION": "elsewhere", "TIMEOUT": 5,
               "OPTIONS": {"no_delay": True}, "KEY_PREFIX": "x"}
    assert cache(monkeypatch, "memcached://10.0.0.1:11211", project) == {
        **project, "LOCATION": ["10.0.0.1:11211"]}


def test_cache_when_project_has_another_kind_leaves_its_options(monkeypatch):
    project = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "TIMEOUT": 5,
               "OPTIONS": {"MAX_ENTRIES": 9}}
    made = cache(monkeypatch, "memcached://10.0.0.1:11211", project)
    assert made["TIMEOUT"] == 5 and "OPTIONS" not in made


def test_cache_when_scheme_is_unknown_names_those_that_are(monkeypatch):
    with pytest.raises(site_environment.HostError, match='begins with "http:".*memcached, redis'):
        cache(monkeypatch, "http://localhost")


def test_broker_url_when_absent_says_where_it_belongs(monkeypatch):
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    with pytest.raises(site_environment.HostError, match="queue's address to broker_url"):
        site_environment.broker_url()


@pytest.mark.parametrize("url", [
    "amqp://shop:s3/cr3t@mq.example.org/shop", "amqp://shop:s3?cr3t@mq.example.org/shop",
    "amqp://shop:12#cr3t@mq.example.org/shop", "amqp://shop:s3[cr3t@mq.example.org/shop",
    "amqp://shop:ok@mq1.example.org;amqp://shop:s3/cr3t@mq2.example.org",
])
@pytest.mark.parametrize("variable, read", [
    ("CELERY_BROKER_URL", lambda: site_environment.broker_url()),
    ("CACHE_URL", lambda: site_environment.cache(None)),
    ("DATABASE_URL", lambda: site_environment.database(None)),
])
def test_address_when_a_password_is_not_escaped_shows_nothing_of_it(
        monkeypatch, variable, read, url):
    monkeypatch.setenv(variable, url.replace("amqp", {
        "CELERY_BROKER_URL": "amqp", "CACHE_URL": "redis", "DATABASE_URL": "postgres"}[variable]))
    with pytest.raises(site_environment.HostError) as caught:
        read()
    message = str(caught.value)
    assert f"{variable} can be read in several ways" in message and "%2F for /" in message
    assert "s3" not in message and "cr3t" not in message and "12" not in message
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("url", [
    "amqp://shop:ok@mq1.example.org:5672/shop;amqp://shop:ok@mq2.example.org:5672/shop",
    "amqps://shop:s3%2Fcr3t@mq.example.org:5671/shop",
    "rediss://:s3%2Fcr3t@mq.example.org:6379/1?ssl_cert_reqs=required",
])
def test_broker_url_when_it_is_clear_hands_it_on(monkeypatch, url):
    monkeypatch.setenv("CELERY_BROKER_URL", url)
    assert site_environment.broker_url() == url
