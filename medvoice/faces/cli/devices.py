"""medvoice devices: the microphones."""

from __future__ import annotations

import argparse

from rich.table import Table

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED
from medvoice.session.opening import list_devices

HELP = "list the microphones"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(context: Context, arguments: argparse.Namespace) -> int:
    devices = list_devices()
    if not devices:
        context.warn(
            "No microphone found. Plug one in, or start the sound server, and try again; "
            "medvoice dictate --from FILE works without one."
        )
        return FAILED
    table = Table("No.", "Name", "Rate", "Channels", "Through", "", box=None, header_style="bold")
    for device in devices:
        table.add_row(
            str(device.index),
            device.name,
            f"{device.rate} Hz",
            str(device.channels),
            device.host_api,
            "default" if device.default else "",
        )
    context.out.print(table, markup=False)
    context.print('\nChoose one with --device, by number, name or part of it ("usb").')
    return 0
