"""Questions, keys and warnings in the live view, at several sizes (pyte)."""

from __future__ import annotations

import pytest
from test_screen import report, style_of, text_of, view
from test_screen import shown as plain_shown

from medvoice.faces.tui.hands import SHOWN_S, Hands, KeyHelp
from medvoice.faces.tui.noted import Noted
from medvoice.faces.tui.show import PlainTeller
from medvoice.session.intents import AwaitQuestion, Command, IntentsFullError
from medvoice.session.view import CiteView, ExchangeView, HandView, Mode, Reply, WarningView

KEYS = {"ask": "q", "accept": "a", "reject": "r", "scratch": "s", "stop": "x"}
HELP = tuple(KeyHelp(key, name) for name, key in KEYS.items())
NODULE = ExchangeView(
    2, "Is there a nodule?", Reply.MODEL, "There is a 6 mm nodule.", "medgemma",
    "85 images: slice 1 of 312 … slice 312 of 312", ("85 of 312 slices",), inserted=True,
)  # fmt: skip
EXCHANGES = (
    ExchangeView(1, "How many series?", Reply.STUDY, "3 series."),
    NODULE,
    ExchangeView(3, "Is it new?", Reply.COMING, "It was not", "medgemma"),
)


def shown(one, width=120, height=40, keys=HELP):
    return plain_shown(one, width, height, keys)


def asked(*exchanges, **changes):
    return view(exchanges=exchanges, study="CT, 3 series, 312 images", **changes)


@pytest.mark.parametrize(
    ("width", "height"), [(120, 40), (100, 30), (110, 22), (80, 24), (80, 30), (80, 20), (80, 16)]
)
def test_an_answer_is_seen_in_every_size_and_marked(width, height):
    screen = shown(asked(NODULE), width, height)
    text = text_of(screen)
    assert "[AI] There is a 6 mm nodule." in text
    assert "by medgemma; saw 85 images" in text
    assert "q ask" in text
    assert "x stop" in text
    assert "not a cleared medical device" in text
    mark = style_of(screen, "[AI] There")
    assert (mark.fg, mark.bold) == ("brown", True)  # yellow
    assert style_of(screen, "There is a 6 mm").italics


def test_where_each_answer_comes_from_is_told_apart():
    screen = shown(asked(*EXCHANGES))
    text = text_of(screen)
    for line in (
        "1. How many series?", "[study data] 3 series.", "2. Is there a nodule? (inserted)",
        "by medgemma; saw 85 images: slice", "85 of 312 slices", "3. Is it new?",
        "[AI] It was not …", "CT, 3 series, 312 images", "Answers ([AI]: a model's words",
    ):  # fmt: skip
        assert line in " ".join(text.split()) or line in text, line
    assert style_of(screen, "[study data]").fg == "cyan"


def test_an_answer_from_documents_is_shown_with_its_place():
    cite = CiteView(
        "contrast.pdf, page 3", "Metformin", ("It is stopped. ", "It is started.", " No.")
    )
    by_model = ExchangeView(2, "When?", Reply.MODEL, "After 48 hours.", "gemma", cites=(cite,))
    text = " ".join(
        text_of(
            shown(
                asked(
                    ExchangeView(1, "When?", Reply.DOCUMENTS, "It is started.", cites=(cite,)),
                    by_model,
                )
            )
        ).split()
    )
    assert "[documents] It is started." in text
    for part in ("contrast.pdf, page 3,", "Metformin:", "It is stopped."):
        assert text.count(part) == 2, part
    assert "[AI] After 48 hours." in text
    assert "by gemma" in text
    assert "saw no image" not in text


def test_no_answer_says_why():
    text = text_of(
        shown(
            asked(
                ExchangeView(1, "How long?", Reply.DECLINED, "No scale."),
                ExchangeView(2, "Is it new?", Reply.MISSING, "It was", why="stopped"),
                ExchangeView(3, "Is it old?", Reply.COMING),
            )
        )
    )
    assert "No answer: No scale." in text
    assert "It was (stopped)" in text
    assert "…" in text


def test_without_a_study_there_is_no_pane_and_with_one_a_hint():
    assert "Answers" not in text_of(shown(view()))
    assert 'Say "question, …"' in text_of(shown(asked()))
    assert "Keys:" not in text_of(shown(asked(), keys=()))


def test_the_mode_says_that_a_question_is_awaited():
    assert "YOUR QUESTION" in text_of(shown(asked(mode=Mode.ASKING)))


def test_warnings_stand_under_their_field():
    one = view(
        report=report(("findings.lungs_pleura", "Left effusion."), ("impression.text", "Right.")),
        warnings=(
            WarningView("sides", "impression.text", "left there, right here", "u2.1"),
            WarningView("critical", "findings", "no communication is documented"),
        ),
    )
    screen = shown(one, 120, 50)
    rows = screen.display
    (at,) = [n for n, row in enumerate(rows) if "IMPRESSION" in row]
    assert "! sides: left there, right here" in rows[at + 1]
    assert any("! critical: no communication" in row for row in rows)  # of no field: below
    assert style_of(screen, "! sides").fg == "red"


def test_a_warning_is_in_sight_though_the_report_is_long():
    one = view(
        report=report(("impression.text", "Right.")),
        warnings=(WarningView("sides", "impression.text", "left there, right here", "u2.1"),),
    )
    assert "! sides" in text_of(shown(one, 120, 20))


def test_plain_lines_tell_answers_and_warnings_once():
    teller = PlainTeller()
    warned = (WarningView("sides", "impression.text", "left there", "u2.1"),)
    first = asked(*EXCHANGES, utterances=(), notices=(), warnings=warned)
    assert list(teller.tell(first)) == [
        "[1:13]   [study data] 3 series.",
        "[1:13]   [AI] There is a 6 mm nodule.",
        f"[1:13]   by medgemma; saw {NODULE.saw}; 85 of 312 slices",
        "[1:13]   ! sides: left there",
    ]
    assert list(teller.tell(first)) == []
    done = ExchangeView(3, "Is it new?", Reply.MODEL, "It was not there.", "medgemma")
    assert list(teller.tell(asked(*EXCHANGES[:2], done, utterances=(), notices=()))) == [
        "[1:13]   [AI] It was not there.",
        "[1:13]   by medgemma; saw no image",
    ]
    assert list(teller.tell(first)) == ["[1:13]   ! sides: left there"]  # it is back


# Keys


def hands(given, one, clock=lambda: 0.0):
    return Hands(KEYS, given.append, lambda: one, clock)


def test_what_the_keys_mean():
    given: list = []
    keys = hands(given, view(seconds=2.5))
    for key in "qarsx?":
        keys.pressed(key)
    ask, *rest = given
    assert isinstance(ask, AwaitQuestion)
    assert ask.at == 40_000
    assert [one.name for one in rest] == [
        "accept draft", "reject draft", "scratch that", "stop answer",
    ]  # fmt: skip
    hands(given, view(mode=Mode.PLAYING)).pressed("x")
    assert given[-1].name == "stop playing"
    assert len({one.key for one in given}) == len(given)


def test_keys_that_are_switched_off_mean_nothing():
    given: list = []
    keys = Hands({"ask": "", "stop": "ü"}, given.append, view)
    for key in ("q", "", "ü"):
        keys.pressed(key)
    assert [type(one) for one in given] == [Command]
    assert keys.help() == (KeyHelp("ü", "stop"),)


def test_what_came_of_a_key_is_told_for_a_while():
    now = [0.0]
    given: list = []
    keys = hands(given, view(), lambda: now[0])
    noted = Noted(_One(view(by_hand=HandView("other", "undo"))), ())
    noted.hands = keys
    keys.pressed("a")
    assert noted.view().notices == view().notices
    noted._dictation.one = view(by_hand=HandView(given[0].key, "not done: there is no draft"))
    assert noted.view().notices[-1] == "not done: there is no draft"
    now[0] = SHOWN_S + 1
    assert noted.view().notices == view().notices


def test_a_key_held_down_too_long_is_let_go():
    def full(intent):
        raise IntentsFullError("64 intents wait")

    Hands(KEYS, full, view).pressed("s")


class _One:
    running = False

    def __init__(self, one) -> None:
        self.one = one

    def view(self):
        return self.one
