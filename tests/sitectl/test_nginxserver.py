"""Whether nginx has taken over what it was told."""

from sitectl import nginxserver
from sitectl.command import Outcome


def test_reload_when_an_old_worker_still_takes_visitors_waits_for_it(monkeypatch):
    names = iter(["nginx: worker process\0", "nginx: worker process is shutting down\0"])
    workers = iter([{"7"}, {"7"}, {"7", "8"}])
    monkeypatch.setattr(nginxserver, "_workers", lambda: next(workers))
    monkeypatch.setattr(nginxserver, "read_text", lambda _: next(names))
    monkeypatch.setattr(nginxserver, "run", lambda *_, **__: Outcome(0, "", ""))
    monkeypatch.setattr(nginxserver.time, "sleep", lambda _: None)
    assert nginxserver.reload().ok
    assert list(names) == list(workers) == []


def test_reload_when_nginx_goes_on_with_its_workers_then_it_has_failed(monkeypatch):
    monkeypatch.setattr(nginxserver, "_workers", lambda: {"7"})
    monkeypatch.setattr(nginxserver, "run", lambda *_, **__: Outcome(0, "", ""))
    monkeypatch.setattr(nginxserver, "_RELOAD_LIMIT", 0)
    outcome = nginxserver.reload()
    assert not outcome.ok and "/var/log/nginx/error.log says why" in outcome.text


def test_reload_when_nobody_tells_of_workers_then_systemd_is_believed(monkeypatch):
    monkeypatch.setattr(nginxserver, "_workers", set)
    monkeypatch.setattr(nginxserver, "run", lambda *_, **__: Outcome(0, "", ""))
    assert nginxserver.reload().ok
