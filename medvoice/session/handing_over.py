"""Receiver: the dictation that a study or a record is handed to, and waiting until it has it."""

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


class Receiver:
    """Any thread. What is to be handed over may be there before the dictation has begun: until
    `begin` its state is an empty one and it takes nothing."""

    def __init__(self) -> None:
        self._begun: tuple[Callable[[Intent], None], Callable[[], SessionState]] | None = None

    def begin(self, give: Callable[[Intent], None], state: Callable[[], SessionState]) -> None:
        """The dictation runs."""
        self._begun = (give, state)

    @property
    def state(self) -> SessionState:
        return self.state_or(SessionState())

    def state_or(self, before: SessionState) -> SessionState:
        """As it is now; `before` until it has begun."""
        return self._begun[1]() if self._begun is not None else before

    def give(self, intent: Intent) -> None:
        """Raises IntentsFullError."""
        if self._begun is None:
            raise IntentsFullError("the session has not begun")
        self._begun[0](intent)

    def hand_over(
        self, intent: Intent, given_up: Callable[[SessionState, bool], str]
    ) -> IntentTaken | str:
        """What became of it, or why that is waited for no more. It is given once; where it cannot
        be yet (too many wait, the dictation has not begun), again. given_up: why, "" to go on;
        its bool: whether it was given."""
        given = False
        while True:
            now = self.state
            taken = taken_of(now, intent.key)
            if taken is not None:
                return taken
            if why := given_up(now, given):
                return why
            if not given:
                with suppress(IntentsFullError):
                    self.give(intent)
                    given = True
            time.sleep(AGAIN_S)
