"""medvoice language: spoken lines in, what they are taken for out. No sound, no model."""

from __future__ import annotations

import argparse
import json
import sys

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import CommandError
from medvoice.faces.cli.options import template_option
from medvoice.faces.compose import hooks_of, house_of, macros_of, shelf_of, templates_of
from medvoice.language.reader import Dialect
from medvoice.session.lines import LineReader

HELP = "spoken lines from standard input: written form, or command, and why, a JSON line each"


def arguments(parser: argparse.ArgumentParser) -> None:
    template_option(parser)
    parser.add_argument(
        "--dialect",
        choices=[dialect.value for dialect in Dialect],
        default=Dialect.WORDS.value,
        help='words: "period" is spoken as a word; markers: only {period} is a mark, as MedASR '
        "writes it",
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    settings = context.settings
    template = templates_of(settings).load(settings.report.template)
    macros, house = macros_of(settings), house_of(settings)
    shelf = shelf_of(settings, template)
    hooks = hooks_of(settings)
    reader = LineReader(template, Dialect(arguments.dialect), macros, house, shelf, hooks)
    try:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(reader.read(line).as_json(), ensure_ascii=False) + "\n")
            sys.stdout.flush()
    except UnicodeDecodeError as error:
        raise CommandError("Standard input is not UTF-8 text.") from error
    return 0
