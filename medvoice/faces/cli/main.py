"""medvoice: the command line. Options, environment and configuration are read here, once."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from rich.console import Console

from medvoice import __version__
from medvoice.config import load
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import INTERRUPTED, USAGE
from medvoice.faces.cli.options import common, given

COMMANDS = {
    "dictate": "dictate",
    "serve": "serve",
    "cluster": "cluster_command",
    "transcribe": "transcribe",
    "report": "report",
    "structure": "structure",
    "study": "study",
    "diff": "diff",
    "merge": "merge",
    "ask": "ask",
    "extract": "extract",
    "language": "language",
    "vocabulary": "vocabulary_command",
    "check": "check_command",
    "guard": "guard_command",
    "recover": "recover",
    "log": "log_command",
    "sessions": "sessions_command",
    "audit": "audit_command",
    "encryption": "encryption_command",
    "demo": "demo",
    "eval": "eval_command",
    "adapt": "adapt",
    "devices": "devices",
    "templates": "templates",
    "models": "models",
    "doctor": "doctor",
    "config": "config_command",
}
"""Name → module of this package, which has HELP, `arguments(parser)` and
`run(context, arguments) -> exit status`. Only the one that is asked for is imported: a command is
there in 0.6 s of computing in place of 1.8 (`medvoice check`, one core)."""

BROKEN_PIPE = 141
"""128 + SIGPIPE, as a shell would say."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    words = sys.argv[1:] if argv is None else argv
    judge = parser(words[0] if words else "")
    arguments = judge.parse_args(words)
    if arguments.command is None:
        judge.print_help()
        return USAGE
    err = Console(stderr=True)
    logging.captureWarnings(True)
    logging.basicConfig(
        level=logging.DEBUG if arguments.debug else logging.ERROR,
        format="%(levelname)s %(name)s: %(message)s",
    )
    _quiet_libraries(arguments.debug)
    _no_telemetry()
    try:
        configuration = load(given(arguments), os.environ, arguments.config)
        context = Context(configuration, Console(), err)
        run: Callable[[Context, argparse.Namespace], int] = _module(arguments.command).run
        status = run(context, arguments)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        err.print("Interrupted.", style="yellow")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (head, less). The interpreter's own flush at exit must not fail, too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001 - the face's one boundary: no traceback for a user
        if arguments.debug:
            traceback.print_exc()
        from medvoice.faces.cli.explaining import explained

        problem = explained(error)
        text = f"medvoice {arguments.command}: {problem}"
        err.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
        return problem.status


def parser(only: str = "") -> argparse.ArgumentParser:
    """All commands and their options. only: this command's, where it is one."""
    top = argparse.ArgumentParser(
        prog="medvoice",
        description="Radiology dictation to a structured report, on this machine alone. "
        "Research tool, not a cleared medical device.",
    )
    top.add_argument("--version", action="version", version=f"medvoice {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name in [only] if only in COMMANDS else COMMANDS:
        module = _module(name)
        sub = commands.add_parser(
            name, help=module.HELP, description=module.HELP, parents=[common()]
        )
        module.arguments(sub)
    return top


def _module(command: str) -> Any:
    return import_module(f"medvoice.faces.cli.{COMMANDS[command]}")


def _quiet_libraries(debug: bool) -> None:
    """Progress bars and hints of libraries do not belong on the user's screen."""
    if not debug:
        # What it finds odd in a file is judged by the study's readers, who name the file.
        for library in ("pydicom", "pynetdicom", "dicomweb_client", "nibabel.global"):
            logging.getLogger(library).setLevel(logging.CRITICAL)
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")


def _no_telemetry() -> None:
    """What libraries would tell their makers about this machine. They read these when they are
    imported, which no command does before here."""
    for name in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", "DISABLE_TELEMETRY"):
        os.environ[name] = "1"


if __name__ == "__main__":
    raise SystemExit(main())
