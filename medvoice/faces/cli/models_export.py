"""medvoice models export FOLDER: a checkpoint as ONNX, to run without torch."""

from __future__ import annotations

import argparse
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.models.catalogue import speech_model
from medvoice.models.export_onnx import INT8, ExportRefused, export
from medvoice.models.store import installed, missing


def arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("for export")
    group.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="folder to make (default: NAME-onnx here)"
    )
    group.add_argument("--int8", action="store_true", help=f"with 8-bit weights, too ({INT8})")


def export_command(context: Context, name: str | None, arguments: argparse.Namespace) -> int:
    """name: a folder, or anything that is installed."""
    if not name:
        raise CommandError(
            "Which one? medvoice models export FOLDER", "Nothing was written.", status=USAGE
        )
    model = speech_model(name, context.settings.recogniser.medasr)
    folder = installed(model)
    if folder is None:
        raise missing(model)
    label = folder.resolve().name if Path(name).expanduser().is_dir() else name.replace("/", "--")
    out = (arguments.output or Path(f"{label}-onnx")).expanduser()
    try:
        apart = export(folder, out, arguments.int8, context.note)
    except ExportRefused as error:
        raise CommandError(str(error)) from error
    for file in sorted(out.iterdir()):
        context.print(f"{file}  {file.stat().st_size / 1e6:.1f} MB")
    context.print(f"Its logits differ from torch's by {apart:.1g} at most.")
    if arguments.int8:
        context.print(f"{INT8} is used where recogniser.dtype is int8; compare: medvoice eval.")
    context.print(f"To use it: --recogniser {out}, or medvoice models use {out}")
    return 0
