"""What the libraries do not check in a FHIR R4 document bundle: value sets, references, narrative.

`fhir.resources` looks at the shape alone: a DiagnosticReport of status "bogus" passes it. These are
R4's rules for what `medvoice.export.fhir` writes, no validator for FHIR at large.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

_XHTML = "{http://www.w3.org/1999/xhtml}"
_ELEMENTS = frozenset({"div", "p", "b", "ol", "ul", "li", "br", "span", "table", "tr", "td", "th"})
_ATTRIBUTES = frozenset({"class", "title"})
_INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
_DATE_TIME = re.compile(
    r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$"
)  # fmt: skip

REQUIRED: dict[str, tuple[str, ...]] = {
    "Composition": ("status", "type", "date", "author", "title"),
    "DiagnosticReport": ("status", "code"),
    "ImagingStudy": ("status", "subject"),
    "Observation": ("status", "code"),
    "ServiceRequest": ("status", "intent", "subject"),
}
"""Elements with a minimum of one, R4."""
VALUES: dict[tuple[str, str], frozenset[str]] = {
    ("Bundle", "type"): frozenset({"document"}),
    ("Composition", "status"): frozenset({"preliminary", "final", "amended", "entered-in-error"}),
    ("DiagnosticReport", "status"): frozenset(
        "registered partial preliminary final amended corrected appended cancelled "
        "entered-in-error unknown".split()
    ),
    ("ImagingStudy", "status"): frozenset(
        {"registered", "available", "cancelled", "entered-in-error", "unknown"}
    ),
    ("Observation", "status"): frozenset(
        "registered preliminary final amended corrected cancelled entered-in-error unknown".split()
    ),
    ("ServiceRequest", "status"): frozenset(
        {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"}
    ),
    ("ServiceRequest", "intent"): frozenset(
        "proposal plan directive order original-order reflex-order filler-order instance-order "
        "option".split()
    ),
    ("Patient", "gender"): frozenset({"male", "female", "other", "unknown"}),
}
"""Required bindings: (resource, element) -> codes, R4."""
_TIMES = {
    ("Bundle", "timestamp"): _INSTANT,
    ("DiagnosticReport", "issued"): _INSTANT,
    ("Composition", "date"): _DATE_TIME,
    ("DiagnosticReport", "effectiveDateTime"): _DATE_TIME,
    ("ImagingStudy", "started"): _DATE_TIME,
    ("Observation", "effectiveDateTime"): _DATE_TIME,
    ("Patient", "birthDate"): _DATE_TIME,
}


def faults(bundle: dict[str, Any]) -> tuple[str, ...]:
    """What is wrong, in words; empty for a bundle that keeps the rules."""
    return tuple(_faults(bundle))


def _faults(bundle: dict[str, Any]) -> Iterator[str]:
    yield from _resource(bundle)
    entries = bundle.get("entry", [])
    kinds = [entry["resource"]["resourceType"] for entry in entries]
    if not kinds or kinds[0] != "Composition":
        yield "a document's first entry must be a Composition"
    if kinds.count("DiagnosticReport") != 1:
        yield "there must be one DiagnosticReport"
    urls = [entry.get("fullUrl") for entry in entries]
    if len(set(urls)) != len(urls):
        yield "two entries have the same fullUrl"
    for entry in entries:
        yield from _resource(entry["resource"])
    for name in ("identifier", "timestamp"):
        if not bundle.get(name):
            yield f"Bundle.{name} is missing"
    for path, value in _walk(bundle, ""):
        if path.endswith(".reference") and value not in urls:
            yield f"{path}: {value} leads to no entry"
        if path.endswith(".div"):
            yield from (f"{path}: {fault}" for fault in _narrative(value))
        if value in ("", [], {}, None):
            yield f"{path}: empty"


def _resource(resource: dict[str, Any]) -> Iterator[str]:
    kind = resource.get("resourceType", "")
    for name in REQUIRED.get(kind, ()):
        if not resource.get(name):
            yield f"{kind}.{name} is missing"
    for (owner, name), allowed in VALUES.items():
        if owner == kind and name in resource and resource[name] not in allowed:
            yield f"{kind}.{name}: {resource[name]!r} is not in its value set"
    for (owner, name), form in _TIMES.items():
        if owner == kind and name in resource and not form.match(resource[name]):
            yield f"{kind}.{name}: {resource[name]!r} is no time as FHIR writes it"


def _narrative(div: str) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(div)
    except ElementTree.ParseError as error:
        yield f"is not well-formed ({error})"
        return
    if root.tag != f"{_XHTML}div":
        yield "is no XHTML div"
    for element in root.iter():
        if element.tag.removeprefix(_XHTML) not in _ELEMENTS:
            yield f"holds {element.tag}, which a narrative may not"
        if set(element.attrib) - _ATTRIBUTES:
            yield f"has attributes at {element.tag} that a narrative may not have"
    if not "".join(root.itertext()).strip():
        yield "says nothing"


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}", inner
            yield from _walk(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield f"{path}[{number}]", inner
            yield from _walk(inner, f"{path}[{number}]")
