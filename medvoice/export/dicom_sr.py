"""DICOM SR: a Basic Text SR by TID 2000, one container a section.

Patient and study attributes are copied from the context and left empty where they are unknown: a
PACS refuses an SR whose PatientID or StudyInstanceUID are not those of its study.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from medvoice import __version__
from medvoice.export.coded import CodedFinding, coded_findings
from medvoice.export.codes import Code, codes
from medvoice.export.content import Run, Section, content
from medvoice.export.context import ContextError, ReportContext, Status, person
from medvoice.export.missing import library
from medvoice.export.origins import sign
from medvoice.lexicon.codes import schemes
from medvoice.report.document import Origin, Report
from medvoice.report.template import Template

if TYPE_CHECKING:
    from pydicom import Dataset

BASIC_TEXT_SR = "1.2.840.10008.5.1.4.1.1.88.11"
_EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
_UNKNOWN_SECTION = "findings"
_PRIVATE = "99MEDVOICE"
_ORIGIN = Code(_PRIVATE, "ORIGIN", "Origin of text that was not dictated")
_LANGUAGE_SCHEME = "RFC5646"
_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian"}
# Longest values of DICOM's short texts (PS3.5 6.2), in characters.
_SH, _LO, _PN = 16, 64, 64


def dicom_sr(report: Report, template: Template, context: ReportContext) -> bytes:
    """A DICOM file (part 10, explicit little endian, UTF-8).

    Raises TemplateError; ContextError where the context is not stamped or an id does not fit into
    DICOM (it is never cut); LibraryMissing."""
    pydicom = library("pydicom", "A DICOM SR", "pydicom")
    writer = _Writer(pydicom, context, template)
    coded = coded_findings(template.completed(report), template)
    dataset = writer.document([*content(report, template).all_sections()], coded)
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


class _Writer:
    """One document in the making."""

    def __init__(self, pydicom: Any, context: ReportContext, template: Template) -> None:
        self._pydicom = pydicom
        self._context = context
        self._front = template.front
        self._made_at, self._document = context.stamp()

    def document(self, sections: list[Section], coded: tuple[CodedFinding, ...]) -> Dataset:
        meta = self._pydicom.dataset.FileMetaDataset()
        meta.MediaStorageSOPClassUID = BASIC_TEXT_SR
        meta.MediaStorageSOPInstanceUID = self._uid("instance")
        meta.TransferSyntaxUID = _EXPLICIT_LITTLE_ENDIAN
        meta.ImplementationClassUID = _as_uid(uuid.uuid5(uuid.NAMESPACE_DNS, "medvoice"))
        dataset = self._set(
            SpecificCharacterSet="ISO_IR 192",
            SOPClassUID=BASIC_TEXT_SR,
            SOPInstanceUID=self._uid("instance"),
            **self._patient_and_study(),
            **self._series(),
            **self._state(),
        )
        root = self._container(codes().title(self._modality, self._body_part), "")
        template = self._set(MappingResource="DCMR", TemplateIdentifier="2000")
        root.ContentTemplateSequence = [template]
        root.ContentSequence = [
            *self._heads(),
            *(self._section(s, coded) for s in sections),
            *self._elsewhere(sections, coded),
            *self._note(),
        ]
        del root.RelationshipType
        dataset.update(root)
        dataset.file_meta = meta
        return dataset

    def _patient_and_study(self) -> dict[str, Any]:
        context = self._context
        day, clock = _day_and_time(context.study_time)
        return {
            "PatientName": _name(context.patient_name, "patient_name"),
            "PatientID": _fitting(context.patient_id, _LO, "patient_id"),
            "IssuerOfPatientID": _fitting(context.patient_id_issuer, _LO, "patient_id_issuer"),
            "PatientBirthDate": _day_and_time(context.birth_date)[0],
            "PatientSex": context.sex.value if context.sex else "",
            # A file must name a study; where it is not known the report is a study of its own.
            "StudyInstanceUID": context.study_uid or self._uid("study"),
            "StudyDate": day,
            "StudyTime": clock,
            "StudyID": "",
            "AccessionNumber": _fitting(context.accession, _SH, "accession"),
            "ReferringPhysicianName": _name(context.referring_physician, "referring_physician"),
            "StudyDescription": context.procedure.replace("\\", "/")[:_LO],
        }

    def _series(self) -> dict[str, Any]:
        return {
            "Modality": "SR",
            "SeriesInstanceUID": self._uid("series"),
            "SeriesNumber": "1",
            "SeriesDescription": "Report",
            "ReferencedPerformedProcedureStepSequence": [],
            "Manufacturer": "medvoice",
            "ManufacturerModelName": "medvoice",
            "SoftwareVersions": __version__,
            "InstitutionName": _fitting(self._context.institution, _LO, "institution"),
        }

    def _state(self) -> dict[str, Any]:
        context = self._context
        signed = context.status in (Status.FINAL, Status.ADDENDUM)
        day, clock = _day_and_time(self._made_at)
        state: dict[str, Any] = {
            "InstanceNumber": "1",
            "ContentDate": day,
            "ContentTime": clock,
            "TimezoneOffsetFromUTC": self._made_at.strftime("%z")[:5],
            "CompletionFlag": "PARTIAL" if context.status is Status.DRAFT else "COMPLETE",
            "PreliminaryFlag": "FINAL" if signed else "PRELIMINARY",
            "VerificationFlag": "UNVERIFIED",
            "PerformedProcedureCodeSequence": [],
        }
        verifier = self._verifier() if signed else None
        if verifier is not None:
            state |= {"VerificationFlag": "VERIFIED", "VerifyingObserverSequence": [verifier]}
        if context.accession or context.order:
            state["ReferencedRequestSequence"] = [self._request()]
        return state

    def _verifier(self) -> Dataset | None:
        """Who signed, where and when; None where one of these is not known: then it counts as not
        verified."""
        context = self._context
        if not (context.reading_physician and context.institution and context.verified_at):
            return None
        return self._set(
            VerifyingObserverName=_name(context.reading_physician, "reading_physician"),
            VerifyingOrganization=_fitting(context.institution, _LO, "institution"),
            VerificationDateTime=context.verified_at.strftime("%Y%m%d%H%M%S%z"),
            VerifyingObserverIdentificationCodeSequence=[],
        )

    def _request(self) -> Dataset:
        context = self._context
        return self._set(
            StudyInstanceUID=context.study_uid or self._uid("study"),
            ReferencedStudySequence=[],
            AccessionNumber=_fitting(context.accession, _SH, "accession"),
            PlacerOrderNumberImagingServiceRequest=_fitting(context.order, _LO, "order"),
            FillerOrderNumberImagingServiceRequest="",
            RequestedProcedureID="",
            RequestedProcedureDescription=context.procedure.replace("\\", "/")[:_LO],
            RequestedProcedureCodeSequence=[],
        )

    def _heads(self) -> list[Dataset]:
        """Language (TID 1204) and observer (TID 1001): the reader, else this program."""
        context = self._context
        language = Code(
            _LANGUAGE_SCHEME,
            context.language,
            _LANGUAGES.get(context.language[:2], context.language),
        )
        modifier, observed = "HAS CONCEPT MOD", "HAS OBS CONTEXT"
        kind = _dcm("121005", "Observer Type")
        heads = [
            self._code(
                modifier,
                _dcm("121049", "Language of Content Item and Descendants"),
                language,
            )
        ]
        if context.reading_physician:
            name = self._item(observed, "PNAME", _dcm("121008", "Person Observer Name"))
            name.PersonName = _name(context.reading_physician, "reading_physician")
            return [*heads, self._code(observed, kind, _dcm("121006", "Person")), name]
        device = self._item(observed, "UIDREF", _dcm("121012", "Device Observer UID"))
        device.UID = _as_uid(uuid.uuid5(uuid.NAMESPACE_DNS, "medvoice"))
        return [*heads, self._code(observed, kind, _dcm("121007", "Device")), device]

    def _section(self, section: Section, coded: tuple[CodedFinding, ...]) -> Dataset:
        known = codes().sections.get(section.kind)
        code = known or codes().sections[_UNKNOWN_SECTION]
        container = self._container(code.heading, "CONTAINS")
        # No code says the name of such a section, so its text does.
        lead = f"{section.name}: " if known is None and section.name else ""
        container.ContentSequence = [
            self._text(code.item, run.text, run.origin)
            for runs in _items(section, lead)
            for run in runs
        ]
        own = [one for one in coded if section.name and one.section == section.name]
        container.ContentSequence.extend(self._findings(own, code.item))
        return container

    def _findings(self, coded: list[CodedFinding], item: Code) -> list[Dataset]:
        """Picks as codes behind the text that says them. item: what they answer where their field
        has no code."""
        found = []
        for one in coded:
            question = next(iter(one.question), item)
            for answer in one.answer:
                code = self._code(
                    "CONTAINS", question, replace(answer, meaning=answer.meaning or one.text)
                )
                if sign(one.origin):
                    origin = Code(_PRIVATE, one.origin.name, one.origin.value)
                    code.ContentSequence = [self._code("HAS CONCEPT MOD", _ORIGIN, origin)]
                found.append(code)
        return found

    def _elsewhere(self, sections: list[Section], coded: tuple[CodedFinding, ...]) -> list[Dataset]:
        """Picks of a section that the template's body prints in pieces of its own."""
        names = {section.name for section in sections}
        rest = [one for one in coded if one.section not in names]
        if not rest:
            return []
        code = codes().sections[_UNKNOWN_SECTION]
        container = self._container(code.heading, "CONTAINS")
        container.ContentSequence = self._findings(rest, code.item)
        return [container]

    def _note(self) -> list[Dataset]:
        """The footer: how the report was made."""
        if not self._context.footer:
            return []
        code = codes().sections["technique"]
        container = self._container(code.heading, "CONTAINS")
        container.ContentSequence = [self._text(code.item, self._context.footer)]
        return [container]

    def _container(self, code: Code, relation: str) -> Dataset:
        item = self._item(relation, "CONTAINER", code)
        item.ContinuityOfContent = "SEPARATE"
        return item

    def _text(self, code: Code, text: str, origin: Origin | None = None) -> Dataset:
        """A text; what nobody dictated has its origin as a modifier."""
        item = self._item("CONTAINS", "TEXT", code)
        item.TextValue = text
        if sign(origin) and origin is not None:
            value = Code(_PRIVATE, origin.name, origin.value)
            item.ContentSequence = [self._code("HAS CONCEPT MOD", _ORIGIN, value)]
        return item

    def _code(self, relation: str, name: Code, value: Code) -> Dataset:
        item = self._item(relation, "CODE", name)
        item.ConceptCodeSequence = [self._coded(value)]
        return item

    def _item(self, relation: str, kind: str, name: Code) -> Dataset:
        return self._set(
            RelationshipType=relation,
            ValueType=kind,
            ConceptNameCodeSequence=[self._coded(name)],
        )

    def _coded(self, code: Code) -> Dataset:
        # CodeValue holds 16 characters; a longer one has an attribute of its own (PS3.3 8.8).
        value = "CodeValue" if len(code.value) <= _SH else "LongCodeValue"
        return self._set(
            **{value: code.value},
            CodingSchemeDesignator=_designator(code.scheme),
            CodeMeaning=code.meaning.replace("\\", "/")[:_LO] or code.value,
        )

    def _set(self, **values: Any) -> Dataset:
        """A dataset of these attributes. Optional texts that are empty are left out."""
        dataset: Dataset = self._pydicom.Dataset()
        for keyword, value in values.items():
            if value == "" and keyword in _OPTIONAL:
                continue
            setattr(dataset, keyword, value)
        return dataset

    @property
    def _modality(self) -> str:
        return self._context.modality or self._front.modality

    @property
    def _body_part(self) -> str:
        return self._context.body_part or self._front.body_part

    def _uid(self, name: str) -> str:
        return _as_uid(uuid.uuid5(self._document, name))


def _items(section: Section, lead: str) -> Iterator[list[Run]]:
    """What stands in each point or field, cut where the origin changes."""
    if section.numbered:
        for runs in section.fields[0].runs:
            yield _cut([Run(lead, None), *runs])
        return
    for field in section.fields:
        name = f"{field.name}: " if field.name else ""
        pieces = [Run(lead + name, None)]
        for number, runs in enumerate(field.runs):
            pieces += [Run("\r\n", None)] if number else []
            pieces += runs
        yield _cut(pieces)


def _cut(pieces: list[Run]) -> list[Run]:
    """One run for each stretch of one origin. Words of the template go with the next run, the
    spaces between two runs with neither."""
    found: list[Run] = []
    lead = ""
    for piece in pieces:
        if piece.origin is None:
            lead += piece.text
        elif found and sign(found[-1].origin) == sign(piece.origin):
            found[-1] = Run(found[-1].text + lead + piece.text, piece.origin)
            lead = ""
        else:
            found.append(Run(lead.lstrip() + piece.text, piece.origin))
            lead = ""
    if lead.strip():
        if found and not sign(found[-1].origin):
            found[-1] = Run(found[-1].text + lead.rstrip(), found[-1].origin)
        else:
            found.append(Run(lead.strip(), None))
    return found


_OPTIONAL = frozenset(
    {"IssuerOfPatientID", "StudyDescription", "InstitutionName", "TimezoneOffsetFromUTC"}
)
"""Type 3: absent or with a value."""


def _designator(scheme: str) -> str:
    """A scheme without an OID, or that the table does not know, is a private one in DICOM (99 in
    front, PS3.16 8)."""
    listed = schemes().get(scheme)
    known = bool(listed and listed.oid) or scheme.startswith("99") or scheme == _LANGUAGE_SCHEME
    letters = "".join(char for char in scheme.upper() if char.isascii() and char.isalnum())
    return scheme if known else f"99{letters}"[:_SH]


def _dcm(value: str, meaning: str) -> Code:
    return Code("DCM", value, meaning)


def _as_uid(value: uuid.UUID) -> str:
    """A UUID as a UID (PS3.5 B.2)."""
    return f"2.25.{value.int}"


def _fitting(value: str, longest: int, key: str) -> str:
    """The value itself. Raises ContextError where DICOM cannot hold it: an id that was cut or
    rewritten would belong to somebody else."""
    if len(value) > longest:
        raise ContextError(f"{key}: DICOM holds {longest} characters, this has {len(value)}")
    if "\\" in value:
        raise ContextError(f'{key}: DICOM cannot hold "\\" in it')
    return value


def _name(value: str, key: str) -> str:
    """DICOM's person name: Family^Given^Middle^Prefix^Suffix."""
    split = person(value)
    parts = (split.family, split.given, split.middle, split.prefix, split.suffix)
    if "=" in value and "^" not in value:
        raise ContextError(f'{key}: DICOM cannot hold "=" in a name')
    return _fitting("^".join(parts).rstrip("^"), _PN, key)


def _day_and_time(value: datetime | date | None) -> tuple[str, str]:
    day = value.strftime("%Y%m%d") if value else ""
    clock = value.strftime("%H%M%S") if isinstance(value, datetime) else ""
    return day, clock
