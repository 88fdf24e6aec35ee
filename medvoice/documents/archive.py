"""ZIP archives within bounds: what they hold, and one member at a time."""

from __future__ import annotations

import zipfile
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


def unpacked(file: IO[bytes], name: str, limits: Limits) -> bytes:
    """One member. What its entry promises is not believed: it is counted while it is unpacked.
    Raises DocumentError, KeyError for no such member; nearly anything for a broken one."""
    with zipfile.ZipFile(file) as archive:
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
