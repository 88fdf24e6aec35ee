"""medvoice guard: does each statement say what its sources say? JSON lines in, JSON lines out."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from medvoice.faces.cli.context import Context
from medvoice.report.guard.verdict import faithful

HELP = "whether statements say exactly what their sources say: JSON lines from standard input"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
FAILED = 1


class Asked(BaseModel):
    """One line of input."""

    model_config = ConfigDict(extra="ignore", strict=True)

    sources: list[Text]
    statement: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--one-sided",
        action="store_true",
        help="for drafts of an impression: leaving something out is listed, not refused; critical "
        "findings may not be left out",
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    """0 where every line could be read; 1 where one could not: it gets an "error", the others are
    answered all the same."""
    failed = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            answer = _answer(Asked.model_validate_json(line), arguments.one_sided)
        except ValidationError as error:
            failed += 1
            problem = f"line {number}: {_problem(error)}"
            answer = {"error": problem}
            context.fault(f"medvoice guard: {problem}")
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return FAILED if failed else 0


def _answer(asked: Asked, one_sided: bool) -> dict[str, object]:
    verdict = faithful(asked.sources, asked.statement, one_sided=one_sided)
    answer: dict[str, object] = {
        "faithful": verdict.faithful,
        "differences": [str(difference) for difference in verdict.differences],
    }
    if one_sided:
        answer["omitted"] = [str(difference) for difference in verdict.omitted]
    return answer


def _problem(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    wanted = 'expected {"sources": ["...", ...], "statement": "..."}'
    return f"{where + ': ' if where else ''}{first['msg']}; {wanted}"
