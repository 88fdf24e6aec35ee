"""What can go wrong with an encrypted data folder. Nothing is ever written over because of one."""

from __future__ import annotations


class SealError(ValueError):
    """Something encrypted cannot be read or made; the message says what to do."""


class LockedError(SealError):
    """The key is not at hand: wrong or missing passphrase, key file, keyring."""


class SealBroken(SealError):
    """The bytes are not a whole record of this file, at this place, under this key."""
