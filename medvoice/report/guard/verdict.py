"""The fidelity guard: does a statement say exactly what its sources say? No model is needed.

faithful(["No pleural effusion."], "There is a pleural effusion.")
# Verdict(faithful=False, differences=(negation flipped: effusion, ...), omitted=())
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.report.guard.comparison import differences
from medvoice.report.guard.difference import Difference
from medvoice.report.guard.draft import grave_omissions
from medvoice.report.guard.facts import read


@dataclass(frozen=True, slots=True)
class Verdict:
    """differences: what makes it unfaithful. omitted: what a one-sided comparison only lists."""

    faithful: bool
    differences: tuple[Difference, ...]
    omitted: tuple[Difference, ...] = ()


def faithful(sources: Sequence[str], statement: str, *, one_sided: bool = False) -> Verdict:
    """Compare a statement with its sources (one or more sentences each).

    one_sided: for the draft of an impression. Nothing may be added, moved or flipped; what is left
    out is listed. Only a critical finding, a negation, or what makes a finding that is kept less
    than it is without may not be (`draft`): "the left lung is clear" is not "the lungs are clear",
    nor "possible pneumonia", "family history of cancer" "pneumonia", "cancer"."""
    before, after = read(tuple(sources)), read((statement,))
    found = tuple(differences(before, after))
    if not one_sided:
        return Verdict(not found, found)
    grave = [difference for difference in found if not difference.omission]
    grave += grave_omissions(before, after)
    omitted = tuple(difference for difference in found if difference.omission)
    return Verdict(not grave, tuple(dict.fromkeys(grave)), omitted)
