"""How the bodies of a log's lines are written: JSON as it is, or each one sealed as base64.

The hash chain (session/chain.py) is over what stands in the line, so that it is verified without a
key, too, and says nothing of what is in it.
"""

from __future__ import annotations

import base64
import binascii
from typing import Protocol

from medvoice.sealing.errors import SealBroken
from medvoice.sealing.seal import Seal
from medvoice.sealing.stored_file import StoredFile


class Bodies(Protocol):
    def written(self, json: bytes) -> bytes:
        """The body of the next line, without a newline."""
        ...

    def read(self, body: bytes, line: int) -> bytes:
        """JSON. line: from 0. Raises SealBroken."""
        ...


class PlainBodies:
    def written(self, json: bytes) -> bytes:
        return json

    def read(self, body: bytes, line: int) -> bytes:
        if is_sealed(body):
            raise SealBroken("a sealed line in a log that is not encrypted")
        return body


class SealedBodies:
    """Line n is record n."""

    def __init__(self, seal: Seal, lines: int) -> None:
        """lines: that there are."""
        self._seal = seal
        self._writing = seal.begin(lines)

    def written(self, json: bytes) -> bytes:
        return base64.b64encode(self._writing.seal(json))

    def read(self, body: bytes, line: int) -> bytes:
        try:
            record = base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise SealBroken("a line that is not encrypted in a log that is") from error
        opened = self._seal.open(record)
        if opened.number != line:
            raise SealBroken("a line that stood elsewhere")
        return opened.data


def is_sealed(body: bytes) -> bool:
    """JSON of an event or of several begins otherwise."""
    return body[:1] not in (b"{", b"[")


def bodies_for(file: StoredFile, sealed: bool, lines: int = 0) -> Bodies:
    """lines: that there are. Raises SealError, OSError."""
    return SealedBodies(file.seal(), lines) if sealed else PlainBodies()
