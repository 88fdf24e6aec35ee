"""A template that is changed during a dictation: taken at the next turn, a broken one is not."""

from __future__ import annotations

import os

from medvoice.language.reader import Dialect, typed
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.composing import ReportComposer
from medvoice.session.event_records import WordRecord
from medvoice.session.events import SessionStarted
from medvoice.session.live_composing import LiveComposer
from medvoice.session.state import SessionState, fold

FIELD = """+++
extends = "cxr"
[[sections]]
id = "findings"
[[sections.fields]]
id = "hardware"
name = "NAME"
+++
"""


def write(path, text, at=[0]):  # noqa: B006 - each write is a later one, even on a coarse clock
    path.write_text(text, encoding="utf-8")
    at[0] += 2_000_000_000
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + at[0]))


def say(composer, state: SessionState, text: str) -> SessionState:
    words = tuple(
        WordRecord(text=word.text, start=n * 8000, end=n * 8000 + 6000, confidence=1.0)
        for n, word in enumerate(typed(text))
    )
    for event in composer.compose(state, (0, len(words) * 8000), words):
        state = fold(state, event)
    return state


def test_a_changed_template_is_taken_at_the_next_turn(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    write(folder / "cxr.j2", FIELD.replace("NAME", "Valves"))
    templates = Templates([folder, templates_folder()])
    composer = LiveComposer(
        templates,
        templates.load("cxr"),
        lambda t, shelf: ReportComposer(t, Dialect.WORDS, shelf=shelf),
    )
    state = fold(
        SessionState(),
        SessionStarted(session="s", created="", template="cxr", recogniser="r", source="t"),
    )
    state = say(composer, state, "Valves: Mitral valve replacement.")
    assert [s.text for s in state.report.field("findings.hardware")] == [
        "Mitral valve replacement."
    ]
    assert composer.notices == ()

    write(folder / "cxr.j2", FIELD.replace("NAME", "Implants"))
    state = say(composer, state, "Implants: Two coils.")
    assert [s.text for s in state.report.field("findings.hardware")][-1] == "Two coils."
    assert composer.template.field("findings.hardware").name == "Implants"
    assert len(composer.notices) == 1

    write(folder / "cxr.j2", FIELD.replace("NAME", "") + "{% if %}")
    state = say(composer, state, "Implants: A third coil.")
    assert [s.text for s in state.report.field("findings.hardware")][-1] == "A third coil."
    assert "cxr.j2" in composer.notices[-1]
    say(composer, state, "The lungs are clear.")
    assert len(composer.notices) == 2
