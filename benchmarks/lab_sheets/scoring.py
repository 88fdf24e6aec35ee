"""Field F1 against the generator's truth, and a judge of spans; no code of the extractor's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.lab_sheets.sheet import FIELDS, Truth


def plain(text: str) -> str:
    """Spaces and the width of dashes do not count; every other sign does."""
    return re.sub(r"\s*[-–—−]\s*", "-", " ".join(text.split()))


@dataclass(slots=True)
class Score:
    """Counts by field. wrong: (field, true, found, test), for whoever looks."""

    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, truth: Sequence[Truth], rows: Iterable[Mapping[str, str]]) -> None:
        """A row is paired with the truth that has its test's name, else with one that has three of
        its other fields; what has no partner counts as false, or as missed."""
        left = [{name: plain(row.get(name, "")) for name in FIELDS} for row in rows]
        for one in truth:
            true = {name: plain(getattr(one, name)) for name in FIELDS}
            found = self._partner(true, left)
            for name in FIELDS:
                self._count(name, true[name], found.get(name, ""), one.test)
        for row in left:
            for name in FIELDS:
                self._count(name, "", row[name], row["test"])

    def _partner(self, true: Mapping[str, str], left: list[dict[str, str]]) -> dict[str, str]:
        def likeness(row: Mapping[str, str]) -> int:
            same = sum(row[name] == true[name] for name in FIELDS[1:])
            return same + 4 * (row["test"] == true["test"])

        best = max(left, key=likeness, default=None)
        if best is None or likeness(best) < 3:
            return {}
        left.remove(best)
        return best

    def _count(self, name: str, true: str, found: str, test: str) -> None:
        if true == found:
            self.right[name] += bool(true)
            return
        self.missed[name] += bool(true)
        self.false[name] += bool(found)
        self.wrong.append((name, true, found, test))

    def f1(self, name: str) -> float:
        whole = 2 * self.right[name] + self.false[name] + self.missed[name]
        return 2 * self.right[name] / whole if whole else 1.0


@dataclass(frozen=True, slots=True)
class Claimed:
    """A value that was accepted: the text it claims, and the places on its page."""

    field: str
    text: str
    places: tuple[tuple[int, int], ...]


def not_said(page: str, row: Sequence[Claimed]) -> list[str]:
    """What of a row its spans do not say: other signs than claimed, a part of a longer word or
    number, or fields that stand in lines too far apart."""
    faults = []
    for one in row:
        said = " ".join(page[start:end] for start, end in one.places)
        if said != one.text or not said.strip():
            faults.append(f"{one.field}: claims {one.text!r}, the place says {said!r}")
        for start, end in one.places:
            if _cut(page, start, end):
                faults.append(f"{one.field}: {one.text!r} is a part of something longer")
    starts = [page.count("\n", 0, start) for one in row for start, _ in one.places]
    if starts and max(starts) - min(starts) > 5:
        faults.append("its fields stand more than five lines apart")
    return faults


def _cut(page: str, start: int, end: int) -> bool:
    """Letters or digits go on beyond an edge; a flag may stand tight behind a number."""
    before, after = page[start - 1 : start], page[end : end + 1]
    first, last = page[start], page[end - 1]
    if first.isalnum() and before.isalnum() and first.isdigit() == before.isdigit():
        return True
    if last.isalnum() and after.isalnum() and last.isdigit() == after.isdigit():
        return True
    # "4" of "4.1", "1" of "4.1"
    return bool(
        (last.isdigit() and re.match(r"[.,]\d", page[end : end + 2]))
        or (first.isdigit() and re.search(r"\d[.,]$", page[max(0, start - 2) : start]))
    )
