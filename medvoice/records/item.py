"""Item: one entry of a patient's record, as far as it can be asked after."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum, auto

from medvoice.records.concept import Concept
from medvoice.records.when import When


class Kind(StrEnum):
    """In the words of answers."""

    CONDITION = "condition"
    MEDICATION = "medication"
    ALLERGY = "allergy"
    RESULT = "result"
    PROCEDURE = "procedure"
    IMAGING = "imaging study"
    REPORT = "report"
    ENCOUNTER = "encounter"
    IMMUNISATION = "immunisation"
    DOCUMENT = "document"
    FAMILY = "family history"
    DEVICE = "device"
    ORDER = "order"


class Standing(StrEnum):
    """How far an entry is a fact of the patient. Only NOW and PAST are."""

    NOW = auto()  # an active condition, a medication in use, a thing that was done
    PAST = auto()  # a resolved condition, a medication that was stopped
    UNSAID = auto()  # the record does not say whether it still is so
    OPEN = auto()  # not certain: suspected, differential, not yet final
    PLANNED = auto()  # ordered or planned, not done
    VOID = auto()  # entered in error, refuted, not done, cancelled: never a fact


@dataclass(frozen=True, slots=True)
class Quantity:
    """value: digits as written. unit: as written, "" for none; code: UCUM's, "" for none.
    comparator: "<" and the like, "" for exactly so."""

    value: Decimal
    unit: str = ""
    code: str = ""
    comparator: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a result. concept: of a component; of the whole where it is the only one. said: as
    an answer says it, with its unit. low, high: of the range that the record gives for it, in the
    value's unit. range_said: that range as written. flag: the laboratory's ("high"), "" for none.
    """

    concept: Concept
    said: str
    quantity: Quantity | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    range_said: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """Equal to itself alone. ref: "Observation/17". when: of the event itself where the record says
    it, else `basis` says of what ("recorded", "ordered"). ended: when it was over. status: in
    words, "" where none is recorded. details: (what, text) worth saying beside it. words: texts
    that name it beside the concept (descriptions, body sites). codes: concepts that do, too. told:
    free text of a report or document, "" for none. linked: references to a report's results."""

    kind: Kind
    ref: str
    concept: Concept
    standing: Standing
    status: str = ""
    when: When | None = None
    basis: str = ""
    ended: When | None = None
    readings: tuple[Reading, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[Concept, ...] = ()
    told: str = field(default="", repr=False)
    linked: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.concept.name or next(iter(self.words), "") or f"{self.kind} without a name"

    @property
    def names(self) -> tuple[str, ...]:
        """Every wording of what it is."""
        more = (name for one in self.codes for name in one.names)
        return tuple(dict.fromkeys((*self.concept.names, *self.words, *more)))

    @property
    def stands(self) -> bool:
        """Whether it is, or was, a fact of the patient."""
        return self.standing in (Standing.NOW, Standing.PAST, Standing.UNSAID)
