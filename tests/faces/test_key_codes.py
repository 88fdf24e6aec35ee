"""What terminals send, and which key it is."""

from __future__ import annotations

import pytest

from medvoice.faces.tui.key_codes import Event, Key, Told, keys_of

UP, AGAIN = Event.RELEASE, Event.REPEAT


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("s", [Key("s")]),
        ("ä", [Key("ä")]),
        ("\x1bOP", [Key("f1")]),
        ("\x1bOQ", [Key("f2")]),
        ("\x1b[1;2Q", [Key("shift+f2")]),
        ("\x1b[12~", [Key("f2")]),
        ("\x1b[15~", [Key("f5")]),
        ("\x1b[19~", [Key("f8")]),
        ("\x1b[20;5~", [Key("ctrl+f9")]),
        ("\x1b[24~", [Key("f12")]),
        ("\x1b[25~", [Key("f13")]),
        ("\x1b[34~", [Key("f20")]),
        ("\x1b[57376u", [Key("f13")]),
        ("\x1b[57387;1:3u", [Key("f24", UP)]),
        ("\x1b[19;1:1~", [Key("f8")]),
        ("\x1b[19;1:2~\x1b[19;1:2~", [Key("f8", AGAIN)] * 2),
        ("\x1b[19~\x1b[19;1:3~", [Key("f8"), Key("f8", UP)]),
        ("\x1b[1;1:3P", [Key("f1", UP)]),
        ("\x1b[13~", [Key("f3")]),
        ("\x1b[99;5u", [Key("ctrl+c")]),
        ("\x1b[?2u", [Told(True)]),
        ("\x1b[?0u", [Told(False)]),
        ("\x1b[A", []),
        ("\x1b", []),
        ("pasted text", []),
        ("s\x1b[19~", []),
        ("\x1b[19~s", []),
        ("\x1b[19;1:", []),
        ("\x1b[19;1:9~", []),
        ("\x1b[9999999999u", []),
        ("", []),
    ],
)
def test_what_is_sent_is_that_key(sent, keys) -> None:
    assert keys_of(sent) == keys
