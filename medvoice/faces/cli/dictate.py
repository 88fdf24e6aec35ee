"""medvoice dictate: live from the microphone, or from a recording as if it were one."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from medvoice.audio.source import AudioSource
from medvoice.faces.cli.asked_beside import beside_of, documents_option, record_of, record_options
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.dictating import Dictated, dictate
from medvoice.faces.cli.dictating_attached import dictate_attached
from medvoice.faces.cli.errors import CommandError
from medvoice.faces.cli.examined import order_options
from medvoice.faces.cli.options import (
    is_given,
    recogniser_options,
    setting,
    storage_option,
    template_option,
)
from medvoice.faces.cli.outputs import check_folder_of, repaired
from medvoice.faces.cli.study_room import study_room
from medvoice.faces.compose import DEMONSTRATION, ears_of
from medvoice.faces.running_daemon import Address, find_daemon
from medvoice.sealing.stored_file import Keys
from medvoice.session.opening import open_file, open_microphone
from medvoice.session.resident_memory import settle
from medvoice.session.retention import Retention, delete_expired
from medvoice.session.saving import save_file

OWN = (
    "recogniser.name",
    "recogniser.device",
    "recogniser.decoder",
    "recogniser.language_model",
    "documents.folders",
)
"""Settings of the daemon's that it would not take from here."""

HELP = "dictate a report: live view, voice commands, everything kept on disk"


def arguments(parser: argparse.ArgumentParser) -> None:
    template_option(parser)
    setting(
        parser,
        "--device",
        key="audio.device",
        metavar="NAME",
        help="microphone: name, part of one, or number (medvoice devices lists them)",
    )
    recogniser_options(parser)
    parser.add_argument(
        "--from", dest="recording", type=Path, metavar="FILE", help="a recording as the microphone"
    )
    parser.add_argument(
        "--pace", choices=("realtime", "fast"), default="realtime", help="of --from"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="the report goes here too"
    )
    parser.add_argument(
        "--study",
        metavar="STUDY",
        help="the study on screen, a folder or dicomweb:accession=…: chooses the template where "
        "none is given, fills in what its headers say, and answers spoken questions",
    )
    parser.add_argument(
        "--prior", type=Path, metavar="FOLDER", help="an older study of the patient"
    )
    record_options(parser)
    documents_option(parser)
    order_options(parser)
    storage_option(parser)
    parser.add_argument(
        "--alone", action="store_true", help="do not let a running daemon recognise"
    )
    setting(parser, "--plain", key="view.plain", switch=True, help="plain lines, no live view")


def run(context: Context, arguments: argparse.Namespace) -> int:
    settings = context.settings
    check_folder_of(arguments.output)
    daemon = _daemon(context, arguments)
    if daemon is not None:
        source = _source(context, arguments)
        return finished(context, dictate_attached(context, daemon, source), arguments.output)
    keys = context.vault(begins=True)
    record = record_of(context, arguments)
    room = replace(study_room(context, arguments), beside=(*record, *beside_of(context)))
    room = room.compared(context.warn)
    source = _source(context, arguments)
    _retain(context, keys)
    with room, ears_of(settings, context.note) as ears:
        notices = (DEMONSTRATION, *room.notices) if ears.model.demonstration else room.notices
        settle()
        done = dictate(context, ears, source, room, notices, settings.storage.folder, keys)
    if source.repaired:
        context.warn(f"{source.name}: {repaired(source.repaired)}")
    return finished(context, done, arguments.output)


def _source(context: Context, arguments: argparse.Namespace) -> AudioSource:
    if arguments.recording is not None:
        return open_file(arguments.recording, arguments.pace)
    return open_microphone(context.settings.audio.device)


def _daemon(context: Context, arguments: argparse.Namespace) -> Address | None:
    """One that runs over the same dictations, unless this dictation needs a recogniser, study,
    order or record of its own."""
    own = any(is_given(arguments, key) for key in OWN)
    given = (arguments.study, arguments.order, arguments.record)
    if arguments.alone or own or any(one is not None for one in given):
        return None
    daemon = find_daemon(context.settings.storage.folder)
    if daemon is None or not daemon.url.startswith("http://"):
        return None  # over TLS its certificate would have to be trusted here
    return daemon


def finished(context: Context, done: Dictated, output: Path | None) -> int:
    """Print the report and where it lies; raise what went wrong. Raises CommandError,
    ExportError."""
    if done.saved is not None:
        context.print("\n" + done.report.rstrip("\n") + "\n")
        context.print(f"Report: {done.saved}")
        if output is not None:
            save_file(output, done.report)
            context.print(f"Report: {output}")
    if done.outcome.error:
        advice = "" if done.saved else "medvoice recover finishes the report."
        raise CommandError(
            f"{done.outcome.error[:1].upper()}{done.outcome.error[1:]}",
            f"Sound and text up to then are kept in {done.outcome.folder}",
            advice,
        )
    return 0


def _retain(context: Context, keys: Keys | None) -> None:
    storage = context.settings.storage
    rule = Retention(storage.retention_days, storage.retention_unsigned)
    gone = delete_expired(storage.folder, rule, datetime.now(), keys)
    if gone:
        context.note(
            f"Deleted {len(gone)} finished dictations older than {storage.retention_days} days "
            "(storage.retention_days)"
        )
