"""Erasing: overwritten where that means something, and what is said is what is done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from medvoice.sealing import erasing
from medvoice.sealing.erasing import Medium, erase, medium_of

MOUNTS = """21 1 {device} / / rw,relatime shared:1 - {kind} /dev/sda1 rw
22 1 0:99 / /other rw - btrfs /dev/sdb rw
"""


def mounts(tmp_path: Path, kind: str) -> Path:
    device = os.stat(tmp_path).st_dev
    file = tmp_path / "mountinfo"
    file.write_text(MOUNTS.format(device=f"{os.major(device)}:{os.minor(device)}", kind=kind))
    return file


@pytest.mark.parametrize(("kind", "in_place"), [("ext4", True), ("btrfs", False), ("zfs", False)])
def test_the_file_system_is_found(tmp_path, kind, in_place) -> None:
    medium = medium_of(tmp_path, mounts(tmp_path, kind))
    assert (medium.kind, medium.in_place) == (kind, in_place)
    assert kind in medium.said


def test_what_is_not_known_is_not_promised(tmp_path) -> None:
    medium = medium_of(tmp_path, tmp_path / "nothing")
    assert not medium.in_place
    assert "stay until" in medium.said


def test_only_a_magnetic_disk_is_said_to_forget() -> None:
    assert "magnetic" in Medium("ext4", False).said
    for flash in (True, None):
        assert "keeps old bytes" in Medium("ext4", flash).said


def test_bytes_are_overwritten_before_the_name_goes(tmp_path, monkeypatch) -> None:
    path = tmp_path / "sound"
    path.write_bytes(b"what was said " * 1000)
    seen = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (real(fd), seen.append(path.read_bytes())))
    assert erase(path, overwrite=True)
    assert len(seen[0]) == 14_000
    assert b"what was said" not in seen[0]
    assert not path.exists()


def test_a_backup_made_of_links_and_what_a_link_points_to_stay(tmp_path) -> None:
    path, backup, link = tmp_path / "sound", tmp_path / "backup", tmp_path / "link"
    path.write_bytes(b"what was said")
    os.link(path, backup)
    assert not erase(path, overwrite=True)
    assert backup.read_bytes() == b"what was said"
    link.symlink_to(backup)
    assert not erase(link, overwrite=True)
    assert backup.read_bytes() == b"what was said"
    path.write_bytes(b"again")
    assert not erase(path, overwrite=False)
    assert erasing.IN_PLACE
