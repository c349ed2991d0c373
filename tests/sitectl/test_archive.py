"""Archives: what goes in comes out, and what could do harm is refused first."""

import io
import json
import os
import pwd
import tarfile

import pytest
from sitectl import archive, compression, trees
from sitectl.errors import SiteError

ROOT = pwd.getpwuid(os.geteuid())
WAYS = ["gzip", "zstd"]


def write(path, fill, way="gzip"):
    """Writes an archive: a manifest, then what fill(writer) adds."""
    with open(path, "wb") as file, compression.writing(file, way) as stream:
        writer = archive.Writer(stream)
        writer.add_text(archive.MANIFEST, '{"format": 1}', 0)
        fill(writer)
        writer.close()


def check(path):
    with open(path, "rb") as file:
        return archive.check(file, str(path))


def tree(folder):
    """A folder of the site's user with what may be in one."""
    media = folder / "media"
    (media / "deep").mkdir(parents=True)
    (media / "one").write_text("first")
    (media / "deep/empty").touch()
    (media / "deep/back").symlink_to("../one")
    (media / "two\nlines").write_text("odd")
    (media / "noise").write_bytes(os.urandom(300000))
    os.makedirs(os.fsencode(media) + b"/not-\xff-utf8")
    (media / "closed").write_text("x")
    (media / "closed").chmod(0o600)
    os.utime(media / "one", (1000, 1000))
    return media


def unpack(path, folder):
    """What a restoration does with a tree."""
    (folder / "new").mkdir()
    builder = trees.Builder(str(folder / "new"), ROOT)
    with open(path, "rb") as file:
        for info, content in archive.members(file, str(path)):
            if info.name == "media":
                builder.begin("media", str(folder / "media"))
            elif info.name.startswith("media/"):
                builder.add(info, lambda target: archive.digest_of(info, content, target))
    return folder / "new/media"


def listing(folder):
    """All that a tree is: paths, kinds, modes, times of files, contents."""
    found = {}
    for top, folders, names in os.walk(os.fsencode(folder)):
        for name in folders + names:
            path = os.path.join(top, name)
            status = os.lstat(path)
            what = None
            if os.path.islink(path):
                what = os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    what = (file.read(), int(status.st_mtime))
            found[os.path.relpath(path, os.fsencode(folder))] = (status.st_mode, what)
    return found


@pytest.mark.parametrize("way", WAYS)
def test_archive_when_unpacked_is_the_same_tree(tmp_path, way):
    media = tree(tmp_path)
    write(tmp_path / "one", trees.Reader(str(media), "media").add_to, way)
    contents = check(tmp_path / "one")
    assert contents.manifest == {"format": 1}
    assert contents.count == 1 + 9
    assert listing(unpack(tmp_path / "one", tmp_path)) == listing(media)


def test_reader_when_things_lead_out_or_are_no_files_then_leaves_them_out(tmp_path):
    media = tree(tmp_path)
    (media / "shadow").symlink_to("/etc/shadow")
    (media / "deep/out").symlink_to("../../secret")
    (media / "deep/hidden").symlink_to("x/../../..")
    (media / "folder").symlink_to("/etc")
    os.mkfifo(media / "pipe")
    reader = trees.Reader(str(media), "media", skip=["one"])
    write(tmp_path / "one", reader.add_to)
    assert sorted(name for name, _ in reader.left_out) == [
        "media/deep/hidden", "media/deep/out", "media/folder", "media/pipe", "media/shadow"]
    assert "it is a link that leads out, to /etc/shadow" in dict(reader.left_out)["media/shadow"]
    assert not {"media/shadow", "media/one", "media/pipe"} & set(check(tmp_path / "one").sums)


def test_reader_when_a_folder_becomes_a_link_meanwhile_then_reads_nothing_behind_it(tmp_path):
    media = tree(tmp_path)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/key").write_text("do not read")

    class Planting(archive.Writer):
        """Exchanges a folder as soon as its parent has been listed."""

        def add(self, info, file=None):
            if info.name == "media" and not (media / "deep").is_symlink():
                os.rename(media / "deep", tmp_path / "moved")
                (media / "deep").symlink_to(tmp_path / "secret")
            return super().add(info, file)

    stream = io.BytesIO()
    writer = Planting(stream)
    trees.Reader(str(media), "media").add_to(writer)
    writer.close()
    assert b"do not read" not in stream.getvalue()


def test_writer_when_a_file_shrinks_then_the_archive_is_whole_and_it_is_told(tmp_path):
    media = tree(tmp_path)
    (media / "big").write_bytes(b"x" * 5000)

    class Cutting(archive.Writer):
        def add(self, info, file=None):
            if info.name == "media/big":
                os.truncate(media / "big", 100)
            return super().add(info, file)

    reader = trees.Reader(str(media), "media")
    with open(tmp_path / "one", "wb") as file, compression.writing(file, "gzip") as stream:
        writer = Cutting(stream)
        writer.add_text(archive.MANIFEST, "{}", 0)
        reader.add_to(writer)
        writer.close()
    check(tmp_path / "one")
    assert reader.left_out == [("media/big", "it was cut short while it was read")]


@pytest.mark.parametrize("way", WAYS)
def test_check_when_a_byte_differs_or_the_end_is_missing_then_refuses(tmp_path, way):
    media = tree(tmp_path)
    write(tmp_path / "one", trees.Reader(str(media), "media").add_to, way)
    data = (tmp_path / "one").read_bytes()
    for broken in (data[:-1], data[:len(data) // 2],
                   data[:9000] + bytes([data[9000] ^ 1]) + data[9001:]):
        (tmp_path / "one").write_bytes(broken)
        with pytest.raises(SiteError, match="is damaged"):
            check(tmp_path / "one")


def member(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


MEDIA = member("media", tarfile.DIRTYPE)


@pytest.mark.parametrize("infos, words", [
    ([member("/etc/passwd")], "an absolute path"),
    ([MEDIA, member("media/../../etc/passwd")], "leads out"),
    ([MEDIA, member("media/./one")], "leads out"),
    ([MEDIA, member("media/one"), member("media/one")], "a second time"),
    ([MEDIA, member("media/link", tarfile.SYMTYPE, "/etc")], "a link that leads out"),
    ([MEDIA, member("media/link", tarfile.SYMTYPE, "../..")], "a link that leads out"),
    ([MEDIA, member("media/link", tarfile.SYMTYPE, "a/../../..")], "a link that leads out"),
    ([MEDIA, member("media/link", tarfile.SYMTYPE, "sub"), member("media/link/one")],
     "whose folder is not in it"),
    ([member("media/one")], "whose folder is not in it"),
    ([member("media", tarfile.SYMTYPE, "etc")], "should be a folder"),
    ([MEDIA, member("media/hard", tarfile.LNKTYPE, "media/one")], "no plain file, folder or link"),
    ([MEDIA, member("media/null", tarfile.CHRTYPE)], "no plain file, folder or link"),
    ([MEDIA, member("media/pipe", tarfile.FIFOTYPE)], "no plain file, folder or link"),
    ([member("config/etc/link", tarfile.SYMTYPE, "x")], "should be a plain file"),
    ([member("other")], "which is unknown"),
])
def test_check_when_a_member_could_do_harm_then_refuses(tmp_path, infos, words):
    def fill(writer):
        for info in infos:
            writer.add(info, io.BytesIO())

    write(tmp_path / "one", fill)
    with pytest.raises(SiteError, match=words):
        check(tmp_path / "one")


def test_check_when_a_checksum_is_another_then_names_the_file(tmp_path):
    with open(tmp_path / "one", "wb") as file, compression.writing(file, "gzip") as stream:
        with tarfile.open(fileobj=stream, mode="w|") as tar:
            for name, text in (("backup.json", "{}"), ("config/etc/one", "x"),
                               ("checksums.json", json.dumps({"config/etc/one": "0"}))):
                info = tarfile.TarInfo(name)
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text.encode()))
    with pytest.raises(SiteError, match="the checksum of 'backup.json' is wrong"):
        check(tmp_path / "one")


def test_check_when_it_is_no_archive_then_says_so(tmp_path):
    for data in (b"", b"hello", b"\x1f\x8bno", b"\x28\xb5\x2f\xfdno"):
        (tmp_path / "one").write_bytes(data)
        with pytest.raises(SiteError):
            check(tmp_path / "one")


@pytest.mark.parametrize("name, way", [("a.tar.gz", "gzip"), ("a.tgz", "gzip")])
def test_way_when_named_is_that(name, way):
    assert compression.of_name(name) == way


def test_way_when_name_says_nothing_then_refuses():
    with pytest.raises(SiteError, match="the name of a backup ends in"):
        compression.of_name("/root/backup.zip")
