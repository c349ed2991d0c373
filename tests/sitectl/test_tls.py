"""What site.conf says about HTTPS, certificates, and what nginx is given of it."""

import dataclasses
import os
import re

import fakes
import pairs
import pytest
from sitectl import acme, certificate, files, nginx, nginxserver, ports, slots, state
from sitectl import tls, vhost
from sitectl.command import Outcome
from sitectl.errors import SiteError


def configured(folder, text, **changes):
    site = fakes.site(folder, **changes)
    files.write_atomically(site.configuration_path, text)
    return site


@pytest.mark.parametrize("line, told", [
    ("TLS=on", 'TLS: "on" is none of off, proxy, files, acme'),
    ("TLS=proxy", "set TRUSTED_PROXIES in"),
    ("TLS=proxy\nTRUSTED_PROXIES=10.0.0.0/8 proxy.example", '"proxy.example" is neither'),
    ("TLS=proxy\nTRUSTED_PROXIES=0.0.0.0/0", '"0.0.0.0/0" is everybody'),
    ("TLS=proxy\nTRUSTED_PROXIES=::/0", '"::/0" is everybody'),
    ("TLS=proxy\nTRUSTED_PROXIES=10.0.0.1;}", "is neither an address"),
    ("TLS=files\nTLS_CERTIFICATE=shop.pem", 'TLS_CERTIFICATE: "shop.pem" is not a path'),
    ("TLS=files\nTLS_KEY=/a b", 'TLS_KEY: "/a b" is not a path'),
    ("TLS=files\nTLS_KEY=/a$host", "is not a path"),
    ("TLS=files\nTLS_KEY=/a;}", "is not a path"),
    ("TLS=files\nTLS_KEY=/../key", "is not a path"),
    ("TLS=files\nHSTS_SECONDS=-1", 'HSTS_SECONDS: "-1" is not a number of seconds'),
    ("TLS=files\nHSTS_SECONDS=1e9", "is not a number of seconds"),
    ("TLS=files\nHSTS_PRELOAD=maybe", 'HSTS_PRELOAD: "maybe" is none of on, off'),
    ("TLS=files\nHSTS_PRELOAD=on", "Set HSTS_INCLUDE_SUBDOMAINS=on too"),
    ("TLS=acme\nACME_EMAIL=-x@a", 'ACME_EMAIL: "-x@a" is not an address'),
    ("TLS=acme\nACME_SERVER=http://a", "is not an address that begins with https://")])
def test_tls_when_wrong_then_names_key_and_file(tmp_path, line, told):
    site = configured(tmp_path, line + "\n")
    with pytest.raises(SiteError) as caught:
        vhost.files(site, ())
        assert site.tls.acme_email + site.tls.acme_server
    assert told in str(caught.value) and site.configuration_path in str(caught.value)


def test_tls_when_site_conf_says_otherwise_then_that_wins(tmp_path):
    changes = {"tls": "files", "tls_key": "/k", "hsts_seconds": "0", "hsts_preload": True,
               "hsts_include_subdomains": True}
    assert fakes.site(tmp_path, **{**changes, "hsts_preload": False}).tls.hsts.header == ""
    site = configured(tmp_path, "TLS_CERTIFICATE=/c\nHSTS_SECONDS=63072000\n", **changes)
    assert site.tls.pair == tls.Pair("/c", "/k")
    assert site.tls.hsts.header == "max-age=63072000; includeSubDomains; preload"
    site = configured(tmp_path, "TLS=off\n", **changes)
    assert (site.https, site.tls.pair, site.tls.hsts.seconds) == (False, None, 0)


@pytest.mark.parametrize("mode, https, seconds", [
    ("off", False, 0), ("proxy", True, 0), ("files", True, tls.HSTS_SECONDS), ("acme", False, 0)])
def test_https_when_mode_is_told_then_that_and_its_hsts(tmp_path, mode, https, seconds):
    site = fakes.site(tmp_path, tls=mode, trusted_proxies=["10.0.0.1"])
    assert (site.https, site.tls.hsts.seconds) == (https, seconds)


def test_https_when_certbot_has_fetched_one_then_on(tmp_path, monkeypatch):
    monkeypatch.setattr(tls, "LETSENCRYPT", str(tmp_path))
    site = fakes.site(tmp_path, tls="acme")
    assert not site.https and "listen 443" not in vhost.files(site, ())["listen.conf"]
    pairs_folder = tmp_path / "shop-site"
    pairs_folder.mkdir()
    os.rename(pairs.make(tmp_path).certificate, pairs_folder / "fullchain.pem")
    assert site.https and "listen 443" in vhost.files(site, ())["listen.conf"]
    one = state.load(site)
    os.makedirs(site.below_var("releases", "r1"))
    files.write_atomically(site.below_var("releases", "r1", "release.json"), site.text)
    told = slots.contents(site, "r1")
    assert (told["HTTPS"], told["HSTS"]) == ("on", "max-age=31536000")
    assert one.live is None


def test_names_when_some_are_for_the_host_itself_then_no_certificate_is_for_them(tmp_path):
    text = "SERVER_NAMES=Shop.example *.shop.example web1 localhost 127.0.0.1 10.0.0.1 [::1]\n"
    assert configured(tmp_path, text, tls="files").tls.names == [
        "shop.example", "*.shop.example", "web1", "10.0.0.1"]
    assert configured(tmp_path, text, tls="acme").tls.names == ["shop.example"]


# The texts for nginx


@pytest.mark.parametrize("version, listen, line", [
    ((1, 22, 1), "listen 443 ssl http2;", False), ((1, 26, 3), "listen 443 ssl;", True),
    ((), "listen 443 ssl http2;", False)])
def test_files_when_nginx_is_old_or_new_then_http2_in_its_words(tmp_path, version, listen, line):
    text = vhost.files(fakes.site(tmp_path, tls="files"), version)["listen.conf"]
    assert listen in text and ("http2 on;" in text) == line
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text and "ssl_session_tickets off;" in text
    assert "listen 80" not in text


def test_files_when_nginx_ends_https_then_http_leads_there_but_for_challenges(tmp_path):
    made = vhost.files(fakes.site(tmp_path, tls="files"), ())
    redirect = made["http/redirect.conf"]
    assert "return 301 https://$host$request_uri;" in redirect
    assert f"root {tmp_path}/var/acme;" in redirect
    assert '"https:" "max-age=31536000";' in made["http/visitors.conf"]


def test_files_when_off_then_plain_and_nothing_promised(tmp_path):
    made = vhost.files(fakes.site(tmp_path), ())
    assert "listen 80;" in made["listen.conf"] and "443" not in str(made)
    assert "max-age" not in made["http/visitors.conf"] and "return" not in str(made)
    for name, text in made.items():
        assert text.startswith("# Generated from "), name
        assert text.splitlines()[0].endswith("site.conf: change that, then run: shop reload"), name


@pytest.mark.parametrize("mode", ["off", "files"])
def test_files_when_the_host_has_no_ipv6_then_nobody_listens_there(tmp_path, mode):
    site = fakes.site(tmp_path, tls=mode)
    with_it, without = vhost.files(site, ()), vhost.files(site, (), ipv6=False)
    assert "listen [::]:" in with_it["listen.conf"] and "[::]" not in str(without)
    assert {name: re.sub(r" *listen \[::\].*\n", "", text)
            for name, text in with_it.items()} == without


def test_files_when_proxy_then_only_those_are_believed(tmp_path):
    site = configured(tmp_path, "TLS=proxy\nTRUSTED_PROXIES=10.0.0.5 2001:db8::1/32\n")
    made = vhost.files(site, ())
    assert re.findall("set_real_ip_from (.*);", made["listen.conf"]) == [
        "10.0.0.5/32", "2001:db8::/32"]
    assert "real_ip_header X-Forwarded-For;" in made["listen.conf"]
    assert "geo $realip_remote_addr $shop_trusted" in made["http/visitors.conf"]
    assert "10.0.0.5/32 1;" in made["http/visitors.conf"]


# Certificates


def test_look_when_right_then_names_and_end(tmp_path):
    found = certificate.look(pairs.make(tmp_path, names=("Shop.example", "*.b.example"), days=30))
    assert found.fault == "" and found.days_left in (29, 30)
    assert found.misses(["SHOP.example", "www.b.example", "b.example", "a.www.b.example"]) == [
        "b.example", "a.www.b.example"]


def test_look_when_key_is_anothers_then_says_so(tmp_path):
    one, other = pairs.make(tmp_path), pairs.make(tmp_path, "other")
    with pytest.raises(certificate.Unusable, match="other.key does not belong to the certificate"):
        certificate.look(dataclasses.replace(one, key=other.key))


def test_look_when_expired_then_usable_with_a_fault(tmp_path):
    assert certificate.look(pairs.make(tmp_path, days=-1)).fault == "it has expired"


def test_look_when_something_is_missing_or_broken_then_names_the_file(tmp_path):
    pair = pairs.make(tmp_path)
    with pytest.raises(certificate.Unusable, match="/nowhere.key is missing: put it there"):
        certificate.look(dataclasses.replace(pair, key="/nowhere.key"))
    with pytest.raises(certificate.Unusable, match="cannot be read .Is a directory."):
        certificate.look(dataclasses.replace(pair, certificate=str(tmp_path)))
    files.write_atomically(pair.certificate, "no PEM\n")
    with pytest.raises(certificate.Unusable, match="shop.pem and .*shop.key are no certificate"):
        certificate.look(pair)


def test_look_when_key_has_a_passphrase_then_asks_nobody(tmp_path):
    pair = pairs.make(tmp_path)
    pairs.openssl("pkey", "-in", pair.key, "-aes256", "-passout", "pass:secret", "-out",
                  str(tmp_path / "locked.key"))
    with pytest.raises(certificate.Unusable, match="locked.key has a passphrase"):
        certificate.look(dataclasses.replace(pair, key=str(tmp_path / "locked.key")))


def test_look_when_authority_stands_behind_it_then_right(tmp_path):
    authority = pairs.make(tmp_path, "authority", names=("authority.example",))
    pairs.openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=shop.example", "-keyout",
                  str(tmp_path / "leaf.key"), "-out", str(tmp_path / "leaf.csr"),
                  "-addext", "subjectAltName=DNS:shop.example,IP:10.0.0.1")
    pairs.openssl("x509", "-req", "-in", str(tmp_path / "leaf.csr"), "-CA", authority.certificate,
                  "-CAkey", authority.key, "-copy_extensions", "copy", "-days", "10", "-out",
                  str(tmp_path / "leaf.pem"))
    chain = (files.read_text(tmp_path / "leaf.pem") + files.read_text(authority.certificate))
    files.write_atomically(str(tmp_path / "chain.pem"), chain)
    found = certificate.look(tls.Pair(str(tmp_path / "chain.pem"), str(tmp_path / "leaf.key")))
    assert found.fault == "" and found.misses(["shop.example", "10.0.0.1"]) == []


# nginx


class FakeNginx:
    """Accepts what ``accepts`` says, and counts."""

    def __init__(self):
        self.accepts = lambda: True

    def run(self, arguments, **_):
        if arguments == ["nginx", "-v"]:
            return Outcome(0, "", "nginx version: nginx/1.26.3")
        ok = self.accepts()
        return Outcome(0 if ok else 1, "", "" if ok else "nginx: [emerg] no in /x/shop:1")


@pytest.fixture
def fake(monkeypatch):
    one = FakeNginx()
    monkeypatch.setattr(nginxserver, "run", one.run)
    monkeypatch.setattr(nginx.Nginx, "is_installed", lambda _: True)
    monkeypatch.setattr(nginx.systemd, "is_running", lambda: False)
    return one


def site_in(tmp_path, text, **changes):
    for name in ("sites-available", "sites-enabled"):
        (tmp_path / "nginx" / name).mkdir(parents=True, exist_ok=True)
    (tmp_path / "nginx/sites-available/shop").touch()
    return configured(tmp_path, text, nginx_directory=str(tmp_path / "nginx"), **changes)


def ensure(site):
    nginx.Nginx(site).ensure(state.load(site))


def generated(site):
    folder = site.below_var("nginx")
    return {name: files.read_text(os.path.join(folder, name))
            for name in ("listen.conf", "server-names.conf", "http/redirect.conf")}


def test_ensure_when_certificate_is_wrong_then_all_stays_as_it_was(tmp_path, fake):
    ensure(site_in(tmp_path, ""))
    before = generated(site_in(tmp_path, ""))
    site = site_in(tmp_path, "TLS=files\nTLS_CERTIFICATE=/nowhere.pem\n")
    with pytest.raises(SiteError, match="HTTPS cannot begin: /nowhere.pem is missing"):
        ensure(site)
    assert generated(site) == before and nginx.Nginx(site).is_linked()


@pytest.mark.parametrize("line, told", [
    ("", ""), ('LISTEN 0 511 *:443 *:* users:(("nginx",pid=7,fd=6),("nginx",pid=6,fd=6))', ""),
    ('LISTEN 0 511 *:443 *:* users:(("apache2",pid=9,fd=4))', "taken by apache2 (process 9)"),
    ("LISTEN 0 511 *:443 *:*", "taken by a program that ss does not name")])
def test_ensure_when_another_has_the_port_then_refused(tmp_path, fake, monkeypatch, line, told):
    monkeypatch.setattr(ports, "run", lambda *_, **__: Outcome(0, line, ""))
    pair = pairs.make(tmp_path)
    site = site_in(tmp_path, f"TLS=files\nTLS_CERTIFICATE={pair.certificate}\n"
                             f"TLS_KEY={pair.key}\n")
    if told:
        with pytest.raises(SiteError, match=re.escape(told)):
            ensure(site)
    else:
        ensure(site)


def test_ensure_when_certificate_in_use_expires_then_warns_and_goes_on(tmp_path, fake, capsys):
    pair = pairs.make(tmp_path)
    text = f"TLS=files\nTLS_CERTIFICATE={pair.certificate}\nTLS_KEY={pair.key}\n"
    ensure(site_in(tmp_path, text))
    assert "warning: HTTPS" not in capsys.readouterr().err
    before = state.load(site_in(tmp_path, text)).nginx
    pairs.make(tmp_path, days=-1)
    ensure(site_in(tmp_path, text))
    assert "shop.pem: it has expired. Bring a new one" in capsys.readouterr().err
    after = state.load(site_in(tmp_path, text)).nginx
    assert after["digest"] == before["digest"]
    assert after["certificate"] != before["certificate"], "nginx reads the new one"


def in_use(tmp_path):
    """A site that nginx knows with its certificate: the pair, and what reads site.conf anew."""
    pair = pairs.make(tmp_path)
    text = f"TLS=files\nTLS_CERTIFICATE={pair.certificate}\nTLS_KEY={pair.key}\n"
    ensure(site_in(tmp_path, text))
    return pair, lambda more="": site_in(tmp_path, text + more)


@pytest.mark.parametrize("action", [lambda one, state: one.ensure(state),
                                    lambda one, state: one.try_out(state)])
@pytest.mark.parametrize("lines", ["", "SERVER_NAMES=new.example\n"])
@pytest.mark.parametrize("runs, way", [
    (True, "nginx was left as it is: it goes on with what it has read, but would not start again."
           " When that is mended, run: shop reload"),
    (False, "nginx does not run, and would not start. When that is mended, run: systemctl start"
            " nginx, and then: shop reload")])
def test_ensure_when_certificate_in_use_is_lost_then_refused_before_nginx_is_asked(
        tmp_path, fake, monkeypatch, action, lines, runs, way):
    pair, again = in_use(tmp_path)
    os.unlink(pair.certificate)
    site = again(lines)
    site.verb = "reload"
    before = generated(site), state.load(site).nginx
    monkeypatch.setattr(nginxserver, "test", None)
    monkeypatch.setattr(nginx.systemd, "is_running", lambda: True)
    monkeypatch.setattr(nginxserver, "runs", lambda: runs)
    with pytest.raises(nginx.CertificateLost) as caught:
        action(nginx.Nginx(site), state.load(site))
    assert str(caught.value) == (
        f"HTTPS cannot go on: {pair.certificate} is missing: put it there, or correct TLS,"
        f" TLS_CERTIFICATE and TLS_KEY in {site.configuration_path}. {way}")
    assert (generated(site), state.load(site).nginx) == before and nginx.Nginx(site).is_linked()


def test_ensure_when_certificate_is_lost_and_the_site_comes_back_then_it_cannot_begin(
        tmp_path, fake):
    pair, again = in_use(tmp_path)
    site = again()
    nginx.Nginx(site).withdraw(state.load(site))
    os.unlink(pair.key)
    with pytest.raises(SiteError, match=f"HTTPS cannot begin: {pair.key} is missing"):
        ensure(site)


def test_ensure_when_certificate_is_lost_of_a_site_that_somebody_took_away_then_warns(
        tmp_path, fake, capsys):
    pair, again = in_use(tmp_path)
    site = again()
    os.unlink(nginx.Nginx(site)._enabled)
    os.unlink(pair.certificate)
    ensure(site)
    assert f"warning: HTTPS: {pair.certificate} is missing" in capsys.readouterr().err


def test_refusal_when_a_certificate_is_lost_then_names_it_and_no_function_of_openssl(
        tmp_path, fake, monkeypatch):
    pair, again = in_use(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    said = f'nginx: [emerg] cannot load certificate "{pair.certificate}": BIO_new_file() failed'
    monkeypatch.setattr(nginxserver, "test", lambda: Outcome(1, "", said))
    one = nginx.Nginx(again())
    assert one.refusal() == f"nginx -t: {said}", "the file is well: nginx knows why"
    os.unlink(pair.certificate)
    assert one.refusal() == f"{pair.certificate} is missing: put it there"
    said = 'nginx: [emerg] cannot load certificate "/other.pem": BIO_new_file() failed'
    assert one.refusal() == f"nginx -t: {said}", "another site's"


def test_ensure_when_nginx_refuses_a_certificate_then_that_is_what_is_to_be_corrected(
        tmp_path, fake, monkeypatch):
    pair = pairs.make(tmp_path)
    site = site_in(tmp_path, f"TLS=files\nTLS_CERTIFICATE={pair.certificate}\n"
                             f"TLS_KEY={pair.key}\n")
    monkeypatch.setattr(nginxserver, "test", lambda: Outcome(
        int(nginx.Nginx(site).is_linked()), "",
        f'nginx: [emerg] SSL_CTX_use_certificate("{pair.certificate}") failed: ee key too small'))
    with pytest.raises(SiteError, match=f"Correct {pair.certificate} and run: shop start"):
        ensure(site)


def test_ensure_when_certificate_is_for_another_name_then_warns(tmp_path, fake, capsys):
    pair = pairs.make(tmp_path, names=("other.example",))
    ensure(site_in(tmp_path, f"TLS=files\nTLS_CERTIFICATE={pair.certificate}\n"
                             f"TLS_KEY={pair.key}\n"))
    assert "is not for shop.example: browsers refuse" in capsys.readouterr().err


def test_ensure_when_nginx_refuses_what_is_new_then_the_old_is_back(tmp_path, fake):
    site = site_in(tmp_path, "UPLOAD_SIZE=1m\n")
    ensure(site)
    digest = state.load(site).nginx["digest"]
    site = site_in(tmp_path, "SERVER_NAMES=new.example\n")
    names = site.below_var("nginx", "server-names.conf")
    # without the site's link all is well; with it only if the old name stands there
    fake.accepts = lambda: (not nginx.Nginx(site).is_linked()
                            or "shop.example" in files.read_text(names))
    with pytest.raises(SiteError, match="its configuration was left as it was"):
        ensure(site)
    assert nginx.Nginx(site).is_linked() and "shop.example" in files.read_text(names)
    assert state.load(site).nginx["digest"] == digest


# certbot


class FakeDesk:
    def __init__(self, site):
        self.site = site
        self.state = state.load(site)
        self.running = True


@pytest.fixture
def certbot(tmp_path, monkeypatch):
    """What certbot was called with; ``[0]`` is what it shall end with."""
    calls = [0]

    def run(arguments, timeout):
        assert timeout
        calls.append(arguments)
        if calls[0] == 0:
            folder = tmp_path / "live/shop-site"
            folder.mkdir(parents=True, exist_ok=True)
            pair = pairs.make(tmp_path, names=("shop.example", "www.shop.example"))
            os.rename(pair.certificate, folder / "fullchain.pem")
            os.rename(pair.key, folder / "privkey.pem")
        return Outcome(calls[0], "", "the authority is asleep" if calls[0] else "")

    monkeypatch.setattr(tls, "LETSENCRYPT", str(tmp_path / "live"))
    monkeypatch.setattr(acme, "run", run)
    monkeypatch.setattr(acme.shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(nginxserver, "runs", lambda: True)
    return calls


NAMES = "SERVER_NAMES=shop.example www.shop.example *.shop.example localhost 10.0.0.1 [::1]\n"


def test_acme_when_nothing_is_there_then_certbot_is_asked_once(tmp_path, certbot):
    site = configured(tmp_path, NAMES + "ACME_EMAIL=ada@shop.example\n", tls="acme")
    assert acme.ensure(FakeDesk(site)) and not acme.ensure(FakeDesk(site))
    line = certbot[1]
    assert len(certbot) == 2 and line[:2] == ["certbot", "certonly"]
    assert [line[at + 1] for at, word in enumerate(line) if word == "--domain"] == [
        "shop.example", "www.shop.example"]
    assert line[line.index("--deploy-hook") + 1] == "/usr/bin/shop certificate-renewed"
    assert "--server" not in line
    assert acme.check(site, state.load(site))[0]


def test_acme_when_authority_fails_then_told_and_nothing_else(tmp_path, certbot, capsys):
    certbot[0] = 1
    site = configured(tmp_path, "ACME_EMAIL=ada@shop.example\n"
                                "ACME_SERVER=https://ca.example/dir\n", tls="acme")
    assert not acme.ensure(FakeDesk(site)) and not site.https
    assert "certbot ended with status 1:\n  the authority is asleep" in capsys.readouterr().err
    assert certbot[1][certbot[1].index("--server") + 1] == "https://ca.example/dir"
    well, words = acme.check(site, state.load(site))
    assert not well and "the authority is asleep" in words
    certbot[0] = 0
    site = configured(tmp_path, "ACME_EMAIL=ada@shop.example\n", tls="acme")
    assert acme.ensure(FakeDesk(site)) and acme.check(site, state.load(site))[0]


@pytest.mark.parametrize("text, told", [
    ("", "TLS=acme needs ACME_EMAIL"), ("ACME_EMAIL=x\n", '"x" is not an address of e-mail'),
    ("SERVER_NAMES=localhost 10.0.0.1\nACME_EMAIL=a@b.c\n", "none of the server names")])
def test_acme_when_it_cannot_be_asked_then_says_what_is_missing(
        tmp_path, certbot, capsys, text, told):
    assert not acme.ensure(FakeDesk(configured(tmp_path, text, tls="acme")))
    assert told in capsys.readouterr().err and len(certbot) == 1


def test_acme_when_names_are_added_then_certbot_is_asked_again(tmp_path, certbot):
    site = configured(tmp_path, "ACME_EMAIL=a@b.c\n", tls="acme")
    assert acme.ensure(FakeDesk(site))
    site = configured(tmp_path, "ACME_EMAIL=a@b.c\nSERVER_NAMES=new.example\n", tls="acme")
    acme.ensure(FakeDesk(site))
    assert len(certbot) == 3 and certbot[2][-1] == "new.example"


def test_acme_when_another_mode_then_never(tmp_path, certbot):
    assert not acme.ensure(FakeDesk(fakes.site(tmp_path, tls="files")))
    assert len(certbot) == 1
