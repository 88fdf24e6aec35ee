"""Hold to talk, toggles, and keys of foot switches."""

from __future__ import annotations

import pytest

from medvoice.config import KeySettings
from medvoice.faces.tui.hands import HELD_S, Hands
from medvoice.faces.tui.key_codes import Event, Key, Told
from medvoice.report.document import Report
from medvoice.session.intents import Command
from medvoice.session.view import Figures, Mode, SessionView

KEYS = KeySettings().model_dump()


class Switch:
    def __init__(self) -> None:
        self.on = True
        self.turned: list[bool] = []

    def turn(self, on: bool) -> None:
        self.on = on
        self.turned.append(on)


class Room:
    def __init__(self, mode: Mode = Mode.LISTENING) -> None:
        self.given: list = []
        self.switch, self.time = Switch(), 100.0
        view = SessionView(
            mode, -60.0, (), (), (), Report("cxr", ()), "", Figures(), (), "r", "s", 1.0
        )
        self.hands = Hands(KEYS, self.given.append, lambda: view, lambda: self.time, self.switch)

    def keys(self, *keys: Key | Told) -> list[bool]:
        for key in keys:
            self.hands.key(key)
        return self.switch.turned


def test_where_the_terminal_tells_it_is_on_while_it_is_held() -> None:
    up, again = Key("f8", Event.RELEASE), Key("f8", Event.REPEAT)
    assert Room().keys(Told(True), Key("f8"), again, again, up) == [True, False]


def test_elsewhere_it_is_off_and_on_in_turn_and_a_held_key_is_one_press() -> None:
    room = Room()
    for _ in range(40):  # a keyboard that repeats
        room.keys(Key("f8"))
        room.time += 0.03
    assert room.switch.turned == [False]
    room.time += HELD_S
    room.keys(Key("f8"))
    assert room.switch.turned == [False, True]


def test_a_release_does_nothing_a_second_time() -> None:
    room = Room()
    room.keys(Told(True), Key("s"), Key("s", Event.RELEASE), Key("f4"), Key("f4", Event.RELEASE))
    assert [one.name for one in room.given] == ["scratch that", "scratch that"]


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("f2", "next field"),
        ("shift+f2", "previous field"),
        ("g", "finalize"),
        ("y", "yes"),
        ("n", "no"),
        ("c", "command mode"),
    ],
)
def test_what_a_dictation_microphone_does(key, command) -> None:
    room = Room()
    room.keys(Key(key))
    assert isinstance(room.given[0], Command)
    assert room.given[0].name == command


def test_the_command_key_goes_back_and_f9_switches() -> None:
    room = Room(Mode.COMMANDS_ONLY)
    room.keys(Key("c"), Key("f9"), Key("f9"))
    assert [one.name for one in room.given] == ["normal mode"]
    assert room.switch.turned == [False, True]


def test_a_recording_has_no_microphone_to_switch() -> None:
    room = Room()
    hands = Hands(KEYS, room.given.append, room.hands._view)
    hands.key(Key("f8"))
    hands.key(Key("f9"))
    assert room.given == []
    assert not {"microphone", "talk"} & {one.does for one in hands.help()}


def test_keys_are_names_and_none_is_taken_twice() -> None:
    assert KeySettings(scratch="F4  f13").scratch == "f4 f13"
    assert KeySettings(stop="").stop == ""
    for wrong in ({"stop": "f25"}, {"stop": "xy"}, {"stop": "\x1b"}, {"stop": " "}, {"stop": "f4"}):
        with pytest.raises(ValueError, match="key"):
            KeySettings(**wrong)
