"""Rules of a Basic Text SR that break most often, checked without an outside program.

`dciodvfy` (dicom3tools) finds these and more, `dsrdump` (dcmtk) the first three; neither is a
Python package, so these rules are what always runs. PS3.3 A.35.1, C.17.2 and C.17.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from medvoice.export.dicom_sr import BASIC_TEXT_SR

if TYPE_CHECKING:
    from pydicom import Dataset

_KINDS = frozenset(
    "TEXT CODE DATETIME DATE TIME PNAME UIDREF IMAGE COMPOSITE WAVEFORM CONTAINER".split()
)
_FLAGS = {
    "CompletionFlag": ("PARTIAL", "COMPLETE"),
    "VerificationFlag": ("UNVERIFIED", "VERIFIED"),
}
_PRESENT = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime",
    "StudyID", "AccessionNumber", "ReferringPhysicianName", "PerformedProcedureCodeSequence",
    "ReferencedPerformedProcedureStepSequence",
)  # fmt: skip
"""Type 2: present, though perhaps empty."""
_FILLED = (
    "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "Modality", "SeriesNumber",
    "InstanceNumber", "ContentDate", "ContentTime", "ValueType", "ConceptNameCodeSequence",
)  # fmt: skip


def faults(dataset: Dataset) -> tuple[str, ...]:
    """What is wrong, in words; empty for a document that keeps the rules."""
    return tuple(_faults(dataset))


def _faults(dataset: Dataset) -> Iterator[str]:
    if dataset.get("SOPClassUID") != BASIC_TEXT_SR:
        yield "SOPClassUID is not Basic Text SR"
    yield from (f"{name} is missing" for name in _PRESENT if name not in dataset)
    yield from (f"{name} is missing or empty" for name in _FILLED if not dataset.get(name))
    for name, allowed in _FLAGS.items():
        if dataset.get(name) not in allowed:
            yield f"{name} is {dataset.get(name)!r}, not one of {', '.join(allowed)}"
    if dataset.get("VerificationFlag") == "VERIFIED":
        if dataset.get("CompletionFlag") != "COMPLETE":
            yield "VERIFIED though not COMPLETE"
        if not dataset.get("VerifyingObserverSequence"):
            yield "VERIFIED without a verifying observer"
    evidence = _evidence(dataset)
    for item in _items(dataset):
        yield from _item_faults(item)
        for reference in item.get("ReferencedSOPSequence", []):
            if reference.ReferencedSOPInstanceUID not in evidence:
                yield f"{reference.ReferencedSOPInstanceUID} is not in the evidence sequence"


def _item_faults(item: Dataset) -> Iterator[str]:
    kind = item.get("ValueType", "")
    if kind not in _KINDS:
        yield f"a Basic Text SR cannot hold {kind or 'an item without a type'}"
    if kind == "CONTAINER" and item.get("ContinuityOfContent") not in ("SEPARATE", "CONTINUOUS"):
        yield "a CONTAINER without ContinuityOfContent"
    if kind == "TEXT":
        text = item.get("TextValue") or ""
        if not text:
            yield "an empty TEXT"
        if any(ord(char) < 32 and char not in "\r\n" for char in text):
            yield "a TEXT with a control character"


def _items(dataset: Dataset) -> Iterator[Dataset]:
    yield dataset
    for item in dataset.get("ContentSequence", []):
        yield from _items(item)


def _evidence(dataset: Dataset) -> set[str]:
    return {
        instance.ReferencedSOPInstanceUID
        for name in (
            "CurrentRequestedProcedureEvidenceSequence",
            "PertinentOtherEvidenceSequence",
        )
        for study in dataset.get(name, [])
        for series in study.get("ReferencedSeriesSequence", [])
        for instance in series.get("ReferencedSOPSequence", [])
    }
