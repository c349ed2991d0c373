"""Going offline and coming back, as nginx sees it in its folder."""

import json
import os

import fakes
import pytest
from sitectl import cli, files, nginx, offline, status
from sitectl.command import Outcome
from sitectl.errors import SiteError

PAGE = "<title>x</title><p>{{ message }}</p>"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site whose file in nginx looks for what the command makes."""
    folder = tmp_path / "nginx"
    (folder / "sites-available").mkdir(parents=True)
    one = fakes.site(tmp_path, nginx_directory=str(folder))
    (folder / "sites-available/shop").write_text(f"if (-e {offline.folder(one, 'now')}) {{ }}")
    (tmp_path / "etc/offline.html").write_text(PAGE)
    (tmp_path / "lib/site.json").write_text(one.text)
    path = nginx.Nginx(one).accepted
    os.makedirs(os.path.dirname(path))
    files.write_atomically(path, f"if (-e {offline.folder(one, 'now')}) {{ }}")
    monkeypatch.setattr(nginx.Nginx, "is_installed", lambda _: True)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return one


def call(site, *words):
    return cli.main(site.lib, list(words))


def seen(site, *names):
    """What nginx finds."""
    return files.read_text(offline.folder(site, "now", *names))


def allowed(site):
    return sorted(os.listdir(offline.folder(site, "now", "allow")))


def test_offline_when_message_is_hostile_then_the_page_shows_it_as_text(site):
    assert call(site, "offline", "--message", "<script>\"'&\nsecond line") == 0
    assert seen(site, "page.html") == (
        "<title>x</title><p>&lt;script&gt;&quot;&#x27;&amp;<br>\nsecond line</p>")


@pytest.mark.parametrize("page, served", [
    ("<!DOCTYPE html>\n<!--\nfor you -->\n<!-- too -->\n<p>{{ message }}</p><!-- in it -->",
     "<!DOCTYPE html>\n<p>Soon</p><!-- in it -->"),
    ("<!-- for you --><p>{{ message }}</p>", "<p>Soon</p>"),
    ("<!doctype html><!--[if IE]> old <![endif]--><p>{{ message }}</p>",
     "<!doctype html><!--[if IE]> old <![endif]--><p>Soon</p>"),
    ("<p>{{ message }}</p><!-- behind -->", "<p>Soon</p><!-- behind -->")])
def test_offline_when_the_page_begins_with_comments_then_visitors_do_not_get_them(
        site, page, served):
    files.write_atomically(os.path.join(site.etc, "offline.html"), page)
    call(site, "offline", "--message", "Soon")
    assert seen(site, "page.html") == served


def test_offline_when_the_page_is_the_packages_then_it_is_whole_without_its_comment(site):
    folder = os.path.dirname(os.path.dirname(offline.__file__))
    page = files.read_text(os.path.join(folder, "offline.html"))
    files.write_atomically(os.path.join(site.etc, "offline.html"), page)
    call(site, "offline", "--message", "Soon")
    served = seen(site, "page.html")
    assert served.startswith('<!DOCTYPE html>\n<html lang="en">\n') and "<!--" not in served
    assert served.endswith("<h1>Back soon</h1>\n<p>Soon</p>\n</main>\n</body>\n</html>\n")


def test_offline_when_time_is_given_then_the_folder_is_named_by_it(site):
    call(site, "offline", "--retry-after", "77")
    assert os.readlink(offline.folder(site, "now")).startswith("retry-77-")


def test_offline_when_called_plainly_then_notes_since_when_and_whom_it_keeps_out(site):
    call(site, "offline")
    noted = offline.wishes(site)
    assert (noted["message"], noted["retry_after"], noted["allow"]) == (
        offline.DEFAULT_MESSAGE, 300, [])
    assert noted["since"] > 1_700_000_000
    assert "come back in a few minutes" in seen(site, "page.html")


def test_offline_when_repeated_with_other_options_then_keeps_the_rest(site, capsys):
    call(site, "offline", "--message", "first", "--allow", "192.0.2.7")
    since = offline.wishes(site)["since"]
    call(site, "offline", "--retry-after", "60")
    assert offline.wishes(site) == {
        "since": since, "message": "first", "retry_after": 60, "allow": ["192.0.2.7"]}
    call(site, "offline", "--allow-nobody", "--message", "")
    assert allowed(site) == []
    assert offline.wishes(site)["message"] == offline.DEFAULT_MESSAGE
    assert "stays offline, now: 503 for everybody, Retry-After 60 s" in capsys.readouterr().out


def test_offline_when_repeated_then_nothing_is_written(site, capsys):
    call(site, "offline", "--message", "x")
    before = os.stat(offline.folder(site, "now", "page.html"))
    call(site, "offline", "--message", "x")
    after = os.stat(offline.folder(site, "now", "page.html"))
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert "is offline already" in capsys.readouterr().out


@pytest.mark.parametrize("given, names", [
    ("192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"]),
    ("2001:0DB8:0:0:1:0:0:1", ["2001:db8::1:0:0:1"]),
    ("::ffff:192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"]),
    ("fe80::1%eth0", ["fe80::1"])])
def test_offline_when_an_address_may_pass_then_as_nginx_prints_it(site, given, names):
    assert call(site, "offline", "--allow", given) == 0
    assert allowed(site) == names


@pytest.mark.parametrize("text", ["example.org", "10.0.0.0/8", "", "../../x", "1.2.3", "a b"])
def test_offline_when_it_is_no_address_then_refuses_and_changes_nothing(site, capsys, text):
    assert call(site, "offline", "--allow", text) == 1
    assert capsys.readouterr().err.startswith(f'error: --allow "{text}" is not an address: give')
    assert not offline.is_on(site)


@pytest.mark.parametrize("seconds", ["0", "-1", "2678401"])
def test_offline_when_the_time_is_absurd_then_refuses(site, capsys, seconds):
    assert call(site, "offline", f"--retry-after={seconds}") == 1
    assert f"--retry-after {seconds} is no number of seconds between" in capsys.readouterr().err
    assert not offline.is_on(site)


def test_offline_when_message_is_no_text_then_refuses(site, capsys):
    assert call(site, "offline", "--message", "\udcff") == 1
    assert "is not UTF-8" in capsys.readouterr().err


def test_offline_when_not_root_then_says_whose_it_is(site, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert call(site, "offline") == 1
    assert "shop offline is root's to do: sudo shop offline" in capsys.readouterr().err


def test_offline_when_nginx_does_not_look_then_refuses(site, capsys):
    files.write_atomically(os.path.join(site.nginx, "sites-available/shop"), "server { }")
    assert call(site, "offline") == 1
    said = capsys.readouterr().err
    assert "was edited and does not look into" in said and said.endswith("shop stop\n")
    assert not offline.is_on(site)


def test_offline_when_nginx_has_an_earlier_file_then_is_told(site, monkeypatch):
    told = []
    files.write_atomically(nginx.Nginx(site).accepted, "server { }")
    monkeypatch.setattr(nginx.Nginx, "ensure", lambda *_: told.append(offline.is_on(site)))
    monkeypatch.setattr("sitectl.desk.account.check", lambda _: None)
    call(site, "offline")
    assert told == [True]


def test_offline_when_nginx_cannot_be_told_then_says_first_what_holds_already(
        site, monkeypatch, capsys):
    said = []

    def ensure(*_):
        said.append(capsys.readouterr().out)
        raise SiteError("Process 7 holds it: wait")

    files.write_atomically(nginx.Nginx(site).accepted, "server { }")
    monkeypatch.setattr(nginx.Nginx, "ensure", ensure)
    monkeypatch.setattr("sitectl.desk.account.check", lambda _: None)
    assert call(site, "offline") == 1
    assert "shop is offline: 503 for everybody" in said[0]
    assert capsys.readouterr().err == (
        "error: nginx does not keep visitors out yet: Process 7 holds it: wait\n")
    assert offline.is_on(site)


def test_offline_when_nginx_keeps_visitors_out_then_is_told_nothing_that_is_new(
        site, monkeypatch):
    files.write_atomically(site.configuration_path, "SERVER_NAMES=new.example\n")
    monkeypatch.setattr(nginx.Nginx, "ensure", lambda *_: pytest.fail("nginx was told"))
    assert call(site, "offline") == 0


def test_offline_when_the_site_is_being_worked_on_then_does_not_wait(site):
    with offline.lock.held(site.below_var("lock")):
        assert call(site, "offline") == 0
    assert offline.is_on(site)


def test_offline_when_interrupted_then_old_page_stays_and_next_call_clears_up(
        site, monkeypatch):
    call(site, "offline", "--message", "old")

    def cut(source, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(offline.os, "rename", cut)
        assert call(site, "offline", "--message", "new") == 1
    assert "old" in seen(site, "page.html")
    call(site, "offline", "--message", "new")
    assert "new" in seen(site, "page.html")
    assert len(os.listdir(offline.folder(site))) == 3  # lock, now, and what it leads to


@pytest.mark.parametrize("page, told", [
    (None, "is missing: visitors get a plain page"), ("<p>Shut", "visitors do not see the mess")])
def test_offline_when_the_page_is_odd_then_still_goes_offline_and_tells(
        site, capsys, page, told):
    os.unlink(os.path.join(site.etc, "offline.html"))
    if page:
        files.write_atomically(os.path.join(site.etc, "offline.html"), page)
    assert call(site, "offline", "--message", "gone fishing") == 0
    assert told in capsys.readouterr().err
    assert (page or "gone fishing") in seen(site, "page.html")


def test_online_when_offline_then_nothing_is_left(site, capsys):
    call(site, "offline", "--allow", "192.0.2.7")
    assert call(site, "online") == 0
    assert os.listdir(offline.folder(site)) == ["lock"]
    assert call(site, "online") == 0
    assert capsys.readouterr().out.endswith("is online again\nshop is online already\n")


def test_renew_when_the_page_was_edited_then_visitors_get_the_new_one(site):
    call(site, "offline", "--message", "hello", "--retry-after", "9")
    files.write_atomically(os.path.join(site.etc, "offline.html"), "<h1>{{ message }}")
    offline.renew(site)
    assert seen(site, "page.html") == "<h1>hello"
    assert offline.wishes(site)["retry_after"] == 9


def test_renew_when_online_then_stays_so(site):
    offline.renew(site)
    assert not offline.is_on(site)


def shown(site, monkeypatch, as_json, runs=True, show=None):
    """What status says of a site without a fault: (exit code)."""
    desk = fakes.desk_for_status(site, monkeypatch, runs)
    return show(desk) if show else status.show(desk, as_json)


def test_status_when_offline_then_says_so_and_raises_no_alarm(site, monkeypatch, capsys):
    call(site, "offline", "--message", "two\nlines", "--allow", "192.0.2.7")
    capsys.readouterr()
    assert shown(site, monkeypatch, True) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["state"] == "offline" and values["offline"] == offline.wishes(site)
    assert shown(site, monkeypatch, False) == 0
    said = capsys.readouterr().out
    assert "shop is offline\n" in said and ", but for 192.0.2.7: two lines\n" in said


def test_status_when_offline_and_down_then_is_down(site, monkeypatch, capsys):
    call(site, "offline")
    assert shown(site, monkeypatch, False, runs=False) == 3
    assert "shop is not running\n" in capsys.readouterr().out


def test_status_when_what_was_noted_is_damaged_then_tells_what_to_do(site, monkeypatch, capsys):
    call(site, "offline")
    files.write_atomically(offline.folder(site, "now", "wishes.json"), "")
    assert shown(site, monkeypatch, False) == 1
    assert "is damaged: shop offline writes it anew" in capsys.readouterr().out
    call(site, "offline", "--message", "again")
    assert offline.wishes(site)["message"] == "again"


def as_plugin(site, monkeypatch, capsys, **options):
    """What it says to Nagios: (exit code, text)."""
    capsys.readouterr()
    code = shown(site, monkeypatch, False, show=status.show_as_plugin, **options)
    return code, capsys.readouterr().out


def test_plugin_when_running_or_offline_on_purpose_then_is_ok(site, monkeypatch, capsys):
    assert as_plugin(site, monkeypatch, capsys) == (
        0, "OK - shop is running: release r1 (version r1), slot a, for 5 seconds\n")
    call(site, "offline", "--message", "now | then\nagain")
    code, said = as_plugin(site, monkeypatch, capsys)
    assert code == 0 and said.startswith("OK - shop is offline: since ")
    assert said.endswith(": now / then again\n")


def test_plugin_when_degraded_then_warns_with_all_problems_in_one_line(site, monkeypatch, capsys):
    monkeypatch.setattr(fakes.Well, "check", lambda _: (False, "torn\n| 5"))
    assert as_plugin(site, monkeypatch, capsys) == (
        1, "WARNING - shop is degraded: database: torn / 5; nginx: torn / 5\n")


def test_plugin_when_down_then_is_critical_and_says_what_starts_it(site, monkeypatch, capsys):
    monkeypatch.setattr(status.advice, "run", lambda _: Outcome(0, "installed", ""))
    assert as_plugin(site, monkeypatch, capsys, runs=False) == (
        2, "CRITICAL - shop is not running: x does not run: shop start\n")


def test_plugin_when_the_state_is_damaged_then_is_unknown(site, capsys):
    files.write_atomically(site.below_var("state.json"), "{")
    assert call(site, "status") == 4
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith(f"error: {site.below_var('state.json')} is dam")
    assert call(site, "status", "--plugin") == 3
    told = capsys.readouterr()
    assert told.err == "" and told.out.count("\n") == 1
    assert told.out.startswith(f"UNKNOWN - error: {site.below_var('state.json')} is damaged (")


def test_plugin_when_called_wrongly_then_is_unknown_and_not_critical(site, capsys):
    with pytest.raises(SystemExit) as end:
        call(site, "status", "--plugin", "--verbose")
    assert end.value.code == 3
    assert capsys.readouterr().out == "UNKNOWN - wrong usage: shop status --help\n"


def test_status_when_online_then_is_running(site, monkeypatch, capsys):
    assert shown(site, monkeypatch, True) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["state"] == "running" and values["offline"] is None
