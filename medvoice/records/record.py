"""Record: what one patient's FHIR resources say, as items that can be asked after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.records.item import Item, Kind
from medvoice.records.when import When


@dataclass(frozen=True, slots=True)
class Person:
    """The patient. ref: "" where no resource names one. name: "Family^Given^Middle", as DICOM
    writes it; other_names: what else the patient is called, in the same form.
    sex: FHIR's word. ids: (what it is, value). died: said ("on May 4, 2023", "yes", "no"), "" where
    the record does not say."""

    ref: str = ""
    name: str = ""
    born: When | None = None
    sex: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    died: str = ""
    known: bool = False
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """items: newest first, those without a date last. left_out, partial: sentences; where there are
    any, that something is not here says less. other: how many resources of kinds that are not read.
    """

    person: Person
    items: tuple[Item, ...]
    left_out: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    other: int = 0

    def of(self, *kinds: Kind) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.kind in kinds)

    def item(self, ref: str) -> Item | None:
        return next((one for one in self.items if one.ref == ref), None)

    @property
    def whole(self) -> bool:
        """Whether all of it was given and read."""
        return not self.left_out and not self.partial


def ordered(items: Sequence[Item]) -> tuple[Item, ...]:
    dated = [one for one in items if one.when is not None]
    dated.sort(key=lambda one: one.when.order if one.when else (), reverse=True)
    return (*dated, *(one for one in items if one.when is None))
