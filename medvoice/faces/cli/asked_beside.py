"""What questions can be asked about beside a study: a patient's record, documents."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.cli.options import setting
from medvoice.faces.documents_asked import documents_of
from medvoice.session.asked_about import Asked
from medvoice.session.documents_asked import OpenDocuments
from medvoice.session.record_asked import open_record
from medvoice.session.view import CiteView

_TELL_EVERY = 50
_NAMED = 20
"""Files left out that are named one by one."""


def documents_option(parser: argparse.ArgumentParser) -> None:
    setting(
        parser,
        "--documents",
        key="documents.folders",
        metavar="FOLDER",
        help="guidelines (PDF, text, HTML, DOCX) that answer questions; several: FOLDER:FOLDER",
    )


def record_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--record",
        action="append",
        type=Path,
        metavar="FILE",
        help="the patient's record: FHIR R4 as JSON or NDJSON, a file or a folder; may be repeated",
    )
    parser.add_argument(
        "--patient",
        default="",
        metavar="ID",
        help="whose record, where the files hold several patients",
    )


def record_of(context: Context, arguments: argparse.Namespace) -> tuple[Asked, ...]:
    """What --record names; nothing without it. Raises RecordError."""
    if not arguments.record:
        if arguments.patient:
            raise CommandError("--patient was given without --record.", status=USAGE)
        return ()
    record = open_record(arguments.record, arguments.patient)
    context.note(f"Asked about: {record.said}")
    for note in record.notes[:_NAMED]:
        context.warn(note)
    return (record,)


def beside_of(context: Context, *, now: bool = False) -> tuple[Asked, ...]:
    """In the order in which they are asked. now: documents are indexed at once, with progress; else
    before the first answer. Raises LibraryError."""
    documents = documents_of(context.settings)
    if documents is None:
        return ()
    if now:
        _index(context, documents)
    return (documents,)


def cited(cites: Sequence[CiteView]) -> Iterator[str]:
    """Each place with its passage, the best words of it between » and «."""
    for number, cite in enumerate(cites, 1):
        heading = f", {cite.heading}" if cite.heading else ""
        yield f"  [{number}] {cite.place}{heading}"
        before, best, behind = cite.text
        text = f"{before}»{best}«{behind}" if best else before + behind
        yield f"      {' '.join(text.split())}"


def _index(context: Context, documents: OpenDocuments) -> None:
    def tell(count: int, name: str) -> None:
        if count and count % _TELL_EVERY == 0:
            context.note(f"{count} documents looked at")

    with ExitStack() as unless_ready:
        unless_ready.callback(documents.close)
        contents = documents.update(tell)
        unless_ready.pop_all()
    if contents.read:
        context.note(f"{contents.documents} documents, {contents.read} of them read now")
    for fault in contents.left_out[:_NAMED]:
        context.warn(f"Left out: {fault}")
    if len(contents.left_out) > _NAMED:
        context.warn(f"Left out: {len(contents.left_out) - _NAMED} more")
    for note in contents.notes:
        context.warn(note)
