"""What the statuses of FHIR R4 say of an entry: whether it is a fact, and in which words.

hl7.org/fhir/R4, the value sets bound to each resource's status elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from medvoice.records.concept import concept
from medvoice.records.item import Standing
from medvoice.records.json_values import Node, text
from medvoice.records.modifiers import modified

Statuses = Mapping[str, tuple[Standing, str]]

IN_ERROR = (Standing.VOID, "entered in error")
UNKNOWN_MODIFIER = (Standing.VOID, "carries a modifier that is not understood")
_S = Standing

DONE: Statuses = MappingProxyType(
    {
        "completed": (_S.NOW, ""),
        "in-progress": (_S.NOW, "in progress"),
        "stopped": (_S.PAST, "stopped before it was complete"),
        "not-done": (_S.VOID, "not done"),
        "preparation": (_S.PLANNED, "in preparation"),
        "on-hold": (_S.OPEN, "on hold"),
        "unknown": (_S.UNSAID, "status unknown"),
        "entered-in-error": IN_ERROR,
    }
)
"""Procedure, Immunization."""

RESULTS: Statuses = MappingProxyType(
    {
        "final": (_S.NOW, ""),
        "amended": (_S.NOW, "amended"),
        "corrected": (_S.NOW, "corrected"),
        "appended": (_S.NOW, "appended"),
        "partial": (_S.OPEN, "partial"),
        "preliminary": (_S.OPEN, "preliminary"),
        "registered": (_S.PLANNED, "registered, no result yet"),
        "unknown": (_S.UNSAID, "status unknown"),
        "cancelled": (_S.VOID, "cancelled"),
        "entered-in-error": IN_ERROR,
    }
)
"""Observation, DiagnosticReport."""

REQUESTS: Statuses = MappingProxyType(
    {
        "active": (_S.NOW, "active"),
        "on-hold": (_S.OPEN, "on hold"),
        "completed": (_S.PAST, "completed"),
        "stopped": (_S.PAST, "stopped"),
        "ended": (_S.PAST, "ended"),
        "cancelled": (_S.VOID, "cancelled before it began"),
        "revoked": (_S.VOID, "revoked"),
        "draft": (_S.PLANNED, "a draft"),
        "unknown": (_S.UNSAID, "status unknown"),
        "entered-in-error": IN_ERROR,
    }
)
"""MedicationRequest, ServiceRequest."""

TAKEN: Statuses = MappingProxyType(
    {
        **REQUESTS,
        "intended": (_S.PLANNED, "intended"),
        "not-taken": (_S.VOID, "not taken"),
    }
)
"""MedicationStatement."""

GIVEN: Statuses = MappingProxyType(
    {
        "in-progress": (_S.NOW, "being given"),
        "completed": (_S.PAST, "given"),
        "stopped": (_S.PAST, "stopped"),
        "not-done": (_S.VOID, "not given"),
        "on-hold": (_S.OPEN, "on hold"),
        "declined": (_S.VOID, "declined"),
        "cancelled": (_S.VOID, "cancelled"),
        "preparation": (_S.PLANNED, "in preparation"),
        "unknown": (_S.UNSAID, "status unknown"),
        "entered-in-error": IN_ERROR,
    }
)
"""MedicationAdministration, MedicationDispense."""

ENCOUNTERS: Statuses = MappingProxyType(
    {
        "finished": (_S.PAST, ""),
        "planned": (_S.PLANNED, "planned"),
        "arrived": (_S.NOW, "arrived"),
        "triaged": (_S.NOW, "triaged"),
        "in-progress": (_S.NOW, "in progress"),
        "onleave": (_S.NOW, "on leave"),
        "cancelled": (_S.VOID, "cancelled"),
        "unknown": (_S.UNSAID, "status unknown"),
        "entered-in-error": IN_ERROR,
    }
)

IMAGES: Statuses = MappingProxyType(
    {
        "available": (_S.NOW, ""),
        "registered": (_S.OPEN, "registered, no images yet"),
        "cancelled": (_S.VOID, "cancelled"),
        "unknown": (_S.UNSAID, "status unknown"),
        "entered-in-error": IN_ERROR,
    }
)

KEPT: Statuses = MappingProxyType(
    {
        "current": (_S.NOW, ""),
        "superseded": (_S.VOID, "superseded"),
        "final": (_S.NOW, ""),
        "amended": (_S.NOW, "amended"),
        "preliminary": (_S.OPEN, "preliminary"),
        "partial": (_S.OPEN, "partial"),
        "completed": (_S.NOW, ""),
        "health-unknown": (_S.OPEN, "health unknown"),
        "active": (_S.NOW, ""),
        "inactive": (_S.PAST, "inactive"),
        "unknown": (_S.UNSAID, "status unknown"),
        "entered-in-error": IN_ERROR,
    }
)
"""DocumentReference, Composition, FamilyMemberHistory, Device."""

_CLINICAL: Statuses = MappingProxyType(
    {
        "active": (_S.NOW, "active"),
        "recurrence": (_S.NOW, "active, a recurrence"),
        "relapse": (_S.NOW, "active, a relapse"),
        "inactive": (_S.PAST, "inactive"),
        "remission": (_S.PAST, "in remission"),
        "resolved": (_S.PAST, "resolved"),
    }
)
_VERIFICATION: Statuses = MappingProxyType(
    {
        "unconfirmed": (_S.OPEN, "unconfirmed"),
        "provisional": (_S.OPEN, "provisional"),
        "differential": (_S.OPEN, "one of several possible"),
        "refuted": (_S.VOID, "refuted"),
        "entered-in-error": IN_ERROR,
    }
)


def standing(body: Node, table: Statuses) -> tuple[Standing, str]:
    """By the resource's `status`. A status that the table does not know is said as it stands, and
    makes no fact."""
    if modified(body):
        return UNKNOWN_MODIFIER
    said = text(body, "status").lower()
    if not said:
        return Standing.UNSAID, "no status recorded"
    return table.get(said, (Standing.OPEN, f'status "{said[:40]}"'))


def clinical(body: Node) -> tuple[Standing, str]:
    """Of a Condition or an AllergyIntolerance: whether it is so, then whether it still is."""
    if modified(body):
        return UNKNOWN_MODIFIER
    sure = _first(_VERIFICATION, _words(body, "verificationStatus"))
    now = _first(_CLINICAL, _words(body, "clinicalStatus"))
    if sure is not None and sure[0] is Standing.VOID:
        return sure
    if sure is not None:
        return sure[0], ", ".join(filter(None, [sure[1], now[1] if now else ""]))
    if _words(body, "verificationStatus") - {"confirmed", ""}:
        return Standing.OPEN, "verification status not understood"
    return now or (Standing.UNSAID, "no clinical status recorded")


def _words(body: Node, key: str) -> frozenset[str]:
    found = concept(body.get(key))
    return frozenset([found.text.lower().strip(), *(one.code.lower() for one in found.codings)]) - {
        ""
    }


def _first(table: Statuses, words: Iterable[str]) -> tuple[Standing, str] | None:
    """The least of a fact, where several are named."""
    order = list(Standing)
    found = [table[word] for word in words if word in table]
    return max(found, key=lambda one: order.index(one[0]), default=None)
