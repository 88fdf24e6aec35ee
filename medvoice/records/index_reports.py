"""Results, imaging studies, reports, documents and orders: as items."""

from __future__ import annotations

from collections.abc import Iterator

from medvoice.records.concept import LOINC, SNOMED, Concept, concept, concepts
from medvoice.records.index_clinical import details, event, names
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.json_values import Node, at, nodes, text
from medvoice.records.narrative import attached, narrative, tidy
from medvoice.records.statuses import IMAGES, KEPT, REQUESTS, RESULTS, standing
from medvoice.records.values import readings
from medvoice.records.when import When, when

_IMAGING_CODES = frozenset({"RAD", "RX", "CT", "NMR", "NMS", "RUS", "CUS", "VUS", "XRC", "IMG"})
"""terminology.hl7.org, v2-0074, diagnostic services that make images."""
_MOST_SERIES = 200


def result(body: Node, ref: str) -> Item:
    stands, status = standing(body, RESULTS)
    if body.get("focus") and stands is not Standing.VOID:
        stands, status = Standing.VOID, "is about somebody or something else"
    moment, basis = _effective(body)
    if moment is None and (instant := when(body.get("effectiveInstant"))) is not None:
        moment, basis = instant, ""
    return Item(
        Kind.RESULT,
        ref,
        concept(body.get("code")),
        stands,
        status,
        moment,
        basis,
        readings=readings(body),
        details=details(
            ("site", concept(body.get("bodySite")).name),
            ("specimen", text(body, "specimen", "display")),
            ("method", concept(body.get("method")).name),
            ("note", text(body, "note", "text")),
        ),
        codes=concepts(body, "category"),
    )


def imaging(body: Node, ref: str) -> Item:
    stands, status = standing(body, IMAGES)
    series = nodes(body, "series")[:_MOST_SERIES]
    codes = concepts(body, "procedureCode")
    made = (*concepts(body, "modality"), *(concept(one.get("modality")) for one in series))
    modalities = tuple(dict.fromkeys(c.code or c.display for m in made for c in m.codings))
    described = text(body, "description")
    shown = (
        described or (codes[0].name if codes else "") or narrative(body).partition(". ")[0][:160]
    )
    sites = tuple(dict.fromkeys(text(one, "bodySite", "display") for one in series))
    said = tuple(dict.fromkeys(text(one, "description") for one in series))
    return Item(
        Kind.IMAGING,
        ref,
        Concept(" ".join(shown.split())),
        stands,
        status,
        when(body.get("started")),
        details=details(
            ("modality", ", ".join(filter(None, modalities))),
            ("site", ", ".join(filter(None, sites))),
            ("series", ", ".join(filter(None, said[:4]))),
            ("reason", names(concepts(body, "reasonCode"))),
        ),
        words=tuple(filter(None, (*modalities, *sites))),
        codes=codes,
    )


def report(body: Node, ref: str) -> Item:
    stands, status = standing(body, RESULTS)
    moment, basis = _effective(body)
    whole = _long(body, "conclusion")
    form, unread = attached(body, "presentedForm")
    coded = names(concepts(body, "conclusionCode"))
    return Item(
        Kind.REPORT,
        ref,
        concept(body.get("code")),
        stands,
        status,
        moment,
        basis,
        details=details(
            ("conclusion", whole),
            ("conclusion code", coded),
            ("not read", ", ".join(unread)),
        ),
        codes=concepts(body, "category"),
        told=form or ("" if whole else narrative(body)),
        linked=tuple(filter(None, (text(one, "reference") for one in nodes(body, "result")))),
    )


def document(body: Node, ref: str) -> Item:
    stands, status = standing(body, KEPT)
    if text(body, "docStatus") == "entered-in-error":
        stands, status = Standing.VOID, "entered in error"
    elif text(body, "docStatus") == "preliminary" and stands is Standing.NOW:
        stands, status = Standing.OPEN, "preliminary"
    forms = {"attachment": [one.get("attachment") for one in nodes(body, "content")]}
    told, unread = attached(forms, "attachment")
    described = text(body, "description")
    return Item(
        Kind.DOCUMENT,
        ref,
        concept(body.get("type")),
        stands,
        status,
        when(at(body, "context", "period", "start")) or when(body.get("date")),
        details=details(("description", described), ("not read", ", ".join(unread))),
        words=tuple(filter(None, [described])),
        told=told,
    )


def composition(body: Node, ref: str) -> Item:
    stands, status = standing(body, KEPT)
    told = [
        f"{text(one, 'title')}: {narrative(one)}" if text(one, "title") else narrative(one)
        for one in _sections(body)
    ]
    return Item(
        Kind.DOCUMENT,
        ref,
        concept(body.get("type")),
        stands,
        status,
        when(body.get("date")),
        words=tuple(filter(None, [text(body, "title")])),
        told="\n".join(filter(None, told)),
    )


def _sections(body: Node) -> Iterator[Node]:
    """With those inside others, in order."""
    for one in nodes(body, "section"):
        yield one
        yield from _sections(one)


def order(body: Node, ref: str) -> Item:
    """Ordered is not done, whatever the order's status."""
    stands, status = standing(body, REQUESTS)
    if body.get("doNotPerform") is True:
        stands, status = Standing.VOID, "an order not to do it"
    elif stands is not Standing.VOID:
        stands = Standing.PLANNED
    due, _ = event(body, "occurrence")
    return Item(
        Kind.ORDER,
        ref,
        concept(body.get("code")),
        stands,
        status,
        when(body.get("authoredOn")) or due,
        "ordered" if body.get("authoredOn") else "due",
        details=details(
            ("reason", names(concepts(body, "reasonCode"))),
            ("site", names(concepts(body, "bodySite"))),
        ),
        words=tuple(filter(None, [names(concepts(body, "bodySite"))])),
    )


def is_imaging(item: Item) -> bool:
    """Whether a report says of itself that it is of images."""
    return any(
        coding.code in _IMAGING_CODES
        or (coding.system == SNOMED and coding.code in ("394914008", "363679005"))
        or (coding.system == LOINC and coding.code == "LP29684-5")
        or coding.display.lower() in ("radiology", "imaging")
        for one in item.codes
        for coding in one.codings
    )


def _effective(body: Node) -> tuple[When | None, str]:
    moment, _ = event(body, "effective")
    if moment is not None:
        return moment, ""
    return when(body.get("issued")), "issued"


def _long(body: Node, key: str) -> str:
    """A text of any length, as lines."""
    found = body.get(key)
    return tidy(found) if isinstance(found, str) else ""
