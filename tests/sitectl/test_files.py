"""Files, key-value pairs, state, lock, secrets."""

import contextlib
import os
import resource
import stat

import fakes
import pytest
from sitectl import files, keyvalue, lock, secretfiles, state
from sitectl.errors import SiteError


def test_write_atomically_when_done_then_leaves_no_temporary(tmp_path):
    path = str(tmp_path / "file")
    files.write_atomically(path, "one")
    files.write_atomically(path, "two", 0o600)
    assert files.read_text(path) == "two"
    assert os.listdir(tmp_path) == ["file"]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_write_atomically_when_disk_is_full_then_keeps_the_old(tmp_path, monkeypatch):
    path = str(tmp_path / "file")
    files.write_atomically(path, "one")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_atomically(path, "two")
    assert files.read_text(path) == "one"
    assert os.listdir(tmp_path) == ["file"]


def test_create_once_when_there_then_leaves_it(tmp_path):
    path = str(tmp_path / "file")
    assert files.create_once(path, "one", 0o600)
    assert not files.create_once(path, "two", 0o600)
    assert files.read_text(path) == "one"
    assert os.listdir(tmp_path) == ["file"]


@pytest.fixture
def disk(monkeypatch, tmp_path):
    """What a power cut could come between, in its order: syncs, with what was in the file by then,
    and names that are given."""
    seen = []

    def fsync(descriptor):
        path = os.readlink(f"/proc/self/fd/{descriptor}")
        assert os.path.dirname(path) == str(tmp_path) or path == str(tmp_path)
        seen.append("folder" if os.path.isdir(path) else "content " + files.read_text(path))

    def naming(word, name):
        def call(source, target):
            seen.append(f"{word} {os.path.basename(target)}")
            name(source, target)
        return call

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", naming("rename", os.rename))
    monkeypatch.setattr(os, "link", naming("link", os.link))
    return seen


def test_write_atomically_when_power_is_cut_then_name_has_the_whole_content(tmp_path, disk):
    files.write_atomically(str(tmp_path / "file"), "text")
    assert disk == ["content text", "rename file", "folder"]


def test_create_once_when_power_is_cut_then_name_has_the_whole_content(tmp_path, disk):
    files.create_once(str(tmp_path / "key"), "secret", 0o600)
    assert disk == ["content secret", "link key", "folder"]


def test_link_atomically_when_a_file_is_there_then_refuses(tmp_path):
    path = str(tmp_path / "link")
    assert files.link_atomically(path, "x")
    assert not files.link_atomically(path, "x")
    assert files.link_atomically(path, "y")
    os.unlink(path)
    files.write_atomically(path, "precious")
    with pytest.raises(SiteError, match="not a symbolic link"):
        files.link_atomically(path, "x")


@pytest.mark.parametrize("text, value", [
    ("A=b", "b"), ("A = b c ", "b c"), ("A='b c'", "b c"), ('A="$(id)"', "$(id)"),
    ("A=", ""), ("# x\n\n;y\nA=b=c", "b=c"), ("A='", "'")])
def test_parse_when_pairs_then_values(text, value):
    assert keyvalue.parse(text, "site.conf") == {"A": value}


@pytest.mark.parametrize("text", ["nonsense", "a=b", "=b", "export A=b", "A-B=c"])
def test_parse_when_something_else_then_says_where(text):
    with pytest.raises(SiteError) as caught:
        keyvalue.parse("\n" + text, "/etc/site.conf")
    assert str(caught.value) == (
        f'/etc/site.conf, line 2: "{text}" is not KEY=VALUE: correct it or put # before.')


@pytest.mark.parametrize("value", ["a\nB=c", "a\rb", "a\0b"])
def test_render_when_line_break_then_refuses(value):
    with pytest.raises(SiteError):
        keyvalue.render({"A": value})


@pytest.mark.parametrize("text", ["", "{", '{"format": 1, "live": "a"', "[]", "{}", "null"])
def test_load_when_state_is_damaged_then_never_begins_anew(tmp_path, text):
    site = fakes.site(tmp_path)
    path = site.below_var("state.json")
    files.write_atomically(path, text)
    with pytest.raises(SiteError, match="is damaged"):
        state.load(site)
    assert files.read_text(path) == text


def test_save_when_loaded_then_the_same(tmp_path):
    site = fakes.site(tmp_path)
    one = state.load(site)
    one.live, one.slots, one.releases = "b", {"b": "r1"}, {"r1": 5}
    one.save()
    assert state.load(site).values() == one.values()


def test_held_when_held_elsewhere_then_names_the_holder(tmp_path):
    path = str(tmp_path / "new" / "lock")
    with lock.held(path):
        with pytest.raises(SiteError, match=f"Process {os.getpid()} has been working"):
            with lock.held(path, patience=0):
                pass
    with lock.held(path, patience=0):
        pass


def test_held_when_the_disk_is_full_then_only_the_note_is_missing(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with lock.held(str(tmp_path / "lock")):
            with pytest.raises(SiteError, match="Process unknown has been working"):
                with lock.held(str(tmp_path / "lock"), patience=0):
                    pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_held_when_it_may_take_as_long_as_it_takes_then_waits_for_the_holder(tmp_path, monkeypatch):
    path = str(tmp_path / "lock")
    other = contextlib.ExitStack()
    other.enter_context(lock.held(path))
    pauses = []

    def sleep(_):
        pauses.append(1)
        if len(pauses) == 3:
            other.close()

    monkeypatch.setattr(lock.time, "monotonic", lambda: 1000.0 * len(pauses))
    monkeypatch.setattr(lock.time, "sleep", sleep)
    with lock.held(path, patience=None):
        assert len(pauses) == 3


def test_held_when_file_was_open_to_all_then_closes_it(tmp_path):
    path = tmp_path / "lock"
    path.write_text("12345\n")
    path.chmod(0o644)
    with lock.held(str(path)):
        assert path.read_text() == f"{os.getpid()}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_held_when_file_is_a_link_then_refuses(tmp_path):
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        with lock.held(str(tmp_path / "lock")):
            pass
    assert not (tmp_path / "elsewhere").exists()


def test_ensure_when_secret_exists_then_keeps_it(tmp_path):
    site = fakes.site(tmp_path)
    secretfiles.ensure(site)
    path = os.path.join(secretfiles.folder(site), "secret_key")
    first = files.read_text(path)
    os.chmod(path, 0o644)
    secretfiles.ensure(site)
    assert files.read_text(path) == first and len(first) == 64
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(secretfiles.folder(site)).st_mode) == 0o700


@pytest.mark.parametrize("text", ["", "short"])
def test_ensure_when_secret_is_damaged_then_never_replaces_it(tmp_path, text):
    site = fakes.site(tmp_path)
    os.makedirs(secretfiles.folder(site), 0o700)
    path = os.path.join(secretfiles.folder(site), "secret_key")
    files.write_atomically(path, text, 0o600)
    with pytest.raises(SiteError, match="fewer than 50 characters"):
        secretfiles.ensure(site)
    assert files.read_text(path) == text


def test_ensure_when_secret_is_a_link_then_refuses(tmp_path):
    site = fakes.site(tmp_path)
    os.makedirs(secretfiles.folder(site), 0o700)
    os.symlink("/etc/hostname", os.path.join(secretfiles.folder(site), "secret_key"))
    with pytest.raises(SiteError, match="not a plain file"):
        secretfiles.ensure(site)


def retain(site, name, text):
    os.makedirs(site.below_var("retained"), exist_ok=True)
    files.write_atomically(site.below_var("retained", name), text)


def test_ensure_when_purge_kept_the_secret_then_takes_it_back(tmp_path, capsys):
    site = fakes.site(tmp_path)
    retain(site, "secret_key", "k" * 64)
    retain(site, "secret_key.~1~", "o" * 64)
    secretfiles.ensure(site)
    path = os.path.join(secretfiles.folder(site), "secret_key")
    assert os.listdir(secretfiles.folder(site)) == ["secret_key"]
    assert files.read_text(path) == "k" * 64
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert os.listdir(site.below_var("retained")) == ["secret_key.~1~"]
    assert f"{path} taken back" in capsys.readouterr().out


def test_ensure_when_secret_is_there_then_leaves_the_kept_one(tmp_path):
    site = fakes.site(tmp_path)
    secretfiles.ensure(site)
    retain(site, "secret_key", "k" * 64)
    secretfiles.ensure(site)
    path = os.path.join(secretfiles.folder(site), "secret_key")
    assert files.read_text(path) != "k" * 64
    assert os.listdir(site.below_var("retained")) == ["secret_key"]
