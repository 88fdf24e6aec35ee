"""StoredFile: a session's file and how to read it, encrypted or not. The one seam to encryption:
who reads and writes logs and sound is handed one of these and asks nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from medvoice.sealing import session_key
from medvoice.sealing.errors import LockedError
from medvoice.sealing.seal import Seal


class Keys(Protocol):
    """An unlocked vault."""

    def key_of(self, folder: Path) -> bytes:
        """Of a session's folder. Raises SealError, OSError."""
        ...

    def make_key(self, folder: Path) -> None:
        """For a new folder; on the device when it returns. Raises SealError, OSError."""
        ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """kind: which file of its folder ("log", "sound", …). keys: None where no vault is open."""

    path: Path
    kind: str = ""
    keys: Keys | None = None

    @property
    def sealed(self) -> bool:
        """Whether what is written anew here is encrypted: its folder has a key."""
        return (self.path.parent / session_key.FILE).exists()

    def exists(self) -> bool:
        return self.path.exists()

    def seal(self) -> Seal:
        """Raises SealError, LockedError, OSError."""
        if self.keys is None:
            raise LockedError(
                f"{self.path} is encrypted and its key is not at hand: give the passphrase, key "
                "file or keyring of this data folder (medvoice encryption status). Nothing was "
                "changed."
            )
        return Seal(self.keys.key_of(self.path.parent), self.kind)


def stored(file: Path | StoredFile) -> StoredFile:
    """A bare path is a file of which no key is known."""
    return file if isinstance(file, StoredFile) else StoredFile(file)
