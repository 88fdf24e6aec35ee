"""Chain: each line of a log carries a hash of itself and of all lines before it.

A line is `crc32 in 8 hex digits`, a space, the chain's hash in 64, a space, JSON, a newline. Logs
before format 4 have no hash; they are counted in where one goes on. What is changed, taken out or
put in afterwards shows at the first such line; who can write the file can make the whole chain
anew, which shows only against a head that was noted elsewhere (session/ledger.py).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass

START = "0" * 64
"""The hash before the first line."""
_HEAD = re.compile(rb"([0-9a-f]{64}) ")


def link(before: str, body: bytes) -> str:
    """The hash after one more line."""
    return hashlib.sha256(before.encode() + body).hexdigest()


def line_of(chain: str, body: bytes) -> bytes:
    """chain: after this line. body: JSON, without a newline."""
    rest = chain.encode() + b" " + body
    return b"%08x %s\n" % (zlib.crc32(rest), rest)


@dataclass(frozen=True, slots=True)
class Line:
    """chain: as it is written there, "" in old logs."""

    chain: str
    body: bytes


def read_line(line: bytes) -> Line | None:
    """line: without its newline. None where it is damaged."""
    head, _, rest = line.partition(b" ")
    try:
        if int(head, 16) != zlib.crc32(rest):
            return None
    except ValueError:
        return None
    found = _HEAD.match(rest)
    if found is None:
        return Line("", rest)
    return Line(found[1].decode(), rest[found.end() :])
