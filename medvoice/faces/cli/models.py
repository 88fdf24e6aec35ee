"""medvoice models: what is installed and used, and where to get more; check, pull, use, serve,
export."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from medvoice.faces import models_around
from medvoice.faces.cli import models_export, models_pull
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, USAGE, CommandError
from medvoice.faces.cli.models_export import export_command
from medvoice.faces.cli.models_pull import pull_command
from medvoice.faces.cli.models_serve import serve_command
from medvoice.faces.cli.models_use import use_command
from medvoice.faces.cli.options import recogniser_options
from medvoice.faces.compose import ears_for, model_of, run_of
from medvoice.models.catalogue import KNOWN, MEDASR, MORE, Model, Task, speech_model
from medvoice.models.published import MEDASR_ID, TEST_RECORDING, published_text
from medvoice.models.store import how_to_get, installed, obtained, weights_of
from medvoice.resources import samples_folder
from medvoice.session.checking import Check, check_recogniser, read_sound
from medvoice.session.opening import decoder_name

HELP = "which models are installed and used; check, pull, use and export one"

CHECK_S = 60.0
"""Seconds of a recording that are used: the makers' is 44 s, and a CPU must not take minutes."""


_ACTIONS = (
    "check: try a recogniser; pull: fetch a model; use: write it into the configuration; "
    "serve: run llama.cpp's server with medgemma-gguf; export: a checkpoint as ONNX"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", nargs="?", choices=("check", "pull", "use", "serve", "export"), help=_ACTIONS
    )
    parser.add_argument("name", nargs="?", help="bundled, medasr, a folder or a hub id")
    recogniser_options(parser)
    models_pull.arguments(parser)
    models_export.arguments(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.action == "check":
        return _check(context, arguments.name)
    if arguments.action == "pull":
        return pull_command(context, arguments.name, arguments)
    if arguments.action == "use":
        return use_command(context, arguments.name)
    if arguments.action == "serve":
        return serve_command(context, arguments.name)
    if arguments.action == "export":
        return export_command(context, arguments.name, arguments)
    used = model_of(context.settings)
    more = [model for model in MORE if model == used or installed(model) is not None]
    models = [_place(context, model) for model in (*KNOWN, *more)]
    if used.name not in [model.name for model in KNOWN]:
        models.append(used)
    for model in models:
        used_mark = "  (used)" if model.name == used.name else ""
        context.print(f"{model.name}{used_mark}: {_here(model)}{_decoder(context, model)}")
        context.print(f"    {model.title}; {model.task.value}; licence: {model.licence}")
    for model in models:
        if model.gated and installed(model) is None:
            context.print(f"\nTo get {model.name} ({model.source}):\n{how_to_get(model)}")
    for server in models_around.found():
        context.print(f"\nServed here by {server.line}")
    left = [model.name for model in MORE if model not in models]
    if left:
        context.print(f"\nTo be had as well, with medvoice models pull NAME: {', '.join(left)}")
    context.print(
        "\nUse one: --recogniser NAME, or medvoice models use NAME; a folder or a hub id is "
        "enough.\nTry one: medvoice models check NAME"
    )
    return 0


def _place(context: Context, model: Model) -> Model:
    """MedASR may lie elsewhere than its makers' place."""
    return (
        speech_model(MEDASR, context.settings.recogniser.medasr) if model.name == MEDASR else model
    )


def _here(model: Model) -> str:
    folder = installed(model)
    if folder is None:
        return "not installed"
    size = sum(file.stat().st_size for file in weights_of(folder)) / 1e6
    return f"{folder} ({size:.0f} MB){_trained(folder)}"


def _decoder(context: Context, model: Model) -> str:
    """How the output of a recogniser that is here would be searched."""
    folder = installed(model)
    if folder is None or model.task is not Task.SPEECH:
        return ""
    name = decoder_name(folder, run_of(context.settings))
    return f"; decoder {name}" if name else ""


def _trained(folder: Path) -> str:
    """What a model of ours says of itself."""
    notes = folder / "training.json"
    if not notes.is_file():
        return ""
    try:
        found = json.loads(notes.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    said = found.get("summary", "") if isinstance(found, dict) else ""
    return f"; {said}" if said else ""


def _check(context: Context, name: str | None) -> int:
    settings = context.settings
    model = speech_model(name, settings.recogniser.medasr) if name else model_of(settings)
    if any(known.name == model.name and known.task is not Task.SPEECH for known in KNOWN):
        raise CommandError(f"{model.name} is no recogniser.", status=USAGE)
    folder = obtained(model, on_fetch=lambda source: context.note(f"Fetching {source}, once"))
    recording, expected = _recording(context, model, folder)
    with ears_for(settings, model, context.note) as ears:
        context.print(f"Recogniser: {ears.recogniser.name}")
        context.print(f"Recording: {recording}\n")
        sound = read_sound(recording, CHECK_S)
        checks = check_recogniser(ears.recogniser, sound, expected, context.print)
    context.print("")
    for check in checks:
        context.print(_line(check))
    if not expected:
        context.print("     the makers' text  not compared (only for MedASR's own test recording)")
    return FAILED if not all(check.passed for check in checks) else 0


def _recording(context: Context, model: Model, folder: Path) -> tuple[Path, str]:
    """What to try it on, and the text that is expected, "" where nobody published one."""
    makers = folder / TEST_RECORDING
    if makers.is_file():
        expected = published_text() if model.name == MEDASR or model.source == MEDASR_ID else ""
        return makers, expected
    if model.name == MEDASR:
        context.warn(
            f"{folder} has no {TEST_RECORDING}, so the makers' text cannot be compared. "
            "Fetch it with the model: hf download google/medasr test_audio.wav"
        )
    samples = sorted(samples_folder().glob("*.flac"), key=lambda path: path.stat().st_size)
    if not samples:
        raise CommandError(
            f"There is no {TEST_RECORDING} in {folder} and no sample in {samples_folder()}.",
            advice=f"Put a recording there, 16 kHz, named {TEST_RECORDING}.",
        )
    return samples[0], ""


def _line(check: Check) -> str:
    return f"{'ok  ' if check.passed else 'BAD '} {check.name:18} {check.detail}"
