"""medvoice models use NAME: make a recogniser the one that is used, in the configuration file."""

from __future__ import annotations

from pathlib import Path

from medvoice.config import RecogniserSettings
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.models.catalogue import Task, known, speech_model
from medvoice.models.choice import AUTO
from medvoice.models.store import how_to_get, installed
from medvoice.models.use import set_key

KEY = "recogniser.name"


def use_command(context: Context, name: str | None) -> int:
    if not name:
        raise CommandError("Which one? medvoice models use NAME", "Nothing changed.", status=USAGE)
    written = _checked(context, name)
    file = context.configuration.file
    try:
        before = set_key(file, KEY, written)
    except ValueError as error:
        raise CommandError(f"{file}: {error}", "Nothing changed.") from error
    default = str(RecogniserSettings.model_fields["name"].default)
    context.print(f"{file}: {KEY} = {before or default!r} → {written!r}")
    context.print(f"To go back: medvoice models use {before or default}")
    origin = context.configuration.origins[KEY]
    if origin not in ("default", str(file)):
        context.warn(f"{origin} still overrides it, with {context.settings.recogniser.name}.")
    return 0


def _checked(context: Context, name: str) -> str:
    """What is written. Raises CommandError where it cannot be used."""
    if name == AUTO:
        return name
    entry = known(name)
    if entry is not None and entry.task is not Task.SPEECH:
        raise CommandError(f"{name} is no recogniser.", "Nothing changed.", status=USAGE)
    folder = Path(name).expanduser()
    if entry is None and folder.is_dir():
        name = str(folder.resolve())
    model = speech_model(name, context.settings.recogniser.medasr)
    if installed(model) is not None:
        return name
    advice = how_to_get(model)
    if not advice and entry is not None:
        advice = f"medvoice models pull {name}"
    raise CommandError(f"{name} is not on this machine.", "Nothing changed.", advice)
