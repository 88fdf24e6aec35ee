"""The fidelity guard: does a statement say exactly what its sources say? No model is needed.

faithful(["No pleural effusion."], "There is a pleural effusion.")
# Verdict(faithful=False, differences=(negation flipped: effusion, ...), omitted=())
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.lexicon.meaning import critical_findings
from medvoice.report.guard.comparison import differences
from medvoice.report.guard.difference import Difference, Kind
from medvoice.report.guard.facts import Said, read
from medvoice.report.guard.words import Class, Word


@dataclass(frozen=True, slots=True)
class Verdict:
    """differences: what makes it unfaithful. omitted: what a one-sided comparison only lists."""

    faithful: bool
    differences: tuple[Difference, ...]
    omitted: tuple[Difference, ...] = ()


def faithful(sources: Sequence[str], statement: str, *, one_sided: bool = False) -> Verdict:
    """Compare a statement with its sources (one or more sentences each).

    one_sided: for the draft of an impression. Nothing may be added, moved or flipped; what is left
    out is listed, and only a critical finding, a doubt of a finding that is kept, or a negation may
    not be."""
    before, after = read(tuple(sources)), read((statement,))
    found = tuple(differences(before, after))
    if not one_sided:
        return Verdict(not found, found)
    grave = [difference for difference in found if not difference.omission]
    grave += _critical(before, after)
    grave += _surer(before, after)
    omitted = tuple(difference for difference in found if difference.omission)
    return Verdict(not grave, tuple(dict.fromkeys(grave)), omitted)


def _critical(before: Said, after: Said) -> list[Difference]:
    said = {phrase for phrase in critical_findings() if _present(phrase, after)}
    return [
        Difference(Kind.CRITICAL, phrase)
        for phrase in critical_findings()
        if phrase not in said and _present(phrase, before)
    ]


def _present(phrase: str, said: Said) -> bool:
    wanted = {word.text for group in read((phrase,)).groups for word in group}
    return any(wanted <= {word.text for word in group if not word.denied} for group in said.groups)


def _surer(before: Said, after: Said) -> list[Difference]:
    """Findings that are said with a doubt wherever the sources have them, and without one here."""
    found = []
    for group in after.groups:
        if _doubts(group):
            continue
        for word in group:
            with_it = [other for other in before.groups if word in other]
            if word.kind is Class.OTHER and with_it and all(map(_doubts, with_it)):
                found.append(Difference(Kind.DOUBT, f"{word.text} is said without its doubt"))
    return found


def _doubts(group: frozenset[Word]) -> bool:
    return any(word.kind is Class.DOUBT for word in group)
