"""A daemon for the fault benchmark: real sockets, journal, log and hub; a recogniser whose truth is
known, and faults on signals. Started by daemon_faults.py.

    python -m benchmarks.daemon_child ROOT PORT [--model-hangs | --model-process] [--card]

SIGUSR1: the disk refuses every byte beyond what files hold (RLIMIT_FSIZE). SIGUSR2: it takes them
again. SIGHUP: the wall clock jumps, by up to a day, at every look from now on. SIGRTMIN: the
process of the language model is killed (kill -9), and started again. SIGRTMIN+1: the encoder's card
has no memory for the next windows.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks.daemon_workers import Card, ModelProcess, OnCard
from medvoice.asr.worker import ModelWorker
from medvoice.audio.source import AudioSource
from medvoice.audio.turn_settings import TurnSettings
from medvoice.config import Settings
from medvoice.faces.compose import Ears
from medvoice.faces.server import sessions
from medvoice.faces.server.app import make_app
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.running import configured, listen
from medvoice.language.house import House
from medvoice.language.reader import Dialect
from medvoice.models.choice import choose
from medvoice.report.template import Template, Templates
from medvoice.resources import templates_folder
from medvoice.session import dictation as dictation_module
from medvoice.session import hub as hub_module
from medvoice.session import ledger as ledger_module
from medvoice.session.composing import ReportComposer
from medvoice.session.dictation import Dictation
from medvoice.session.engine import Engine
from medvoice.session.folder import SessionFolder
from medvoice.session.hub import HubSettings, Made, SessionHub
from medvoice.session.language_model import LanguageModel, assistant_of, open_language_model
from medvoice.session.opening import ListenSettings
from medvoice.session.saving import saver
from medvoice.session.state import SessionState
from tests.truth import LoudnessVad, Plan, ScriptedRecogniser, plan

SENTENCES = (
    "findings colon small right pleural effusion period",
    "no pneumothorax period",
    "the heart is enlarged period",
    "impression colon small right effusion period",
)


def truth() -> Plan:
    """What every session is sent: 19 s, four turns."""
    parts: list[tuple[str, int]] = [(".", 700)]
    for sentence in SENTENCES:
        for word in sentence.split():
            parts += [(word, 320), (".", 60)]
        parts.append((".", 1200))
    return plan(*parts)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--model-hangs", action="store_true")
    parser.add_argument("--model-process", action="store_true")
    parser.add_argument("--card", action="store_true")
    given = parser.parse_args()
    template = Templates([templates_folder()]).load("cxr")
    model = _hanging_model() if given.model_hangs else None
    if given.model_process:
        process = ModelProcess()
        model = _model_at(process.url)
        signal.signal(signal.SIGRTMIN, lambda *_: process.kill())
    recogniser = ScriptedRecogniser(truth())
    if given.card:
        card = Card()
        recogniser = OnCard(truth(), worker=ModelWorker(lambda: card))
        signal.signal(signal.SIGRTMIN + 1, lambda *_: card.full())
    sessions.hub_of = lambda settings, ears, *_: SessionHub(  # type: ignore[assignment]
        given.root, _maker(recogniser, template, model), HubSettings(60.0, 64, "Dr. Test")
    )
    where = {"server": {"port": given.port}, "storage": {"folder": str(given.root)}}
    settings = Settings.model_validate(where)
    ears = Ears(
        choose("bundled", "").model, ScriptedRecogniser(truth()), ListenSettings("webrtc", 700)
    )
    app = make_app(Daemon(settings, ears, House()), [sessions.part])
    signal.signal(signal.SIGUSR1, lambda *_: _disk(full=True))
    signal.signal(signal.SIGUSR2, lambda *_: _disk(full=False))
    signal.signal(signal.SIGHUP, lambda *_: _clock_jumps())
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    listening = listen("127.0.0.1", given.port)
    print("listening", flush=True)
    uvicorn.Server(configured(app, settings.server)).run(sockets=[listening])
    return 0


def _maker(
    recogniser: ScriptedRecogniser, template: Template, model: LanguageModel | None
) -> Callable[[SessionFolder, str, AudioSource, SessionState], Made]:
    def make(folder: SessionFolder, name: str, source: AudioSource, _: SessionState) -> Made:
        engine = Engine(recogniser, LoudnessVad(), TurnSettings.with_silence(800))
        dictation = Dictation(
            source,
            model.beside(engine) if model is not None else engine,
            ReportComposer(template, Dialect.WORDS),
            folder,
            "cxr",
            saver(folder, template, ""),
            assistant=assistant_of(model, lambda _: template),
        )
        return Made(dictation, lambda _: template)

    return make


def _hanging_model() -> LanguageModel:
    """A server that takes requests and never answers."""
    deaf = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def take() -> None:
        while True:
            held.append(deaf.accept()[0])

    threading.Thread(target=take, daemon=True).start()
    return _model_at(f"http://127.0.0.1:{deaf.getsockname()[1]}/v1")


def _model_at(url: str) -> LanguageModel:
    chosen = {"backend": "server", "model": "medgemma-1.5-4b-it", "url": url, "timeout_s": 2.0}
    opened = open_language_model(chosen, "verbatim", "")
    if opened.model is None:
        sys.exit(f"no model: {opened.notices}")
    return opened.model


def _disk(*, full: bool) -> None:
    """The soft limit is lowered below what any file of a session holds, or taken away."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 if full else hard, hard))


def _clock_jumps() -> None:
    real = time.time

    def jumping() -> float:
        return real() + random.uniform(-86_400, 86_400)

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=random.uniform(-86_400, 86_400))

    time.time = jumping
    for module in (hub_module, dictation_module, ledger_module):
        module.datetime = Jumping  # type: ignore[attr-defined]


if __name__ == "__main__":
    raise SystemExit(main())
