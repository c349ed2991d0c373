"""What a slot's unit becomes."""

import os

import pytest

SHOW = """#!/bin/sh
printf '%s\\n' "$@"
echo "in $(pwd)"
env | sort
"""


def stand_in(host):
    python = host.env / "bin/python"
    python.unlink()
    python.write_text(SHOW)
    python.chmod(0o755)


def test_web_when_slot_has_a_release_is_gunicorn(host):
    stand_in(host)
    outcome = host.run("web", "a")
    assert outcome.stdout.splitlines()[:6] == [
        "-P", "-m", "gunicorn", "--config", f"{host.etc}/gunicorn.conf.py",
        "site_wsgi:application"]
    assert f"in {host.project}" in outcome.stdout


@pytest.mark.parametrize("server, worker", [
    ("uvicorn", "uvicorn.workers.UvicornWorker"),
    ("uvicorn-worker", "uvicorn_worker.UvicornWorker")])
def test_web_when_release_is_of_asgi_is_gunicorn_with_uvicorns_workers(host, server, worker):
    stand_in(host)
    host.slot.update(SERVER=server, ASGI="guestbook.asgi:application")
    lines = host.run("web", "a").stdout.splitlines()
    assert lines[:8] == ["-P", "-m", "gunicorn", "--config", f"{host.etc}/gunicorn.conf.py",
                         "--worker-class", worker, "site_asgi:application"]
    assert "SITE_ASGI=guestbook.asgi:application" in lines


def test_web_when_daphne_serves_is_daphne(host):
    stand_in(host)
    host.slot["SERVER"] = "daphne"
    assert host.run("web", "a").stdout.splitlines()[:3] == ["-P", "-m", "site_daphne"]


def test_web_when_server_is_of_a_later_version_says_so(host):
    host.slot["SERVER"] = "hypercorn"
    assert 'is served by "hypercorn", which this version does not know' in (
        host.run("web", "a").stderr)


def test_web_when_started_has_the_sites_environment_and_no_secret(host):
    stand_in(host)
    lines = host.run("web", "a").stdout.splitlines()
    assert "DJANGO_SETTINGS_MODULE=site_settings" in lines
    assert "SITE_PROJECT_SETTINGS=guestbook.settings" in lines
    assert "DATABASE=shop" in lines
    assert "DATABASE_URL=postgres:///shop" in lines
    assert "ALLOWED_HOSTS=www.example.org,.example.net" in lines
    assert f"MEDIA_ROOT={host.var}/media" in lines
    assert not [line for line in lines if "SECRET" in line or "kkkk" in line]


def test_web_when_project_is_the_sources_root_names_it_once(host):
    stand_in(host)
    host.slot["PROJECT"] = host.slot["SRC"]
    lines = host.run("web", "a").stdout.splitlines()
    assert f"PYTHONPATH={host.slot['SITE_PYTHON']}:{host.etc}:{host.src}" in lines


def test_slot_file_when_hostile_is_data(host):
    stand_in(host)
    canary = host.root / "canary"
    host.slot["SERVER_NAMES"] = f"$(touch {canary}) `touch {canary}` *"
    host.slot["X"] = f"'; touch {canary}; '"
    host.slot["PATH"] = "/nowhere"
    lines = host.run("web", "a").stdout.splitlines()
    assert f"ALLOWED_HOSTS=$(touch,{canary}),`touch,{canary}`," in lines
    assert not canary.exists()
    assert f"PATH={host.env}/bin:/usr/local/bin:/usr/bin:/bin" in lines


def test_manage_when_called_hands_its_arguments_over(host):
    stand_in(host)
    host.write("manage.py", "")
    outcome = host.run("manage", "a", "shell", "-c", "a b")
    assert outcome.stdout.splitlines()[:5] == ["-P", "manage.py", "shell", "-c", "a b"]


def test_manage_when_project_has_none_is_djangos(host):
    stand_in(host)
    outcome = host.run("manage", "a", "check")
    assert outcome.stdout.splitlines()[:4] == ["-P", "-m", "django", "check"]


def test_launch_when_slot_is_empty_says_so(host):
    outcome = host.run("web", "b")
    assert outcome.returncode == 1
    assert outcome.stderr.strip() == (
        f"launch: {host.var}/slots/b.conf is missing: slot b has no release to run")


def test_launch_when_source_was_removed_says_so(host):
    host.slot["PROJECT"] = host.root / "gone"
    outcome = host.run("web", "a")
    assert outcome.returncode == 1
    assert "gone is gone: install the package of release 1.2-0123456789ab again" in outcome.stderr


def test_launch_when_called_wrongly_says_how(host):
    assert "\"../x\" is no slot" in host.run("web", "../x").stderr
    assert "usage: launch" in host.run("web").stderr
    assert "\"boot\" is none of web, worker, beat, manage" in host.run("boot", "a").stderr


def test_home_when_a_library_wants_one_is_the_sites_data(host):
    stand_in(host)
    lines = host.run("web", "a").stdout.splitlines()
    assert f"HOME={host.var}/data" in lines
    assert os.path.isdir(host.var / "data")


def test_worker_when_release_has_celery_takes_its_queues(host):
    stand_in(host)
    host.slot.update(CELERY_APP="guestbook", CELERY_QUEUES="mail,slow", CELERY_CONCURRENCY="3")
    lines = host.run("worker", "a").stdout.splitlines()
    assert lines[:lines.index(f"in {host.project}")] == [
        "-P", "-m", "celery", "--app", "site_celery", "worker", "--hostname", "shop-a@%h",
        "--loglevel", "INFO", "--concurrency", "3", "--queues", "mail,slow"]
    assert "SITE_CELERY=guestbook" in lines


def test_worker_when_nothing_is_said_leaves_it_to_celery(host):
    stand_in(host)
    host.slot.update(CELERY_APP="guestbook", CELERY_QUEUES="", CELERY_CONCURRENCY="")
    said = host.run("worker", "a").stdout
    assert "--concurrency" not in said and "--queues" not in said


def test_worker_and_beat_when_release_has_no_celery_say_so(host):
    for command in ("worker", "beat"):
        outcome = host.run(command, "a")
        assert outcome.returncode == 1
        assert "release 1.2-0123456789ab has no Celery application" in outcome.stderr


def test_web_when_cache_is_the_sites_own_knows_its_socket(host):
    stand_in(host)
    lines = host.run("web", "a").stdout.splitlines()
    assert "CACHE_URL=memcached:///run/shop-cache/memcached.sock" in lines
    assert not [line for line in lines if line.startswith("CELERY_BROKER_URL")]


def test_web_when_another_release_was_installed_since_keeps_its_own_addresses(host):
    stand_in(host)
    host.slot.update(DATABASE="", DATABASE_URL="sqlite:////var/db.sqlite3", CACHE_URL="",
                     BROKER_URL="redis+socket:///run/shop-queue/redis.sock",
                     CREDENTIALS="secret_key")
    lines = host.run("web", "a").stdout.splitlines()
    assert "DATABASE_URL=sqlite:////var/db.sqlite3" in lines
    assert "CELERY_BROKER_URL=redis+socket:///run/shop-queue/redis.sock" in lines
    assert not [line for line in lines if line.startswith(("CACHE_URL=", "DATABASE="))]


def test_launch_when_the_slots_file_is_of_an_earlier_version_says_what_to_do(host):
    del host.slot["CREDENTIALS"]
    outcome = host.run("web", "a")
    assert (outcome.returncode, outcome.stderr) == (1, (
        f"launch: {host.var}/slots/a.conf is of an earlier version of this site's package:"
        " run shop start\n"))
