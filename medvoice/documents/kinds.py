"""What a file is, by its first bytes; its name's ending is not believed."""

from __future__ import annotations

import re
from enum import StrEnum

HEAD = 4096
"""Bytes looked at."""


class Kind(StrEnum):
    """Values of refused kinds are what the user is told."""

    PDF = "PDF"
    ZIP = "ZIP"  # an archive, or a DOCX file: its inside says which
    PICTURE = "picture"  # PNG, JPEG, TIFF
    MARKUP = "markup"  # HTML, or the XML of a clinical document
    TEXT = "text"
    EMPTY = "it is empty"
    OLD_OFFICE = "an old Office file; save it as DOCX or PDF"
    RTF = "an RTF file; save it as DOCX, PDF or plain text"
    PACKED = "a packed file of a kind that is not opened here; unpack it"
    DICOM = "a DICOM file; load it as a study"
    SOUND = "sound or video"
    BINARY = "neither text nor a kind of document known here"


_MARKS: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"PK\x03\x04", Kind.ZIP),
    (0, b"PK\x05\x06", Kind.ZIP),
    (0, b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
    (0, b"\xff\xd8\xff", Kind.PICTURE),
    (0, b"II*\0", Kind.PICTURE),
    (0, b"MM\0*", Kind.PICTURE),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
    (0, b"{\\rtf", Kind.RTF),
    (0, b"\x1f\x8b", Kind.PACKED),
    (0, b"7z\xbc\xaf\x27\x1c", Kind.PACKED),
    (0, b"Rar!", Kind.PACKED),
    (0, b"BZh", Kind.PACKED),
    (0, b"\xfd7zXZ\0", Kind.PACKED),
    (257, b"ustar", Kind.PACKED),
    (128, b"DICM", Kind.DICOM),
    (4, b"ftyp", Kind.SOUND),
    (0, b"RIFF", Kind.SOUND),
    (0, b"OggS", Kind.SOUND),
    (0, b"fLaC", Kind.SOUND),
    (0, b"ID3", Kind.SOUND),
)
_PDF_WITHIN = 1024
"""PDF readers look for the mark so far into the file."""
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*+"
    rb"(?:<!doctype\s+html|<html|<head|<body|<(?:\w+:)?ClinicalDocument\b)",
    re.IGNORECASE | re.DOTALL,
)
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x0b\x1b\x1c\x1d")
"""HL7 v2 frames use 0x0b and 0x1c; nothing else below a space stands in text."""
_MOST_CONTROLS = 0.02


def kind_of(head: bytes) -> Kind:
    """head: the file's first `HEAD` bytes, or all of them."""
    if not head:
        return Kind.EMPTY
    for offset, mark, kind in _MARKS:
        if head[offset : offset + len(mark)] == mark:
            return kind
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return Kind.PDF
    if not _is_text(head):
        return Kind.BINARY
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16's ASCII, too
    return Kind.MARKUP if _MARKUP.match(plain) else Kind.TEXT


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    plain = head.replace(b"\0", b"") if wide(head) else head
    if b"\0" in plain:
        return False
    controls = sum(byte in _CONTROLS for byte in plain)
    return controls <= _MOST_CONTROLS * len(plain)


def wide(head: bytes) -> str:
    """The UTF-16 that text without a mark seems to be in, "" for none: in Latin letters every
    second byte is 0."""
    even, odd = head[0::2], head[1::2]
    if len(odd) < 4:
        return ""
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return ""
