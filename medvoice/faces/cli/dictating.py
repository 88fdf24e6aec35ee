"""Running one dictation in the terminal: start, show, end by Ctrl-C or at the source's end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType

from medvoice.audio.file_source import FileSource
from medvoice.audio.source import AudioSource
from medvoice.config import ConfigError, Settings
from medvoice.export.context import ReportContext
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import INTERRUPTED
from medvoice.faces.cli.study_room import StudyRoom
from medvoice.faces.compose import (
    Ears,
    hooks_of,
    house_of,
    macros_of,
    sound_of,
    templates_of,
    vocabulary_of,
)
from medvoice.faces.language_model import language_model_of
from medvoice.faces.sessions_made import author_of
from medvoice.faces.tui.form import form_of
from medvoice.faces.tui.hands import Hands, Switch
from medvoice.faces.tui.keys import keyboard, keys_read
from medvoice.faces.tui.noted import Noted
from medvoice.faces.tui.show import show_live, show_plain
from medvoice.report.template import Template
from medvoice.sealing.stored_file import Keys
from medvoice.session.afterwards import words_aside, write_asked_exports
from medvoice.session.asked_about import questions_about
from medvoice.session.composing import ReportComposer
from medvoice.session.corrections import corrections_of, corrections_told
from medvoice.session.dictation import Dictation, Outcome
from medvoice.session.folder import SessionFolder, create_folder
from medvoice.session.language_model import assistant_of
from medvoice.session.live_composing import LiveComposer
from medvoice.session.opening import open_tones, switched
from medvoice.session.saving import report_as, saver
from medvoice.session.state import SessionState
from medvoice.session.watching import Watch


@dataclass(frozen=True, slots=True)
class Dictated:
    """How it ended. report: the text, as it lies at `saved`; "" and None when it was not saved.

    ended_early: by the user, not by the source."""

    outcome: Outcome
    report: str
    saved: Path | None
    ended_early: bool


def dictate(
    context: Context,
    ears: Ears,
    source: AudioSource,
    room: StudyRoom,
    notices: tuple[str, ...],
    root: Path,
    keys: Keys | None = None,
) -> Dictated:
    """Dictate from the source until it ends or the user ends it. notices: shown from the start on.
    root: the session's folder is made under it. keys: of the vault there. Raises OSError,
    SealError."""
    settings, template, study = context.settings, room.template, room.study
    macros, house, hooks = macros_of(settings), house_of(settings), hooks_of(settings)
    folder = create_folder(root, datetime.now(), keys)
    composer = LiveComposer(
        templates_of(settings),
        template,
        lambda changed, shelf: ReportComposer(changed, ears.dialect, macros, hooks, house, shelf),
    )
    asking = study is not None or bool(room.beside)
    opened = language_model_of(settings, context.note, about_study=asking)
    model = opened.model
    backend = model.backend if model is not None else None
    of_study = study.questions(backend) if study is not None else None
    questions = questions_about(of_study, room.beside, backend)
    live = not isinstance(source, FileSource)
    drawn = context.out.is_terminal and not settings.view.plain
    switch = None
    if live and drawn and keyboard() is not None:
        source = switch = switched(source, on=settings.audio.on)
    dictation = Dictation(
        source,
        model.beside(ears.engine(template)) if model is not None else ears.engine(template),
        composer,
        folder,
        template.name,
        lambda state: saver(
            folder, composer.template_of(state.report.template), settings.report.footer
        )(state),
        assistant=assistant_of(
            model, composer.template_of, questions, read_aloud=settings.questions.read_aloud
        ),
        sound=sound_of(settings, live=live),
    )
    watch = Watch(hooks.checks_off)
    noted = Noted(
        dictation,
        (*notices, *opened.notices),
        lambda: composer.notices,
        lambda report: composer.template_of(report.template).completed(report),
        lambda report: watch.warnings(report, composer.template_of(report.template)),
    )
    try:
        with tones_of(settings, noted, live=live), ended_by_signals(source, noted):
            dictation.start(datetime.now(), author_of(settings))
            if drawn:
                _show_live(context, dictation, noted, composer, asking, switch)
            else:
                show_plain(noted, context.print)
            outcome = dictation.wait(None)
    except KeyboardInterrupt:
        context.warn(
            "Stopped at once. The sound is kept in "
            f"{folder.path}; medvoice recover finishes the report."
        )
        # The threads may hang in an encoder: leave without waiting for them. All that counts is
        # on the disk already.
        os._exit(INTERRUPTED)
    finally:
        if model is not None:
            model.close()
    if not folder.report.exists():
        return Dictated(outcome, "", None, noted.ending)
    last = composer.template_of(dictation.state.report.template)
    left_behind(context, dictation.state, last, folder, room.about)
    text = report_as(dictation.state, last, "text", settings.report.footer)
    return Dictated(outcome, text, folder.report, noted.ending)


def _show_live(
    context: Context,
    dictation: Dictation,
    noted: Noted,
    composer: LiveComposer,
    asking: bool,
    switch: Switch | None,
) -> None:
    """The live view, with keys where there is a keyboard. asking: there is something to ask.
    switch: of the microphone, None where no key has it."""
    settings, fd = context.settings, keyboard()
    with ExitStack() as open_keys:
        if fd is not None:
            keys = settings.keys.model_dump() | ({} if asking else {"ask": ""})
            noted.hands = Hands(keys, dictation.give, dictation.view, switch=switch)
            open_keys.enter_context(keys_read(fd, noted.hands.key))
        show_live(
            noted,
            lambda name: form_of(composer.template_of(name)),
            context.out,
            settings.view.refresh_hz,
            keys=noted.hands.help() if noted.hands is not None else (),
            tell=context.write if switch is not None else None,
        )


def left_behind(
    context: Context,
    state: SessionState,
    template: Template,
    folder: SessionFolder,
    about: ReportContext | None = None,
) -> None:
    """Write the exports that were asked for, and say what is in no report, and
    which corrections can be kept. about: patient and study, as far as they are known."""
    about = about or ReportContext(footer=context.settings.report.footer)
    now = datetime.now().astimezone()
    for exported in write_asked_exports(state, template, folder, about, now):
        if exported.fault:
            context.warn(f"Not exported as {exported.form}: {exported.fault}")
        else:
            context.print(f"Exported: {exported.path}")
    for line in words_aside(state):
        context.note(line)
    try:
        kept = corrections_of(state, vocabulary_of(context.settings))
    except (
        ConfigError
    ) as error:  # changed while this dictation ran: its report is there all the same
        context.warn(str(error))
        return
    for line in corrections_told(kept, folder.name):
        context.note(line)


@contextmanager
def tones_of(settings: Settings, noted: Noted, *, live: bool) -> Iterator[None]:
    """Short tones beside the view, where a microphone listens and they are wanted."""
    if not live or not settings.speech.tones:
        yield
        return
    noted.tones = tones = open_tones(settings.speech.device)
    try:
        yield
    finally:
        tones.close()


@contextmanager
def ended_by_signals(source: AudioSource, noted: Noted) -> Iterator[None]:
    """Ctrl-C, a closed terminal and `kill` close the source, so that the dictation ends by itself
    with everything saved. A second Ctrl-C raises KeyboardInterrupt."""

    def end(number: int, _frame: FrameType | None) -> None:
        if noted.ending and number == signal.SIGINT:
            raise KeyboardInterrupt
        noted.ending = True
        source.close()

    before = {n: signal.signal(n, end) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
