"""medvoice adapt: fine-tune the recogniser to one speaker; refuse if the result is not better."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from medvoice.adaptation.adapting import Adapted, Hearing, adapt
from medvoice.adaptation.collecting import collect
from medvoice.adaptation.installing import NameTaken, Notes, discard, install
from medvoice.adaptation.material import Clip, read_clip
from medvoice.adaptation.split import TooLittle
from medvoice.adaptation.targets import TargetError
from medvoice.adaptation.tuning_settings import TuningSettings
from medvoice.asr.recogniser import Recogniser, RecogniserError
from medvoice.config import Settings
from medvoice.evaluation.manifest import ManifestError, read_manifest
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, USAGE, CommandError
from medvoice.faces.cli.options import recogniser_options, storage_option
from medvoice.faces.cli.progress import Progressing
from medvoice.faces.compose import dialect_of, ears_for, model_of
from medvoice.models.catalogue import speech_model
from medvoice.models.store import models_folder, obtained

HELP = "fit the recogniser to your voice, from your own recordings and what was said in them"


def arguments(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--manifest",
        type=Path,
        metavar="FILE",
        help=".tsv, .csv or .jsonl: columns audio, and reference or reference_file (what was said, "
        "word by word; numbers as spoken where the model writes them so)",
    )
    source.add_argument(
        "--collect",
        type=Path,
        metavar="FOLDER",
        help="instead: write the sound and text of your kept dictations there, to be corrected by "
        "hand in FOLDER/manifest.tsv",
    )
    parser.add_argument("--name", metavar="NAME", help="of the new model (default: with the date)")
    parser.add_argument("--passes", type=int, default=TuningSettings().passes, help="over it all")
    parser.add_argument(
        "--blocks", type=int, default=0, help="last blocks that learn; 0: by the model's size"
    )
    recogniser_options(parser)
    storage_option(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.collect is not None:
        return _collect(context, arguments.collect)
    try:
        recordings = read_manifest(arguments.manifest)
    except ManifestError as error:
        raise CommandError(str(error), status=USAGE) from error
    if arguments.passes < 1 or arguments.blocks < 0:
        raise CommandError("--passes must be 1 or more, --blocks 0 or more.", status=USAGE)
    model = model_of(context.settings)
    base = obtained(model, on_fetch=lambda source: context.note(f"Fetching {source}, once"))
    if (base / "model.bin").is_file() or not any(base.glob("*.safetensors")):
        raise CommandError(
            f"{model.name} cannot be adapted: only LASR checkpoints can (bundled, MedASR).",
            advice="Name one: --recogniser bundled",
            status=USAGE,
        )
    created = datetime.now(UTC)
    name = arguments.name or f"{base.name}-adapted-{created:%Y%m%d-%H%M}"
    if Path(name).name != name or name.startswith("."):
        raise CommandError(f"--name {name}: a name without slashes, please.", status=USAGE)
    models = models_folder()
    if (models / name).exists():
        raise CommandError(f"{models / name} exists already; choose another --name.", status=USAGE)
    clips = [read_clip(recording.audio, recording.reference) for recording in recordings]
    settings = TuningSettings(
        passes=arguments.passes,
        blocks=arguments.blocks,
        threads=context.settings.recogniser.threads,
    )
    try:
        adapted = _adapt(context, clips, base, models, settings)
    except (TooLittle, TargetError, RecogniserError) as error:
        raise CommandError(str(error), "Nothing changed.") from error
    return _verdict(context, adapted, model.source, name, created)


def _adapt(
    context: Context, clips: list[Clip], base: Path, models: Path, settings: TuningSettings
) -> Adapted:
    model = model_of(context.settings)

    def listen(folder: Path) -> Recogniser:
        chosen = context.settings.recogniser.model_copy(update={"name": str(folder)})
        own: Settings = context.settings.model_copy(update={"recogniser": chosen})
        return ears_for(own, speech_model(str(folder)), lambda _: None).recogniser

    with Progressing(context.err, "adapting", 1.0) as bar:
        order = ("reading", "judging the old", "learning", "judging the new")

        def progress(stage: str, done: float) -> None:
            begin, share = ((0.0, 0.1), (0.1, 0.1), (0.2, 0.7), (0.9, 0.1))[order.index(stage)]
            bar.at(begin + share * done)

        return adapt(base, clips, models, Hearing(listen, dialect_of(model)), settings, progress)


def _verdict(context: Context, adapted: Adapted, base: str, name: str, created: datetime) -> int:
    verdict = adapted.verdict
    if adapted.left_out:
        context.warn(
            f"{adapted.left_out} recordings were left out: their text does not fit the sound, or "
            "holds characters that this model does not write (digits: write them as spoken)."
        )
    context.print(f"Learnt from {adapted.clips} clips, {adapted.seconds / 60:.1f} minutes.")
    context.print(verdict.line())
    if not verdict.better:
        discard(adapted.folder)
        context.print("Not better: nothing was installed. More, or better checked, material helps.")
        return FAILED
    notes = Notes(
        base, created.isoformat(timespec="seconds"), round(adapted.seconds, 1), adapted.clips,
        verdict.words, verdict.before, verdict.after, f"adapted to one speaker; {verdict.line()}",
    )  # fmt: skip
    try:
        place = install(adapted.folder, name, notes)
    except NameTaken as error:
        raise CommandError(str(error), status=USAGE) from error
    context.print(f"Installed: {place}")
    context.print(f"Use it:  medvoice models use {place}")
    context.print(f"Go back: medvoice models use {context.settings.recogniser.name}")
    return 0


def _collect(context: Context, folder: Path) -> int:
    collected = collect(context.settings.storage.folder, folder, context.vault())
    for fault in collected.faults:
        context.fault(fault)
    if not collected.clips:
        raise CommandError(
            f"There are no dictations with sound in {context.settings.storage.folder}.",
            status=FAILED,
        )
    context.print(
        f"{collected.clips} turns, {collected.seconds / 60:.1f} minutes: {collected.manifest}\n"
        "Listen, correct the text to what was said, delete lines that are not worth it; then\n"
        f"medvoice adapt --manifest {collected.manifest}"
    )
    return FAILED if collected.faults else 0
