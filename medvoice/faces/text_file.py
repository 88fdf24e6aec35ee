"""Is a file text? Decided by what is in it, never by its name."""

from __future__ import annotations

import codecs
from pathlib import Path

LOOK_BYTES = 65_536

_WHITE = frozenset(b"\t\n\r\f")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_in(path: Path) -> str | None:
    """The text of a file in UTF-8 (or UTF-16 with its mark), None where it is no text: sound and
    other binary files hold control characters or are not UTF-8; an empty file is none either.

    Raises OSError."""
    if not path.is_file():
        return None  # whoever opens it as sound says what it is
    with path.open("rb") as file:
        head = file.read(LOOK_BYTES)
        encoding = _encoding(head)
        if encoding is None:
            return None
        data = head + file.read()
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def control_in(data: bytes) -> str:
    """The first control character that keeps UTF-8 text from being text, and where: "NUL at byte
    17"; "" where there is none or the bytes are no UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(data)  # it may end inside a character
    except UnicodeDecodeError:
        return ""
    at = next((at for at, byte in enumerate(data) if byte < 32 and byte not in _WHITE), -1)
    if at < 0:
        return ""
    return f"{'NUL' if data[at] == 0 else f'control character {data[at]:#04x}'} at byte {at + 1}"


def _encoding(head: bytes) -> str | None:
    if not head:
        return None
    if head.startswith(_UTF16):
        return "utf-16"
    if any(byte < 32 and byte not in _WHITE for byte in head):
        return None
    try:
        # The look may end inside a character.
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return None
    return "utf-8-sig"
