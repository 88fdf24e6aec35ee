"""medvoice doctor: what is wrong with this machine, and what to do about it."""

from __future__ import annotations

import argparse

from rich.text import Text

from medvoice.doctor import Grade, examine
from medvoice.faces import machine, models_around
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED
from medvoice.faces.cli.options import recogniser_options, storage_option

HELP = "what is wrong with this machine, and what to do about it"

_STYLE = {Grade.OK: "green", Grade.NOTE: "yellow", Grade.FAULT: "bold red"}


def arguments(parser: argparse.ArgumentParser) -> None:
    recogniser_options(parser)
    storage_option(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    hardware = machine.hardware()
    findings = examine(
        machine.packages(),
        hardware,
        machine.files(context.settings),
        models_around.language(context.settings, hardware),
    )
    for finding in findings:
        line = Text(f"{finding.grade.value:6}", style=_STYLE[finding.grade])
        line.append(f"{finding.subject:13}", style="bold not dim")
        line.append(finding.what, style="default")
        context.out.print(line, soft_wrap=True)
        for advice in finding.advice.splitlines():
            context.out.print(Text(" " * 19 + advice, style="yellow"), soft_wrap=True)
    faults = sum(finding.grade is Grade.FAULT for finding in findings)
    context.print("")
    context.print(f"{faults} faults to mend" if faults else "Everything that is needed is there.")
    return FAILED if faults else 0
