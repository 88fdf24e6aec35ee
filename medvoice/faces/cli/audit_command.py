"""medvoice audit verify: whether anything was changed in the kept dictations."""

from __future__ import annotations

import argparse

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, CommandError
from medvoice.faces.cli.options import storage_option
from medvoice.sealing.errors import SealError
from medvoice.sealing.stored_file import Keys
from medvoice.session.verifying import verify

HELP = "verify: whether logs or sound of kept dictations were changed afterwards"
WHAT_IT_MEANS = (
    "Who can write to the data folder can make all hashes anew. Note the head elsewhere (paper, "
    "another machine): a ledger that does not contain it any more was replaced."
)


LOCKED = " (encrypted, its key is not at hand: chain and sound compared, not read)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("verify",))
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these dictations; else all")
    parser.add_argument("--head", default="", help="a head noted before: is it in the ledger?")
    storage_option(parser)


def _keys(context: Context) -> Keys | None:
    """None, with a warning, where the vault does not open: hashes are compared all the same."""
    try:
        return context.vault()
    except SealError as error:
        context.warn(str(error))
        return None


def run(context: Context, arguments: argparse.Namespace) -> int:
    root = context.settings.storage.folder
    audit = verify(root, tuple(arguments.names), _keys(context))
    unknown = set(arguments.names) - {one.session for one in audit.sessions}
    if unknown:
        raise CommandError(f"No dictation is called {', '.join(sorted(unknown))}.")
    for one in audit.sessions:
        name = one.session or "audit.jsonl"
        for fault in one.faults:
            context.warn(f"{name}: {fault}")
        if not one.faults and one.session:
            noted = "" if one.noted else " (not ended yet: nothing to compare it with)"
            locked = LOCKED if one.locked else ""
            context.print(f"{name}: {one.lines} lines, unchanged{noted}{locked}")
    found = not arguments.head or arguments.head in audit.heads
    if not found:
        context.warn(f"The ledger does not contain the head {arguments.head}: it was replaced.")
    context.print(f"Head: {audit.head}")
    context.note(WHAT_IT_MEANS)
    return FAILED if audit.faults or not found else 0
