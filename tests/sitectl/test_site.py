"""Facts, releases, slots, walls, database, command line."""

import json
import os
import re

import fakes
import pytest
from sitectl import apt, cli, files, keyvalue, knownkeys, postgresql, releases, sandbox, slots
from sitectl import state, status
from sitectl.command import Outcome
from sitectl.errors import SiteError


def configured(folder, text, **changes):
    site = fakes.site(folder, **changes)
    files.write_atomically(site.configuration_path, text)
    return site


def test_server_names_when_administrator_sets_them_then_those(tmp_path):
    site = configured(tmp_path, "SERVER_NAMES=a.example *.b.example 10.0.0.1 [::1]\n")
    assert site.server_names == ["a.example", "*.b.example", "10.0.0.1", "[::1]"]


def test_server_names_when_nobody_sets_them_then_the_hosts_own(tmp_path):
    assert "localhost" in fakes.site(tmp_path, server_names=[]).server_names


def served_under(folder, names):
    site = fakes.site(folder, server_names=names)
    one = state.load(site)
    releases.record(site, one)
    one.live = "a"
    slots.assign(site, one, "a", "r1")


@pytest.mark.parametrize("outcome", [
    Outcome(1, "", "hostname: Temporary failure in name resolution"), Outcome(124, "", "")])
def test_server_names_when_host_has_no_full_name_now_then_keeps_the_known(
        tmp_path, monkeypatch, capsys, outcome):
    served_under(tmp_path, ["web1.example.org", "localhost"])
    monkeypatch.setattr("sitectl.site.run", lambda *_, **__: outcome)
    site = fakes.site(tmp_path, server_names=[])
    assert site.server_names == site.server_names == ["web1.example.org", "localhost"]
    assert capsys.readouterr().err.count("the site keeps its names: web1.example.org") == 1


def test_server_names_when_none_are_known_either_then_the_short_one(tmp_path, monkeypatch):
    monkeypatch.setattr("sitectl.site.run", lambda *_, **__: Outcome(1, "", ""))
    monkeypatch.setattr("sitectl.site.socket.gethostname", lambda: "web1")
    assert fakes.site(tmp_path, server_names=[]).server_names == ["web1", "localhost", "127.0.0.1"]


@pytest.mark.parametrize("line, told", [
    ("SERVER_NAMES=a;b", 'SERVER_NAMES: "a;b" is not a host name'),
    ("SERVER_NAMES=_", 'SERVER_NAMES: "_" is not a host name'),
    ("SERVER_NAMES=~^x$", "is not a host name"),
    ("SERVER_NAMES=a{", "is not a host name"),
    ("HEALTH_PATH=up", 'HEALTH_PATH: "up" is not a path'),
    ("HEALTH_TIMEOUT=0", "is not a number of seconds"),
    ("UPLOAD_SIZE=1m; deny all", 'UPLOAD_SIZE: "1m; deny all" is not a size'),
    ("UPLOAD_SIZE=0", "is not a size"),
    ("KEEP_RELEASES=0", 'KEEP_RELEASES: "0" is not a number of releases between 1 and 99'),
    ("KEEP_RELEASES=100", "is not a number of releases"),
    ("KEEP_RELEASES=all", "is not a number of releases"),
    ("MIGRATE=yes", 'MIGRATE: "yes" is none of off, check, auto')])
def test_configuration_when_wrong_then_names_key_and_file(tmp_path, line, told):
    site = configured(tmp_path, line + "\n")
    with pytest.raises(SiteError) as caught:
        for name in ("server_names", "health_path", "health_timeout", "upload_size",
                     "keep_releases", "migrate"):
            getattr(site, name)
    assert told in str(caught.value) and site.configuration_path in str(caught.value)


def test_configuration_when_empty_values_then_the_builds(tmp_path):
    site = configured(tmp_path, "TLS=\nUPLOAD_SIZE=\nMIGRATE=\nHEALTH_PATH=\n", tls="files",
                      upload_size="2g", migrate="auto")
    assert (site.https, site.upload_size, site.migrate, site.health_path, site.health_timeout) == (
        True, "2g", "auto", "", 45)


def test_keep_releases_when_site_conf_says_it_then_over_the_builds(tmp_path):
    assert fakes.site(tmp_path).keep_releases == 2
    assert configured(tmp_path, "KEEP_RELEASES=\n", keep_releases=5).keep_releases == 5
    assert configured(tmp_path, "KEEP_RELEASES=1\n", keep_releases=5).keep_releases == 1


def test_record_when_dpkg_replaces_the_files_then_the_snapshot_stays(tmp_path):
    site = fakes.site(tmp_path, "r1")
    one = state.load(site)
    releases.record(site, one)
    snapshot = os.path.join(releases.directory(site, "r1"), "static", "version.txt")
    assert os.path.samefile(snapshot, os.path.join(site.lib, "static", "version.txt"))
    fakes.site(tmp_path, "r2")
    assert files.read_text(snapshot) == "r1"


def test_record_when_interrupted_then_begins_again(tmp_path):
    site = fakes.site(tmp_path, "r1")
    os.makedirs(site.below_var("releases", ".new-r1", "static"))
    releases.record(site, state.load(site))
    assert sorted(os.listdir(releases.directory(site, "r1"))) == [
        "python", "release.json", "static", "templates"]


def test_record_when_same_id_has_other_content_then_another_record(tmp_path):
    site = fakes.site(tmp_path, "r1")
    one = state.load(site)
    assert releases.record(site, one) == "r1"
    assert releases.record(site, one) == "r1"
    assert releases.record(fakes.site(tmp_path, "r1", migrate="auto"), one).startswith("r1~")


def test_prune_when_old_then_keeps_two_and_what_is_in_a_slot(tmp_path):
    one = None
    for number in range(1, 6):
        site = fakes.site(tmp_path, f"r{number}")
        one = one or state.load(site)
        releases.record(site, one)
        one.releases[f"r{number}"] = number
    one.live, one.slots = "a", {"a": "r2"}
    releases.prune(site, one, now=releases.KEEP_SECONDS)
    assert sorted(one.releases) == ["r1", "r2", "r3", "r4", "r5"]
    releases.prune(site, one, now=releases.KEEP_SECONDS + 10)
    assert sorted(one.releases) == ["r2", "r4", "r5"]
    assert sorted(os.listdir(site.below_var("releases"))) == ["r2", "r4", "r5"]
    assert os.readlink(site.below_var("static", "current")) == "../releases/r2/static"
    assert sorted(os.listdir(site.below_var("static", "earlier"))) == ["version.txt"]


@pytest.mark.parametrize("keep, left", [
    (1, ["r2", "r5"]), (3, ["r2", "r3", "r4", "r5"]), (99, ["r1", "r2", "r3", "r4", "r5"])])
def test_prune_when_another_number_is_wished_then_keeps_as_many(tmp_path, keep, left):
    one = None
    for number in range(1, 6):
        site = fakes.site(tmp_path, f"r{number}", keep_releases=keep)
        one = one or state.load(site)
        releases.record(site, one)
        one.releases[f"r{number}"] = number
    one.live, one.slots = "a", {"a": "r2"}
    releases.prune(site, one, now=releases.KEEP_SECONDS + 10)
    assert sorted(one.releases) == left


def test_prune_when_one_stays_then_it_is_the_one_that_serves(tmp_path):
    one = None
    for name in ("old", "new"):
        site = fakes.site(tmp_path, name, keep_releases=1)
        one = one or state.load(site)
        releases.record(site, one)
        one.releases[name] = 1  # The switch tells both of the same moment.
    one.live, one.slots = "a", {"a": "new"}
    releases.prune(site, one, now=releases.KEEP_SECONDS + 10)
    assert list(one.releases) == ["new"]


def write_static(site, release, **texts):
    """Another set of static files for a release: {path with _ for /: text}."""
    for name, text in texts.items():
        path = os.path.join(releases.directory(site, release), "static", name.replace("_", "/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def test_link_static_when_several_releases_then_one_tree_of_the_earlier_ones(tmp_path):
    site = fakes.site(tmp_path)
    write_static(site, "r1", css_a="old", only="r1", thing_below="r1")
    write_static(site, "r2", css_a="newer", css_b="r2", thing="a file now")
    write_static(site, "r3", css_a="newest")
    releases.link_static(site, ["r3", "r2", None, "r1", "r2"])
    assert os.readlink(site.below_var("static", "current")) == "../releases/r3/static"
    earlier = site.below_var("static", "earlier")
    found = {os.path.relpath(os.path.join(folder, name), earlier):
             files.read_text(os.path.join(folder, name))
             for folder, _, names in os.walk(earlier) for name in names}
    assert found == {"css/a": "newest", "css/b": "r2", "only": "r1", "thing": "a file now"}

    releases.link_static(site, ["r1", "r3"])
    assert files.read_text(os.path.join(earlier, "css/a")) == "old"
    assert len(os.listdir(site.below_var("static"))) == 3, "the tree before is gone"
    releases.link_static(site, ["r3"])
    assert os.listdir(site.below_var("static")) == ["current"]


def test_protect_when_releases_go_then_apt_may_take_their_packages(tmp_path):
    one = None
    for number in range(1, 5):
        site = fakes.site(tmp_path, f"r{number}", env=f"/usr/lib/a.b-env/00000000000{number // 3}",
                          src=f"/usr/lib/a.b-src/00000000000{number}")
        one = one or state.load(site)
        releases.record(site, one)
        one.releases[f"r{number}"] = number
    apt.protect(site, one)
    assert protected(site) == [r"^a\.b-env-000000000000$", r"^a\.b-env-000000000001$",
                               *(rf"^a\.b-src-00000000000{n}$" for n in range(1, 5))]
    releases.prune(site, one, now=releases.KEEP_SECONDS + 10)
    apt.protect(site, one)
    assert protected(site) == [r"^a\.b-env-000000000001$",
                               *(rf"^a\.b-src-00000000000{n}$" for n in (3, 4))]
    one.releases.clear()
    apt.protect(site, one)
    assert os.listdir(site.apt) == []


def protected(site):
    """The patterns in the file for apt."""
    text = files.read_text(os.path.join(site.apt, "60" + site.unit))
    return re.findall(r'"(.*)"', text)


def test_prune_when_two_bad_ones_came_then_the_good_one_of_this_morning_stays(tmp_path):
    one, day = None, releases.KEEP_SECONDS
    for name in ("good", "bad", "worse"):
        site = fakes.site(tmp_path, name)
        one = one or state.load(site)
        releases.record(site, one)
        one.releases[name] = 1
    # "good" served for weeks, until an hour ago; it is told so when it ends to
    for minute, name in enumerate(("good", "bad", "worse")):
        releases.note_served(one, name)
        one.releases[name] += 60 * minute
    one.live, one.slots = "a", {"a": "worse"}
    releases.prune(site, one)
    assert "good" in one.releases
    releases.prune(site, one, now=one.releases["good"] + day + 60)
    assert "good" not in one.releases


def test_read_text_when_not_utf8_then_names_the_file(tmp_path):
    path = tmp_path / "site.conf"
    path.write_bytes(b"# f\xfcr den Laden\n")
    with pytest.raises(SiteError, match=f"{path} is not UTF-8 at byte 3"):
        files.read_text(path)


def test_load_when_record_is_damaged_then_names_the_file(tmp_path):
    site = fakes.site(tmp_path, "r1")
    releases.record(site, state.load(site))
    path = os.path.join(releases.directory(site, "r1"), "release.json")
    files.write_atomically(path, '{"name": ')
    with pytest.raises(SiteError, match=f"{path} is damaged"):
        releases.load(site, "r1")


@pytest.mark.parametrize("journal, answer", [
    (None, False), ({"step": "prepare"}, False), ({"pid": 2 ** 22 + 1}, False),
    ({"pid": 1}, False)])
def test_goes_on_when_no_tool_works_then_not(journal, answer):
    assert status._goes_on(journal) == answer


def test_assign_when_release_is_older_then_its_code_and_todays_names(tmp_path):
    site = fakes.site(tmp_path, "r1")
    one = state.load(site)
    releases.record(site, one)
    today = configured(tmp_path, "SERVER_NAMES=new.example\n", release="r2", src="/usr/lib/two")
    slots.assign(today, one, "a", "r1")
    pairs = keyvalue.read(slots.path(site, "a"))
    assert pairs["SRC"] == site.src and pairs["SERVER_NAMES"] == "new.example"
    assert pairs["STATIC_ROOT"] == site.below_var("releases", "r1", "static")


def test_parse_when_unit_then_only_its_walls():
    text = ("# /usr/lib/x.service\n[Unit]\nUser=unit\n[Service]\nType=notify\nUser=shop\n"
            "CapabilityBoundingSet=\nReadWritePaths=/a/%i \\\n  /b/100%%i\n#User=root\n"
            "Restart=always\n[Install]\nWantedBy=x\n# /etc/override.conf\n[Service]\nUMask=0077\n")
    assert sandbox.parse(text, "shop-web@a.service") == [
        "User=shop", "CapabilityBoundingSet=", "ReadWritePaths=/a/a    /b/100%i", "UMask=0077"]


def test_parse_when_values_have_specifiers_then_they_are_what_systemd_means(monkeypatch):
    monkeypatch.setattr(sandbox.socket, "gethostname", lambda: "web1.example")
    text = ("[Service]\nLoadCredentialEncrypted=mail:%E/shop/%p-%i\n"
            "Environment=HOST=%H SHORT=%l UNIT=%n\nReadWritePaths=%S/x %t/y\n")
    assert sandbox.parse(text, "shop-web@a.service") == [
        "LoadCredentialEncrypted=mail:/etc/shop/shop-web-a",
        "Environment=HOST=web1.example SHORT=web1 UNIT=shop-web@a.service",
        "ReadWritePaths=/var/lib/x /run/y"]


@pytest.mark.parametrize("value", ["/a/%m", "/a/%"])
def test_parse_when_a_specifier_is_not_known_then_says_so(value):
    with pytest.raises(SiteError, match='in a line "ReadWritePaths=", "%m?" is not und'):
        sandbox.parse(f"[Service]\nReadWritePaths={value}\n", "shop-web@a.service")


class Server:
    """A PostgreSQL that answers from a list and remembers what it was asked."""

    def __init__(self, *answers):
        self._answers = list(answers)
        self.asked = []

    def __call__(self, arguments, stdin=None, **_):
        assert "shop" not in stdin  # Names go as variables, never into the text.
        self.asked.append(stdin)
        return self._answers.pop(0) if self._answers else Outcome(0, "", "")


def ensure(tmp_path, monkeypatch, server, known=False, patience=0):
    site = fakes.site(tmp_path)
    monkeypatch.setattr(postgresql.command, "run", server)
    monkeypatch.setattr(postgresql.time, "sleep", lambda _: None)
    one = state.load(site)
    if known:
        one.database["ready"] = True
    postgresql.PostgreSql(site, patience).ensure(one)
    return one


def test_ensure_when_database_is_new_then_its_tables_are_missing(tmp_path, monkeypatch):
    server = Server(Outcome(0, "encoding|UTF8\n", ""))
    one = ensure(tmp_path, monkeypatch, server)
    assert one.database == {"tables": "missing", "ready": True}
    assert "LC_COLLATE" not in "".join(server.asked)


def test_ensure_when_cluster_is_not_utf8_then_database_is(tmp_path, monkeypatch):
    server = Server(Outcome(0, "encoding|SQL_ASCII\n", ""))
    ensure(tmp_path, monkeypatch, server)
    assert "LC_COLLATE ''C.UTF-8''" in "".join(server.asked)


def test_ensure_when_all_is_there_then_makes_nothing(tmp_path, monkeypatch):
    server = Server(Outcome(0, "role|f\nmark|1\nowner|shop\nencoding|UTF8\n", ""))
    one = ensure(tmp_path, monkeypatch, server)
    assert one.database == {"ready": True}
    assert "COMMENT" not in "".join(server.asked)
    assert "CREATE" not in "".join(server.asked)


@pytest.mark.parametrize("facts, told", [
    ("role|f\nmark|1\nowner|other\n", 'The PostgreSQL database "shop" belongs to "other".'),
    ("owner|other\n", 'The PostgreSQL database "shop" belongs to "other". Nothing was'),
    ("role|t\nmark|1\n", 'The PostgreSQL role "shop" may create roles or databases'),
    ("role|f\n", 'PostgreSQL has a role "shop" that this site has not made. Nothing was'),
    ("role|f\nowner|shop\n",
     "COMMENT ON ROLE \"shop\" IS 'of the package shop-site';\nThen")])
def test_ensure_when_somebody_elses_then_changes_nothing(tmp_path, monkeypatch, facts, told):
    server = Server(Outcome(0, facts, ""))
    with pytest.raises(SiteError, match=told):
        ensure(tmp_path, monkeypatch, server)
    assert len(server.asked) == 1


def test_ensure_when_role_is_made_then_it_is_marked_at_once(tmp_path, monkeypatch):
    server = Server(Outcome(0, "encoding|UTF8\n", ""))
    ensure(tmp_path, monkeypatch, server)
    [making] = [sql for sql in server.asked if "CREATE ROLE" in sql]
    assert "COMMENT ON ROLE" in making
    assert making.split()[0] == "BEGIN;" and making.split()[-1] == "COMMIT;"


def test_ensure_when_role_is_known_and_has_no_mark_then_gets_one(tmp_path, monkeypatch):
    server = Server(Outcome(0, "role|f\nowner|shop\nencoding|UTF8\n", ""))
    ensure(tmp_path, monkeypatch, server, known=True)
    assert sum("COMMENT ON ROLE" in sql for sql in server.asked) == 1
    assert "CREATE" not in "".join(server.asked)


@pytest.mark.parametrize("words, told", [
    ("connection to server failed: Connection refused", "PostgreSQL does not answer: start it"),
    ("FATAL: sorry, too many clients already", "has no connection free"),
    ("FATAL: something else", "PostgreSQL refused")])
def test_ensure_when_it_cannot_be_had_then_says_what_to_do(tmp_path, monkeypatch, words, told):
    with pytest.raises(SiteError) as caught:
        ensure(tmp_path, monkeypatch, Server(Outcome(2, "", words)))
    assert told in str(caught.value) and "Then run: shop start" in str(caught.value)


def test_ensure_when_known_and_stopped_then_goes_on(tmp_path, monkeypatch, capsys):
    server = Server(Outcome(2, "", "Connection refused"))
    ensure(tmp_path, monkeypatch, server, known=True)
    assert len(server.asked) == 1
    assert "so work goes on" in capsys.readouterr().err


def test_ensure_when_starting_then_waits(tmp_path, monkeypatch):
    server = Server(Outcome(2, "", "the database system is starting up"),
                    Outcome(0, "role|f\nmark|1\nowner|shop\nencoding|UTF8\n", ""))
    assert ensure(tmp_path, monkeypatch, server, patience=30).database["ready"]


def lib(tmp_path):
    site = fakes.site(tmp_path)
    files.write_atomically(os.path.join(site.lib, "site.json"), json.dumps(site.facts))
    return site.lib


def test_main_when_site_json_is_missing_then_a_sentence(tmp_path, capsys):
    assert cli.main(str(tmp_path), ["status"]) == cli.UNKNOWN
    assert cli.main(str(tmp_path), ["reload"]) == cli.FAILED
    assert capsys.readouterr().err == 2 * (
        f"error: {tmp_path}/site.json is missing or empty: install the site's package again.\n")


def test_main_when_unknown_verb_then_says_what_lists_them(tmp_path, capsys):
    assert cli.main(lib(tmp_path), ["dance"]) == 2
    assert capsys.readouterr().err == 'error: shop has no verb "dance": shop --help lists all\n'


@pytest.mark.parametrize("verb", ["status", "reload", "start", "stop", "restart", "manage"])
def test_main_when_help_then_each_verb_has_it(tmp_path, capsys, verb):
    with pytest.raises(SystemExit) as caught:
        cli.main(lib(tmp_path), [verb, "--help"])
    assert caught.value.code == 0
    assert f"usage: shop {verb}" in capsys.readouterr().out


def test_main_when_not_root_then_a_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert cli.main(lib(tmp_path), ["reload"]) == 1
    assert capsys.readouterr().err == (
        "error: shop reload is root's to do: sudo shop reload\n")


def test_keys_when_one_is_misspelt_then_the_nearest_is_told(tmp_path, capsys):
    site = configured(tmp_path, "SERVER_NAME=a.example\nCOLOUR=red\nTLS=\n")
    knownkeys.tell(site)
    path = site.configuration_path
    assert capsys.readouterr().err == (
        f'warning: {path}: "SERVER_NAME" is not a key of it, and has no effect: write SERVER_NAMES'
        f' if that is meant, else put # before\n'
        f'warning: {path}: "COLOUR" is not a key of it, and has no effect: put # before it\n')


def test_keys_when_the_package_brings_site_conf_then_all_are_known():
    folder = os.path.dirname(os.path.dirname(knownkeys.__file__))
    with open(os.path.join(folder, "templates/site.conf.vm"), encoding="utf-8") as file:
        brought = re.findall(r"(?m)^([A-Z_]+)=", file.read())
    assert sorted(brought) == sorted(knownkeys.KNOWN)
