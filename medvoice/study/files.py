"""The files of a folder, and what each is by its first bytes; names' endings are not believed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

_HEAD = 400
"""Bytes looked at: NIfTI-1's mark stands at 344, DICOM's at 128."""


class FileKind(StrEnum):
    """Values of refused kinds are what the user is told."""

    DICOM = "DICOM"
    NIFTI = "NIfTI"
    GZIP = "gzip"  # a NIfTI file if its inside says so
    PICTURE = "picture"  # PNG or JPEG
    TIFF = "TIFF"
    EMPTY = "empty"
    ARCHIVE = "an archive: unpack it and give the folder"
    VIDEO = "a video"
    PDF = "a PDF document"
    OTHER = "no image"


_MARKS: tuple[tuple[int, bytes, FileKind], ...] = (
    (128, b"DICM", FileKind.DICOM),
    (344, b"n+1\0", FileKind.NIFTI),
    (4, b"n+2\0\r\n\x1a\n", FileKind.NIFTI),
    (0, b"\x1f\x8b", FileKind.GZIP),
    (0, b"\x89PNG\r\n\x1a\n", FileKind.PICTURE),
    (0, b"\xff\xd8\xff", FileKind.PICTURE),
    (0, b"II*\0", FileKind.TIFF),
    (0, b"MM\0*", FileKind.TIFF),
    (0, b"II+\0", FileKind.TIFF),
    (0, b"MM\0+", FileKind.TIFF),
    (0, b"PK\x03\x04", FileKind.ARCHIVE),
    (0, b"PK\x05\x06", FileKind.ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (0, b"Rar!", FileKind.ARCHIVE),
    (0, b"BZh", FileKind.ARCHIVE),
    (0, b"\xfd7zXZ\0", FileKind.ARCHIVE),
    (257, b"ustar", FileKind.ARCHIVE),
    (4, b"ftyp", FileKind.VIDEO),
    (0, b"\x1aE\xdf\xa3", FileKind.VIDEO),
    (0, b"\0\0\x01\xba", FileKind.VIDEO),
    (0, b"\0\0\x01\xb3", FileKind.VIDEO),
    (8, b"AVI ", FileKind.VIDEO),
    (0, b"%PDF", FileKind.PDF),
)


def files_under(path: Path) -> Iterator[Path]:
    """Ordinary files in order; hidden ones and the index DICOMDIR are none of the study's."""
    if path.is_file():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith(".") and name != "DICOMDIR" and file.is_file():
                yield file


def kind_of(file: Path) -> FileKind:
    """Reads 400 bytes. Raises OSError."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    if not head:
        return FileKind.EMPTY
    for offset, mark, kind in _MARKS:
        if head[offset : offset + len(mark)] == mark:
            return kind
    # Files of before 1993 have no preamble: they begin with a data element of group 8 (or 2).
    if head[:2] in (b"\x08\0", b"\x02\0") and head[3:4] == b"\0" and len(head) > 8:
        return FileKind.DICOM
    return FileKind.OTHER
