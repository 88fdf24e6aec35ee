"""ZIP archives within bounds: what they hold, and one member at a time."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from medvoice.documents.document import DocumentError
from medvoice.documents.limits import Limits

_CHUNK = 1 << 20


def members(file: IO[bytes], limits: Limits) -> list[str]:
    """Names of the files in it, in its order. Raises DocumentError; nearly anything for a broken
    file."""
    with zipfile.ZipFile(file) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
    if len(files) > limits.most_members:
        raise DocumentError(
            f"it holds {len(files):,} files, more than the {limits.most_members:,} that are read "
            "of one archive. Unpack it and give the folder"
        )
    unpacked = sum(info.file_size for info in files)
    if unpacked > limits.most_archive_bytes:
        raise DocumentError(
            f"unpacked it would have {unpacked >> 20:,} MB, more than the "
            f"{limits.most_archive_bytes >> 20:,} MB that are read of one archive (a bomb?)"
        )
    return [info.filename for info in files if not _of_the_system(info.filename)]


def _of_the_system(name: str) -> bool:
    """macOS's resource forks and hidden files."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


class Archives:
    """Unpacks members. The archive that was asked for last stays open: to read its list of names
    for each of 3,000 members took longer than all the rest."""

    def __init__(self) -> None:
        self._open: zipfile.ZipFile | None = None
        self._of: tuple[Path, int, int] | None = None

    def unpacked(self, path: Path, name: str, limits: Limits) -> bytes:
        """Raises OSError, and as `unpacked`."""
        status = path.stat()
        asked = (path, status.st_mtime_ns, status.st_size)
        if self._open is None or self._of != asked:
            self.close()
            self._open = zipfile.ZipFile(path)
            self._of = asked
        return unpacked(self._open, name, limits)

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = self._of = None


def unpacked(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """One member. What its entry promises is not believed: it is counted while it is unpacked.
    Raises DocumentError, KeyError for no such member; nearly anything for a broken one."""
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise DocumentError("it is locked with a password. Unpack it and give the file")
    if info.file_size > limits.most_unpacked:
        raise DocumentError(_too_large(info.file_size, limits))
    found = bytearray()
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            found += chunk
            if len(found) > limits.most_unpacked:
                raise DocumentError(_too_large(len(found), limits))
    return bytes(found)


def _too_large(size: int, limits: Limits) -> str:
    return (
        f"unpacked it has {size >> 20:,} MB or more, above the {limits.most_unpacked >> 20:,} MB "
        "that are read of one file (a bomb?)"
    )
