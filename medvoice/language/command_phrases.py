"""The voice commands and the phrases they are spoken by."""

from __future__ import annotations

SCRATCH_THAT = "scratch that"
GO_TO_SLEEP = "go to sleep"
WAKE_UP = "wake up"


def command_phrases() -> dict[str, str]:
    """Lower-case phrase -> command."""
    phrases = {
        SCRATCH_THAT: ("scratch that", "scratch this", "scrap that", "delete that", "forget that"),
        GO_TO_SLEEP: ("go to sleep", "stop listening", "microphone off"),
        WAKE_UP: ("wake up", "start listening", "microphone on"),
    }
    return {phrase: command for command, variants in phrases.items() for phrase in variants}
