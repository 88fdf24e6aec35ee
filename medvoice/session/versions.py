"""Two versions of a report, as JSON files: what changed, and both brought together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medvoice.export.diff import Change, differences
from medvoice.export.json_reading import read_report, report_of, rewritten
from medvoice.export.merge import Conflict, merged
from medvoice.report.document import Report


@dataclass(frozen=True, slots=True)
class Compared:
    """changes: by statement. study: key -> (before, after), "" for unknown. names: field id ->
    name."""

    changes: tuple[Change, ...]
    study: dict[str, tuple[str, str]]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class MergedFile:
    """text: of the JSON file. conflicts: what a human has to look at. names: as in Compared."""

    text: str
    conflicts: tuple[Conflict, ...]
    names: dict[str, str]


_EVERY_TIME = ("made_at", "document_id")
"""Keys that differ between any two exports."""


def compare(before: Path, after: Path) -> Compared:
    """Raises JsonReportError."""
    one, other = read_report(before), read_report(after)
    keys = dict.fromkeys([*one.study, *other.study])
    study = {key: (one.study.get(key, ""), other.study.get(key, "")) for key in keys}
    return Compared(
        differences(report_of(one), report_of(other)),
        {k: pair for k, pair in study.items() if pair[0] != pair[1] and k not in _EVERY_TIME},
        {field.id: field.name for version in (one, other) for field in version.fields},
    )


def merge_files(base: Path | None, dictated: Path, typed: Path) -> MergedFile:
    """base: the version from which both began; None: unknown. Raises JsonReportError."""
    versions = [read_report(path) for path in (dictated, typed, base) if path is not None]
    ours, theirs = report_of(versions[0]), report_of(versions[1])
    before = report_of(versions[2]) if base is not None else Report(ours.template)
    result = merged(before, ours, theirs)
    names = {field.id: field.name for version in versions for field in version.fields}
    return MergedFile(rewritten(result.report, *versions), result.conflicts, names)
