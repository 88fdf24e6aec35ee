"""Conditions, allergies, procedures, immunisations, devices, encounters, relatives: as items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from medvoice.records.concept import Concept, concept, concepts
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.json_values import Node, at, node, nodes, text
from medvoice.records.statuses import DONE, ENCOUNTERS, KEPT, clinical, standing
from medvoice.records.values import quantity, quantity_said
from medvoice.records.when import When, when

Details = tuple[tuple[str, str], ...]


def condition(body: Node, ref: str) -> Item:
    stands, status = clinical(body)
    moment, said = event(body, "onset")
    recorded = when(body.get("recordedDate"))
    ended, end_said = event(body, "abatement")
    if stands is Standing.UNSAID and (ended or end_said):
        stands = Standing.PAST
    return Item(
        Kind.CONDITION,
        ref,
        concept(body.get("code")),
        stands,
        status,
        moment or recorded,
        "since" if moment else "recorded",
        ended,
        details=details(
            ("onset", said),
            ("ended", end_said),
            ("severity", concept(body.get("severity")).name),
            ("site", names(concepts(body, "bodySite"))),
        ),
    )


def allergy(body: Node, ref: str) -> Item:
    stands, status = clinical(body)
    moment, said = event(body, "onset")
    recorded = when(body.get("recordedDate"))
    reactions = nodes(body, "reaction")
    shown = [
        ", ".join(filter(None, [names(concepts(one, "manifestation")), text(one, "severity")]))
        for one in reactions
    ]
    return Item(
        Kind.ALLERGY,
        ref,
        concept(body.get("code")),
        stands,
        status,
        moment or recorded,
        "since" if moment else "recorded",
        details=details(
            ("onset", said),
            ("kind", text(body, "type")),
            ("criticality", text(body, "criticality")),
            ("reaction", "; ".join(filter(None, shown))),
        ),
        codes=tuple(concept(one.get("substance")) for one in reactions if "substance" in one),
    )


def procedure(body: Node, ref: str) -> Item:
    stands, status = standing(body, DONE)
    moment, said = event(body, "performed")
    return Item(
        Kind.PROCEDURE,
        ref,
        concept(body.get("code")),
        stands,
        status,
        moment,
        details=details(
            ("performed", said),
            ("site", names(concepts(body, "bodySite"))),
            ("reason", names(concepts(body, "reasonCode"))),
            ("category", concept(body.get("category")).name),
            ("outcome", concept(body.get("outcome")).name),
        ),
        codes=(concept(body.get("category")),),
    )


def immunisation(body: Node, ref: str) -> Item:
    stands, status = standing(body, DONE)
    moment, said = event(body, "occurrence")
    dose = text(body, "protocolApplied", "doseNumberString")
    return Item(
        Kind.IMMUNISATION,
        ref,
        concept(body.get("vaccineCode")),
        stands,
        status,
        moment,
        details=details(
            ("given", said),
            ("dose", dose),
            ("note", "subpotent" if body.get("isSubpotent") is True else ""),
        ),
    )


def device(body: Node, ref: str) -> Item:
    stands, status = standing(body, KEPT)
    labels = tuple(filter(None, (text(one, "name") for one in nodes(body, "deviceName"))))
    return Item(
        Kind.DEVICE,
        ref,
        concept(body.get("type")),
        stands,
        status,
        details=details(
            ("maker", text(body, "manufacturer")),
            ("model", text(body, "modelNumber")),
            ("serial number", text(body, "serialNumber")),
        ),
        words=labels,
    )


def encounter(body: Node, ref: str) -> Item:
    stands, status = standing(body, ENCOUNTERS)
    kind = concept(body.get("class"))
    code = kind.codings[0].code if kind.codings else ""
    words = _CLASSES.get(code, kind.name)
    types = concepts(body, "type")
    reasons = concepts(body, "reasonCode")
    return Item(
        Kind.ENCOUNTER,
        ref,
        types[0] if types else Concept(words),
        stands,
        status,
        when(at(body, "period", "start")),
        ended=when(at(body, "period", "end")),
        details=details(
            ("class", words if types else ""),
            ("reason", names(reasons)),
            ("place", text(body, "serviceProvider", "display")),
        ),
        words=tuple(filter(None, [words])),
        codes=types[1:],
    )


_CLASSES = {
    "AMB": "outpatient",
    "EMER": "emergency",
    "IMP": "inpatient",
    "ACUTE": "inpatient",
    "NONAC": "inpatient",
    "OBSENC": "observation",
    "SS": "day case",
    "VR": "virtual",
    "HH": "home",
}
"""terminology.hl7.org, v3-ActCode of encounters: code -> in words."""


def relative(body: Node, ref: str) -> Item:
    """One entry for a relative: what they had are its codes."""
    stands, status = standing(body, KEPT)
    who = concept(body.get("relationship"))
    had = tuple(concept(one.get("code")) for one in nodes(body, "condition"))
    return Item(
        Kind.FAMILY,
        ref,
        who if who.name else Concept("a relative"),
        stands,
        status,
        when(body.get("date")),
        "recorded",
        details=details(("had", names(had))),
        codes=had,
    )


def event(body: Node, key: str) -> tuple[When | None, str]:
    """Of FHIR's onset[x], performed[x] …: when it began, or what is said of it in words."""
    for member, value in ((f"{key}DateTime", None), (f"{key}Period", "start")):
        found: Any = body.get(member) if value is None else at(body, member, value)
        if (moment := when(found)) is not None:
            return moment, ""
    if words := text(body, f"{key}String"):
        return None, words
    if (age := quantity(node(body, f"{key}Age"))) is not None:
        return None, f"at the age of {quantity_said(age)}"
    return None, ""


def details(*pairs: tuple[str, str]) -> Details:
    return tuple((what, said) for what, said in pairs if said)


def names(found: Sequence[Concept]) -> str:
    return ", ".join(filter(None, (one.name for one in found)))
