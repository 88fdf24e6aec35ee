"""Medications: ordered, taken, given, dispensed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from medvoice.records.concept import Concept, concept, concepts
from medvoice.records.index_clinical import details, names
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.json_values import Node, at, node, nodes, text
from medvoice.records.modifiers import void
from medvoice.records.statuses import GIVEN, REQUESTS, TAKEN, standing
from medvoice.records.values import quantity, quantity_said
from medvoice.records.when import When, when

Lookup = Callable[[Node, str], Node]
"""The resource that a reference inside another one points to; an empty one where it is not here.
"""
_PLANS = frozenset({"plan", "proposal", "option"})


def request(body: Node, ref: str, lookup: Lookup) -> Item:
    stands, status = standing(body, REQUESTS)
    if body.get("doNotPerform") is True and stands is not Standing.VOID:
        stands, status = Standing.VOID, "an order not to give it"
    elif text(body, "intent") in _PLANS and stands is not Standing.VOID:
        stands, status = Standing.PLANNED, f"a {text(body, 'intent')}, not an order"
    until = when(at(body, "dispenseRequest", "validityPeriod", "end"))
    return Item(
        Kind.MEDICATION,
        ref,
        drug(body, lookup),
        stands,
        status,
        when(body.get("authoredOn")),
        "ordered",
        details=details(
            ("dosage", dosage(body, "dosageInstruction")),
            ("reason", names(concepts(body, "reasonCode"))),
            ("order valid until", until.said if until else ""),
        ),
    )


def taken(body: Node, ref: str, lookup: Lookup) -> Item:
    stands, status = standing(body, TAKEN)
    began, ended = _effective(body)
    asserted = when(body.get("dateAsserted"))
    return Item(
        Kind.MEDICATION,
        ref,
        drug(body, lookup),
        stands,
        status,
        began or asserted,
        "since" if began else "stated",
        ended,
        details=details(
            ("dosage", dosage(body, "dosage")), ("reason", names(concepts(body, "reasonCode")))
        ),
    )


def given(body: Node, ref: str, lookup: Lookup) -> Item:
    stands, status = standing(body, GIVEN)
    began, ended = _effective(body)
    return Item(
        Kind.MEDICATION,
        ref,
        drug(body, lookup),
        stands,
        status,
        began,
        "given",
        ended,
        details=details(("dosage", dosage(body, "dosage"))),
    )


def dispensed(body: Node, ref: str, lookup: Lookup) -> Item:
    stands, status = standing(body, GIVEN)
    moment = when(body.get("whenHandedOver")) or when(body.get("whenPrepared"))
    return Item(
        Kind.MEDICATION,
        ref,
        drug(body, lookup),
        stands,
        "dispensed" if status == "given" else status,
        moment,
        "dispensed",
        details=details(("dosage", dosage(body, "dosageInstruction"))),
    )


MEDICATIONS: Mapping[str, Callable[[Node, str, Lookup], Item]] = MappingProxyType(
    {
        "MedicationRequest": request,
        "MedicationStatement": taken,
        "MedicationAdministration": given,
        "MedicationDispense": dispensed,
    }
)


def drug(body: Node, lookup: Lookup) -> Concept:
    own = concept(body.get("medicationCodeableConcept"))
    if own.name:
        return own
    reference = node(body, "medicationReference")
    entry = lookup(body, text(reference, "reference"))
    if void(entry):
        return Concept("a medication whose own entry is void")
    found = concept(entry.get("code"))
    return found if found.name else Concept(text(reference, "display"))


def dosage(body: Node, key: str) -> str:
    """In the words of the record; a dose alone where there are none."""
    told = []
    for one in nodes(body, key):
        dose = quantity(node(one, "doseAndRate", "doseQuantity")) or quantity(node(one, "dose"))
        told.append(text(one, "text") or (quantity_said(dose) if dose else ""))
    return "; ".join(filter(None, told))


def _effective(body: Node) -> tuple[When | None, When | None]:
    began = when(body.get("effectiveDateTime")) or when(at(body, "effectivePeriod", "start"))
    return began, when(at(body, "effectivePeriod", "end"))
