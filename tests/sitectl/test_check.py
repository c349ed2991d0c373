"""The verb check, its parts that need no host; and what --help says."""

import json
import os
import shlex
from types import SimpleNamespace

import fakes
import pytest
from sitectl import advice, check, cli, desk, djangocheck, files, integrity, lock, program, promises
from sitectl import verbs
from sitectl.command import Outcome
from sitectl.errors import SiteError

DJANGO = """\
System check identified some issues:

ERRORS:
entries.Entry.name: (fields.E120) CharFields must define a 'max_length' attribute.
WARNINGS:
?: (security.W004) You have not set a value for the SECURE_HSTS_SECONDS setting.
?: (security.W018) You should not have DEBUG set to True in deployment.
entries.Entry: (models.W042) Auto-created primary key used.
\tHINT: Configure the DEFAULT_AUTO_FIELD setting.

System check identified 4 issues (0 silenced).
"""


@pytest.mark.parametrize("expected, counted", [({"security.W004"}, []), ((), ["security.W004"])])
def test_judge_when_django_complains_then_only_errors_are_problems(expected, counted):
    problems, warnings, silent = djangocheck.judge(DJANGO, expected)
    assert [one.split(": ")[0] for one in problems] == ["fields.E120"]
    assert [one.split(": ")[0] for one in warnings] == [*counted, "security.W018", "models.W042"]
    assert silent == ({"security.W004"} - set(counted))


def test_judge_when_django_has_nothing_to_say_then_no_problem():
    text = "System check identified no issues (0 silenced)."
    assert djangocheck.judge(text, ()) == ([], [], set())


@pytest.mark.parametrize("lines, told", [
    ("TLS=off\n", "HTTPS is off, so security.W004 is not counted"),
    ("TLS=proxy\nTRUSTED_PROXIES=10.0.0.5\n",
     "HTTPS is ended by a proxy, so security.W004 is not counted"),
])
def test_ask_when_browsers_are_told_nothing_then_that_is_as_site_conf_says(
        tmp_path, monkeypatch, lines, told):
    monkeypatch.setattr(djangocheck.program, "ask", lambda *_: Outcome(1, DJANGO, ""))
    site = fakes.site(tmp_path)
    files.write_atomically(site.configuration_path, lines)
    problems, warnings, remark = djangocheck.ask(site, "a")
    assert remark == told and not any("W004" in one for one in [*problems, *warnings])


def test_ask_when_settings_do_not_load_then_the_exception(tmp_path, monkeypatch):
    text = ('Traceback (most recent call last):\n  File "x.py", line 1, in <module>\n'
            "ModuleNotFoundError: No module named 'x'\n")
    monkeypatch.setattr(djangocheck.program, "ask", lambda *_: Outcome(1, "", text))
    problems, *_ = djangocheck.ask(fakes.site(tmp_path), "a")
    assert problems == ["check --deploy failed: ModuleNotFoundError: No module named 'x'"]


def test_changed_files_when_configuration_was_edited_then_that_is_right():
    text = ("??5?????? c /etc/shop-site/default/site.conf\n"
            "missing   c /etc/logrotate.d/shop\n"
            "??5??????   /usr/lib/shop-site/default/launch\n"
            "missing     /usr/lib/shop-src/0123/a file.py\n"
            "missing     /usr/lib/shop-src/0123/b (Permission denied)\n")
    assert integrity.changed_files(text) == [
        "/usr/lib/shop-site/default/launch was changed",
        "/usr/lib/shop-src/0123/a file.py is missing",
        "/usr/lib/shop-src/0123/b (Permission denied) is missing"]


def _mine(path, mode):
    return promises.Promise(str(path), mode, "root", "root")


def test_promise_when_kept_or_stricter_then_no_fault(tmp_path):
    (tmp_path / "one").touch(0o600)
    for mode in (0o600, 0o400):
        (tmp_path / "one").chmod(mode)
        assert _mine(tmp_path / "one", 0o600).fault() is None


def test_promise_when_broken_then_says_how(tmp_path):
    one = tmp_path / "one"
    one.touch()
    one.chmod(0o640)
    assert _mine(one, 0o600).fault() == f"{one} has mode 0640, not 0600"
    os.chown(one, 1, 0)
    assert "'s, not root:root's" in _mine(one, 0o600).fault()
    one.unlink()
    assert _mine(one, 0o600).fault() == f"{one} is missing"
    one.symlink_to("/etc/shadow")
    assert _mine(one, 0o600).fault() == f"{one} is a link"


@pytest.mark.parametrize("queue, promised", [("redis", True), ("rabbitmq", False)])
def test_folders_when_the_queue_is_in_redis_then_it_is_the_users_alone(tmp_path, queue, promised):
    site = fakes.site(tmp_path, queue=queue)
    wanted = promises.Promise(site.below_var("queue"), 0o700, "shop", "shop")
    assert (wanted in promises.of_folders(site, None)) == promised


def test_writable_when_others_may_change_code_then_names_it(tmp_path):
    (tmp_path / "code/deep").mkdir(parents=True)
    (tmp_path / "code/right").touch(0o644)
    (tmp_path / "code/deep/wrong").touch()
    (tmp_path / "code/deep/wrong").chmod(0o666)
    (tmp_path / "code/link").symlink_to("right")
    found = promises.writable_by_others(str(tmp_path / "code"))
    assert found == [str(tmp_path / "code/deep/wrong")]
    (tmp_path / "code/deep").chmod(0o777)
    assert str(tmp_path / "code/deep") in promises.writable_by_others(str(tmp_path / "code"))


def test_words_when_there_are_many_then_a_few():
    assert promises.words_about(list("abcde")) == "a; b; c and 2 more"


def test_findings_when_one_check_fails_then_the_others_are_told(tmp_path, monkeypatch):
    class Desk:
        site = fakes.site(tmp_path)
        state = fakes.reread(site)
        resources = ()
        running = False

        def is_stopped(self):
            return False

        @property
        def nginx(self):
            raise OSError("nginx has hung itself up")

    found = {one.check: one for one in check.Check(Desk()).findings()}
    assert (found["nginx"].ok, found["nginx"].text) == (False, "nginx has hung itself up")
    assert found["serves"].ok is False
    assert {"secrets", "rights", "code", "packages", "disk"} <= set(found)


@pytest.fixture
def looked(tmp_path, monkeypatch):
    """A site whose checks are one function, ``looked.find``."""
    site = fakes.site(tmp_path)
    fakes.reread(site).save()
    one = SimpleNamespace(site=site, looks=0, find=lambda: None)

    def findings(_):
        one.looks += 1
        one.find()
        yield check.Finding("serves", True, f"look {one.looks}")

    monkeypatch.setattr(desk.account, "check", lambda _: None)
    monkeypatch.setattr(check.Check, "findings", findings)
    return one


def test_look_when_it_takes_long_then_others_have_the_lock(looked):
    def find():
        with lock.held(looked.site.below_var("lock"), 0):
            pass
        with pytest.raises(SiteError, match="has been checking this site"):
            with lock.held(os.path.join(looked.site.run, "check.lock"), 0, "checking this site"):
                pass

    looked.find = find
    assert [one.text for one in check.look(looked.site)] == ["look 1"]


def test_look_when_the_site_was_changed_meanwhile_then_looks_again(looked):
    def find():
        if looked.looks == 1:
            state = fakes.reread(looked.site)
            state.live = "b"
            state.save()

    looked.find = find
    assert [one.text for one in check.look(looked.site)] == ["look 2"]


@pytest.mark.parametrize("problems, status", [([], 0), (["fields.E120: Wrong."], 1)])
def test_check_when_django_warns_then_only_its_errors_are_an_alarm(
        looked, monkeypatch, capsys, problems, status):
    monkeypatch.setattr(check.djangocheck, "ask", lambda *_: (
        problems, ["security.W002: No middleware."], "HTTPS is off"))
    monkeypatch.setattr(check, "look", lambda site: list(check.Check(SimpleNamespace(
        site=site, state=SimpleNamespace(live="a")))._django("django")))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert check.check(looked.site, SimpleNamespace(json=False)) == status
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "warning  django      security.W002: No middleware."
    assert lines[:-1] == [f"PROBLEM  django      {one}" for one in problems]
    assert check.check(looked.site, SimpleNamespace(json=True)) == status
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] == (status == 0)
    assert said["checks"][-1] == {"check": "django", "ok": True, "warning": True,
                                  "text": "security.W002: No middleware."}


@pytest.mark.parametrize("outcome, line", [
    (Outcome(0, "unknown migrations: []\n", ""),
     "ok       migrations  release r1 has all that are applied"),
    (Outcome(0, 'unknown migrations: ["guest.0002"]\n', ""),
     "warning  migrations  1 migration is applied that release r1 does not have: guest.0002"),
    (Outcome(1, "", "Traceback:\nOperationalError: refused\n"),
     "-        migrations  release r1 does not tell: OperationalError: refused")])
def test_check_when_the_database_has_more_migrations_than_the_release_then_names_them(
        looked, monkeypatch, capsys, outcome, line):
    monkeypatch.setattr(check.program, "ask", lambda *_: outcome)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(check, "look", lambda site: list(check.Check(SimpleNamespace(
        site=site, state=SimpleNamespace(live="a", live_release="r1")))._migrations("migrations")))
    assert check.check(looked.site, SimpleNamespace(json=False)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == line


@pytest.mark.parametrize("status, serves, packages", [
    ("half-configured", "no release serves: dpkg --configure -a",
     "shop-site is half-configured: dpkg --configure -a"),
    ("installed", "no release serves: shop start", "")])
def test_findings_when_the_first_installation_failed_then_as_dpkg_has_it(
        tmp_path, monkeypatch, status, serves, packages):
    monkeypatch.setattr(advice, "run", lambda line: Outcome(
        0, status if line[-1] == "shop-site" else "installed", ""))
    site = fakes.site(tmp_path)
    one = check.Check(SimpleNamespace(site=site, state=fakes.reread(site)))
    assert [found.text for found in one._serves("serves")] == [serves]
    found, = one._packages("packages")
    assert found.ok is not bool(packages) and found.text.startswith(packages)


def test_run_when_check_asks_then_its_step_is_apart_from_a_switchs(tmp_path, monkeypatch):
    lines = []
    monkeypatch.setattr(program.systemd, "is_running", lambda: True)
    monkeypatch.setattr(program.systemd, "show", lambda *_: {"ActiveState": "inactive"})
    monkeypatch.setattr(program.sandbox, "of", lambda *_: [])
    monkeypatch.setattr(program.command, "run",
                        lambda line, timeout: lines.append(line) or Outcome(0, "", ""))
    site = fakes.site(tmp_path)
    site.verb = "check"
    program.run(site, "a", ["manage", "a", "check"], 60)
    assert "--unit=shop-check.service" in lines[0]


@pytest.mark.parametrize("uid, refusal, unaccepted, found", [
    (0, "", "", [(True, "running")]), (0, "no x", "no y", [(False, "no x")]),
    (0, "", "no y", [(True, "running"), (False, "no y")]),
    (1000, "no x", "no y", [(True, "running")])])
def test_check_when_nginx_would_refuse_then_tells_root_what_is_read_or_what_is_configured(
        tmp_path, monkeypatch, uid, refusal, unaccepted, found):
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    site = fakes.site(tmp_path)
    server = SimpleNamespace(look=lambda: (True, "running", True), refusal=lambda: refusal,
                             unaccepted=lambda: unaccepted)
    one = check.Check(SimpleNamespace(site=site, state=None, nginx=server))
    assert [(line.ok, line.text) for line in one._nginx("nginx")] == found


SHOWN = [verb for verb in verbs.VERBS if not verb.hidden]


@pytest.mark.parametrize("verb", SHOWN, ids=lambda verb: verb.name)
def test_help_when_asked_has_examples_that_the_grammar_takes(tmp_path, capsys, verb):
    site = fakes.site(tmp_path)
    files.write_atomically(os.path.join(site.lib, "site.json"), site.text)
    with pytest.raises(SystemExit) as left:
        cli.main(site.lib, [verb.name, "--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    assert verb.examples
    for example in verb.examples:
        words = shlex.split(example.format(unit="shop"))
        assert f"  shop {example.format(unit='shop')}\n" in text
        assert cli.parser("shop").parse_args(words).verb == verb.name


def said_of(folder, capsys, *words):
    """The exit code and what is written to standard error."""
    site = fakes.site(folder)
    files.write_atomically(os.path.join(site.lib, "site.json"), site.text)
    code = cli.main(site.lib, list(words))
    return code, capsys.readouterr().err


@pytest.mark.parametrize("words, told", [
    (["stauts", "--json"], 'shop has no verb "stauts": shop status may be meant, and'),
    (["--now", "stauts"], 'shop has no verb "stauts": shop status may be meant, and'),
    (["configur"], 'shop has no verb "configur":'), (["boo"], 'shop has no verb "boo":')])
def test_verb_when_misspelt_then_the_nearest_of_those_for_people(tmp_path, capsys, words, told):
    assert said_of(tmp_path, capsys, *words) == (2, f"error: {told} shop --help lists all\n")


def test_verb_when_there_is_none_then_they_are_listed_without_those_of_the_package(
        tmp_path, capsys):
    code, said = said_of(tmp_path, capsys)
    assert code == 2
    assert all(f"\n    {verb.name}" in said for verb in SHOWN)
    assert not [verb.name for verb in verbs.VERBS if verb.hidden and f"\n    {verb.name}" in said]


def test_help_when_asked_of_the_command_has_all_verbs_and_examples():
    text = cli.parser("shop").format_help()
    for verb in SHOWN:
        assert f"\n    {verb.name}" in text and f"  shop {verb.examples[0]}".split("{")[0] in text
    assert not [verb.name for verb in verbs.VERBS if verb.hidden and f"\n    {verb.name} " in text]


@pytest.mark.parametrize("words, told", [
    (["offline", "--messag", "x"], "--messag x"), (["check", "--js"], "--js"),
    (["--hel"], None), (["manage", "--ne", "migrate"], None)])
def test_option_when_it_is_shortened_then_refused(capsys, words, told):
    with pytest.raises(SystemExit) as left:
        cli.parser("shop").parse_args(words)
    assert left.value.code == 2
    assert (f"unrecognized arguments: {told}" if told else "error: ") in capsys.readouterr().err


@pytest.mark.parametrize("words, since", [
    (["--since", "-10s"], "-10s"), (["--nginx", "--since", "-1 hour", "-f"], "-1 hour"),
    (["--since=-10s"], "-10s"), (["--since", "1 hour ago"], "1 hour ago")])
def test_since_when_it_is_told_from_now_on_back_then_taken_for_a_time(words, since):
    assert cli._parsed("shop", ["logs", *words]).since == since


@pytest.mark.parametrize("words", [["--since", "-f"], ["--since", "--nginx"], ["--since"]])
def test_since_when_an_option_follows_then_refused(capsys, words):
    with pytest.raises(SystemExit):
        cli._parsed("shop", ["logs", *words])
    assert "argument --since: expected one argument" in capsys.readouterr().err


def test_option_when_it_is_one_letter_then_its_value_may_follow_at_once():
    parsed = cli.parser("shop").parse_args(["logs", "-fn5"])
    assert (parsed.follow, parsed.lines) == (True, 5)
