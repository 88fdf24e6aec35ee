"""Running one dictation that a running daemon recognises: the microphone and the view are here."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from functools import partial

from medvoice.audio.file_source import FileSource
from medvoice.audio.source import AudioSource
from medvoice.config import Settings
from medvoice.faces.attached import Attached, DaemonGoneError
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.dictating import Dictated, ended_by_signals, tones_of
from medvoice.faces.compose import sound_of, templates_of
from medvoice.faces.running_daemon import Address
from medvoice.faces.tui.form import form_of
from medvoice.faces.tui.noted import Noted
from medvoice.faces.tui.show import show_live, show_plain
from medvoice.faces.unlocking import open_vault
from medvoice.faces.unsent import Pcm
from medvoice.sealing.errors import SealError
from medvoice.session.dictation import Outcome
from medvoice.session.folder import SessionFolder
from medvoice.session.left_sound import keep_left


def dictate_attached(context: Context, daemon: Address, source: AudioSource) -> Dictated:
    """As `dictate`. Raises DaemonGoneError where it takes no session."""
    settings = context.settings
    root = settings.storage.folder
    live = not isinstance(source, FileSource)
    sound = sound_of(settings, live=live)
    attached = Attached(daemon, source, partial(_kept, settings, source.name), sound)
    attached.start(settings.report.template)
    context.note(f"The daemon at {daemon.url} recognises: session {attached.name}")
    noted = Noted(attached, ())
    with tones_of(settings, noted, live=live), ended_by_signals(source, noted):
        if context.out.is_terminal and not settings.view.plain:
            templates = templates_of(settings)
            show_live(
                noted,
                lambda name: form_of(templates.load(name or settings.report.template)),
                context.out,
                settings.view.refresh_hz,
            )
        else:
            show_plain(noted, context.print)
        attached.wait()
    folder = SessionFolder(root / "sessions" / attached.name)
    outcome = Outcome(folder.path, 0, attached.error)
    if attached.error:
        return Dictated(outcome, "", None, noted.ending)
    try:
        return Dictated(outcome, attached.report(), folder.report, noted.ending)
    except DaemonGoneError as error:
        outcome = replace(outcome, error=f"the daemon went away: {error}")
        return Dictated(outcome, "", None, noted.ending)


def _kept(settings: Settings, source: str, pcm: Pcm) -> str:
    """Where sound lies that the daemon did not take. Nobody can be asked for a passphrase here: the
    words go before the secret. Raises OSError, SealError."""
    root, now = settings.storage.folder, datetime.now()
    try:
        vault = open_vault(root, settings.encryption, os.environ, None)
    except SealError:
        folder = keep_left(root, pcm, source, now)
        return f"{folder.path}, NOT encrypted (medvoice encryption convert); medvoice recover"
    return f"{keep_left(root, pcm, source, now, vault).path}; medvoice recover finishes it"
