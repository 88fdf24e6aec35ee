"""medvoice merge: one report from what was dictated and what was typed."""

from __future__ import annotations

import argparse
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.outputs import check_folder_of
from medvoice.session.saving import save_file
from medvoice.session.versions import merge_files

HELP = "one report from two versions of it (JSON): what was dictated and what was typed"
CONFLICTS = 1
"""Exit status where something is to be looked at; the file is written all the same."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dictated", type=Path, help="made with medvoice report --format json")
    parser.add_argument("typed", type=Path, help="the other version")
    parser.add_argument(
        "--base",
        type=Path,
        metavar="FILE",
        help="the version from which both began; without it nothing counts as deleted",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="file to write; else standard output"
    )
    parser.epilog = (
        "Exit status: 0, or 1 where both versions touched one statement: then both are kept, and "
        "standard error names it."
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    check_folder_of(arguments.output)
    found = merge_files(arguments.base, arguments.dictated, arguments.typed)
    if arguments.output is None:
        context.write(found.text)
    else:
        save_file(arguments.output, found.text)
    for conflict in found.conflicts:
        name = found.names.get(conflict.field, conflict.field)
        context.warn(f"{name}, {conflict.statement}: {conflict.what}")
    return CONFLICTS if found.conflicts else 0
