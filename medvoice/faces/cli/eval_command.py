"""medvoice eval: how well each installed recogniser hears a user's own recordings."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.sound_file import SoundFileError
from medvoice.config import Settings
from medvoice.evaluation.manifest import ManifestError, Recording, read_manifest
from medvoice.evaluation.scorer import Compared, Score, Scorer
from medvoice.evaluation.table import Row, markdown_table, rich_table
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, USAGE, CommandError
from medvoice.faces.cli.options import decoder_option
from medvoice.faces.cli.progress import Progressing
from medvoice.faces.compose import Ears, ears_of
from medvoice.language.reader import Dialect
from medvoice.models.catalogue import KNOWN, Task
from medvoice.models.store import ModelMissing, installed
from medvoice.session.opening import open_file
from medvoice.session.saving import save_file
from medvoice.session.transcribe import final_turns

HELP = "word error rate, term errors and speed of each recogniser on your own recordings"


@dataclass(frozen=True, slots=True)
class _Heard:
    """text: the words as the recogniser wrote them. audio_s, work_s: seconds of sound, of work."""

    text: str
    audio_s: float
    work_s: float


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--manifest",
        type=Path,
        required=True,
        metavar="FILE",
        help=".tsv, .csv or .jsonl: columns audio, and reference or reference_file",
    )
    parser.add_argument(
        "--recogniser",
        action="append",
        default=[],
        metavar="NAME",
        help="bundled, medasr, a model folder or a hub id; may be repeated; else every one that is "
        "installed",
    )
    decoder_option(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="the table as Markdown")
    parser.add_argument(
        "--errors", action="store_true", help="also print every error: shows what was dictated"
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    try:
        recordings = read_manifest(arguments.manifest)
    except ManifestError as error:
        raise CommandError(str(error), status=USAGE) from error
    names = arguments.recogniser or _installed(context.settings)
    if not names:
        raise CommandError(
            "No recogniser is installed.", advice="medvoice models says how to get one."
        )
    rows = [_row(context, name, recordings, arguments.errors) for name in names]
    title = f"{arguments.manifest.name}: {len(recordings)} recordings"
    if arguments.output is not None:
        save_file(arguments.output, markdown_table(rows, title))
    if context.out.is_terminal:
        context.out.print(rich_table(rows, title))
    else:
        context.print(markdown_table(rows, title).rstrip("\n"))
    return FAILED if any(row.fault for row in rows) else 0


def _installed(settings: Settings) -> list[str]:
    """The known recognisers that are here, and the configured one."""
    speech = [model for model in KNOWN if model.task is Task.SPEECH]
    here = [model.name for model in speech if installed(model) is not None]
    known = {model.name for model in speech}
    own = settings.recogniser.name
    return here if own in known else [*here, own]


def _row(context: Context, name: str, recordings: Sequence[Recording], errors: bool) -> Row:
    """One recogniser over all recordings; what keeps it from running stands in its row."""
    chosen = context.settings.recogniser.model_copy(update={"name": name})
    settings = context.settings.model_copy(update={"recogniser": chosen})
    scorer, score, audio_s, work_s = Scorer(), Score(), 0.0, 0.0
    try:
        with ears_of(settings, context.note) as ears:
            for recording in recordings:
                heard = _hear(context, ears, recording.audio)
                audio_s, work_s = audio_s + heard.audio_s, work_s + heard.work_s
                # A typed reference holds "period" as a mark, as far as the neighbours allow.
                compared = scorer.compare(
                    recording.reference, heard.text, Dialect.WORDS, ears.dialect
                )
                score += compared.score
                if errors:
                    _print_errors(context, f"{name}\t{recording.audio.name}", compared)
    except (ModelMissing, RecogniserError, SoundFileError) as error:
        context.fault(f"{name}: {error}")
        return Row(name, Score(), fault=str(error).splitlines()[0])
    return Row(name, score, audio_s, work_s)


def _hear(context: Context, ears: Ears, audio: Path) -> _Heard:
    """Raises SoundFileError (a set is scored whole or not at all) and RecogniserError."""
    source = open_file(audio)
    engine = ears.engine()
    seconds = 0.0
    begun = time.perf_counter()
    with Progressing(context.err, audio.name, source.duration) as progress:

        def at(done: float) -> None:
            nonlocal seconds
            seconds = done
            progress.at(done)

        words = [word.text for turn in final_turns(source, engine, at) for word in turn.words]
    return _Heard(" ".join(words), seconds, time.perf_counter() - begun)


def _print_errors(context: Context, place: str, compared: Compared) -> None:
    for error in compared.errors:
        context.print(f"{place}\t{error.reference or '-'}\t{error.hypothesis or '-'}")
