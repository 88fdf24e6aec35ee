"""Modifiers: what takes a resource, or a part of one, back or turns it round.

FHIR R4 (hl7.org/fhir/R4/extensibility.html#modifierExtension) forbids to take anything from an
element with a modifier that is not understood. None is understood here: such parts are left out
before anything is read, with the narrative of all that they stand in, which tells them, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medvoice.records.concept import concept
from medvoice.records.json_values import Node, text

_TAKEN_BACK = frozenset(
    "entered-in-error refuted negated not-done not-taken not-performed cancelled revoked rejected "
    "retracted superseded nullified aborted".split()
)
_STATUSES = ("status", "verificationStatus", "docStatus")
_DENYING = ("negated", "refuted", "doNotPerform", "exclude", "deleted", "notPerformed")
_NARRATIVE = "text"


def modified(body: Node) -> bool:
    """Whether a resource as a whole must not be read."""
    return (
        bool(body.get("modifierExtension"))
        or bool(body.get("implicitRules"))
        or any(body.get(key) is True for key in ("negated", "refuted"))
    )


def void(body: Node) -> bool:
    """Whether a part of a resource, or one contained in it, tells nothing that is so."""
    return (
        modified(body)
        or any(body.get(key) is True for key in _DENYING)
        or any(_taken_back(body.get(key)) for key in _STATUSES)
    )


def _taken_back(status: Any) -> bool:
    if isinstance(status, str):
        return status.strip().lower() in _TAKEN_BACK
    if not isinstance(status, dict | list):
        return False
    said = concept(status)
    words = [said.text, *(one.code for one in said.codings)]
    return any(word.strip().lower() in _TAKEN_BACK for word in words)


def readable(body: Node) -> tuple[Node, int]:
    """A resource without its void parts, and how many these are. What is contained in it stays, as
    a resource by itself: whoever follows a reference to it looks at it."""
    kept, left_out = _without(body)
    return (kept, left_out) if left_out else (body, 0)


def _without(part: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    kept: dict[str, Any] = {}
    left_out = 0
    for key, value in part.items():
        if isinstance(value, dict):
            if void(value):
                left_out += 1
                continue
            kept[key], inside = _without(value)
            left_out += inside
        elif isinstance(value, list):
            kept[key], inside = _list(value, contained=key == "contained")
            left_out += inside
        else:
            kept[key] = value
    if left_out and text(kept, _NARRATIVE, "div"):
        del kept[_NARRATIVE]
    return kept, left_out


def _list(items: list[Any], *, contained: bool) -> tuple[list[Any], int]:
    kept: list[Any] = []
    left_out = 0
    for one in items:
        if not isinstance(one, dict):
            kept.append(one)
        elif void(one) and not contained:
            left_out += 1
        else:
            body, inside = _without(one)
            kept.append(body)
            left_out += inside
    return kept, left_out
