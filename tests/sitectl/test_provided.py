"""What a slot is told of its release's services."""

import fakes
import pytest
from sitectl import keyvalue, provided, releases, slots
from sitectl.heal import heal


@pytest.mark.parametrize("facts, told", [
    ({"database": "postgresql"}, {"DATABASE": "shop", "DATABASE_URL": "postgres:///shop"}),
    ({"database": "sqlite", "var": "/v"}, {"DATABASE": "",
                                           "DATABASE_URL": "sqlite:////v/data/db.sqlite3"}),
    ({"database": "off"}, {"DATABASE_URL": "", "CREDENTIALS": "secret_key"}),
    ({"cache": "memcached"}, {"CACHE_URL": "memcached:///run/shop-cache/memcached.sock"}),
    ({"cache": "redis"}, {"CACHE_URL": "redis+socket:///run/shop-rediscache/redis.sock"}),
    ({"queue": "redis"}, {"BROKER_URL": "redis+socket:///run/shop-queue/redis.sock"}),
    ({"queue": "rabbitmq"}, {"BROKER_URL": "", "CREDENTIALS": "secret_key broker_url"}),
    ({"database": "external", "queue": "external", "cache": "external"},
     {"DATABASE_URL": "", "BROKER_URL": "", "CACHE_URL": "",
      "CREDENTIALS": "secret_key database_url broker_url cache_url"})])
def test_of_when_a_service_is_of_a_kind_then_tells_its_address(tmp_path, facts, told):
    site = fakes.site(tmp_path)
    site.facts.update(facts)
    found = provided.of(type(site)(site.facts))
    assert {key: found[key] for key in told} == told


def test_contents_when_another_kind_is_installed_then_those_of_the_release(tmp_path):
    old = fakes.site(tmp_path, "r1", database="sqlite")
    releases.record(old, fakes.reread(old))
    new = fakes.site(tmp_path, "r2", cache="memcached")
    told = slots.contents(new, "r1")
    assert told["DATABASE_URL"].startswith("sqlite:///") and told["CACHE_URL"] == ""


def test_heal_when_an_earlier_version_filled_the_slot_then_adds_what_is_new(tmp_path):
    site = fakes.site(tmp_path, "r1", database="sqlite")
    state = fakes.reread(site)
    slots.assign(site, state, "a", releases.record(site, state))
    state.live = "a"
    state.save()
    whole = keyvalue.read(slots.path(site, "a"))
    earlier = {key: value for key, value in whole.items() if key not in provided.of(site)}
    earlier["SERVER_NAMES"] = "as.told.example"
    with open(slots.path(site, "a"), "w", encoding="utf-8") as file:
        file.write(keyvalue.render(earlier))
    told = []
    part = fakes.FakePart(running="a")
    # The workers are asked by a program that reads the file.
    part.resume = lambda slot: told.append(keyvalue.read(slots.path(site, slot)))
    state.journal = {"from": "a", "to": "b", "release": "r2", "step": "healthy"}
    heal(fakes.site(tmp_path, "r2"), state, [part], True)
    assert told == [{**whole, "SERVER_NAMES": "as.told.example"}]
