"""medvoice diff: what changed between two versions of a report."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from medvoice.export.diff import Change, Kind
from medvoice.faces.cli.context import Context
from medvoice.session.versions import Compared, compare

HELP = "what changed between two versions of a report (JSON)"
DIFFERENT = 1
"""Exit status for two versions that differ, as of diff."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", type=Path, help="made with medvoice report --format json")
    parser.add_argument("after", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON line for each change")
    parser.epilog = "Exit status: 0 where nothing changed, 1 where something did."


def run(context: Context, arguments: argparse.Namespace) -> int:
    found = compare(arguments.before, arguments.after)
    for key, (before, after) in found.study.items():
        if arguments.json:
            context.print(_line(kind="study", key=key, before=before, after=after))
        else:
            context.print(f"changed  {key}\n  - {before}\n  + {after}")
    for change in found.changes:
        context.print(_as_json(change) if arguments.json else _as_text(change, found))
    return DIFFERENT if found.changes or found.study else 0


def _as_text(change: Change, found: Compared) -> str:
    lines = [f"{change.kind.value:8} {found.names.get(change.field, change.field)}"]
    before, after = change.before, change.after
    if change.kind is Kind.MOVED and after is not None:
        lines.append(f"    {after.text}")
        return "\n".join(lines)
    if before is not None:
        lines.append(f"  - {before.text}  ({before.origin.value})")
    if after is not None:
        lines.append(f"  + {after.text}  ({after.origin.value})")
    return "\n".join(lines)


def _as_json(change: Change) -> str:
    one = change.after or change.before
    return _line(
        kind=change.kind.value,
        field=change.field,
        id=one.id if one else "",
        before=change.before.text if change.before else None,
        after=change.after.text if change.after else None,
    )


def _line(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False)
