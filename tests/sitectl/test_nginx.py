"""What nginx says about a site's configuration, and what becomes of it."""

import errno
import glob
import os

import fakes
import pytest
from sitectl import acme, lock, nginx, nginxserver, ports
from sitectl.command import Outcome
from sitectl.errors import SiteError

WARNING = ('nginx: [warn] conflicting server name "shop.example" on 0.0.0.0:80, ignored\n'
           'nginx: [warn] conflicting server name "other.example" on 0.0.0.0:80, ignored\n')


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site beside an nginx that accepts all with a warning."""
    folder = tmp_path / "nginx"
    for name in ("sites-available", "sites-enabled"):
        (folder / name).mkdir(parents=True)
    (folder / "sites-available/shop").touch()
    monkeypatch.setattr(nginx.Nginx, "is_installed", lambda _: True)
    monkeypatch.setattr(nginxserver.systemd, "is_running", lambda: False)
    monkeypatch.setattr(nginxserver, "run", lambda _: Outcome(0, "", WARNING))
    return fakes.site(tmp_path, server_names=["Shop.example", "www.shop.example"],
                      nginx_directory=str(folder))


def test_ensure_when_another_has_a_name_too_then_warns_and_stays_enabled(site, capsys):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    said = capsys.readouterr().err
    assert "warning: nginx: another site answers to shop.example too" in said
    assert f"SERVER_NAMES in {site.configuration_path}" in said and "other.example" not in said
    assert one.is_linked()


@pytest.mark.parametrize("uid", [0, 1000])
def test_check_when_another_has_a_name_too_then_a_problem(site, monkeypatch, uid):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    well, words, _ = one.look()
    assert not well and "shop.example" in words


def test_ensure_when_only_the_additions_changed_then_reloads(site, monkeypatch):
    os.makedirs(site.etc, exist_ok=True)
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    digest = fakes.reread(site).nginx["digest"]
    with open(os.path.join(site.etc, "nginx.conf"), "w", encoding="utf-8") as file:
        file.write("expires 1d;\n")
    one.ensure(fakes.reread(site))
    assert fakes.reread(site).nginx["digest"] not in ("", digest)


def test_ensure_when_the_additions_are_broken_then_names_their_file(site, monkeypatch):
    additions = os.path.join(site.etc, "nginx.conf")
    said = f'nginx: [emerg] unknown directive "expire" in {additions}:1'
    monkeypatch.setattr(nginxserver, "run", lambda _: Outcome(
        1 if nginx.Nginx(site).is_linked() else 0, "", said))
    with pytest.raises(SiteError, match=f"Correct {additions} and run:"):
        nginx.Nginx(site).ensure(fakes.reread(site))
    assert not nginx.Nginx(site).is_linked()


def test_check_when_the_other_is_corrected_then_well(site, monkeypatch):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    monkeypatch.setattr(nginxserver, "run", lambda _: Outcome(0, "", ""))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert one.look() == (True, "running, site enabled", True)
    one.ensure(fakes.reread(site))
    assert fakes.reread(site).nginx["conflicts"] == []


def test_ensure_when_the_reload_fails_then_the_next_call_tries_again(site, monkeypatch, capsys):
    outcomes = [Outcome(1, "", "Job for nginx.service failed."), Outcome(0, "", "")]
    monkeypatch.setattr(nginxserver.systemd, "is_running", lambda: True)
    monkeypatch.setattr(nginxserver.systemd, "is_active", lambda _: True)
    monkeypatch.setattr(nginxserver, "reload", lambda: outcomes.pop(0))
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    assert not one.knows_all(fakes.reread(site))
    assert capsys.readouterr().err.endswith(
        "warning: nginx could not be reloaded, so it goes on with its former configuration: Job for"
        " nginx.service failed.\nTo try again: shop reload\n")
    one.ensure(fakes.reread(site))
    assert one.knows_all(fakes.reread(site))
    assert "nginx reloaded" in capsys.readouterr().out
    one.ensure(fakes.reread(site))
    assert outcomes == []


def enabled(site):
    """What nginx reads, by the link that it follows."""
    with open(os.path.join(site.nginx, "sites-enabled/shop"), encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def test_package_when_unpacked_and_not_configured_leaves_nginx_what_it_accepted(site):
    one = nginx.Nginx(site)
    write(one.available, "server { } # v1\n")
    one.ensure(fakes.reread(site))
    write(one.available + ".dpkg-new", "server { $shop_later } # v2\n")
    os.rename(one.available + ".dpkg-new", one.available)
    write(os.path.join(site.etc, "nginx.conf"), "expire 1d;\n")
    assert enabled(site) == "server { } # v1\n"
    assert not os.path.exists(site.below_var("nginx", "additions", "site.conf"))
    assert not one.knows_all(fakes.reread(site))
    one.ensure(fakes.reread(site))
    assert enabled(site) == "server { $shop_later } # v2\n" and one.knows_all(fakes.reread(site))


@pytest.mark.parametrize("name", ["available", "_additions"])
def test_ensure_when_a_file_is_broken_then_nginx_keeps_what_it_accepted(site, monkeypatch, name):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    path = getattr(one, name)
    copy = one._copies[path]
    write(path, "server { mistake }\n")

    def run(_):
        broken = one.is_linked() and os.path.exists(copy) and "mistake" in open(copy).read()
        return Outcome(int(broken), "", f'nginx: [emerg] unknown directive "mistake" in {copy}:1')

    monkeypatch.setattr(nginxserver, "run", run)
    for _ in range(2):
        with pytest.raises(SiteError) as caught:
            nginx.Nginx(site).ensure(fakes.reread(site))
        assert "its configuration was left as it was" in str(caught.value)
        assert f'"mistake" in {path}:1' in str(caught.value)
        assert f"Correct {path} and run: shop start" in str(caught.value)
        assert one.is_linked() and run(None).ok and not one.knows_all(fakes.reread(site))
    write(path, "# right\n")
    nginx.Nginx(site).ensure(fakes.reread(site))
    assert one.knows_all(fakes.reread(site)) and open(copy).read() == "# right\n"


def names(site):
    with open(site.below_var("nginx", "server-names.conf"), encoding="utf-8") as file:
        return file.read().splitlines()[-1]


def served(site, monkeypatch):
    """Has nginx know the site, and then other names asked for it; returns what is reloaded."""
    nginx.Nginx(site).ensure(fakes.reread(site))
    monkeypatch.setattr(nginxserver.systemd, "is_running", lambda: True)
    monkeypatch.setattr(nginxserver.systemd, "is_active", lambda _: True)
    reloaded = []

    def reload():
        reloaded.append(names(site))
        return Outcome(0, "", "")

    monkeypatch.setattr(nginxserver, "reload", reload)
    write(site.configuration_path, "SERVER_NAMES=new.example\n")
    return fakes.site_again(site), reloaded


def test_try_out_when_nginx_accepts_then_it_goes_on_reading_what_it_read(site, monkeypatch, capsys):
    later, reloaded = served(site, monkeypatch)
    capsys.readouterr()
    seen = []
    monkeypatch.setattr(nginxserver, "run",
                        lambda _: seen.append(names(site)) or Outcome(0, "", ""))
    nginx.Nginx(later).try_out(fakes.reread(site))
    assert "server_name new.example;" in seen
    assert names(site) == "server_name Shop.example www.shop.example;"
    assert reloaded == [] and capsys.readouterr() == ("", "")


def test_try_out_when_nginx_refuses_then_says_so_and_it_reads_what_it_read(site, monkeypatch):
    later, reloaded = served(site, monkeypatch)
    monkeypatch.setattr(nginxserver, "run", lambda _: Outcome(
        int("new.example" in names(site)), "", "nginx: [emerg] no such name"))
    with pytest.raises(SiteError, match="its configuration was left as it was"):
        nginx.Nginx(later).try_out(fakes.reread(site))
    assert names(site) == "server_name Shop.example www.shop.example;" and reloaded == []


@pytest.mark.parametrize("again", [False, True], ids=["at once", "by the next call"])
def test_put_back_when_nginx_was_told_then_it_is_told_the_former(site, monkeypatch, again):
    later, reloaded = served(site, monkeypatch)
    one = nginx.Nginx(later)
    one.take_over(fakes.reread(site))
    assert reloaded == ["server_name new.example;"]
    if again:
        one = nginx.Nginx(later)
    one.put_back(fakes.reread(site))
    assert reloaded[1:] == ["server_name Shop.example www.shop.example;"]
    one.put_back(fakes.reread(site))
    assert len(reloaded) == 2 and not os.path.exists(one._former)


def test_settle_then_nothing_is_put_back(site, monkeypatch):
    later, reloaded = served(site, monkeypatch)
    one = nginx.Nginx(later)
    one.take_over(fakes.reread(site))
    one.settle()
    one.put_back(fakes.reread(site))
    assert reloaded == ["server_name new.example;"] == [names(site)]


def test_put_back_when_site_conf_is_wrong_then_does_not_ask_it(site, monkeypatch):
    later, reloaded = served(site, monkeypatch)
    nginx.Nginx(later).take_over(fakes.reread(site))
    write(site.configuration_path, "TLS=flies\n")
    nginx.Nginx(fakes.site_again(site)).put_back(fakes.reread(site))
    assert reloaded[1:] == ["server_name Shop.example www.shop.example;"]


@pytest.mark.parametrize("how", ["put back", "refused"])
def test_ensure_when_a_file_was_put_back_before_then_nginx_reads_the_one_of_people(
        site, monkeypatch, how):
    _, reloaded = served(site, monkeypatch)
    one = nginx.Nginx(site)
    write(one._additions, "expires 1d;\n")
    copy = one._copies[one._additions]
    if how == "put back":
        one.take_over(fakes.reread(site))
        one.put_back(fakes.reread(site))
        assert not os.path.exists(copy)
    else:
        monkeypatch.setattr(nginxserver, "run", lambda _: Outcome(
            int(os.path.exists(copy)), "", f"nginx: [emerg] no directive in {copy}:1"))
        with pytest.raises(SiteError, match="its configuration was left as it was"):
            one.ensure(fakes.reread(site))
        assert not os.path.exists(one._former)
        monkeypatch.setattr(nginxserver, "run", lambda _: Outcome(0, "", ""))
    assert not one.knows_all(fakes.reread(site))
    reloaded.clear()
    nginx.Nginx(site).ensure(fakes.reread(site))
    assert len(reloaded) == 1 and open(copy).read() == "expires 1d;\n"
    assert one.knows_all(fakes.reread(site))


@pytest.mark.parametrize("why", ["another file is broken", "the same, and nothing is new",
                                 "the reload fails", "", "is down"])
def test_take_over_tells_whether_nginx_was_told(site, monkeypatch, why):
    later, _ = served(site, monkeypatch)
    if why == "the same, and nothing is new":
        later = site
    if why in ("another file is broken", "the same, and nothing is new"):
        monkeypatch.setattr(nginxserver, "test",
                            lambda: Outcome(1, "", "[emerg] in /etc/nginx/x:1"))
        monkeypatch.setattr(nginx.Nginx, "_test_alone", lambda _: Outcome(0, "", ""))
    elif why == "the reload fails":
        monkeypatch.setattr(nginxserver, "reload", lambda: Outcome(1, "", "Job failed."))
    elif why == "is down":
        monkeypatch.setattr(nginxserver.systemd, "is_active", lambda _: False)
    told = why in ("the same, and nothing is new", "", "is down")
    assert nginx.Nginx(later).take_over(fakes.reread(site)) is told


class PowerCut(BaseException):
    """Ends everything at once; nothing may catch it."""


def cut_at_test(monkeypatch, number):
    """Cuts the power when nginx is asked for that time; before, it does not accept the site."""
    asked = []

    def test():
        asked.append("nginx -t")
        if len(asked) == number:
            raise PowerCut
        return Outcome(1, "", "nginx: [emerg] that is wrong")

    monkeypatch.setattr(nginxserver, "test", test)


@pytest.mark.parametrize("link", [None, "../sites-available/shop"],
                         ids=["first installation", "of an earlier version"])
def test_put_back_when_power_was_cut_at_the_first_try_then_no_link_leads_nowhere(
        site, monkeypatch, link):
    one = nginx.Nginx(site)
    if link:
        os.symlink(link, one._enabled)
    cut_at_test(monkeypatch, 1)
    with pytest.raises(PowerCut):
        one.take_over(fakes.reread(site))
    assert one._target() == one.accepted
    monkeypatch.setattr(nginxserver, "test", lambda: Outcome(0, "", ""))
    nginx.Nginx(site).put_back(fakes.reread(site))
    assert one._target() == link and os.path.exists(one._enabled) == bool(link)
    nginx.Nginx(site).ensure(fakes.reread(site))
    assert one._target() == one.accepted and one.knows_all(fakes.reread(site))


def test_ensure_when_the_link_is_made_then_it_is_on_disk_before_that_is_noted(site, monkeypatch):
    one = nginx.Nginx(site)
    noted = []
    monkeypatch.setattr(nginx, "sync_directory", lambda folder: noted.append(
        (folder, one.is_linked(), fakes.reread(site).nginx["link"])))
    one.ensure(fakes.reread(site))
    assert noted == [(os.path.dirname(one._enabled), True, "trying")]
    assert fakes.reread(site).nginx["link"] == "made"


@pytest.mark.parametrize("lines", ["SERVER_NAMES=new.example\n", ""], ids=["news", "nothing new"])
@pytest.mark.parametrize("with_it, without, link", [(0, 0, True), (1, 0, False), (1, 1, True)],
                         ids=["accepted", "still broken", "another is broken"])
def test_put_back_when_power_was_cut_while_the_link_was_away_then_it_is_back_if_nginx_starts_so(
        site, monkeypatch, lines, with_it, without, link):
    _, reloaded = served(site, monkeypatch)
    write(site.configuration_path, lines)
    one = nginx.Nginx(fakes.site_again(site))
    cut_at_test(monkeypatch, 2)
    with pytest.raises(PowerCut):
        one.take_over(fakes.reread(site))
    assert not one.is_linked()
    monkeypatch.setattr(nginxserver, "test", lambda: Outcome(
        with_it if one.is_linked() else without, "", "no"))
    nginx.Nginx(site).put_back(fakes.reread(site))
    assert one.is_linked() == link and len(reloaded) == int(not with_it)
    assert names(site) == "server_name Shop.example www.shop.example;"
    monkeypatch.setattr(nginxserver, "test", lambda: Outcome(0, "", ""))
    one.ensure(fakes.reread(site))
    assert one.is_linked() and one.knows_all(fakes.reread(site))


def test_put_back_when_somebody_has_taken_the_link_away_meanwhile_then_leaves_it_so(
        site, monkeypatch):
    later, _ = served(site, monkeypatch)
    one = nginx.Nginx(later)
    one.take_over(fakes.reread(site))
    os.unlink(one._enabled)
    one.put_back(fakes.reread(site))
    assert not one.is_linked()


def test_try_out_when_a_file_of_an_administrator_is_there_instead_of_the_link_then_it_stays(
        site, monkeypatch):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    os.unlink(one._enabled)
    write(one._enabled, "server { }\n")
    monkeypatch.setattr(nginxserver, "test", lambda: Outcome(
        int(os.path.isfile(one._enabled)), "", "nginx: [emerg] that is wrong"))
    with pytest.raises(SiteError, match="is not a symbolic link: move it away"):
        one.try_out(fakes.reread(site))
    one.put_back(fakes.reread(site))
    assert enabled(site) == "server { }\n"


def test_withdraw_when_something_could_be_put_back_then_it_stays_away(site, monkeypatch):
    later, _ = served(site, monkeypatch)
    one = nginx.Nginx(later)
    one.take_over(fakes.reread(site))
    one.withdraw(fakes.reread(site))
    one.put_back(fakes.reread(site))
    assert not one.is_linked()


def test_try_out_when_another_has_a_name_too_then_warns_once(site, capsys):
    nginx.Nginx(site).ensure(fakes.reread(site))
    capsys.readouterr()
    one = nginx.Nginx(site)
    one.try_out(fakes.reread(site))
    one.ensure(fakes.reread(site))
    assert capsys.readouterr().err.count("another site answers to shop.example too") == 1


def test_try_out_when_it_fails_at_once_then_what_nginx_was_told_before_by_this_call_stays(
        site, monkeypatch):
    later, _ = served(site, monkeypatch)
    one = nginx.Nginx(later)
    one.ensure(fakes.reread(site))
    later.configuration = {"SERVER_NAMES": "no name!"}
    with pytest.raises(SiteError, match='"name!" is not a host name'):
        one.try_out(fakes.reread(site))
    assert names(site) == "server_name new.example;"


def test_ensure_when_somebody_has_taken_the_link_away_then_says_so_once_and_check_names_no_command(
        site, capsys):
    nginx.Nginx(site).ensure(fakes.reread(site))
    one = nginx.Nginx(site)
    os.unlink(one._enabled)
    capsys.readouterr()
    one.try_out(fakes.reread(site))
    one.take_over(fakes.reread(site))
    assert capsys.readouterr().out.count("was taken away by an administrator: left so") == 1
    assert one.look() == (False, "site not enabled", False)
    one.warn_if_closed()
    assert capsys.readouterr().err == "", "that was said"
    nginx.Nginx(site).warn_if_closed()
    assert capsys.readouterr().err == (
        "warning: no visitor reaches the site through nginx: site not enabled\n")


def test_check_when_nginx_refused_the_site_then_names_the_command_that_says_why(site, monkeypatch):
    one = nginx.Nginx(site)
    monkeypatch.setattr(nginxserver, "test",
                        lambda: Outcome(int(one.is_linked()), "", "[emerg] no"))
    with pytest.raises(SiteError, match="which is therefore not enabled"):
        one.ensure(fakes.reread(site))
    assert one.look() == (False, "site not enabled: shop reload", False)


@pytest.mark.parametrize("uid, failed, status, told", [
    (0, True, 1, 'not running, and does not start: nginx -t: nginx: [emerg] no "x" in /etc/y:1.'
                 " When that is mended: systemctl start nginx"),
    (0, False, 0, "not running: systemctl start nginx"),
    (1000, True, 1, "not running, as it failed: sudo nginx -t says whether it can be started"),
    (1000, False, 1, "not running: systemctl start nginx")])
def test_look_when_nginx_is_down_then_says_first_why_it_does_not_start(
        site, monkeypatch, capsys, uid, failed, status, told):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    monkeypatch.setattr(nginxserver.systemd, "is_running", lambda: True)
    monkeypatch.setattr(nginxserver.systemd, "show", lambda *_: {
        "ActiveState": "failed" if failed else "inactive"})
    monkeypatch.setattr(nginxserver, "run", lambda _: Outcome(
        status, "", WARNING + 'nginx: [emerg] no "x" in /etc/y:1\nnginx: test failed'))
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    assert one.look() == (False, told, False)
    one.warn_if_closed()
    assert f"no visitor reaches the site through nginx: {told}\n" in capsys.readouterr().err


def edited(site, monkeypatch, main="include {nginx}/sites-enabled/*;\n"):
    """Has nginx know the site beside another one, and both of its files edited since; nginx reads
    as nginx does, and refuses each line that begins with "nonsense"."""
    one = nginx.Nginx(site)
    write(one.available, f"include {site.var}/nginx/*.conf;\n"
                         f"include {site.var}/nginx/additions/*.conf;\n")
    write(one._additions, "expires 1d;\n")
    write(os.path.join(site.nginx, "nginx.conf"), main.format(nginx=site.nginx))
    write(os.path.join(site.nginx, "mime.types"), "types\n")
    write(os.path.join(site.nginx, "sites-enabled/other"), "zone other;\n")
    one.ensure(fakes.reread(site))
    read = []

    def run(line):
        path = line[-1] if "-c" in line else os.path.join(site.nginx, "nginx.conf")
        read.clear()
        told = reading(path, read)
        return Outcome(int(bool(told)), "", told)

    monkeypatch.setattr(nginxserver, "run", run)
    monkeypatch.setattr(nginxserver, "version", lambda: ())
    return one, read


def reading(path, read):
    read.append(path)
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("nonsense"):
                return f'nginx: [emerg] unknown directive "nonsense" in {path}:{number}'
            pattern = line.strip().rstrip(";").partition("include ")[2]
            pattern = os.path.join(os.path.dirname(read[0]), pattern)
            for found in sorted(glob.glob(pattern)) if pattern.rpartition("/")[2] else ():
                told = reading(found, read)
                if told:
                    return told
    return ""


@pytest.mark.parametrize("main", ["include {nginx}/sites-enabled/*;\n",
                                  "include sites-enabled/*;\n"])
@pytest.mark.parametrize("name, shown", [("_additions", None), ("available", "_enabled")])
def test_unaccepted_when_a_file_was_edited_wrongly_then_names_it_and_nginx_reads_what_it_read(
        site, monkeypatch, main, name, shown):
    one, read = edited(site, monkeypatch, main)
    path = getattr(one, name)
    write(path, "nonsense on;\n")
    told = one.unaccepted()
    where = getattr(one, shown or name)
    assert told == (
        "a reload or an upgrade is refused, as nginx does not accept what is configured: nginx -t:"
        f' nginx: [emerg] unknown directive "nonsense" in {where}:1: correct {path}, then run:'
        " shop reload")
    assert any(one.endswith("sites-enabled/other") for one in read), "the others count"
    assert one.refusal() == "" and "nonsense" not in open(one._copies[path]).read()
    assert one.is_linked() and os.listdir(site.run) == [], "nothing is left of the trial"


def test_unaccepted_when_what_was_edited_is_right_then_nothing(site, monkeypatch):
    one, read = edited(site, monkeypatch)
    assert one.unaccepted() == "" and read == [], "nothing is new, so nothing is tried"
    write(one._additions, "expires 2d;\n")
    assert one.unaccepted() == ""
    assert any("/additions/" in path and path != one._copies[one._additions] for path in read)
    os.unlink(one._additions)
    assert one.unaccepted() == "" and not any("/additions/" in path for path in read)


def test_unaccepted_when_the_hosts_nginx_conf_has_its_sites_elsewhere_then_nothing(
        site, monkeypatch):
    one, _ = edited(site, monkeypatch, "include {nginx}/vhosts/*;\n")
    write(one._additions, "nonsense on;\n")
    assert one.unaccepted() == ""


def test_try_out_when_nothing_is_new_and_nginx_would_not_start_then_refuses(site, monkeypatch):
    nginx.Nginx(site).ensure(fakes.reread(site))
    monkeypatch.setattr(nginxserver, "run", lambda _: Outcome(
        int(os.path.lexists(nginx.Nginx(site)._enabled)), "", "nginx: [emerg] key does not match"))
    with pytest.raises(SiteError, match="key does not match"):
        nginx.Nginx(site).try_out(fakes.reread(site))


def test_ensure_when_the_link_is_of_an_earlier_version_then_leads_to_the_copy(site):
    link = os.path.join(site.nginx, "sites-enabled/shop")
    os.symlink("../sites-available/shop", link)
    nginx.Nginx(site).ensure(fakes.reread(site))
    assert os.readlink(link) == site.below_var("nginx", "accepted", "site.conf")


def test_ensure_when_the_host_has_no_ipv6_then_says_so_once(site, monkeypatch, capsys):
    def refuse(family, *_):
        raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")

    monkeypatch.setattr(ports.socket, "socket", refuse)
    for _ in range(2):
        nginx.Nginx(site).ensure(fakes.reread(site))
    assert capsys.readouterr().out.count("has no IPv6, so the site listens on IPv4 alone") == 1
    with open(site.below_var("nginx", "listen.conf"), encoding="utf-8") as file:
        assert "[::]" not in file.read()


@pytest.mark.parametrize("action", [
    lambda site, state: nginx.Nginx(site).ensure(state),
    lambda site, state: nginx.Nginx(site).withdraw(state),
    lambda site, state: acme.renewed(site, None)], ids=["ensure", "withdraw", "renewed"])
def test_nginx_when_one_site_tries_it_then_the_others_wait(site, monkeypatch, action):
    other = fakes.site(site.var + "-other", run=site.run + "-other")
    os.symlink("accepted", nginx.Nginx(site)._enabled)
    monkeypatch.setattr(nginxserver.systemd, "is_running", lambda: True)
    monkeypatch.setattr(nginxserver.systemd, "is_active", lambda _: True)
    monkeypatch.setattr(nginxserver.systemd, "show", lambda *_: {"MainPID": "0"})
    monkeypatch.setattr(nginxserver, "_RELOAD_LIMIT", 0)
    done = []

    def run(line, **_):
        if line[:2] in (["nginx", "-t"], ["systemctl", "reload"]):
            done.append(line[0])
            with pytest.raises(lock.Busy, match="has been busy with a site's place in nginx"):
                with lock.held(_lock_of(other), patience=0,
                               purpose="busy with a site's place in nginx"):
                    pass
        return Outcome(0, "", "")

    monkeypatch.setattr(nginxserver, "run", run)
    action(site, fakes.reread(site))
    assert done == ["nginx", "systemctl"]
    with nginx.alone(other):
        pass


def _lock_of(site):
    """Where both meet: beside their folders in /run."""
    return os.path.join(os.path.dirname(site.run), "django-deb-nginx.lock")
