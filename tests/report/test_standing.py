"""The normal statements found without a look at all others are those of a look at all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.report.document import Origin, Placement, Report, Statement
from medvoice.report.standing import StandingNormals

FIELDS = ("findings.lungs", "findings.heart", "impression.text")


@st.composite
def histories(draw: st.DrawFn) -> list[Report]:
    """Reports as placing, removing and undoing make them; each from one before it."""
    reports = [Report("cxr")]
    for number in range(draw(st.integers(1, 12))):
        report = reports[draw(st.integers(0, len(reports) - 1))] if draw(
            st.integers(0, 3)
        ) == 0 else reports[-1]  # fmt: skip
        standing = report.statements()
        if standing and draw(st.integers(0, 4)) == 0:
            gone = draw(st.sampled_from(standing)).id
            reports.append(report.without(frozenset({gone})))
            continue
        for part in range(draw(st.integers(1, 3))):
            statement = Statement(
                f"u{number}.{part}",
                "Small effusion.",
                draw(st.sampled_from((Origin.DICTATED, Origin.NORMAL))),
                (),
                breaks_before=draw(st.sampled_from((0, 0, 0, 1, 2))),
            )
            field = draw(st.sampled_from(FIELDS))
            report = report.placed(Placement(field, statement))
        reports.append(report)
    return reports


@settings(max_examples=120, deadline=None)
@given(histories())
def test_any_history_gives_the_normal_statements_of_a_look_at_all(reports: list[Report]) -> None:
    standing = StandingNormals()
    for report in reports:
        for name, statements in report.fields:
            normal = tuple(s for s in statements if s.origin is Origin.NORMAL)
            assert standing.of(report, name) == normal
