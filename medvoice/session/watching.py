"""Watch: what the consistency checks say of a report while it is being dictated."""

from __future__ import annotations

from collections.abc import Collection

from medvoice.report.checks import impressions, unfilled
from medvoice.report.checks.checker import OFF, Checker
from medvoice.report.checks.study_facts import facts_of
from medvoice.report.checks.warning import CheckWarning
from medvoice.report.document import Report
from medvoice.report.template import Template
from medvoice.session.view import WarningView


class Watch:
    """For one reader, on one thread: looks again only where the report has changed since, and reads
    of it only what is new."""

    def __init__(self, off: Collection[str] = OFF) -> None:
        """off: names of checks that are not wanted. Raises ValueError for an unknown one."""
        self._off = off
        self._template: Template | None = None
        self._checker = Checker(off=off)
        self._report: Report | None = None
        self._found: tuple[WarningView, ...] = ()

    def warnings(self, report: Report, template: Template) -> tuple[WarningView, ...]:
        """Beside a field or a statement each. Not yet while it is under way: fields that are empty
        (they are seen to be), and what an impression lacks that was not begun."""
        if template is not self._template:
            self._template, self._report = template, None
            self._checker = Checker(facts_of(template), self._off)
        if report is not self._report:
            self._report = report
            begun = any(name.split(".")[0] == "impression" for name, _ in report.fields)
            self._found = tuple(
                WarningView(w.check, w.field, w.message, w.statement)
                for w in self._checker.report(report, template)
                if _is_due(w, begun)
            )
        return self._found


def _is_due(warning: CheckWarning, impression: bool) -> bool:
    if warning.check == unfilled.NAME:
        return bool(warning.statement)
    return impression or warning.check != impressions.NAME
