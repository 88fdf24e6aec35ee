"""Standing: the normal statements of a report's fields, found without a look at all the others."""

from __future__ import annotations

from medvoice.report.document import Origin, Report, Statement, extended


class StandingNormals:
    """Remembers each field as it was when last asked for. A field grows at its end, so only what is
    new is looked at; any other change is looked at whole. The answer is that of a look at all."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[tuple[Statement, ...], tuple[Statement, ...]]] = {}

    def of(self, report: Report, field: str) -> tuple[Statement, ...]:
        """The normal statements of a field, in order."""
        statements = report.field(field)
        before, found = self._seen.get(field, ((), ()))
        if statements[: len(before)] != before:
            before, found = (), ()
        new = (s for s in statements[len(before) :] if s.origin is Origin.NORMAL)
        found = extended(found, *new)
        self._seen[field] = (statements, found)
        return found
