"""Checker: the consistency checks over a whole report, each of which can be switched off."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType

from medvoice.report.checks import (
    contrast,
    counts,
    critical,
    dates,
    duplicates,
    examined,
    impressions,
    negations,
    normals_beside,
    priors,
    sex,
    sides,
    sizes,
    unfilled,
)
from medvoice.report.checks.noted import noted
from medvoice.report.checks.notes import DIMENSIONS, LEVEL
from medvoice.report.checks.read_report import ReadReport, ReportReader, of_text
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning
from medvoice.report.document import Report
from medvoice.report.template import Template

Check = Callable[[ReadReport, StudyFacts], Iterator[CheckWarning]]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        critical.NAME: critical.critical,
        sides.NAME: sides.sides,
        negations.NAME: negations.negations,
        normals_beside.NAME: normals_beside.normals_beside,
        impressions.NAME: impressions.impressions,
        sizes.NAME: sizes.sizes,
        counts.NAME: counts.counts,
        LEVEL: noted(LEVEL),
        sex.NAME: sex.sex,
        examined.NAME: examined.examined,
        contrast.NAME: contrast.contrast,
        dates.NAME: dates.dates,
        priors.NAME: priors.priors,
        duplicates.NAME: duplicates.duplicates,
        unfilled.NAME: unfilled.unfilled,
        DIMENSIONS: noted(DIMENSIONS),
    }
)
"""Name -> check, in the order in which warnings are shown."""

OFF = frozenset({DIMENSIONS})
"""Those that only some houses want."""


def checked_names(names: Collection[str]) -> frozenset[str]:
    """The names, all of them checks. Raises ValueError for one that is none."""
    for name in names:
        if name not in CHECKS:
            near = difflib.get_close_matches(name, CHECKS, 1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            raise ValueError(f'there is no check "{name}".{hint} Checks: {", ".join(CHECKS)}')
    return frozenset(names)


class Checker:
    """What a report says that does not agree with itself, its study or its priors."""

    def __init__(self, study: StudyFacts | None = None, off: Collection[str] = OFF) -> None:
        """off: names of checks that are not wanted. Raises ValueError for an unknown one."""
        self._study = study or StudyFacts()
        self._reader = ReportReader()
        self._checks = [CHECKS[name] for name in CHECKS if name not in checked_names(off)]

    def report(self, report: Report, template: Template) -> tuple[CheckWarning, ...]:
        """Warnings of a filled report."""
        return self.read(self._reader.read(report, template))

    def text(self, text: str) -> tuple[CheckWarning, ...]:
        """Warnings of a report as plain text with headings."""
        return self.read(of_text(text))

    def read(self, report: ReadReport) -> tuple[CheckWarning, ...]:
        return tuple(warning for check in self._checks for warning in check(report, self._study))
