"""Erasing files: as far as the file system allows, and what that is, said as it is."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

IN_PLACE = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "jfs", "vfat", "exfat", "ntfs", "ntfs3", "fuseblk", "hfsplus"}
)
"""File systems that write new bytes where the old ones of a file were. btrfs, ZFS, bcachefs, f2fs
and overlays write them elsewhere; of an unknown one nothing is assumed."""
_PIECE = 1 << 20
MOUNTS = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class Medium:
    """What a path lies on. kind: of the file system, "" where it is not known. flash: its disk has
    no heads; None where that is not known (a file system over several, over a network)."""

    kind: str
    flash: bool | None

    @property
    def in_place(self) -> bool:
        return self.kind in IN_PLACE

    @property
    def said(self) -> str:
        """What erasing does here, in a sentence."""
        if not self.in_place:
            return (
                f"The file system ({self.kind or 'unknown'}) may write new bytes elsewhere: "
                "deleted files are unlinked, and their bytes stay until their place is used again."
            )
        if self.flash is False:
            return (
                f"The file system ({self.kind}) writes in place on a magnetic disk: deleted files "
                "are overwritten once. Snapshots and backups keep what they have."
            )
        return (
            f"The file system ({self.kind}) writes in place, and deleted files are overwritten "
            "once; but a flash disk writes elsewhere and keeps old bytes until it uses their place "
            "again. Snapshots and backups keep what they have."
        )


def medium_of(path: Path, mounts: Path = MOUNTS) -> Medium:
    """Of an existing path. Raises nothing: what cannot be found out is unknown."""
    try:
        device = os.stat(path).st_dev
        wanted = f"{os.major(device)}:{os.minor(device)}"
        for line in mounts.read_text().splitlines():
            fields = line.split()
            if fields[2] == wanted:
                kind = fields[fields.index("-") + 1]
                return Medium(kind, _flash(wanted))
    except (OSError, ValueError, IndexError):
        pass
    return Medium("", None)


def erase(path: Path, *, overwrite: bool) -> bool:
    """Unlink a file, its bytes overwritten before it where wanted. Returns whether they were: not
    where another name (a backup made of links) holds the same file. Raises OSError."""
    done = False
    found = path.lstat()
    if overwrite and stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
        fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            _overwritten(fd, found.st_size)
        finally:
            os.close(fd)
        done = True
    path.unlink()
    return done


def _overwritten(fd: int, size: int) -> None:
    at = 0
    while at < size:  # random: neither compressed away nor left as a hole
        at += os.pwrite(fd, os.urandom(min(_PIECE, size - at)), at)
    os.fsync(fd)


def _flash(device: str) -> bool | None:
    """device: "major:minor"."""
    block = Path("/sys/dev/block") / device
    for queue in (block / "queue", block / ".." / "queue"):
        try:
            return (queue / "rotational").read_text().strip() == "0"
        except OSError:
            continue
    return None
