"""The lock of backups beside the site's own: who waits for whom, and who does not."""

import contextlib
from types import SimpleNamespace

import fakes
import pytest
from sitectl import desk, keeping, lifecycle, lock, manage, package, safekeeping
from sitectl.errors import SiteError


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site whose desk is empty, and where nobody has patience."""
    one = fakes.site(tmp_path)
    monkeypatch.setattr(desk.account, "check", lambda _: None)
    monkeypatch.setattr(desk, "Desk", lambda _: SimpleNamespace(heal=lambda: None, site=one))
    monkeypatch.setattr(keeping.held, "__defaults__", (0,))
    return one


def is_free(site):
    """Whether the site's own lock is."""
    try:
        with lock.held(site.below_var("lock"), 0):
            return True
    except SiteError:
        return False


def test_backup_when_it_reads_then_the_sites_lock_is_free_and_its_own_is_not(site, monkeypatch):
    found = []

    class Reading:
        def __init__(self, _):
            found.append(is_free(site))

        def to(self, _):
            found.append(is_free(site))
            with pytest.raises(SiteError, match="has been working on a backup or a migration"):
                with keeping.held(site):
                    pass

    monkeypatch.setattr(safekeeping, "Backup", Reading)
    safekeeping.backup(site, SimpleNamespace(target=None))
    assert found == [False, True]
    with keeping.held(site):
        pass


def test_alone_when_a_backup_is_made_then_waits_without_the_sites_lock(site, monkeypatch):
    backup, found = contextlib.ExitStack(), []
    backup.enter_context(keeping.held(site))

    def sleep(_):
        found.append(is_free(site))
        backup.close()

    monkeypatch.setattr(keeping.time, "sleep", sleep)
    with contextlib.ExitStack() as stack:
        with keeping.alone(site, stack):
            assert not is_free(site)
        assert is_free(site)
        with pytest.raises(lock.Busy), keeping.held(site):
            pass
    assert found == [True]


def test_remove_when_a_backup_is_made_then_refuses(site, monkeypatch):
    removed = []
    monkeypatch.setattr(lifecycle, "remove", removed.append)
    monkeypatch.setattr(keeping.lock, "PATIENCE", 0)
    monkeypatch.setattr(keeping.time, "monotonic", iter(range(0, 1000, 100)).__next__)
    with keeping.held(site):
        with pytest.raises(SiteError, match="migration of this site and holds .*: wait for"):
            package.remove(site, None)
    assert not removed and is_free(site)
    package.remove(site, None)
    assert len(removed) == 1


@pytest.mark.parametrize("word, done", [("migrate", False), ("shell", True)])
def test_manage_when_a_backup_is_made_then_does_not_migrate(site, monkeypatch, word, done):
    called = []
    monkeypatch.setattr(manage, "_of_live", lambda _, words: called.append(words))
    with keeping.held(site):
        with contextlib.nullcontext() if done else pytest.raises(SiteError, match="wait for its"):
            manage.manage(site, SimpleNamespace(new=False, words=[word]))
    assert bool(called) == done


def test_verbs_when_the_lock_is_kept_then_boot_alone_waits_as_long_as_it_takes(site, monkeypatch):
    asked = {}

    @contextlib.contextmanager
    def at(_, patience):
        asked[verb.name] = patience
        yield None

    from sitectl import verb as module
    from sitectl.verbs import VERBS

    monkeypatch.setattr(module, "at", at)
    for name in ("boot", "start", "stop"):
        verb = next(one for one in VERBS if one.name == name)
        with contextlib.suppress(AttributeError):  # There is no desk.
            verb.act(site, None)
    assert asked == {"boot": None, "start": 60, "stop": 60}
