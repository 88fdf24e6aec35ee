"""medvoice extract: an archive of reports as a table, every value with the words that say it."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from medvoice.documents.picture_reader import PictureReader
from medvoice.extraction.extractor import Extractor
from medvoice.extraction.extractors import extractor_of, schema_names
from medvoice.extraction.journal import Journal, JournalError
from medvoice.extraction.picture_readers import READERS, NoPictureReader, picture_reader
from medvoice.extraction.records import Archive, Shape
from medvoice.extraction.run import Tally
from medvoice.extraction.run import run as run_extraction
from medvoice.extraction.schema_file import SchemaError
from medvoice.extraction.tables import FORMATS, TableError, check, write
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, INTERRUPTED, USAGE, CommandError
from medvoice.faces.cli.extract_progress import ExtractProgress
from medvoice.faces.cli.outputs import check_folder_of
from medvoice.faces.language_model import language_model_of

HELP = "reports of an archive into a table: each value with the words that say it"
_MOST_TOLD = 20
"""Faults printed one by one; the rest is counted."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="reports: text, PDF, DOCX, HTML; folders and ZIP archives of them; CSV or JSON lines "
        "with a column of texts",
    )
    parser.add_argument(
        "--schema",
        required=True,
        metavar="SCHEMA",
        help=f"what to look for: {', '.join(schema_names())}, or a TOML file of your own",
    )
    parser.add_argument(
        "-o", "--output", required=True, type=Path, metavar="TABLE", help="the table to write"
    )
    parser.add_argument(
        "--format", choices=FORMATS, help="of the table; without it, by the ending of its name"
    )
    parser.add_argument(
        "--spans",
        action="store_true",
        help="CSV: page, place and words of each value in columns of their own (JSON and Parquet "
        "have them anyway)",
    )
    parser.add_argument(
        "--separator", default="", metavar="TEXT", help="a line that begins so begins a report"
    )
    parser.add_argument("--text-column", default="", metavar="NAME", help="of CSV and JSON lines")
    parser.add_argument("--id-column", default="", metavar="NAME", help="of CSV and JSON lines")
    parser.add_argument(
        "--model",
        action="store_true",
        help="ask the configured language model for what the rules do not find; what it quotes "
        "must stand in the report and say the value",
    )
    parser.add_argument(
        "--pictures",
        choices=READERS,
        help="read pages that are pictures (scans, photographs): by the configured model with "
        "--model, or by Tesseract (print only); what is read so stands in column unverified",
    )
    parser.add_argument(
        "--restart", action="store_true", help="forget a run that was stopped, and begin again"
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    output: Path = arguments.output
    check_folder_of(output)
    form = arguments.format or output.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise CommandError(
            f"{output}: which format? {', '.join(FORMATS)}.",
            "Nothing was read.",
            "Name the table table.csv, or give --format.",
            status=USAGE,
        )
    files: list[Path] = arguments.files
    missing = [file for file in files if not file.exists()]
    if missing:
        raise CommandError(f"{missing[0]}: there is no such file.", "Nothing was read.")
    opened = language_model_of(context.settings, context.note) if arguments.model else None
    for notice in opened.notices if opened is not None else ():
        context.warn(notice)
    model = opened.model if opened is not None else None
    try:
        check(form)
        backend = model.backend if model is not None else None
        extractor = extractor_of(arguments.schema, backend)
        pictures = (
            picture_reader(arguments.pictures, arguments.schema, backend)
            if arguments.pictures
            else None
        )
        return _extracted(context, arguments, form, extractor, pictures)
    except (SchemaError, TableError, JournalError, NoPictureReader) as error:
        raise CommandError(str(error), "Nothing was written.", status=USAGE) from error
    finally:
        if model is not None:
            model.close()


def _extracted(
    context: Context,
    arguments: argparse.Namespace,
    form: str,
    extractor: Extractor,
    pictures: PictureReader | None,
) -> int:
    output: Path = arguments.output
    shape = Shape(arguments.separator, arguments.text_column, arguments.id_column)
    about = {
        "schema": extractor.identity,
        "separator": shape.separator,
        "text": shape.text_column,
        "id": shape.id_column,
        "pictures": pictures.name if pictures is not None else "",
    }
    path = output.with_name(output.name + ".journal")
    journal = Journal.opened(path, about, anew=arguments.restart)
    with closing(Archive(arguments.files, shape, pictures)) as archive, closing(journal):
        if journal.done:
            context.note(f"Going on behind {journal.done:,} reports that are done already")
        try:
            tally = _run(context, archive, extractor, journal)
        except KeyboardInterrupt:
            context.warn(
                f"Stopped. {journal.done:,} reports are done and kept in {path}. The same command "
                "goes on from there."
            )
            return INTERRUPTED
        # The journal may hold reports that are not given any more, or were corrected since.
        entries = journal.entries(tally.seen)
        rows = write(output, form, extractor.columns, entries, spans=arguments.spans)
        if not tally.unanswered:
            journal.remove()
    _told(context, tally, rows, output)
    return FAILED if tally.failed or tally.unanswered else 0


def _run(context: Context, archive: Archive, extractor: Extractor, journal: Journal) -> Tally:
    told = 0

    def fault(why: str) -> None:
        nonlocal told
        told += 1
        if told <= _MOST_TOLD:
            context.fault(why)
        elif told == _MOST_TOLD + 1:
            context.fault("More could not be read; they are counted at the end.")

    with ExtractProgress(context.err, archive.total()) as progress:
        return run_extraction(
            archive.records(),
            extractor,
            journal,
            lambda tally: progress.at(archive.read, tally),
            fault,
        )


def _told(context: Context, tally: Tally, rows: int, output: Path) -> None:
    said = f"{output}: {rows:,} rows of {tally.before + tally.done:,} reports"
    if tally.by_model:
        said += f"; {tally.by_model:,} values from the model"
    if tally.refused:
        said += f"; {tally.refused:,} were not taken (column not_taken says why)"
    context.note(said)
    if tally.empty:
        context.warn(f"{tally.empty:,} reports hold nothing that the schema asks for: no row")
    if tally.twice:
        context.warn(f"{tally.twice:,} files were given twice and read once")
    if tally.unanswered:
        context.fault(
            f"{tally.unanswered:,} reports are there by rules alone: the model did not answer. The "
            "same command asks it again for these."
        )
    if tally.failed:
        context.fault(f"{tally.failed:,} could not be read; their rows are missing from the table")
