"""How much of one file is read, whatever it promises."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one file. What goes on behind `most_pages` or `most_characters` is left out, and a note
    says so; everything else that does not fit is refused with a message."""

    most_bytes: int = 256 << 20
    """Of the file as it lies there."""
    most_unpacked: int = 256 << 20
    """Bytes of what is packed inside it: a member of an archive, the parts of a DOCX file."""
    most_members: int = 20_000
    """Files of one archive."""
    most_archive_bytes: int = 4 << 30
    """All members of an archive, unpacked, together."""
    most_pages: int = 2_000
    most_characters: int = 20_000_000
    """A page of print has some 3,000."""
    seconds: float = 60.0
    """Processor time; 500 pages of print need about 3 s."""
    memory: int = 2 << 30
    """Address space of the process that reads, in bytes; an ordinary PDF needs 0.3 GB."""
    most_pixels: int = 100_000_000
    """Of one picture; a page of A4 at 300 dpi has 8.7 million."""
