"""medvoice config: the effective settings and where each comes from."""

from __future__ import annotations

import argparse
import json

from rich.table import Column, Table

from medvoice.config import keys
from medvoice.faces.cli.context import Context

HELP = "show every setting, its value and where the value comes from"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(context: Context, arguments: argparse.Namespace) -> int:
    configuration = context.configuration
    rows = [(k, configuration.value(k.name), configuration.origins[k.name]) for k in keys()]
    if arguments.format == "json":
        values = {k.name: {"value": _plain(value), "from": origin} for k, value, origin in rows}
        context.print(json.dumps({"file": str(configuration.file), "settings": values}, indent=2))
        return 0
    # A key that is cut short cannot be typed.
    setting = Column("Setting", no_wrap=True)
    table = Table(setting, "Value", "From", "What it is", box=None, header_style="bold")
    for key, value, origin in rows:
        table.add_row(key.name, str(_plain(value)) or '""', origin, key.description)
    context.out.print(table, markup=False)
    exists = "" if configuration.file.exists() else " (not there; it is optional)"
    context.print(f"\nFile: {configuration.file}{exists}")
    context.print("Each setting can be given as MEDVOICE_SECTION_NAME or --set section.name=value.")
    return 0


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return value if isinstance(value, str | int | float | bool) else str(value)
