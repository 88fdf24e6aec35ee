"""The session's events about sound that it plays."""

from __future__ import annotations

from typing import Literal

from medvoice.session.event_records import Record


class SoundAsked(Record):
    """Sound is wanted: what was captured in [start, end) samples each, else the text, read
    aloud."""

    kind: Literal["sound asked"] = "sound asked"
    utterance: int
    spans: tuple[tuple[int, int], ...] = ()
    text: str = ""


class SoundStopped(Record):
    """The speaker wants no more of it."""

    kind: Literal["sound stopped"] = "sound stopped"
    utterance: int


class SoundStarted(Record):
    """at: sample of the session. audible: the microphone hears it, so that words from here on are
    no dictation until it has ended."""

    kind: Literal["sound started"] = "sound started"
    utterance: int
    at: int
    audible: bool = True


class SoundEnded(Record):
    """fault: why nothing, or not all of it, was heard; "" for nothing wrong."""

    kind: Literal["sound ended"] = "sound ended"
    utterance: int
    at: int
    fault: str = ""
