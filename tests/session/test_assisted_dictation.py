"""A dictation from sound with a language model beside it: helped, and never held up."""

from __future__ import annotations

import time

from dictations import NOW, composer, engine_of, source_of, spoken, template
from scripted_backend import ScriptedBackend, right_on_probes

from medvoice.assistant.levels import Level
from medvoice.assistant.structuring import Structurer
from medvoice.assistant.turnstile import Turnstile
from medvoice.session import assisting as assisting_module
from medvoice.session.assistant import Assistant
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.assisting import Assisting
from medvoice.session.dictation import Dictation
from medvoice.session.event_log import read_events
from medvoice.session.folder import create_folder
from medvoice.session.saving import saver
from medvoice.session.state import replay

TURNS = (
    "small right pleural effusion period",
    "quondle xanthosis period",
    "no pneumothorax period",
)


def dictate(root, backend):
    truth = spoken(*TURNS)
    folder = create_folder(root, NOW)
    thread = AssistantThread(Structurer(backend, Level.VERBATIM), Turnstile())
    assisting = Assisting(thread, lambda name: template())
    assistant = Assistant(thread, lambda name: template(), assisting)
    dictation = Dictation(
        source_of(truth), engine_of(truth), composer(), folder, "cxr",
        saver(folder, template(), ""), assistant,
    )  # fmt: skip
    dictation.start(NOW)
    outcome = dictation.wait(60)
    assert not dictation.running
    assert outcome.error == ""
    return dictation, folder


def test_the_model_s_placement_is_in_the_report_and_in_the_log(tmp_path):
    backend = ScriptedBackend(
        right_on_probes(template(), lambda text, choices: ("Bones and soft tissues", 9.0))
    )
    dictation, folder = dictate(tmp_path, backend)
    (moved,) = dictation.state.report.field("findings.bones")
    assert moved.text == "Quondle xanthosis."
    assert moved.margin == 9.0
    assert dictation.state.assistant == "scripted"
    assert replay(read_events(folder.events).events) == dictation.state
    shown = dictation.view()
    assert shown.assistant == "scripted"
    assert any("findings.bones" in utterance.answer for utterance in shown.utterances)
    assert "Quondle xanthosis." in folder.report.read_text(encoding="utf-8")


def test_a_model_that_never_answers_delays_nothing_but_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(assisting_module, "FINISH_S", 0.3)
    backend = ScriptedBackend()
    backend.gate.clear()
    began = time.monotonic()
    dictation, folder = dictate(tmp_path, backend)
    assert len(dictation.state.report.statements()) == len(TURNS)
    assert any("did not finish" in notice for notice in dictation.view().notices)
    assert "xanthosis" in folder.report.read_text(encoding="utf-8")
    assert time.monotonic() - began < 60
    backend.gate.set()
