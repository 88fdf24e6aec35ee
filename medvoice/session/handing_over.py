"""Handing an intent over to the dictation, and waiting until it has taken it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from medvoice.session.events import IntentTaken
from medvoice.session.intents import Intent, IntentsFullError
from medvoice.session.state import SessionState

AGAIN_S = 0.02
"""Seconds until the dictation is looked at again: whether it has taken it."""


def taken_of(state: SessionState, key: str) -> IntentTaken | None:
    """What became of the intent of that key; None while nothing has."""
    return next((one for one in reversed(state.intents) if one.key == key), None)


def handed_over(
    give: Callable[[Intent], None],
    state: Callable[[], SessionState],
    intent: Intent,
    given_up: Callable[[SessionState, bool], str],
) -> IntentTaken | str:
    """What became of it, or why that is waited for no more. It is given once; where too many wait,
    again. given_up: why, "" to go on; its bool: whether it was given."""
    given = False
    while True:
        now = state()
        taken = taken_of(now, intent.key)
        if taken is not None:
            return taken
        if why := given_up(now, given):
            return why
        if not given:
            with suppress(IntentsFullError):
                give(intent)
                given = True
        time.sleep(AGAIN_S)


def nobody(_: Intent) -> None:
    """Takes the intents of a session that does not run yet. Raises IntentsFullError."""
    raise IntentsFullError("the session has not begun")
