"""The live view as a terminal shows it (pyte), at several sizes."""

from __future__ import annotations

import io

import pyte
import pytest
from rich.console import Console

from medvoice.asr.hypothesis import Word
from medvoice.faces.tui.form import form_of
from medvoice.faces.tui.noted import ENDING, Noted
from medvoice.faces.tui.screen import draw, meter
from medvoice.faces.tui.show import PlainTeller, show_live, show_plain
from medvoice.report.document import Origin, Placement, Report, Source, Statement
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.view import Figures, Mode, SessionView, UtteranceView

FORM = form_of(Templates([templates_folder()]).load("cxr"))


def report(*said: tuple[str, str]) -> Report:
    made = Report("cxr")
    for number, (field, text) in enumerate(said, 1):
        statement = Statement(f"u{number}.1", text, Origin.DICTATED, (Source(number, 0, 3),))
        made = made.placed(Placement(field, statement))
    return made


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(word, n, n + 1, 0.9) for n, word in enumerate(text.split()))


def view(**changes) -> SessionView:
    values = {
        "mode": Mode.SPEAKING,
        "level": -20.0,
        "utterances": (
            UtteranceView(1, "Findings: The lungs are clear."),
            UtteranceView(2, "Old nonsense.", scratched=True),
            UtteranceView(3, "[scratch that]", command="scratch that"),
            UtteranceView(4, "Coffee please", asleep=True),
        ),
        "stable": words("small right"),
        "tail": words("pleural effus"),
        "report": report(("findings.lungs_pleura", "The lungs are clear.")),
        "current_field": "findings.lungs_pleura",
        "figures": Figures(first_tail=412.0, final=95.0, lag=30.0, written_s=12.3),
        "notices": ("0.50 s of sound were not captured (overflow)",),
        "recogniser": "bundled (cpu, float32)",
        "source": "USB microphone",
        "seconds": 73.0,
    }
    return SessionView(**(values | changes))


def shown(one: SessionView, width: int = 120, height: int = 30, keys=()) -> pyte.Screen:
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=True, width=width, height=height, color_system="standard"
    )
    console.print(draw(one, FORM, width, height, keys), end="")
    screen = pyte.Screen(width, height)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(out.getvalue().removesuffix("\n"))
    return screen


def text_of(screen: pyte.Screen) -> str:
    return "\n".join(screen.display)


def style_of(screen: pyte.Screen, text: str) -> pyte.screens.Char:
    """The character cell where `text` begins."""
    for row, line in enumerate(screen.display):
        if text in line:
            return screen.buffer[row][line.index(text)]
    raise AssertionError(f"{text!r} is not on screen:\n{text_of(screen)}")


def test_everything_is_on_screen():
    screen = text_of(shown(view()))
    for part in (
        "SPEAKING",
        "1:13",
        "-20 dB",
        "USB microphone → bundled (cpu, float32)",
        "first words 412 ms",
        "final text 95 ms",
        "lag 30 ms",
        "on disk 12.3 s",
        "0.50 s of sound were not captured",
        "scratch that",
        "go to sleep",
        "wake up",
        "Ctrl-C",
        "not a cleared medical device",
        "Chest radiograph",
        "IMPRESSION: [ ]",
    ):
        assert part in screen, part


def test_final_stable_and_tail_are_told_apart():
    screen = shown(view())
    final = style_of(screen, "Findings: The lungs")
    stable = style_of(screen, "small right")
    tail = style_of(screen, "pleural effus")
    assert final.bold
    assert not stable.bold
    assert not stable.italics
    assert tail.italics
    assert style_of(screen, "Old nonsense").strikethrough
    assert style_of(screen, "[scratch that]").fg == "magenta"
    assert "(asleep: not in the report)" in text_of(screen)


def test_the_field_under_way_is_marked_and_what_is_new_stands_out():
    screen = shown(view())
    assert "▸ Lungs and pleura: The lungs are clear." in text_of(screen)
    line = next(line for line in screen.display if "▸ Lungs and pleura" in line)
    row = screen.display.index(line)
    assert screen.buffer[row][line.rindex("The lungs are clear.")].bg == "green"


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_is_named(mode):
    assert mode.value.upper() in text_of(shown(view(mode=mode)))


@pytest.mark.parametrize(("width", "height"), [(80, 24), (60, 20), (200, 50), (40, 12)])
def test_it_fits_any_terminal(width, height):
    long = view(
        utterances=tuple(UtteranceView(n, f"Sentence number {n}.") for n in range(1, 90)),
        report=report(*(("findings.lungs_pleura", f"Sentence number {n}.") for n in range(1, 90))),
    )
    screen = shown(long, width, height)
    text = text_of(screen)
    assert "SPEAKING" in text
    assert "pleural effus" in text  # the newest words are always in sight
    assert "Sentence number 89." in text.replace("│", "")


def test_the_meter_tells_silence_speech_and_clipping():
    assert "█" not in meter(-120.0).plain
    assert 0 < meter(-20.0).plain.count("█") < meter(-1.0).plain.count("█")
    assert "red" in str(meter(-1.0).style)


class Scripted:
    """A dictation that goes through these views and then ends."""

    def __init__(self, *views: SessionView) -> None:
        self.views = list(views)

    @property
    def running(self) -> bool:
        return len(self.views) > 1

    def view(self) -> SessionView:
        return self.views.pop(0) if len(self.views) > 1 else self.views[0]


def test_live_view_draws_until_the_end_and_restores_the_terminal():
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100, height=30)
    forms = {"cxr": FORM, "ct_head": form_of(Templates([templates_folder()]).load("ct_head"))}
    last = show_live(
        Scripted(view(), view(seconds=74.0), view(report=Report("ct_head")), view(mode=Mode.ENDED)),
        forms.__getitem__,
        console,
        10.0,
        sleep=lambda _: None,
    )
    assert last.mode is Mode.ENDED
    drawn = out.getvalue()
    assert "\x1b[?1049h" in drawn
    assert drawn.rstrip().endswith("\x1b[?1049l") or "\x1b[?1049l" in drawn[-40:]
    assert "1:14" in drawn
    assert "Brain parenchyma" in drawn  # the report went over to another template


def test_plain_lines_tell_each_thing_once():
    first = view(utterances=(UtteranceView(1, "One."),), notices=("a",), seconds=3.0)
    second = view(
        utterances=(UtteranceView(1, "One."), UtteranceView(2, "Two.")), notices=("a", "b")
    )
    lines: list[str] = []
    show_plain(Scripted(first, first, second, second), lines.append, sleep=lambda _: None)
    assert lines == ["[0:03] ! a", "[0:03] One.", "[1:13] ! b", "[1:13] Two."]
    assert list(PlainTeller().tell(view(utterances=(), notices=()))) == []


def test_the_face_adds_what_it_has_to_say():
    noted = Noted(Scripted(view(notices=("gap",))), ("demonstration model",))
    assert noted.view().notices == ("demonstration model", "gap")
    noted.ending = True
    assert noted.view().notices[-1] == ENDING
