"""A record from files: `read_record`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from medvoice.records import index_clinical, index_reports
from medvoice.records.fhir_files import Files, Resource, read_files, read_text
from medvoice.records.index_medications import MEDICATIONS
from medvoice.records.item import Item
from medvoice.records.json_values import Node, at, line, node, nodes, text
from medvoice.records.modifiers import modified, readable
from medvoice.records.record import Person, Record, ordered
from medvoice.records.record_error import RecordError, SeveralPatientsError
from medvoice.records.references import References
from medvoice.records.versions_kept import newest
from medvoice.records.when import when

_SHOWN = 8

_READERS: Mapping[str, Callable[[Node, str], Item]] = MappingProxyType(
    {
        "Condition": index_clinical.condition,
        "AllergyIntolerance": index_clinical.allergy,
        "Procedure": index_clinical.procedure,
        "Immunization": index_clinical.immunisation,
        "Device": index_clinical.device,
        "Encounter": index_clinical.encounter,
        "FamilyMemberHistory": index_clinical.relative,
        "Observation": index_reports.result,
        "ImagingStudy": index_reports.imaging,
        "DiagnosticReport": index_reports.report,
        "DocumentReference": index_reports.document,
        "Composition": index_reports.composition,
        "ServiceRequest": index_reports.order,
    }
)


def read_record(paths: Sequence[Path], patient: str = "") -> Record:
    """patient: "Patient/7" or "7", where the files hold several. Raises RecordError; for several
    patients, too: what is one's is never told of another."""
    return record_of(read_files(paths), patient)


def read_record_text(data: bytes, patient: str = "") -> Record:
    """Of what one file would hold. patient: as of `read_record`. Raises RecordError."""
    return record_of(read_text(data), patient)


def record_of(files: Files, patient: str = "") -> Record:
    """Raises RecordError."""
    resources, twice = newest(files.resources)
    references = References(resources)
    read = [one for one in resources if one.type in _READERS or one.type in MEDICATIONS]
    owners = {one.ref: references.patient(one) for one in read}
    people = dict.fromkeys(
        [one.ref for one in resources if one.type == "Patient"] + [*filter(None, owners.values())]
    )
    chosen = _chosen(tuple(people), patient)
    if chosen:
        nameless = [one for one in read if not owners[one.ref]]
        read = [one for one in read if owners[one.ref] == chosen]
    else:
        nameless = []
    items: list[Item] = []
    parted: list[str] = []
    for one in read:
        try:
            body, left_out = readable(one.body)
        except RecursionError:
            raise RecordError(f"{one.ref} is nested too deep. Nothing was taken.") from None
        item = _item(replace(one, body=body), references)
        if left_out:
            item = replace(item, details=(*item.details, ("left out", _parts(left_out))))
            parted.append(one.ref)
        items.append(item)
    return Record(
        _person(resources, chosen),
        ordered(items),
        (*files.left_out, *twice, *_nobody(nameless), *_parted(parted)),
        files.partial,
        len(resources) - len(read) - sum(one.type == "Patient" for one in resources),
    )


def _parts(number: int) -> str:
    return f"{'a part' if number == 1 else f'{number} parts'}, void or with an unknown modifier"


def _parted(refs: Sequence[str]) -> tuple[str, ...]:
    if not refs:
        return ()
    return (
        f"Parts that are void or carry a modifier that is not understood were left out of "
        f"{_some(refs)}.",
    )


def _item(resource: Resource, references: References) -> Item:
    if (reader := _READERS.get(resource.type)) is not None:
        return reader(resource.body, resource.ref)
    return MEDICATIONS[resource.type](resource.body, resource.ref, references.target)


def _chosen(people: Sequence[str], wanted: str) -> str:
    if wanted:
        found = [one for one in people if one in (wanted, f"Patient/{wanted}")]
        if not found:
            raise RecordError(f"No patient {wanted} is in the record; there is {_some(people)}.")
        return found[0]
    if len(people) > 1:
        raise SeveralPatientsError(
            f"The record holds resources of {len(people)} patients ({_some(people)}). Records of "
            "several patients are never mixed; say whose is meant (--patient; patient= where a "
            "daemon is asked)."
        )
    return people[0] if people else ""


def _some(people: Sequence[str]) -> str:
    more = f" and {len(people) - _SHOWN} more" if len(people) > _SHOWN else ""
    return ", ".join(one[-80:] for one in people[:_SHOWN]) + more if people else "none"


def _nobody(nameless: Sequence[Resource]) -> tuple[str, ...]:
    """One sentence about resources that name no patient."""
    if not nameless:
        return ()
    kinds = Counter(one.type for one in nameless)
    shown = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(_SHOWN))
    return (f"Resources that name no patient were left out: {shown}.",)


def _person(resources: Sequence[Resource], ref: str) -> Person:
    whole = next((one.body for one in resources if one.type == "Patient" and one.ref == ref), None)
    if whole is None or modified(whole):
        return Person(ref)
    body, _ = readable(whole)
    names = nodes(body, "name")
    by_use = {text(one, "use"): one for one in reversed(names)}
    own = by_use.get("official") or by_use.get("usual") or (names[0] if names else {})
    written = _name(own)
    others = dict.fromkeys(filter(None, map(_name, names)))
    return Person(
        ref,
        written,
        when(body.get("birthDate")),
        text(body, "gender"),
        _ids(body),
        _died(body),
        known=True,
        other_names=tuple(one for one in others if one != written),
    )


def _name(name: Node) -> str:
    """As DICOM writes it; the whole as one where it is not split into parts."""
    given = name.get("given")
    parts = [line(one) for one in given if isinstance(one, str)] if isinstance(given, list) else []
    first, middle = (parts[0], " ".join(parts[1:])) if parts else ("", "")
    written = "^".join([text(name, "family"), first, middle]).rstrip("^")
    return written or text(name, "text")


def _ids(body: Node) -> tuple[tuple[str, str], ...]:
    """Medical record numbers first."""
    found = []
    for one in nodes(body, "identifier"):
        kind = node(one, "type")
        label = (
            text(kind, "text") or text(kind, "coding", "display") or text(kind, "coding", "code")
        )
        is_mrn = text(kind, "coding", "code") == "MR"
        if value := text(one, "value"):
            found.append((not is_mrn, label or text(one, "system") or "identifier", value))
    found.sort(key=lambda one: one[0])
    return tuple((label, value) for _, label, value in found)


def _died(body: Node) -> str:
    flag = at(body, "deceasedBoolean")
    if isinstance(flag, bool):
        return "yes" if flag else "no"
    moment = when(body.get("deceasedDateTime"))
    return f"on {moment.said}" if moment else ""
