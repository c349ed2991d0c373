"""The addresses of services that others run: what is said of one that cannot be one."""

import os

import fakes
import pytest
from sitectl.errors import SiteError
from sitectl.external import External

EXAMPLES = {"database": "postgres://berlin:PASSWORD@db.example.org:5432/berlin",
            "queue": "amqp://berlin:PASSWORD@mq.example.org:5672/berlin",
            "cache": "memcached://cache.example.org:11211"}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("written", [None, "db.example.org\n"])
def test_ensure_when_there_is_no_address_then_shows_one_for_this_site(tmp_path, name, written):
    service = External(fakes.site(tmp_path, unit="berlin", user="berlin"), name, None)
    if written:
        os.makedirs(os.path.dirname(service.path))
        with open(service.path, "w", encoding="utf-8") as file:
            file.write(written)
    with pytest.raises(SiteError) as failure:
        service.ensure(None)
    assert f"such as\n  {EXAMPLES[name]}\n" in str(failure.value)
    assert service.path in str(failure.value)
