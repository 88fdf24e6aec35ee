"""Hands: what a key of the terminal view means, given to the dictation as an intent."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from medvoice.session.intents import AwaitQuestion, Command, Intent, IntentsFullError
from medvoice.session.view import Mode, SessionView

SAMPLE_RATE = 16_000
SHOWN_S = 6.0
"""Seconds for which what came of a key stands on screen."""


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """key: as pressed. does: in a word or two, for the help line."""

    key: str
    does: str


class Hands:
    """`pressed` by the thread that reads keys; `answer` by any."""

    def __init__(
        self,
        keys: Mapping[str, str],
        give: Callable[[Intent], None],
        view: Callable[[], SessionView],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """keys: what is done (ask, accept, reject, scratch, stop) → key, "" for none. clock:
        seconds, only ever compared with itself."""
        self._does = {key: does for does, key in keys.items() if key}
        self._give = give
        self._view = view
        self._clock = clock
        self._given = ""
        self._pressed_at = 0.0

    def help(self) -> tuple[KeyHelp, ...]:
        return tuple(KeyHelp(key, does) for key, does in self._does.items())

    def pressed(self, key: str) -> None:
        """A key that means nothing does nothing, nor does one that is held down too long."""
        does = self._does.get(key)
        if does is None:
            return
        intent = _intent(does, self._view(), str(uuid.uuid4()))
        try:
            self._give(intent)
        except IntentsFullError:
            return
        self._given, self._pressed_at = intent.key, self._clock()

    def answer(self, view: SessionView) -> str:
        """What came of the last key, for a while; "" for nothing."""
        by_hand = view.by_hand
        if self._clock() > self._pressed_at + SHOWN_S:
            return ""
        return by_hand.said if by_hand is not None and by_hand.key == self._given else ""


_COMMANDS = {"accept": "accept draft", "reject": "reject draft", "scratch": "scratch that"}


def _intent(does: str, view: SessionView, name: str) -> Intent:
    if does == "ask":
        return AwaitQuestion(name, int(view.seconds * SAMPLE_RATE))
    if does == "stop":
        return Command(name, "stop playing" if view.mode is Mode.PLAYING else "stop answer")
    return Command(name, _COMMANDS[does])
