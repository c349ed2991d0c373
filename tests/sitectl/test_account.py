"""Which accounts a site takes for its own."""

import os
import pwd

import fakes
import pytest
from sitectl import account
from sitectl.errors import SiteError


def entry(**changes):
    values = {"pw_name": "shop", "pw_passwd": "x", "pw_uid": 112, "pw_gid": 118,
              "pw_gecos": "Site shop", "pw_dir": "/nonexistent", "pw_shell": "/usr/sbin/nologin"}
    return pwd.struct_passwd({**values, **changes}.values())


OF_OTHERS = [
    ({"pw_uid": 2001}, "its uid 2001 is a person's"),
    ({"pw_gecos": "MySQL Server,,,"}, 'it is of "MySQL Server", not of "Site shop" (if it is'
     " left of this site: usermod --comment 'Site shop' shop)"),
    ({"pw_gecos": ""}, 'it is of "", not of "Site shop"'),
    ({"pw_shell": "/bin/bash"}, "it may log in with /bin/bash"),
    ({"pw_dir": "/home/shop"}, "its home is /home/shop")]


@pytest.mark.parametrize("changes, told", OF_OTHERS)
def test_check_when_the_account_is_not_a_sites_then_refuses_at_first(
        tmp_path, monkeypatch, changes, told):
    site = fakes.site(tmp_path)
    monkeypatch.setattr(account, "find", lambda _: entry(**changes))
    with pytest.raises(SiteError) as caught:
        account.check(site)
    assert told in str(caught.value) and "Nothing was changed." in str(caught.value)
    # What was set up once goes on, whatever an administrator has changed about its account.
    fakes.reread(site).save()
    account.check(site)


@pytest.mark.parametrize("gecos", ["Site shop", "Site shop,,,"])
def test_check_when_the_account_is_left_of_the_site_then_agrees(tmp_path, monkeypatch, gecos):
    monkeypatch.setattr(account, "find", lambda _: entry(pw_gecos=gecos))
    account.check(fakes.site(tmp_path))
    assert not os.path.exists(tmp_path / "var/state.json")


def test_check_when_it_is_root_then_refuses_whatever_was_set_up(tmp_path, monkeypatch):
    site = fakes.site(tmp_path)
    fakes.reread(site).save()
    monkeypatch.setattr(account, "find", lambda _: entry(pw_uid=0))
    with pytest.raises(SiteError, match="not this site's: it is root. Nothing was changed"):
        account.check(site)
