"""medvoice transcribe: recordings to text, with times where the format has them."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from pathlib import Path

from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.file_source import FileSource
from medvoice.audio.sound_file import SoundFileError
from medvoice.export.write import ExportError
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, USAGE, CommandError
from medvoice.faces.cli.options import recogniser_options
from medvoice.faces.cli.outputs import check_folder_of, repaired
from medvoice.faces.cli.progress import Progressing
from medvoice.faces.cli.transcripts import Transcript, transcript
from medvoice.faces.compose import Ears, ears_of, house_of
from medvoice.session.opening import open_file
from medvoice.session.saving import save_file
from medvoice.session.transcribe import transcribe

HELP = "recordings to text"
FORMATS = {"text": ".txt", "json": ".json", "srt": ".srt", "vtt": ".vtt"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="sound in any format")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="PATH",
        help="file to write; with several FILEs a folder, which gets one for each",
    )
    parser.add_argument(
        "--keep-unsure",
        action="store_true",
        help="print words that may be voices in the background, too",
    )
    recogniser_options(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    files: list[Path] = arguments.files
    form: str = arguments.format
    outputs = _outputs(files, form, arguments.output)
    # A file that cannot be opened is told at once, not after the model was loaded for nothing.
    whole = [file for file in files if _opens(context, file)]
    failed = len(files) - len(whole)
    if not whole:
        return FAILED
    with ears_of(context.settings, context.note) as ears:
        for file in whole:
            if len(files) > 1 and form == "text" and file not in outputs:
                context.print(f"== {file} ==")
            output = outputs.get(file)
            failed += not _one(context, ears, file, form, output, arguments.keep_unsure)
    return FAILED if failed else 0


def _outputs(files: list[Path], form: str, output: Path | None) -> dict[Path, Path]:
    """Where each file's transcript goes; not in it: standard output. Raises CommandError."""
    if output is None:
        if len(files) > 1 and form in ("srt", "vtt"):
            raise CommandError(
                f"Several recordings cannot share one {form} output.",
                advice="Give a folder: -o FOLDER.",
                status=USAGE,
            )
        return {}
    if len(files) == 1 and not output.is_dir():
        check_folder_of(output)
        return {files[0]: output}
    output.mkdir(parents=True, exist_ok=True)
    named: dict[Path, Path] = {}
    for file in files:
        target, number = output / (file.stem + FORMATS[form]), 1
        while target in named.values():  # a.wav and b/a.flac: the second one is a-2
            number += 1
            target = output / f"{file.stem}-{number}{FORMATS[form]}"
        named.setdefault(file, target)
    return named


def _opens(context: Context, file: Path) -> bool:
    try:
        open_file(file).close()
        return True
    except SoundFileError as error:
        context.fault(str(error))
        return False


def _one(
    context: Context, ears: Ears, file: Path, form: str, output: Path | None, keep_unsure: bool
) -> bool:
    """Transcribe one file; False, with a message naming it, when it did not go through. What came
    before a fault is written all the same."""
    whole = io.StringIO()
    fault = ""
    try:
        source = open_file(file)
        out = transcript(form, context.write if output is None else _writer(whole))
        fault = _transcribed(context, ears, file, source, out, keep_unsure)
        if output is not None:
            save_file(output, whole.getvalue())
    except (SoundFileError, ExportError) as error:
        fault = str(error)
    if fault:
        context.fault(fault)
    return not fault


def _transcribed(
    context: Context,
    ears: Ears,
    file: Path,
    source: FileSource,
    out: Transcript,
    keep_unsure: bool,
) -> str:
    """What went wrong, "" for nothing."""
    fault = ""
    printed = unsure = 0
    out.begin(str(file), ears.recogniser.name)
    try:
        with Progressing(context.err, file.name, source.duration) as progress:
            house = house_of(context.settings)
            turns = transcribe(source, ears.engine(), ears.dialect, progress.at, house, keep_unsure)
            for turn in turns:
                printed += len(turn.words)
                unsure += len(turn.background)
                out.turn(turn)
    except SoundFileError as error:
        fault = str(error)
    except RecogniserError as error:
        fault = f"{file}: {error}"
    out.end(fault)
    if source.repaired:
        context.warn(f"{file}: {repaired(source.repaired)}")
    if unsure:
        context.warn(
            f"{file}: {unsure} words the recogniser is not sure of (voices in the background?) "
            "are left out; --keep-unsure prints them"
        )
    if not printed and not unsure and not fault:
        context.note(f"{file}: no speech was heard")
    return fault


def _writer(buffer: io.StringIO) -> Callable[[str], None]:
    def write(text: str) -> None:
        buffer.write(text)

    return write
