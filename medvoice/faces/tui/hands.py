"""Hands: what a key of the terminal view means, given to the dictation as an intent."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from medvoice.faces.tui.key_codes import Event, Key, Told
from medvoice.session.intents import AwaitQuestion, Command, Intent, IntentsFullError
from medvoice.session.view import Mode, SessionView

SAMPLE_RATE = 16_000
SHOWN_S = 6.0
"""Seconds for which what came of a key stands on screen."""


HELD_S = 0.7
"""Seconds: a keyboard repeats a key that is held after 0.25 to 0.66 s at the latest."""
SWITCHES = ("microphone", "talk")


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """key: as pressed. does: in a word or two, for the help line."""

    key: str
    does: str


class Switch(Protocol):
    """Of the microphone."""

    @property
    def on(self) -> bool: ...
    def turn(self, on: bool) -> None: ...


class Hands:
    """`key` and `pressed` by the thread that reads keys; `answer` by any."""

    def __init__(
        self,
        keys: Mapping[str, str],
        give: Callable[[Intent], None],
        view: Callable[[], SessionView],
        clock: Callable[[], float] = time.monotonic,
        switch: Switch | None = None,
    ) -> None:
        """keys: what is done (ask, accept, scratch, …) → keys, with a space between, "" for none.
        clock: seconds, only ever compared with itself. switch: None: microphone and talk do
        nothing."""
        wanted = {does: key for does, key in keys.items() if switch or does not in SWITCHES}
        self._does = {key: does for does, several in wanted.items() for key in several.split()}
        self._switch = switch
        self._releases = False
        self._talked_at = -HELD_S
        self._give = give
        self._view = view
        self._clock = clock
        self._given = ""
        self._pressed_at = 0.0

    def help(self) -> tuple[KeyHelp, ...]:
        """An entry for each thing that is done: the keys for it with a stroke between ("s/f4")."""
        does = dict.fromkeys(self._does.values())
        return tuple(
            KeyHelp("/".join(k for k, d in self._does.items() if d == one), one) for one in does
        )

    def key(self, key: Key | Told) -> None:
        """What the terminal told."""
        if isinstance(key, Told):
            self._releases = key.releases
        elif self._does.get(key.name) == "talk":
            self._talk(key.event)
        elif key.event is not Event.RELEASE:
            self.pressed(key.name)

    def _talk(self, event: Event) -> None:
        """While it is held; where the terminal does not tell when it is let go: on and off in turn,
        and what the keyboard repeats of a key that is held is one press."""
        if self._switch is None:
            return
        if self._releases:
            if event is not Event.REPEAT:
                self._switch.turn(event is Event.PRESS)
            return
        before, self._talked_at = self._talked_at, self._clock()
        if self._talked_at - before >= HELD_S:
            self._switch.turn(not self._switch.on)

    def pressed(self, key: str) -> None:
        """A key that means nothing does nothing, nor does one that is held down too long."""
        does = self._does.get(key)
        if does is None:
            return
        if does == "microphone":
            if self._switch is not None:
                self._switch.turn(not self._switch.on)
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


_COMMANDS = {
    "accept": "accept draft",
    "reject": "reject draft",
    "scratch": "scratch that",
    "next": "next field",
    "previous": "previous field",
    "sign": "finalize",
    "yes": "yes",
    "no": "no",
}


def _intent(does: str, view: SessionView, name: str) -> Intent:
    if does == "ask":
        return AwaitQuestion(name, int(view.seconds * SAMPLE_RATE))
    if does == "stop":
        return Command(name, "stop playing" if view.mode is Mode.PLAYING else "stop answer")
    if does == "command":
        forced = view.mode is Mode.COMMANDS_ONLY
        return Command(name, "normal mode" if forced else "command mode")
    return Command(name, _COMMANDS[does])
