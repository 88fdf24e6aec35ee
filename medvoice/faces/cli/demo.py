"""medvoice demo: the sample dictations through the real pipeline, with the live view."""

from __future__ import annotations

import argparse
import difflib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.table import Table

from medvoice.export.context import ReportContext
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.dictating import dictate
from medvoice.faces.cli.errors import CommandError
from medvoice.faces.cli.options import recogniser_options, setting
from medvoice.faces.cli.study_room import StudyRoom
from medvoice.faces.compose import DEMONSTRATION, Ears, ears_of, templates_of
from medvoice.faces.samples import Sample, chosen, samples_in
from medvoice.resources import samples_folder
from medvoice.session.opening import open_file
from medvoice.session.saving import save_file

HELP = "play the sample dictations through the real pipeline; reports go to out/demo"

Pace = Literal["realtime", "fast"]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--samples", nargs="+", default=[], metavar="NAME", help="only these")
    parser.add_argument(
        "--pace",
        choices=("first", "realtime", "fast"),
        default="first",
        help="first: on a terminal the first one as it was spoken, the others as fast as possible",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("out/demo"),
        metavar="FOLDER",
        help="of the reports",
    )
    recogniser_options(parser)
    setting(parser, "--plain", key="view.plain", switch=True, help="plain lines, no live view")


@dataclass(frozen=True, slots=True)
class _Played:
    sample: Sample
    report: Path
    took_s: float
    as_expected: str


def run(context: Context, arguments: argparse.Namespace) -> int:
    samples = chosen(samples_in(samples_folder()), arguments.samples)
    folder: Path = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    played: list[_Played] = []
    with ears_of(context.settings, context.note) as ears:
        if ears.model.demonstration:
            context.note(DEMONSTRATION)
        for number, sample in enumerate(samples):
            pace = _pace(arguments.pace, number, context)
            one, ended_early = _play(context, ears, sample, pace, folder)
            played.append(one)
            if ended_early:
                context.note("Ended by the user; the samples after this one were not played.")
                break
        context.out.print(_table(played), markup=False)
        context.print(f"\nRecogniser: {ears.recogniser.name}")
    context.print(f"Reports: {folder.resolve()}/")
    return 0


def _pace(asked: str, number: int, context: Context) -> Pace:
    watched = context.out.is_terminal and not context.settings.view.plain
    if asked == "realtime" or (asked == "first" and number == 0 and watched):
        return "realtime"
    return "fast"


def _play(
    context: Context, ears: Ears, sample: Sample, pace: Pace, folder: Path
) -> tuple[_Played, bool]:
    """Raises CommandError, TemplateError, SoundFileError, ExportError."""
    template = templates_of(context.settings).load(sample.template)
    context.note(f"{sample.name}: {sample.seconds:.0f} s, template {sample.template}, pace {pace}")
    begin = time.monotonic()
    room = StudyRoom(template, ReportContext(footer=context.settings.report.footer))
    done = dictate(context, ears, open_file(sample.sound, pace), room, (), folder)
    if done.saved is None or done.outcome.error:
        raise CommandError(
            f"{sample.name}: {done.outcome.error or 'no report was saved'}",
            f"Sound and text are kept in {done.outcome.folder}",
        )
    report = folder / f"{sample.name}.txt"
    save_file(report, done.report)
    took = time.monotonic() - begin
    return _Played(sample, report, took, _compared(sample, done.report)), done.ended_early


def _compared(sample: Sample, report: str) -> str:
    """How many of the expected report's words are there, in order; "" where none is expected."""
    if not sample.expected_report.is_file():
        return ""
    expected = sample.expected_report.read_text(encoding="utf-8").split()
    blocks = difflib.SequenceMatcher(None, expected, report.split(), autojunk=False)
    same = sum(block.size for block in blocks.get_matching_blocks())
    return f"{same} of {len(expected)} words"


def _table(played: Sequence[_Played]) -> Table:
    table = Table("Sample", "Template", "Sound", "Took", "As it should be", "Report", box=None)
    for one in played:
        table.add_row(
            one.sample.name,
            one.sample.template,
            f"{one.sample.seconds:.0f} s",
            f"{one.took_s:.0f} s",
            one.as_expected,
            str(one.report),
        )
    return table
