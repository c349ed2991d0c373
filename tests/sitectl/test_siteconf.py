"""What is wrong in site.conf: all of it at once, and what goes on without it."""

import fakes
import pytest
from sitectl import files, knownkeys, siteconf
from sitectl.errors import SiteError


def configured(folder, text, **changes):
    site = fakes.site(folder, **changes)
    files.write_atomically(site.configuration_path, text)
    return site


def words(site):
    """The faults, without where to correct them."""
    return [str(one).replace(f": correct {site.configuration_path}.", "")
            for one in siteconf.faults(site)]


@pytest.mark.parametrize("key", knownkeys.KNOWN)
def test_faults_when_a_value_is_wrong_then_the_key_and_the_value_as_written(tmp_path, key):
    site = configured(tmp_path, f"{key}=No!\n")
    one, = siteconf.faults(site)
    assert one.key == key and str(one).startswith(f'{key}: "No!" ')
    assert site.configuration_path in str(one)


def test_faults_when_several_are_wrong_then_all_are_told(tmp_path):
    site = configured(tmp_path, "just text\nUPLOAD_SIZE=100 MB\nMIGRATE=yes\nCONCURRENCY=two\n"
                                "and more\nMEMORY_MAX=2GB\nHSTS_SECONDS=one year\n")
    path = site.configuration_path
    assert words(site) == [
        f'{path}, line 1: "just text" is not KEY=VALUE: correct it or put # before.',
        f'{path}, line 5: "and more" is not KEY=VALUE: correct it or put # before.',
        'HSTS_SECONDS: "one year" is not a number of seconds',
        'UPLOAD_SIZE: "100 MB" is not a size such as 500k, 100m or 2g',
        'MIGRATE: "yes" is none of off, check, auto',
        'CONCURRENCY: "two" is not a number of processes between 1 and 999',
        'MEMORY_MAX: "2GB" is not an amount of memory such as 512M, 2G, 40% or infinity, 64M at'
        ' least']


@pytest.mark.parametrize("text", [
    "", "TLS=Files\nWORKERS=ON\nUPLOAD_SIZE=100M\nMIGRATE=Auto\nHSTS_PRELOAD=Off\n",
    "TLS=proxy\nTRUSTED_PROXIES=10.0.0.0/8\nTASKS_MAX=512\nCPU_QUOTA=infinity\n"])
def test_faults_when_all_is_right_then_none(tmp_path, monkeypatch, text):
    monkeypatch.setattr(siteconf.Fault, "__init__", None)
    assert siteconf.faults(configured(tmp_path, text)) == []


def test_faults_when_there_is_no_file_or_no_name_then_the_host_is_not_asked(tmp_path, monkeypatch):
    monkeypatch.setattr("sitectl.site.run", None)
    assert siteconf.faults(fakes.site(tmp_path, server_names=[])) == []


@pytest.mark.parametrize("text, key, told", [
    ("TLS=proxy\n", "TLS", "TLS=proxy needs the addresses of the machines"),
    ("TLS=proxy\nTRUSTED_PROXIES=10.0.0.300\n", "TRUSTED_PROXIES",
     'TRUSTED_PROXIES: "10.0.0.300" is neither an address'),
    ("TLS=files\nHSTS_PRELOAD=on\n", "HSTS_PRELOAD", "HSTS_PRELOAD=on: browsers take only"),
    ("TLS=acme\nHSTS_PRELOAD=on\n", "HSTS_PRELOAD", "HSTS_PRELOAD=on: browsers take only"),
    ("TLS=files\nHSTS_PRELOAD=on\nHSTS_INCLUDE_SUBDOMAINS=yes\n", "HSTS_INCLUDE_SUBDOMAINS",
     'HSTS_INCLUDE_SUBDOMAINS: "yes" is none of on, off')])
def test_leave_out_when_values_have_to_agree_then_one_fault_and_the_rest_can_be_read(
        tmp_path, text, key, told):
    site = configured(tmp_path, text)
    one, = siteconf.leave_out(site)
    assert one.key == key and str(one).startswith(told)
    assert site.tls.trusted_proxies == [] and not site.tls.hsts.preload


def test_leave_out_when_some_is_right_then_that_counts(tmp_path):
    site = configured(tmp_path, "gibberish\nMIGRATE=yes\nHEALTH_PATH=/up\n", migrate="check")
    assert len(siteconf.leave_out(site)) == 2
    assert (site.migrate, site.health_path) == ("check", "/up")


def test_leave_out_when_it_is_not_utf_8_then_that_is_the_fault_and_what_the_build_says_holds(
        tmp_path):
    site = configured(tmp_path, "", migrate="check")
    with open(site.configuration_path, "wb") as file:
        file.write("# für\nMIGRATE=auto\n".encode("latin-1"))
    one, = siteconf.leave_out(site)
    assert "is not UTF-8 at byte 3" in str(one) and site.migrate == "check"


def test_refuse_when_something_is_wrong_then_says_what_to_repeat(tmp_path):
    site = configured(tmp_path, "MIGRATE=yes\nKEEP_RELEASES=0\n")
    site.verb = "reload"
    with pytest.raises(SiteError) as caught:
        siteconf.refuse(site)
    assert str(caught.value) == (
        f'MIGRATE: "yes" is none of off, check, auto: correct {site.configuration_path}.\n'
        'KEEP_RELEASES: "0" is not a number of releases between 1 and 99: correct'
        f' {site.configuration_path}.\nNothing was changed. Then run: shop reload')
