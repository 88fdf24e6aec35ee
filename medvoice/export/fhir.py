"""FHIR R4: a document bundle with a Composition, a DiagnosticReport and what is known around them.

The bundle stands for itself: every reference in it leads to an entry of it. Codes come from
data/codes.toml. The DiagnosticReport reaches its Composition by the R5 cross-version extension, as
the HL7 Europe imaging report does.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from medvoice.export.coded import CodedFinding, coded_findings
from medvoice.export.codes import SYSTEMS, Code, codes
from medvoice.export.content import Content, Section, content, not_dictated
from medvoice.export.context import ReportContext, Sex, Status, person
from medvoice.export.html import html, section_markup
from medvoice.report.document import Report
from medvoice.report.template import Template

Resource = dict[str, Any]

REPORT_STATUS = {
    Status.DRAFT: "partial",
    Status.PRELIMINARY: "preliminary",
    Status.FINAL: "final",
    Status.ADDENDUM: "appended",
}
"""DiagnosticReport.status."""
COMPOSITION_STATUS = {
    Status.DRAFT: "preliminary",
    Status.PRELIMINARY: "preliminary",
    Status.FINAL: "final",
    Status.ADDENDUM: "amended",
}
OBSERVATION_STATUS = {
    Status.DRAFT: "preliminary",
    Status.PRELIMINARY: "preliminary",
    Status.FINAL: "final",
    Status.ADDENDUM: "amended",
}
_GENDER = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.OTHER: "other"}
_LONGEST_STRING = 1024 * 1024
_XHTML = "http://www.w3.org/1999/xhtml"
_TO_COMPOSITION = (
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.composition"
)
_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
_IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"


def fhir(report: Report, template: Template, context: ReportContext) -> str:
    """The bundle as JSON text. Raises TemplateError; ContextError where the context is not stamped
    (a document has a date and an id)."""
    coded = coded_findings(template.completed(report), template)
    bundle = _Document(context, template, content(report, template), coded).bundle(
        html(report, template, context)
    )
    return json.dumps(bundle, ensure_ascii=False, indent=2) + "\n"


class _Document:
    """One bundle in the making."""

    def __init__(
        self,
        context: ReportContext,
        template: Template,
        found: Content,
        coded: tuple[CodedFinding, ...],
    ) -> None:
        self._context = context
        self._found = found
        self._coded = coded
        self._made_at, self._document = context.stamp()
        modality = context.modality or template.front.modality
        self._type = codes().title(modality, context.body_part or template.front.body_part)

    def bundle(self, page: str) -> Resource:
        """page: the report as HTML."""
        around = [
            ("patient", self._patient()),
            ("practitioner", self._practitioner(self._context.reading_physician)),
            ("requester", self._practitioner(self._context.referring_physician)),
            ("organization", self._organization()),
            ("device", self._device()),
            ("request", self._request()),
            ("study", self._study()),
            *((f"finding {one.id}", self._observation(one)) for one in self._coded),
        ]
        entries = [
            ("composition", self._composition()),
            ("report", self._report(page)),
            *((name, resource) for name, resource in around if resource),
        ]
        return {
            "resourceType": "Bundle",
            "type": "document",
            "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{self._document}"},
            "timestamp": _instant(self._made_at),
            "entry": [
                {
                    "fullUrl": self._url(name),
                    "resource": {
                        "resourceType": resource["resourceType"],
                        "id": self._id(name),
                        **{k: v for k, v in resource.items() if v not in ("", None, [], {})},
                    },
                }
                for name, resource in entries
            ],
        }

    def _composition(self) -> Resource:
        context = self._context
        author = self._to("practitioner", context.reading_physician) or self._to(
            "device", "medvoice"
        )
        return {
            "resourceType": "Composition",
            "language": context.language,
            "identifier": self._identifier(),
            "status": COMPOSITION_STATUS[context.status],
            "type": _concept(self._type),
            "subject": self._to("patient", self._patient_known),
            "date": _instant(self._made_at),
            "author": [author],
            "title": context.procedure or self._found.title,
            "custodian": self._to("organization", context.institution),
            "section": [*map(self._section, self._found.all_sections()), *self._notes()],
        }

    def _report(self, page: str) -> Resource:
        context = self._context
        reader = self._to("practitioner", context.reading_physician)
        institution = self._to("organization", context.institution)
        return {
            "resourceType": "DiagnosticReport",
            "language": context.language,
            "extension": [{"url": _TO_COMPOSITION, "valueReference": self._to("composition", "x")}],
            "identifier": [self._identifier()],
            "basedOn": _some(self._to("request", context.accession or context.order)),
            "status": REPORT_STATUS[context.status],
            "category": [
                {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/v2-0074",
                            "code": "RAD",
                            "display": "Radiology",
                        },
                        {"system": SYSTEMS["LN"], "code": "LP29684-5"},
                    ]
                }
            ],
            "code": {**_concept(self._type), "text": context.procedure or self._found.title},
            "subject": self._to("patient", self._patient_known),
            "effectiveDateTime": _when(context.study_time),
            "issued": _instant(self._made_at),
            "performer": _some(institution),
            "resultsInterpreter": _some(reader),
            "result": [self._to(f"finding {one.id}", "yes") for one in self._coded],
            "imagingStudy": _some(self._to("study", context.study_uid)),
            "conclusion": self._conclusion(),
            "presentedForm": [_attachment(page, context, self._made_at, self._found.title)],
        }

    def _patient(self) -> Resource | None:
        context = self._context
        if not self._patient_known:
            return None
        identifier = {
            "type": _identifier_type("MR"),
            "value": context.patient_id,
            **({"assigner": {"display": issuer}} if (issuer := context.patient_id_issuer) else {}),
        }
        return {
            "resourceType": "Patient",
            "identifier": [identifier] if context.patient_id else [],
            "name": _some(_name(context.patient_name)),
            "gender": _GENDER[context.sex] if context.sex else "",
            "birthDate": context.birth_date.isoformat() if context.birth_date else "",
        }

    @property
    def _patient_known(self) -> str:
        context = self._context
        return "yes" if context.patient_name or context.patient_id else ""

    def _practitioner(self, name: str) -> Resource | None:
        return {"resourceType": "Practitioner", "name": [_name(name)]} if name else None

    def _organization(self) -> Resource | None:
        name = self._context.institution
        return {"resourceType": "Organization", "name": name} if name else None

    def _device(self) -> Resource | None:
        """The author of a document whose reader is not known: a document must have one."""
        if self._context.reading_physician:
            return None
        names = [{"name": "medvoice", "type": "other"}]
        return {"resourceType": "Device", "deviceName": names}

    def _request(self) -> Resource | None:
        context = self._context
        pairs = (("ACSN", context.accession), ("PLAC", context.order))
        identifiers = [{"type": _identifier_type(t), "value": v} for t, v in pairs if v]
        if not identifiers:
            return None
        return {
            "resourceType": "ServiceRequest",
            "identifier": identifiers,
            "status": "unknown",
            "intent": "order",
            "code": {"text": context.procedure} if context.procedure else {},
            "subject": self._subject(),
            "requester": self._to("requester", context.referring_physician),
            "reasonCode": [{"text": context.reason}] if context.reason else [],
        }

    def _study(self) -> Resource | None:
        context = self._context
        if not context.study_uid:
            return None
        system = "http://dicom.nema.org/resources/ontology/DCM"
        modality = {"system": system, "code": context.modality}
        return {
            "resourceType": "ImagingStudy",
            "identifier": [{"system": "urn:dicom:uid", "value": f"urn:oid:{context.study_uid}"}],
            "status": "unknown",
            "modality": [modality] if context.modality else [],
            "subject": self._subject(),
            "started": _when(context.study_time),
            "basedOn": _some(self._to("request", context.accession or context.order)),
            "description": context.procedure,
        }

    def _section(self, section: Section) -> Resource:
        """Its text, and the coded findings that stand in it."""
        own = [one for one in self._coded if section.name and one.section == section.name]
        entry = [self._to(f"finding {one.id}", "yes") for one in own]
        return {**_section(section), **({"entry": entry} if entry else {})}

    def _observation(self, one: CodedFinding) -> Resource:
        """A pick with its codes; what nobody dictated says so."""
        foreign = not one.origin.own
        return {
            "resourceType": "Observation",
            "status": OBSERVATION_STATUS[self._context.status],
            "category": [{"coding": [{"system": _CATEGORIES, "code": "imaging"}]}],
            "code": _concepts(one.question, one.name),
            "subject": self._to("patient", self._patient_known),
            "effectiveDateTime": _when(self._context.study_time),
            "valueCodeableConcept": _concepts(one.answer, one.text),
            "note": [{"text": f"Not dictated ({one.origin})"}] if foreign else [],
        }

    def _subject(self) -> Resource:
        """R4 demands one; where nobody is known it says so."""
        return self._to("patient", self._patient_known) or {"display": "unknown"}

    def _conclusion(self) -> str:
        lines = [line for s in self._found.sections if s.kind == "impression" for line in s.lines()]
        text = "\n".join(lines)
        # Longer than a FHIR string may be: the sections and the page carry it whole.
        return text if len(text.encode()) <= _LONGEST_STRING else ""

    def _notes(self) -> list[Resource]:
        """What nobody dictated (a narrative has no styles that would show it), and the footer."""
        notes = []
        marked = not_dictated(self._found)
        if marked:
            points = (Markup("<li>{} ({})</li>").format(run.text, run.origin) for run in marked)
            listed = Markup("<ul>{}</ul>").format(Markup("").join(points))
            notes.append({"title": "Not dictated", "text": _narrative(listed)})
        if footer := self._context.footer:
            text = Markup("<p>{}</p>").format(footer)
            notes.append({"title": "Note", "text": _narrative(text)})
        return notes

    def _identifier(self) -> Resource:
        return {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{self._id('identifier')}"}

    def _id(self, name: str) -> str:
        return str(uuid.uuid5(self._document, name))

    def _url(self, name: str) -> str:
        return f"urn:uuid:{self._id(name)}"

    def _to(self, name: str, known: str) -> Resource:
        return {"reference": self._url(name)} if known else {}


def _section(section: Section) -> Resource:
    code = codes().sections.get(section.kind)
    title = section.name or "Text"
    return {
        "title": title,
        **({"code": {**_concept(code.heading), "text": title}} if code else {}),
        "text": _narrative(section_markup(section)),
    }


def _narrative(markup: Markup) -> Resource:
    div = Markup('<div xmlns="{}">{}</div>').format(_XHTML, markup)
    return {"status": "generated", "div": str(div)}


def _concept(code: Code) -> Resource:
    """No display: the table has DICOM's wording, and LOINC's own differs."""
    coding = {"system": SYSTEMS[code.scheme], "code": code.value}
    return {"coding": [coding], "text": code.meaning}


def _concepts(found: tuple[Code, ...], text: str) -> Resource:
    """Several codes of one meaning. A scheme that the table does not know has no system."""
    coding = []
    for code in found:
        system = {"system": SYSTEMS[code.scheme]} if code.scheme in SYSTEMS else {}
        coding.append({**system, "code": code.value})
    return {**({"coding": coding} if coding else {}), "text": text}


def _identifier_type(code: str) -> Resource:
    return {"coding": [{"system": _IDENTIFIER_TYPES, "code": code}]}


def _name(name: str) -> Resource:
    if not name:
        return {}
    split = person(name)
    if split.whole:
        return {"text": split.family}
    parts: Resource = {
        "text": split.shown,
        "family": split.family,
        "given": [part for part in (split.given, split.middle) if part],
        "prefix": [split.prefix] if split.prefix else [],
        "suffix": [split.suffix] if split.suffix else [],
    }
    return {key: value for key, value in parts.items() if value}


def _attachment(page: str, context: ReportContext, made_at: datetime, title: str) -> Resource:
    data = page.encode("utf-8")
    return {
        "contentType": "text/html",
        "language": context.language,
        "data": base64.b64encode(data).decode("ascii"),
        "size": len(data),
        # R4 defines the hash of an attachment as SHA-1; it guards against accidents alone.
        "hash": base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode(),
        "title": title,
        "creation": _instant(made_at),
    }


def _some(value: Resource) -> list[Resource]:
    return [value] if value else []


def _instant(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


def _when(value: datetime | date | None) -> str:
    """FHIR allows a time of day with its zone only; without one the day is what is known."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") if value.tzinfo else value.date().isoformat()
    return value.isoformat() if value else ""
