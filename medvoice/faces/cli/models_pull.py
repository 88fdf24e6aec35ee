"""medvoice models pull NAME: fetch a model, after its size and terms were shown and agreed to."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.cli.models_serve import how_to_serve
from medvoice.models.catalogue import (
    KNOWN,
    MEDASR,
    MEDGEMMA,
    MEDGEMMA_GGUF,
    MORE,
    WHISPER,
    Model,
    Task,
    known,
)
from medvoice.models.hub import PUBLIC, Hub, HubError, NeedsAccess
from medvoice.models.pull import Order, Plan, PullError, plan, pull
from medvoice.models.store import how_to_get, installed, pulled
from medvoice.models.whisper_tiny import SHA256

ENDPOINT_VARIABLE = "HF_ENDPOINT"
"""A mirror of the hub, as huggingface_hub has it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("for pull")
    group.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="put it into FOLDER/NAME, to carry it to a machine without a network",
    )
    group.add_argument("--yes", action="store_true", help="agree to size and terms beforehand")
    group.add_argument("--update", action="store_true", help="take the newest revision")


def pull_command(context: Context, name: str | None, arguments: argparse.Namespace) -> int:
    model = _model(name)
    target = (arguments.to.expanduser().resolve() / model.name) if arguments.to else pulled(model)
    elsewhere = installed(model)
    if elsewhere not in (None, target) and not (arguments.to or arguments.update):
        context.print(f"{model.name} is in {elsewhere} already. --to FOLDER fetches a copy.")
        return 0
    hub = _hub()
    order = _order(model, arguments.update)
    try:
        found = plan(order, hub, target, arguments.update)
        if found.done:
            context.print(f"{model.name} is in {target}, and every file has its checksum.")
            return 0
        _show(context, model, found)
        _agree(context, arguments.yes)
        _fetch(context, hub, found)
    except HubError as error:
        raise _explained(model, error, hub) from error
    except PullError as error:
        raise CommandError(str(error)) from error
    context.print(f"{model.name} is in {target}, every file checked.")
    context.print(_next(model, target, carried=arguments.to is not None))
    return 0


def _order(model: Model, newest: bool) -> Order:
    """newest: then no revision is asked for, and what is known of another one does not count."""
    if model.name == WHISPER:
        return Order(model.source, model.files, sha256=SHA256)
    if newest:
        return Order(model.source, model.files)
    return Order(model.source, model.files, model.revision, dict(model.sums))


def _model(name: str | None) -> Model:
    can = [model.name for model in (*KNOWN, *MORE) if not Path(model.source).is_absolute()]
    model = known(name) if name else None
    if model is None or model.name not in can:
        raise CommandError(
            f"{name or 'Which model?'}: this can be pulled: {', '.join(can)}.",
            "Nothing was fetched.",
            status=USAGE,
        )
    return model


def _hub() -> Hub:
    from huggingface_hub import get_token  # late: half a second

    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        raise CommandError("HF_HUB_OFFLINE is set: nothing was fetched.", status=USAGE)
    endpoint = os.environ.get(ENDPOINT_VARIABLE) or PUBLIC
    return Hub(endpoint.rstrip("/"), get_token() or "")


def _show(context: Context, model: Model, found: Plan) -> None:
    lock = found.lock
    context.print(f"{model.name}: {model.title}")
    context.print(f"    from     {lock.repository}, revision {lock.revision}")
    context.print(f"             pinned by {found.pinned_by}")
    context.print(f"    into     {found.target}")
    rest = f", {_size(found.bytes_left)} left to fetch" if found.bytes_left != lock.bytes else ""
    context.print(f"    size     {_size(lock.bytes)} in {len(lock.files)} files{rest}")
    for file in lock.files:
        if file.size >= 10_000_000:
            context.print(f"             {file.path}  {_size(file.size)}")
    context.print(f"    licence  {model.licence}" + (f": {model.terms}" if model.terms else ""))
    if found.unchecked:
        context.warn(f"No checksum is published for: {', '.join(found.unchecked)}")


def _agree(context: Context, yes: bool) -> None:
    if yes:
        return
    refused = "Nothing was fetched."
    if not sys.stdin.isatty():
        raise CommandError("Size and terms want a yes: add --yes.", refused, status=USAGE)
    answer = input("Fetch it, and accept these terms? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise CommandError(refused)


def _fetch(context: Context, hub: Hub, found: Plan) -> None:
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True),
        console=context.err,
        transient=True,
        disable=not context.err.is_terminal,
    )
    task = progress.add_task(found.target.name, total=found.bytes_left)
    try:
        with progress:
            pull(found, hub, lambda count: progress.update(task, advance=count))
    except KeyboardInterrupt:
        context.note("What was fetched is kept: the same command goes on from there.")
        raise


def _explained(model: Model, error: HubError, hub: Hub) -> CommandError:
    what = f"{model.source}: {error}."
    kept = "What was fetched before is kept: the same command goes on from there."
    if isinstance(error, NeedsAccess):
        had = "The token that is set here does not open it." if hub.token else "No token is set."
        return CommandError(what, had, how_to_get(model))
    advice = (
        f"Without a network: pull it on another machine with --to FOLDER and carry the folder over."
        f" {ENDPOINT_VARIABLE} names a mirror."
    )
    return CommandError(what, kept, advice)


def _next(model: Model, target: Path, carried: bool) -> str:
    if model.name == MEDGEMMA_GGUF:
        return how_to_serve(target)
    if model.name == MEDGEMMA:
        return (
            'To use it: language_model.backend = "transformers" and language_model.model = '
            f'"{target}" in the configuration (docs/language_model.md).'
        )
    if model.task is not Task.SPEECH:
        return ""
    if carried:
        return f"On the other machine: medvoice models use {Path('…') / target.name}"
    hint = "" if model.name != MEDASR else " (or leave recogniser.name at auto)"
    return f"To use it: medvoice models use {model.name}{hint}"


def _size(count: int) -> str:
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
