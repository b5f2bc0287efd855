"""What is checked before anything is opened."""

import errno
import os
from pathlib import Path

import pytest

from index.data_directory import NETWORK_FILE_SYSTEMS, DataDirectory, file_system_of
from index.errors import DataDirectoryUnusable


def refused(root):
    with pytest.raises(DataDirectoryUnusable) as caught:
        DataDirectory(root=root).prepare()
    error = caught.value
    assert error.exit_code == 2
    assert str(root) in error.message
    assert "\n" not in error.message
    assert "--data-dir" in error.hint
    return error.message


def test_it_is_made_for_nobody_else_and_left_as_clean_as_before(tmp_path):
    root = tmp_path / "a" / "b ü"
    for _ in range(2):
        DataDirectory(root=root).prepare()
    assert root.stat().st_mode & 0o777 == 0o700
    assert [*root.iterdir()] == []


def test_a_file_in_its_place(tmp_path):
    (tmp_path / "data").write_text("mine")
    assert "is a file" in refused(tmp_path / "data")
    refused(tmp_path / "data" / "below")
    assert (tmp_path / "data").read_text() == "mine"


def fail_with(number):
    def fail(self, *args, **named):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_read_only(tmp_path, monkeypatch, number):
    monkeypatch.setattr(Path, "touch", fail_with(number))
    assert "read-only" in refused(tmp_path)


def test_it_cannot_be_made(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", fail_with(errno.EROFS))
    assert "Read-only file system" in refused(tmp_path / "data")


def test_a_full_disk_can_still_be_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "touch", fail_with(errno.ENOSPC))
    DataDirectory(root=tmp_path).prepare()


MOUNTS = r"""
rootfs / rootfs rw 0 0
/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
server:/share /mnt/share nfs4 rw 0 0
server:/old /mnt/with\040space\134too cifs rw 0 0
/dev/sdb1 /mnt/share/local ext4 rw 0 0
garbage
overlay /over overlay rw 0 0
/dev/sdc1 /over xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/ann/data", "ext4"),
        ("/mnt/share/data", "nfs4"),
        ("/mnt/share", "nfs4"),
        ("/mnt/sharedata", "ext4"),
        ("/mnt/share/local/x", "ext4"),
        (r"/mnt/with space\too/x", "cifs"),
        ("/over/x", "xfs"),
        ("/", "ext4"),
    ],
)
def test_the_innermost_and_latest_mount_counts(tmp_path, path, kind):
    (tmp_path / "mounts").write_text(MOUNTS)
    assert file_system_of(Path(path), tmp_path / "mounts") == kind


def test_where_the_machine_does_not_tell(tmp_path):
    assert file_system_of(tmp_path, tmp_path / "none") is None


@pytest.mark.parametrize("kind", sorted(NETWORK_FILE_SYSTEMS))
def test_a_network_share_is_refused(tmp_path, monkeypatch, kind):
    monkeypatch.setattr("index.data_directory.file_system_of", lambda path, mounts: kind)
    assert kind in refused(tmp_path / "data")


def test_a_link_to_a_share_is_on_the_share(tmp_path):
    (tmp_path / "mounts").write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path}/share nfs rw 0 0\n")
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    assert file_system_of(tmp_path / "link" / "data", tmp_path / "mounts") == "nfs"
