"""A session's record on the disk: as it was given, encrypted where the session is, mode 0600."""

from __future__ import annotations

import hashlib
import re

from medvoice.sealing.erasing import erase, medium_of
from medvoice.sealing.errors import SealError
from medvoice.session.folder import SEALED_SUFFIX, SessionFolder
from medvoice.session.saving import kept_beside, save_beside

_NAME = re.compile(r"record-[0-9a-f]{64}\.json")
PATTERN = "record-*"
"""Of its files in a session's folder."""


class RecordGoneError(Exception):
    """The record of a session cannot be had any more: half a sentence why."""


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep(folder: SessionFolder, data: bytes) -> str:
    """On the device when it returns; its digest. Raises ExportError."""
    digest = digest_of(data)
    save_beside(folder, _name(digest), data)
    return digest


def kept(folder: SessionFolder, digest: str) -> bytes:
    """Raises RecordGoneError."""
    if not _NAME.fullmatch(_name(digest)):
        raise RecordGoneError("its name is none")
    try:
        data = kept_beside(folder, _name(digest))
    except FileNotFoundError:
        raise RecordGoneError("its file is gone") from None
    except SealError:
        raise RecordGoneError("it cannot be decrypted") from None
    except OSError as error:
        raise RecordGoneError(f"its file cannot be read ({error.strerror})") from error
    if digest_of(data) != digest:
        raise RecordGoneError("its file was changed")
    return data


def forget_others(folder: SessionFolder, digest: str) -> None:
    """Erases what is kept but this one ("": all). Raises OSError."""
    in_place = medium_of(folder.path).in_place
    for path in folder.path.glob(PATTERN):
        if path.name.removesuffix(SEALED_SUFFIX) != _name(digest):
            erase(path, overwrite=in_place)


def _name(digest: str) -> str:
    return f"record-{digest}.json"
