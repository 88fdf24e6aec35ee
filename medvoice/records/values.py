"""Values of observations: quantities, codes, texts, with ranges and flags, as they are said."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Any

from medvoice.records.concept import Concept, concept, concepts
from medvoice.records.item import Quantity, Reading
from medvoice.records.json_values import Node, at, node, nodes, number, text
from medvoice.records.when import when

FLAGS = MappingProxyType(
    {
        "H": "high", "HH": "critically high", "HU": "significantly high", "L": "low",
        "LL": "critically low", "LU": "significantly low", "N": "normal", "A": "abnormal",
        "AA": "critically abnormal", "POS": "positive", "NEG": "negative", "DET": "detected",
        "ND": "not detected", "IND": "indeterminate", "E": "equivocal", "S": "susceptible",
        "R": "resistant", "I": "intermediate", "U": "up", "D": "down", "B": "better", "W": "worse",
    }
)  # fmt: skip
"""terminology.hl7.org, v3-ObservationInterpretation: code -> in words."""
UNFLAGGED = frozenset({"", "normal", "negative", "not detected", "susceptible"})
"""Flags that call nothing abnormal."""
_LONGEST_COMPARATOR = 12
"""Signs. One that R4 does not know is told as it stands: without it a bound would be a value."""


def readings(body: Node) -> tuple[Reading, ...]:
    """Of an observation: its own value, then its components'. Empty where it holds none."""
    own = _reading(body, concept(body.get("code")))
    parts = (_reading(one, concept(one.get("code"))) for one in nodes(body, "component"))
    return tuple(one for one in (own, *parts) if one is not None)


def quantity(value: Any) -> Quantity | None:
    found = number(value, "value")
    if found is None:
        return None
    comparator = text(value, "comparator")
    return Quantity(
        found,
        text(value, "unit") or text(value, "code"),
        text(value, "code"),
        comparator[:_LONGEST_COMPARATOR],
    )


def quantity_said(one: Quantity) -> str:
    gap = "" if one.unit == "%" else " "
    return f"{one.comparator}{plain(one.value)}{gap + one.unit if one.unit else ''}"


def plain(value: Decimal) -> str:
    """Digits as written, never as an exponent."""
    return f"{value:f}"


def same_unit(one: Quantity, other: Quantity) -> bool:
    """By UCUM's code where both have one, else as written, but for case in blanks."""
    if one.code and other.code:
        return one.code == other.code
    return "".join(one.unit.split()) == "".join(other.unit.split())


def out_of_range(one: Reading) -> str:
    """ "high" or "low" by the range that the record gives, "" inside it or where nothing can be
    compared."""
    amount = one.quantity
    if amount is None or amount.comparator not in ("", "<", ">"):
        return ""
    if one.high is not None and amount.value > one.high and amount.comparator != "<":
        return "high"
    if one.low is not None and amount.value < one.low and amount.comparator != ">":
        return "low"
    return ""


def _reading(body: Node, name: Concept) -> Reading | None:
    said, amount = _value(body)
    why = concept(body.get("dataAbsentReason")).name
    if said and why:  # FHIR (obs-6) allows one of both: whether the value holds, nobody can say
        return Reading(name, f"no value ({why}; {said} stands beside that)")
    if not said:
        return Reading(name, f"no value ({why})") if why else None
    low, high, range_said = _range(body, amount)
    flags = (
        next((FLAGS[c.code] for c in one.codings if c.code in FLAGS), one.name)
        for one in concepts(body, "interpretation")
    )
    return Reading(name, said, amount, low, high, range_said, ", ".join(filter(None, flags)))


def _value(body: Node) -> tuple[str, Quantity | None]:
    if (amount := quantity(node(body, "valueQuantity"))) is not None:
        return quantity_said(amount), amount
    if found := concept(body.get("valueCodeableConcept")).name:
        return found, None
    if found := text(body, "valueString"):
        return found, None
    if isinstance(flag := body.get("valueBoolean"), bool):
        return "yes" if flag else "no", None
    if (whole := number(body, "valueInteger")) is not None:
        return plain(whole), Quantity(whole)
    if "valueRange" in body:
        return _between(node(body, "valueRange")), None
    if "valueRatio" in body:
        parts = [quantity(node(body, "valueRatio", key)) for key in ("numerator", "denominator")]
        return ":".join(quantity_said(one) for one in parts if one), None
    for key in ("valueDateTime", "valuePeriod"):
        moment = when(at(body, key, "start") if key == "valuePeriod" else body.get(key))
        if moment is not None:
            return moment.said, None
    if found := text(body, "valueTime"):
        return found, None
    return ("a series of samples", None) if "valueSampledData" in body else ("", None)


def _range(body: Node, amount: Quantity | None) -> tuple[Decimal | None, Decimal | None, str]:
    """Of several ranges (by age, by sex) none is chosen here."""
    found = nodes(body, "referenceRange")
    if len(found) != 1:
        return None, None, ""
    ends = [quantity(node(found[0], key)) for key in ("low", "high")]
    said = text(found[0], "text") or _between(found[0])
    comparable = amount is not None and all(
        one is None or not one.unit or same_unit(one, amount) for one in ends
    )
    if not comparable:
        return None, None, said
    low, high = (one.value if one is not None else None for one in ends)
    return low, high, said


def _between(value: Node) -> str:
    low, high = (quantity(node(value, key)) for key in ("low", "high"))
    if low is not None and high is not None:
        shown = low if not same_unit(low, high) else Quantity(low.value)
        return f"{quantity_said(shown)} to {quantity_said(high)}"
    if low is not None:
        return f"from {quantity_said(low)}"
    return f"up to {quantity_said(high)}" if high is not None else ""
